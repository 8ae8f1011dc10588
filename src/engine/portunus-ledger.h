/* portunus-ledger.h: every transfer of this program, and the history they are written to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-history-export.h"
#include "portunus-history-list.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_LEDGER (portunus_ledger_get_type ())

/**
 * PortunusLedger:
 *
 * The one place that knows all transfers. Whoever starts one adds it; the ledger follows it, lists it while it runs,
 * and writes it to the history on a thread of its own. Belongs to the thread-default context it was made in.
 *
 * Signal `changed`: the past is another than before; refresh lists.
 */
G_DECLARE_FINAL_TYPE (PortunusLedger, portunus_ledger, PORTUNUS, LEDGER, GObject)

/* @path: (nullable) (type filename): NULL keeps no history. */
PortunusLedger      *portunus_ledger_new           (const char             *path);
/* Whether transfers that begin from here on are written down. */
void                 portunus_ledger_set_recording (PortunusLedger         *self,
                                                    gboolean                is_recording);
void                 portunus_ledger_add           (PortunusLedger         *self,
                                                    PortunusTransfer       *transfer);
/* What anybody may have begun. */
void                 portunus_ledger_add_unasked   (PortunusLedger         *self,
                                                    PortunusTransfer       *transfer);
/* (transfer none): a list of PortunusTransfer that were offered and are not over, the youngest first */
GListModel          *portunus_ledger_get_running   (PortunusLedger         *self);
/* (transfer none) (nullable): a list of PortunusHistoryFile */
GListModel          *portunus_ledger_get_files     (PortunusLedger         *self,
                                                    PortunusTransfer       *transfer);
/* Reads on the calling thread. */
PortunusHistoryList *portunus_ledger_create_list   (PortunusLedger         *self);

/* @id: of a record; 0 for all of the past */
void                 portunus_ledger_hide_async    (PortunusLedger         *self,
                                                    gint64                  id,
                                                    GAsyncReadyCallback     callback,
                                                    gpointer                user_data);
gint64               portunus_ledger_hide_finish   (PortunusLedger         *self,
                                                    GAsyncResult           *result,
                                                    GError                **error);
void                 portunus_ledger_bring_back    (PortunusLedger         *self,
                                                    gint64                  number);
void                 portunus_ledger_forget        (PortunusLedger         *self,
                                                    gint64                  number);
void                 portunus_ledger_export_async  (PortunusLedger         *self,
                                                    PortunusHistoryFormat   format,
                                                    GFile                  *file,
                                                    GAsyncReadyCallback     callback,
                                                    gpointer                user_data);
gboolean             portunus_ledger_export_finish (PortunusLedger         *self,
                                                    GAsyncResult           *result,
                                                    GError                **error);
/* Waits until everything is written; nothing is written afterwards. */
void                 portunus_ledger_stop          (PortunusLedger         *self);

G_END_DECLS
