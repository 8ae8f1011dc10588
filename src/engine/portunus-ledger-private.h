/* portunus-ledger-private.h: what the parts of the ledger share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-ledger-writer.h"
#include "portunus-ledger.h"

G_BEGIN_DECLS

/* What the writer's thread needs to know; @number is a record's id or what hide() gave. */
typedef struct
{
  PortunusHistoryRecord  record;
  GPtrArray             *files;
  GFile                 *file;
  PortunusHistoryFormat  format;
  gint64                 number;
  gboolean               is_first;
} PortunusLedgerNote;

/* @note: (transfer full): the data of the task that @work gets */
void _portunus_ledger_push       (PortunusLedger      *self,
                                  PortunusLedgerWork   work,
                                  PortunusLedgerNote  *note,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
void _portunus_ledger_return     (GTask               *task,
                                  gboolean             is_done,
                                  GError              *error);
/* The past is another now. */
void _portunus_ledger_written_cb (GObject             *source,
                                  GAsyncResult        *result,
                                  gpointer             user_data);
void _portunus_ledger_noted_cb   (GObject             *source,
                                  GAsyncResult        *result,
                                  gpointer             user_data);

G_END_DECLS
