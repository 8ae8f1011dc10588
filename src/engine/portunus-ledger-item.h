/* portunus-ledger-item.h: follows one transfer while it runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_LEDGER_ITEM (portunus_ledger_item_get_type ())

/**
 * PortunusLedgerItem:
 *
 * Lives in the context of its transfer. Signal `changed (gboolean is_first)`: there is something new to write down;
 * not more than once a second unless the state changes, and not before something was offered.
 */
G_DECLARE_FINAL_TYPE (PortunusLedgerItem, portunus_ledger_item, PORTUNUS, LEDGER_ITEM, GObject)

PortunusLedgerItem *portunus_ledger_item_new          (PortunusTransfer      *transfer,
                                                       gboolean               is_unasked);
PortunusTransfer   *portunus_ledger_item_get_transfer (PortunusLedgerItem    *self);
/* A list of PortunusHistoryFile: the first of its files, and those that failed. */
GListModel         *portunus_ledger_item_get_files    (PortunusLedgerItem    *self);
/* Whether it is worth a place on disk. */
gboolean            portunus_ledger_item_may_write    (PortunusLedgerItem    *self,
                                                       gboolean              *is_first);
/* What is known now; clear it in the end. */
void                portunus_ledger_item_read         (PortunusLedgerItem    *self,
                                                       PortunusHistoryRecord *record);
/* (element-type PortunusHistoryFile) (nullable): copies for another thread, if they changed since the last time. */
GPtrArray          *portunus_ledger_item_copy_files   (PortunusLedgerItem    *self);

G_END_DECLS
