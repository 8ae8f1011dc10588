/* portunus-ledger-edit.c: taking away from the history, and giving it to other programs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ledger-private.h"

static void
hide_on_worker (PortunusHistory *history,
                GTask           *task)
{
  PortunusLedgerNote *note = g_task_get_task_data (task);
  GError *error = NULL;

  note->number = portunus_history_hide (history, note->number, &error);
  _portunus_ledger_return (task, note->number > 0, error);
}

/**
 * portunus_ledger_hide_async:
 * @self: a ledger
 * @id: of a record; 0 for all of the past
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Takes it out of the list, until portunus_ledger_bring_back() or portunus_ledger_forget().
 */
void
portunus_ledger_hide_async (PortunusLedger      *self,
                            gint64               id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  PortunusLedgerNote *note;

  g_return_if_fail (PORTUNUS_IS_LEDGER (self));

  note = g_new0 (PortunusLedgerNote, 1);
  note->number = id;
  _portunus_ledger_push (self, hide_on_worker, note, callback, user_data);
}

/**
 * portunus_ledger_hide_finish:
 * @self: a ledger
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: a number for what was taken away together; 0 on error
 */
gint64
portunus_ledger_hide_finish (PortunusLedger  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  PortunusLedgerNote *note;

  g_return_val_if_fail (g_task_is_valid (result, self), 0);

  note = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return 0;
  g_signal_emit_by_name (self, "changed");
  return note->number;
}

static void
bring_back_on_worker (PortunusHistory *history,
                      GTask           *task)
{
  const PortunusLedgerNote *note = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_done = portunus_history_bring_back (history, note->number, &error);

  _portunus_ledger_return (task, is_done, error);
}

static void
forget_on_worker (PortunusHistory *history,
                  GTask           *task)
{
  const PortunusLedgerNote *note = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_done = portunus_history_forget (history, note->number, &error);

  _portunus_ledger_return (task, is_done, error);
}

static void
push_number (PortunusLedger      *self,
             PortunusLedgerWork   work,
             gint64               number,
             GAsyncReadyCallback  callback)
{
  PortunusLedgerNote *note;

  g_return_if_fail (PORTUNUS_IS_LEDGER (self) && number > 0);

  note = g_new0 (PortunusLedgerNote, 1);
  note->number = number;
  _portunus_ledger_push (self, work, note, callback, NULL);
}

/**
 * portunus_ledger_bring_back:
 * @self: a ledger
 * @number: from portunus_ledger_hide_finish()
 *
 * "changed" follows.
 */
void
portunus_ledger_bring_back (PortunusLedger *self,
                            gint64          number)
{
  push_number (self, bring_back_on_worker, number, _portunus_ledger_written_cb);
}

/**
 * portunus_ledger_forget:
 * @self: a ledger
 * @number: from portunus_ledger_hide_finish()
 *
 * Removes it for good.
 */
void
portunus_ledger_forget (PortunusLedger *self,
                        gint64          number)
{
  push_number (self, forget_on_worker, number, _portunus_ledger_noted_cb);
}

static void
export_on_worker (PortunusHistory *history,
                  GTask           *task)
{
  const PortunusLedgerNote *note = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GFileOutputStream) stream = g_file_replace (note->file, NULL, FALSE,
                                                         G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION,
                                                         NULL, &error);
  gboolean is_done = stream != NULL
                     && portunus_history_export (history, NULL, note->format, G_OUTPUT_STREAM (stream), &error)
                     && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error);

  _portunus_ledger_return (task, is_done, error);
}

/**
 * portunus_ledger_export_async:
 * @self: a ledger
 * @format: how
 * @file: where to; replaced
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Writes all of the past to a file.
 */
void
portunus_ledger_export_async (PortunusLedger        *self,
                              PortunusHistoryFormat  format,
                              GFile                 *file,
                              GAsyncReadyCallback    callback,
                              gpointer               user_data)
{
  PortunusLedgerNote *note;

  g_return_if_fail (PORTUNUS_IS_LEDGER (self));
  g_return_if_fail (G_IS_FILE (file));

  note = g_new0 (PortunusLedgerNote, 1);
  note->file = g_object_ref (file);
  note->format = format;
  _portunus_ledger_push (self, export_on_worker, note, callback, user_data);
}

/**
 * portunus_ledger_export_finish:
 * @self: a ledger
 * @result: the result
 * @error: return location for a #PortunusStoreError or a #GIOErrorEnum
 *
 * Returns: whether all of it is in the file
 */
gboolean
portunus_ledger_export_finish (PortunusLedger  *self,
                               GAsyncResult    *result,
                               GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
