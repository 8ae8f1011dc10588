/* portunus-cli-inbox.h: what others bring, and asking about one after the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-arrival.h"
#include "portunus-cli-options.h"
#include "portunus-cli-output.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CLI_INBOX (portunus_cli_inbox_get_type ())

/**
 * PortunusCliInbox:
 *
 * Reports what comes, and asks the person at the terminal unless everything is accepted. Signal
 * `unanswerable (GError *error)`: there is nobody to ask, and what was offered is declined.
 */
G_DECLARE_FINAL_TYPE (PortunusCliInbox, portunus_cli_inbox, PORTUNUS, CLI_INBOX, GObject)

PortunusCliInbox *portunus_cli_inbox_new   (const PortunusCliReceiveOptions *options,
                                            PortunusCliOutput               *output);
void              portunus_cli_inbox_take  (PortunusCliInbox                *self,
                                            PortunusArrival                 *arrival);
/* Takes open questions back; nothing is reported any more. */
void              portunus_cli_inbox_close (PortunusCliInbox                *self);

G_END_DECLS
