/* portunus-transfer-text.h: what a transfer is doing, and how it ended, in a sentence
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history-entry.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

char *portunus_transfer_text_dup_state  (PortunusTransfer     *transfer);
char *portunus_transfer_text_dup_result (PortunusHistoryEntry *entry);
char *portunus_transfer_text_dup_peer   (PortunusHistoryEntry *entry);
char *portunus_transfer_text_dup_day    (gint64                seconds);
char *portunus_transfer_text_dup_time   (gint64                seconds);

G_END_DECLS
