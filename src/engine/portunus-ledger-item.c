/* portunus-ledger-item.c: follows one transfer while it runs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ledger-item.h"

#include <string.h>

#include "portunus-name.h"

/* How often what only moved is written down. */
#define WRITE_INTERVAL_MS 1000

/* Room that is left for files that failed. */
#define MAX_PLAIN_FILES (PORTUNUS_HISTORY_MAX_FILES / 2)

struct _PortunusLedgerItem
{
  GObject                parent_instance;

  /* Owned */
  PortunusTransfer      *transfer;
  GListStore            *files;     /* PortunusHistoryFile */
  GHashTable            *by_name;   /* name -> PortunusHistoryFile, borrowed from @files */
  GSource               *write;

  gint64                 id;
  gint64                 started;
  PortunusTransferState  state;
  gboolean               is_unasked;
  gboolean               is_written;
  gboolean               is_on_disk;
  gboolean               has_new_files;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusLedgerItem, portunus_ledger_item, G_TYPE_OBJECT)

static void
clear_write (PortunusLedgerItem *self)
{
  if (self->write != NULL)
    g_source_destroy (self->write);
  g_clear_pointer (&self->write, g_source_unref);
}

static void
write_now (PortunusLedgerItem *self)
{
  gboolean is_first = !self->is_written;

  clear_write (self);
  if (portunus_transfer_get_offer (self->transfer) == NULL)
    return;
  self->is_written = TRUE;
  self->state = portunus_transfer_get_state (self->transfer);
  g_signal_emit (self, signals[CHANGED], 0, is_first);
}

static gboolean
write_cb (gpointer user_data)
{
  write_now (user_data);
  return G_SOURCE_REMOVE;
}

static void
write_soon (PortunusLedgerItem *self)
{
  if (self->write != NULL || !self->is_written)
    return;
  self->write = g_timeout_source_new (WRITE_INTERVAL_MS);
  g_source_set_callback (self->write, write_cb, self, NULL);
  g_source_attach (self->write, g_main_context_get_thread_default ());
}

static PortunusHistoryFile *
add_file (PortunusLedgerItem *self,
          const char         *name,
          guint64             size)
{
  g_autoptr (PortunusHistoryFile) file = portunus_history_file_new (name, size);

  g_list_store_append (self->files, file);
  g_hash_table_insert (self->by_name, (gpointer) portunus_history_file_get_name (file), file);
  self->has_new_files = TRUE;
  return file;
}

/* A sender that was started anew may offer something else under the same transfer. */
static void
offer_cb (PortunusLedgerItem *self)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (portunus_transfer_get_offer (self->transfer));
  guint n_entries = portunus_manifest_get_n_entries (manifest);

  g_hash_table_remove_all (self->by_name);
  g_list_store_remove_all (self->files);
  for (guint i = 0; i < n_entries && g_hash_table_size (self->by_name) < MAX_PLAIN_FILES; i++)
    {
      PortunusEntry entry;
      g_autofree char *name = NULL;

      portunus_manifest_get_entry (manifest, i, &entry);
      name = portunus_text_for_display (entry.path, PORTUNUS_TRANSFER_MAX_NAME);
      if (entry.type == PORTUNUS_ENTRY_FILE && !g_hash_table_contains (self->by_name, name))
        add_file (self, name, entry.size);
    }
  write_soon (self);
}

static void
file_cb (PortunusTransfer   *transfer,
         const char         *name,
         PortunusFileStatus  status,
         const char         *message,
         PortunusLedgerItem *self)
{
  PortunusHistoryFile *file = g_hash_table_lookup (self->by_name, name);

  if (file == NULL && status == PORTUNUS_FILE_FAILED
      && g_hash_table_size (self->by_name) < PORTUNUS_HISTORY_MAX_FILES)
    file = add_file (self, name, G_MAXUINT64);
  if (file == NULL)
    return;
  if (status == PORTUNUS_FILE_RESTARTED)
    portunus_history_file_set_state (file, PORTUNUS_HISTORY_FILE_PENDING, message);
  else
    portunus_history_file_set_state (file, status == PORTUNUS_FILE_DONE ? PORTUNUS_HISTORY_FILE_DONE
                                                                        : PORTUNUS_HISTORY_FILE_FAILED, message);
  self->has_new_files = TRUE;
  write_soon (self);
}

static void
place_cb (PortunusTransfer   *transfer,
          const char         *name,
          const char         *path,
          PortunusLedgerItem *self)
{
  PortunusHistoryFile *file = g_hash_table_lookup (self->by_name, name);

  if (file == NULL)
    return;
  portunus_history_file_set_place (file, path);
  self->has_new_files = TRUE;
}

/* A file that was there already is not told of one by one. */
static void
mark_rest_done (PortunusLedgerItem *self)
{
  guint n_files = g_list_model_get_n_items (G_LIST_MODEL (self->files));

  if (portunus_transfer_get_state (self->transfer) != PORTUNUS_TRANSFER_DONE
      || portunus_transfer_get_files_done (self->transfer) < portunus_transfer_get_n_files (self->transfer)
      || portunus_manifest_get_n_files (portunus_offer_get_manifest (portunus_transfer_get_offer (self->transfer)))
         != portunus_transfer_get_n_files (self->transfer))
    return;
  for (guint i = 0; i < n_files; i++)
    {
      g_autoptr (PortunusHistoryFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);

      if (portunus_history_file_get_state (file) == PORTUNUS_HISTORY_FILE_PENDING)
        portunus_history_file_set_state (file, PORTUNUS_HISTORY_FILE_DONE, NULL);
    }
  self->has_new_files = TRUE;
}

static void
notify_cb (PortunusLedgerItem *self)
{
  PortunusTransferState state = portunus_transfer_get_state (self->transfer);

  if (portunus_transfer_get_offer (self->transfer) == NULL)
    return;
  if (self->is_written && self->state == state)
    {
      write_soon (self);
      return;
    }
  mark_rest_done (self);
  write_now (self);
}

static PortunusHistoryResult
get_result (PortunusTransferState state)
{
  switch (state)
    {
    case PORTUNUS_TRANSFER_DONE:
      return PORTUNUS_HISTORY_DONE;
    case PORTUNUS_TRANSFER_DECLINED:
      return PORTUNUS_HISTORY_DECLINED;
    case PORTUNUS_TRANSFER_CANCELLED:
      return PORTUNUS_HISTORY_CANCELLED;
    case PORTUNUS_TRANSFER_FAILED:
      return PORTUNUS_HISTORY_FAILED;
    case PORTUNUS_TRANSFER_CONNECTING:
    case PORTUNUS_TRANSFER_OFFERED:
    case PORTUNUS_TRANSFER_CHECKING:
    case PORTUNUS_TRANSFER_RUNNING:
    case PORTUNUS_TRANSFER_VERIFYING:
    case PORTUNUS_TRANSFER_RECONNECTING:
    default:
      return PORTUNUS_HISTORY_RUNNING;
    }
}

static void
read_totals (PortunusLedgerItem    *self,
             PortunusHistoryRecord *record)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (portunus_transfer_get_offer (self->transfer));

  record->n_files = portunus_transfer_get_n_files (self->transfer);
  record->total_bytes = portunus_transfer_get_total_bytes (self->transfer);
  record->files_done = portunus_transfer_get_files_done (self->transfer);
  record->done_bytes = portunus_transfer_get_done_bytes (self->transfer);
  /* A sender learns what is wanted when somebody accepts. */
  if (record->n_files == 0 && record->total_bytes == 0)
    {
      record->n_files = portunus_manifest_get_n_files (manifest);
      record->total_bytes = portunus_manifest_has_unknown_size (manifest)
                            ? G_MAXUINT64 : portunus_manifest_get_total_bytes (manifest);
    }
}

static void
read_error (PortunusLedgerItem    *self,
            PortunusHistoryRecord *record)
{
  const GError *error = portunus_transfer_get_error (self->transfer);

  if (error == NULL)
    return;
  record->error_domain = g_strdup (g_quark_to_string (error->domain));
  record->error_code = error->code;
  record->error_message = g_strdup (error->message);
}

/**
 * portunus_ledger_item_read:
 * @self: an item whose transfer was offered
 * @record: (out caller-allocates): what is known now
 */
void
portunus_ledger_item_read (PortunusLedgerItem    *self,
                           PortunusHistoryRecord *record)
{
  PortunusTransfer *transfer = self->transfer;
  PortunusOffer *offer = portunus_transfer_get_offer (transfer);

  g_return_if_fail (PORTUNUS_IS_LEDGER_ITEM (self) && offer != NULL);

  *record = (PortunusHistoryRecord) {
    .id = self->id,
    .started = self->started,
    .is_incoming = portunus_transfer_is_incoming (transfer),
    .is_unconfirmed = portunus_transfer_is_unconfirmed (transfer),
    .result = get_result (portunus_transfer_get_state (transfer)),
    .title = g_strdup (portunus_offer_get_title (offer)),
    .peer_name = g_strdup (portunus_transfer_get_peer_name (transfer)),
    .peer_device = g_strdup (portunus_transfer_get_device (transfer)),
    .peer_label = g_strdup (portunus_transfer_get_peer_label (transfer)),
    .lane = g_strdup (portunus_transfer_get_path (transfer)),
    .folder = g_strdup (portunus_transfer_get_directory (transfer)),
    .sources = g_strdupv ((char **) portunus_transfer_get_sources (transfer)),
  };
  memcpy (record->transfer_id, portunus_offer_get_id (offer), sizeof record->transfer_id);
  record->ended = portunus_transfer_is_over (transfer) ? g_get_real_time () / G_USEC_PER_SEC : 0;
  read_totals (self, record);
  read_error (self, record);
}

/**
 * portunus_ledger_item_may_write:
 * @self: an item whose transfer was offered
 * @is_first: (out): whether it is written for the first time
 *
 * Anybody may offer anything, and nobody may fill our disk by it: what a stranger offers is written once it is
 * accepted. Call it before each write.
 *
 * Returns: whether to write it
 */
gboolean
portunus_ledger_item_may_write (PortunusLedgerItem *self,
                                gboolean           *is_first)
{
  g_return_val_if_fail (PORTUNUS_IS_LEDGER_ITEM (self), FALSE);

  if (self->is_unasked && portunus_transfer_get_directory (self->transfer) == NULL
      && g_strcmp0 (portunus_transfer_get_peer_label (self->transfer), "verified") != 0)
    return FALSE;
  *is_first = !self->is_on_disk;
  self->is_on_disk = TRUE;
  return TRUE;
}

/**
 * portunus_ledger_item_copy_files:
 * @self: an item
 *
 * Returns: (transfer full) (nullable) (element-type PortunusHistoryFile): its files; %NULL where they are the same as
 *   the last time
 */
GPtrArray *
portunus_ledger_item_copy_files (PortunusLedgerItem *self)
{
  GPtrArray *copies;

  g_return_val_if_fail (PORTUNUS_IS_LEDGER_ITEM (self), NULL);

  if (!self->has_new_files)
    return NULL;
  self->has_new_files = FALSE;
  copies = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->files)); i++)
    {
      g_autoptr (PortunusHistoryFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);
      PortunusHistoryFile *copy = portunus_history_file_new (portunus_history_file_get_name (file),
                                                             portunus_history_file_get_size (file));

      portunus_history_file_set_state (copy, portunus_history_file_get_state (file),
                                       portunus_history_file_get_message (file));
      portunus_history_file_set_place (copy, portunus_history_file_get_place (file));
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

/**
 * portunus_ledger_item_get_transfer:
 * @self: an item
 *
 * Returns: (transfer none): the transfer
 */
PortunusTransfer *
portunus_ledger_item_get_transfer (PortunusLedgerItem *self)
{
  return self->transfer;
}

/**
 * portunus_ledger_item_get_files:
 * @self: an item
 *
 * Returns: (transfer none): a list of #PortunusHistoryFile
 */
GListModel *
portunus_ledger_item_get_files (PortunusLedgerItem *self)
{
  return G_LIST_MODEL (self->files);
}

static void
portunus_ledger_item_dispose (GObject *object)
{
  PortunusLedgerItem *self = PORTUNUS_LEDGER_ITEM (object);

  clear_write (self);
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_ledger_item_parent_class)->dispose (object);
}

static void
portunus_ledger_item_finalize (GObject *object)
{
  PortunusLedgerItem *self = PORTUNUS_LEDGER_ITEM (object);

  g_hash_table_unref (self->by_name);
  g_object_unref (self->files);

  G_OBJECT_CLASS (portunus_ledger_item_parent_class)->finalize (object);
}

static void
portunus_ledger_item_class_init (PortunusLedgerItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_ledger_item_dispose;
  object_class->finalize = portunus_ledger_item_finalize;

  signals[CHANGED] = g_signal_new ("changed", PORTUNUS_TYPE_LEDGER_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
portunus_ledger_item_init (PortunusLedgerItem *self)
{
  self->files = g_list_store_new (PORTUNUS_TYPE_HISTORY_FILE);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->id = ((gint64) (g_random_int () & 0x3fffffff) << 32 | g_random_int ()) + 1;
  self->started = g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * portunus_ledger_item_new:
 * @transfer: a transfer that is not over
 * @is_unasked: whether anybody may have begun it
 *
 * Returns: (transfer full): an item that follows it
 */
PortunusLedgerItem *
portunus_ledger_item_new (PortunusTransfer *transfer,
                          gboolean          is_unasked)
{
  static const char * const watched[] = {
    "notify::state", "notify::done-bytes", "notify::total-bytes", "notify::words", "notify::path", "notify::offer",
  };
  PortunusLedgerItem *self = g_object_new (PORTUNUS_TYPE_LEDGER_ITEM, NULL);

  self->transfer = g_object_ref (transfer);
  self->is_unasked = is_unasked;
  g_signal_connect_swapped (transfer, "notify::offer", G_CALLBACK (offer_cb), self);
  g_signal_connect (transfer, "file", G_CALLBACK (file_cb), self);
  g_signal_connect (transfer, "place", G_CALLBACK (place_cb), self);
  for (gsize i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_swapped (transfer, watched[i], G_CALLBACK (notify_cb), self);
  if (portunus_transfer_get_offer (transfer) != NULL)
    offer_cb (self);
  notify_cb (self);
  return self;
}
