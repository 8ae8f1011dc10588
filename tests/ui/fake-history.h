/* fake-history.h: a past for the user interface: the environment says how much of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-ledger.h"

G_BEGIN_DECLS

/* With FAKE_PAST transfers that are over. */
PortunusLedger *fake_history_open_ledger (void);
/* Lists @transfer as one that runs. */
void            fake_history_add         (PortunusLedger   *ledger,
                                          PortunusTransfer *transfer);

G_END_DECLS
