/* portunus-ledger.c: every transfer of this program, and the history they are written to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ledger.h"

#include "portunus-ledger-item.h"
#include "portunus-ledger-private.h"
#include "portunus-store-error.h"

struct _PortunusLedger
{
  GObject               parent_instance;

  /* Owned */
  char                 *path;
  PortunusLedgerWriter *writer;     /* NULL without a history, and after stop() */
  GHashTable           *items;      /* PortunusTransfer, borrowed -> PortunusLedgerItem */
  GListStore           *running;

  gboolean              is_recording;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusLedger, portunus_ledger, G_TYPE_OBJECT)

static void
note_free (gpointer data)
{
  PortunusLedgerNote *note = data;

  portunus_history_record_clear (&note->record);
  g_clear_pointer (&note->files, g_ptr_array_unref);
  g_clear_object (&note->file);
  g_free (note);
}

void
_portunus_ledger_push (PortunusLedger      *self,
                       PortunusLedgerWork   work,
                       PortunusLedgerNote  *note,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_task_data (task, note, note_free);
  g_task_set_source_tag (task, work);
  if (self->writer != NULL)
    {
      portunus_ledger_writer_push (self->writer, task, work);
      return;
    }
  g_task_return_new_error (task, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE, "There is no history");
  g_object_unref (task);
}

/* @error: (transfer full) (nullable) */
void
_portunus_ledger_return (GTask    *task,
                         gboolean  is_done,
                         GError   *error)
{
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
_portunus_ledger_written_cb (GObject      *source,
                             GAsyncResult *result,
                             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit (source, signals[CHANGED], 0);
  else
    g_debug ("The history cannot be written: %s", error->message);
}

static void
put_on_worker (PortunusHistory *history,
               GTask           *task)
{
  PortunusLedgerNote *note = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean is_done = (!note->is_first || portunus_history_supersede (history, &note->record, &error))
                     && portunus_history_put (history, &note->record, note->files, &error);

  _portunus_ledger_return (task, is_done, error);
}

/* Nothing of the past changed in between. */
void
_portunus_ledger_noted_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("The history cannot be written: %s", error->message);
}

static void
write_item (PortunusLedger     *self,
            PortunusLedgerItem *item)
{
  PortunusLedgerNote *note;
  gboolean is_first;
  gboolean is_news;

  if (self->writer == NULL || !self->is_recording || !portunus_ledger_item_may_write (item, &is_first))
    return;
  note = g_new0 (PortunusLedgerNote, 1);
  note->is_first = is_first;
  portunus_ledger_item_read (item, &note->record);
  note->files = portunus_ledger_item_copy_files (item);
  is_news = is_first || note->record.result != PORTUNUS_HISTORY_RUNNING;
  _portunus_ledger_push (self, put_on_worker, note,
                         is_news ? _portunus_ledger_written_cb : _portunus_ledger_noted_cb, NULL);
}

static void
drop_item (PortunusLedger   *self,
           PortunusTransfer *transfer)
{
  guint position;

  if (g_list_store_find (self->running, transfer, &position))
    g_list_store_remove (self->running, position);
  g_hash_table_remove (self->items, transfer);
}

static void
changed_cb (PortunusLedgerItem *item,
            gboolean            is_first,
            PortunusLedger     *self)
{
  PortunusTransfer *transfer = portunus_ledger_item_get_transfer (item);

  write_item (self, item);
  if (is_first)
    g_list_store_insert (self->running, 0, transfer);
}

/* Also of one that ends before anything was offered. */
static void
state_cb (PortunusTransfer *transfer,
          GParamSpec       *pspec,
          PortunusLedger   *self)
{
  if (!portunus_transfer_is_over (transfer))
    return;
  g_signal_handlers_disconnect_by_data (transfer, self);
  drop_item (self, transfer);
}

static void
follow (PortunusLedger   *self,
        PortunusTransfer *transfer,
        gboolean          is_unasked)
{
  PortunusLedgerItem *item;

  if (portunus_transfer_is_over (transfer) || g_hash_table_contains (self->items, transfer))
    return;
  item = portunus_ledger_item_new (transfer, is_unasked);
  g_hash_table_insert (self->items, transfer, item);
  g_signal_connect_object (item, "changed", G_CALLBACK (changed_cb), self, 0);
  /* After the item's own handler, which writes the end down. */
  g_signal_connect_object (transfer, "notify::state", G_CALLBACK (state_cb), self, 0);
  if (portunus_transfer_get_offer (transfer) != NULL)
    changed_cb (item, TRUE, self);
}

/**
 * portunus_ledger_add:
 * @self: a ledger
 * @transfer: a transfer that is not over
 *
 * Follows @transfer to its end.
 */
void
portunus_ledger_add (PortunusLedger   *self,
                     PortunusTransfer *transfer)
{
  g_return_if_fail (PORTUNUS_IS_LEDGER (self));
  g_return_if_fail (PORTUNUS_IS_TRANSFER (transfer));

  follow (self, transfer, FALSE);
}

/**
 * portunus_ledger_add_unasked:
 * @self: a ledger
 * @transfer: a transfer that is not over
 *
 * As portunus_ledger_add(), of a transfer that anybody may have begun: unless the device is verified, it is written
 * down once it is accepted.
 */
void
portunus_ledger_add_unasked (PortunusLedger   *self,
                             PortunusTransfer *transfer)
{
  g_return_if_fail (PORTUNUS_IS_LEDGER (self));
  g_return_if_fail (PORTUNUS_IS_TRANSFER (transfer));

  follow (self, transfer, TRUE);
}

/**
 * portunus_ledger_get_running:
 * @self: a ledger
 *
 * Returns: (transfer none): a list of #PortunusTransfer that were offered and are not over, the youngest first
 */
GListModel *
portunus_ledger_get_running (PortunusLedger *self)
{
  g_return_val_if_fail (PORTUNUS_IS_LEDGER (self), NULL);

  return G_LIST_MODEL (self->running);
}

/**
 * portunus_ledger_get_files:
 * @self: a ledger
 * @transfer: one that runs
 *
 * Returns: (transfer none) (nullable): a list of #PortunusHistoryFile, whose states change
 */
GListModel *
portunus_ledger_get_files (PortunusLedger   *self,
                           PortunusTransfer *transfer)
{
  PortunusLedgerItem *item;

  g_return_val_if_fail (PORTUNUS_IS_LEDGER (self), NULL);

  item = g_hash_table_lookup (self->items, transfer);
  return item != NULL ? portunus_ledger_item_get_files (item) : NULL;
}

/**
 * portunus_ledger_create_list:
 * @self: a ledger
 *
 * Returns: (transfer full): the past; it stays empty where there is no history
 */
PortunusHistoryList *
portunus_ledger_create_list (PortunusLedger *self)
{
  g_autoptr (GError) error = NULL;
  PortunusHistory *history = NULL;

  g_return_val_if_fail (PORTUNUS_IS_LEDGER (self), NULL);

  if (self->path != NULL)
    history = portunus_history_open (self->path, &error);
  if (error != NULL)
    g_message ("The history cannot be read: %s", error->message);
  return portunus_history_list_new (history);
}

/**
 * portunus_ledger_set_recording:
 * @self: a ledger
 * @is_recording: whether to write down from here on
 *
 * What was written stays, and so does what a transfer that runs was written down as.
 */
void
portunus_ledger_set_recording (PortunusLedger *self,
                               gboolean        is_recording)
{
  g_return_if_fail (PORTUNUS_IS_LEDGER (self));

  self->is_recording = is_recording;
}

/**
 * portunus_ledger_stop:
 * @self: a ledger
 *
 * Waits until everything is written. A second call does nothing.
 */
void
portunus_ledger_stop (PortunusLedger *self)
{
  g_return_if_fail (PORTUNUS_IS_LEDGER (self));

  g_clear_pointer (&self->writer, portunus_ledger_writer_stop);
}

static void
portunus_ledger_dispose (GObject *object)
{
  PortunusLedger *self = PORTUNUS_LEDGER (object);
  GHashTableIter iter;
  gpointer transfer;

  portunus_ledger_stop (self);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &transfer, NULL))
    g_signal_handlers_disconnect_by_data (transfer, self);
  g_hash_table_remove_all (self->items);
  g_list_store_remove_all (self->running);

  G_OBJECT_CLASS (portunus_ledger_parent_class)->dispose (object);
}

static void
portunus_ledger_finalize (GObject *object)
{
  PortunusLedger *self = PORTUNUS_LEDGER (object);

  g_hash_table_unref (self->items);
  g_object_unref (self->running);
  g_free (self->path);

  G_OBJECT_CLASS (portunus_ledger_parent_class)->finalize (object);
}

static void
portunus_ledger_class_init (PortunusLedgerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_ledger_dispose;
  object_class->finalize = portunus_ledger_finalize;

  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_LEDGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
portunus_ledger_init (PortunusLedger *self)
{
  self->items = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->running = g_list_store_new (PORTUNUS_TYPE_TRANSFER);
  self->is_recording = TRUE;
}

/**
 * portunus_ledger_new:
 * @path: (nullable) (type filename): file of the history; %NULL keeps none
 *
 * Returns: (transfer full): a ledger
 */
PortunusLedger *
portunus_ledger_new (const char *path)
{
  PortunusLedger *self = g_object_new (PORTUNUS_TYPE_LEDGER, NULL);

  self->path = g_strdup (path);
  if (path != NULL)
    self->writer = portunus_ledger_writer_new (path);
  return self;
}
