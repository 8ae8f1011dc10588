/* portunus-transfers-model.h: running and past transfers and their files as one tree for a list view
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-ledger.h"

G_BEGIN_DECLS

GtkTreeListModel *portunus_transfers_model_new (PortunusLedger      *ledger,
                                                PortunusHistoryList *past);

G_END_DECLS
