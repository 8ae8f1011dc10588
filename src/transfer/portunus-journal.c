/* portunus-journal.c: writing down how far a transfer is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal.h"

#include <string.h>

#include "portunus-journal-private.h"

#define FLUSH_INTERVAL_US G_USEC_PER_SEC
#define FLUSH_BYTES       (G_GUINT64_CONSTANT (16) * 1024 * 1024)
#define FLUSH_FILES       8192

/* Somebody else may be busy with the file; that passes. Everything else stays as it is. */
void
_portunus_journal_fail (PortunusJournal *self,
                        const GError    *error)
{
  if (g_error_matches (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_BUSY) || self->is_broken)
    return;
  self->is_broken = TRUE;
  g_hash_table_remove_all (self->pending);
  g_message ("The transfer goes on, but could not be resumed after an interruption: %s", error->message);
}

/**
 * portunus_journal_open:
 * @path: (type filename): file of the journal, made where it is missing; ":memory:" for none
 * @error: return location for a #PortunusStoreError
 *
 * Opens the journal. A damaged file is moved aside, with a message, and a new one begun.
 *
 * Returns: (transfer full) (nullable): a journal
 */
PortunusJournal *
portunus_journal_open (const char  *path,
                       GError     **error)
{
  PortunusDatabase *database;
  PortunusJournal *self;

  g_return_val_if_fail (path != NULL, NULL);

  database = _portunus_journal_open_database (path, error);
  if (database == NULL)
    return NULL;

  self = g_new0 (PortunusJournal, 1);
  self->database = database;
  self->numbers = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, g_free);
  self->pending = g_hash_table_new_full (_portunus_pending_file_hash, _portunus_pending_file_equal,
                                         _portunus_pending_file_free, NULL);
  self->last_flush_us = g_get_monotonic_time ();
  return self;
}

/**
 * portunus_journal_close:
 * @self: (transfer full): a journal
 *
 * Writes what is pending.
 */
void
portunus_journal_close (PortunusJournal *self)
{
  g_return_if_fail (self != NULL);

  portunus_journal_flush (self);
  portunus_database_close (self->database);
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->pending);
  g_free (self);
}

gint64
_portunus_journal_find_number (PortunusJournal *self,
                               const guint8    *id)
{
  g_autoptr (GBytes) key = g_bytes_new_static (id, PORTUNUS_TRANSFER_ID_SIZE);
  const gint64 *number = g_hash_table_lookup (self->numbers, key);

  return number != NULL ? *number : 0;
}

/* Insert, or find the row that is there: 0 on error. Somebody else's transfer with the same id is another one. */
static gint64
store_transfer (PortunusJournal                *self,
                const PortunusJournalTransfer  *transfer,
                GError                        **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    self->database,
    "INSERT INTO transfers (id, sender_device, title, directory, policy, state, created, updated)"
    " VALUES (?, ?, ?, ?, ?, 1, ?, ?)"
    " ON CONFLICT (id, sender_device) DO UPDATE SET updated = excluded.updated, state = 1,"
    " directory = excluded.directory, policy = excluded.policy"
    " RETURNING number", error);
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  gint64 number;

  if (statement == NULL)
    return 0;
  portunus_statement_bind_blob (statement, 0, transfer->id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_text (statement, 1, transfer->sender_device);
  portunus_statement_bind_text (statement, 2, transfer->title);
  portunus_statement_bind_blob (statement, 3, transfer->directory, strlen (transfer->directory));
  portunus_statement_bind_text (statement, 4, portunus_conflict_policy_to_name (transfer->policy));
  portunus_statement_bind_int (statement, 5, now_s);
  portunus_statement_bind_int (statement, 6, now_s);
  if (!portunus_statement_step (statement, error))
    return 0;
  number = portunus_statement_get_int (statement, 0);
  return portunus_statement_run (statement, error) ? number : 0;
}

/* Without a keyring a device has another key each time it starts, and the id alone tells that it is the same sender
 * again: it is random, and only those who took part in the transfer know it. */
static gboolean
take_over (PortunusJournal                *self,
           const PortunusJournalTransfer  *transfer,
           GError                        **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    self->database,
    "UPDATE transfers SET sender_device = ?2 WHERE id = ?1 AND directory = ?3 AND sender_device <> ?2"
    " AND NOT EXISTS (SELECT 1 FROM transfers WHERE id = ?1 AND sender_device = ?2)", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_blob (statement, 0, transfer->id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_text (statement, 1, transfer->sender_device);
  portunus_statement_bind_blob (statement, 2, transfer->directory, strlen (transfer->directory));
  return portunus_statement_run (statement, error);
}

/* What is known counts for the folder that it was written to. */
static gboolean
drop_other_directory (PortunusJournal                *self,
                      const PortunusJournalTransfer  *transfer,
                      GError                        **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    self->database, "SELECT number FROM transfers WHERE id = ? AND sender_device = ? AND directory <> ?", error);
  gint64 number;

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_blob (statement, 0, transfer->id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_text (statement, 1, transfer->sender_device);
  portunus_statement_bind_blob (statement, 2, transfer->directory, strlen (transfer->directory));
  if (!portunus_statement_step (statement, error))
    return error == NULL || *error == NULL;

  number = portunus_statement_get_int (statement, 0);
  portunus_statement_reset (statement);
  _portunus_journal_forget_number (self, number);
  return TRUE;
}

/**
 * portunus_journal_begin_transfer:
 * @self: a journal
 * @transfer: what is to be received
 *
 * Makes the transfer known, or finds it again, also when its sender comes with another key. All other calls with its id
 * are about the one that was begun last. What is known of it is forgotten if it now goes to another folder, and what
 * was said about it, see portunus_journal_set_consent(), in any case.
 */
void
portunus_journal_begin_transfer (PortunusJournal               *self,
                                 const PortunusJournalTransfer *transfer)
{
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (transfer != NULL && transfer->sender_device != NULL && transfer->directory != NULL);

  if (self->is_broken)
    return;
  if (take_over (self, transfer, &error) && drop_other_directory (self, transfer, &error))
    number = store_transfer (self, transfer, &error);
  if (number != 0)
    {
      g_hash_table_replace (self->numbers, g_bytes_new (transfer->id, PORTUNUS_TRANSFER_ID_SIZE),
                            g_memdup2 (&number, sizeof number));
      _portunus_journal_drop_consent (self, number);
    }
  else
    {
      _portunus_journal_fail (self, error);
    }
}

/**
 * portunus_journal_set_top_name:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 * @original: as portunus_sink_get_top_names() says
 * @chosen: as portunus_sink_get_top_names() says
 */
void
portunus_journal_set_top_name (PortunusJournal *self,
                               const guint8    *id,
                               const char      *original,
                               const char      *chosen)
{
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement;
  gint64 number;

  g_return_if_fail (self != NULL);

  number = _portunus_journal_find_number (self, id);
  if (self->is_broken || number == 0)
    return;

  statement = portunus_database_prepare (
    self->database, "INSERT OR REPLACE INTO top_names (transfer, original, chosen) VALUES (?, ?, ?)", &error);
  if (statement != NULL)
    {
      portunus_statement_bind_int (statement, 0, number);
      portunus_statement_bind_text (statement, 1, original);
      portunus_statement_bind_text (statement, 2, chosen);
    }
  if (statement == NULL || !portunus_statement_run (statement, &error))
    _portunus_journal_fail (self, error);
}

static gboolean
write_file (PortunusJournal            *self,
            const PortunusPendingFile  *pending,
            GError                    **error)
{
  const PortunusJournalFile *file = &pending->file;
  PortunusStatement *statement = portunus_database_prepare (
    self->database,
    "INSERT OR REPLACE INTO files"
    " (transfer, idx, state, path, size, mtime_ns, part_path, final_path, verified_bytes)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, pending->transfer);
  portunus_statement_bind_int (statement, 1, file->index);
  portunus_statement_bind_int (statement, 2, file->state);
  portunus_statement_bind_text (statement, 3, file->path);
  portunus_statement_bind_int (statement, 4, (gint64) file->size);
  portunus_statement_bind_int (statement, 5, file->mtime_ns);
  portunus_statement_bind_text (statement, 6, file->part_path);
  portunus_statement_bind_text (statement, 7, file->final_path);
  portunus_statement_bind_int (statement, 8, (gint64) file->verified_bytes);
  return portunus_statement_run (statement, error);
}

static gboolean
touch_transfers (PortunusJournal  *self,
                 GError          **error)
{
  GHashTableIter iter;
  gpointer number;

  g_hash_table_iter_init (&iter, self->numbers);
  while (g_hash_table_iter_next (&iter, NULL, &number))
    {
      PortunusStatement *statement = portunus_database_prepare (
        self->database, "UPDATE transfers SET updated = ? WHERE number = ?", error);

      if (statement == NULL)
        return FALSE;
      portunus_statement_bind_int (statement, 0, g_get_real_time () / G_USEC_PER_SEC);
      portunus_statement_bind_int (statement, 1, *(gint64 *) number);
      if (!portunus_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_pending (PortunusJournal  *self,
               GError          **error)
{
  GHashTableIter iter;
  gpointer pending;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, &pending, NULL))
    {
      if (!write_file (self, pending, error))
        return FALSE;
    }
  return touch_transfers (self, error);
}

/**
 * portunus_journal_flush:
 * @self: a journal
 *
 * Writes what is pending, in one transaction.
 *
 * Returns: %FALSE when that failed; what was pending is then kept for the next time, or given up with a message
 */
gboolean
portunus_journal_flush (PortunusJournal *self)
{
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  self->last_flush_us = g_get_monotonic_time ();
  self->n_pending_bytes = 0;
  if (self->is_broken || g_hash_table_size (self->pending) == 0)
    return !self->is_broken;

  if (portunus_database_begin (self->database, &error))
    {
      if (write_pending (self, &error) && portunus_database_commit (self->database, &error))
        {
          g_hash_table_remove_all (self->pending);
          return TRUE;
        }
      portunus_database_rollback (self->database);
    }
  _portunus_journal_fail (self, error);
  return FALSE;
}

static void
add_pending (PortunusJournal     *self,
             const guint8        *id,
             const PortunusEntry *entry,
             PortunusJournalFile *file)
{
  PortunusPendingFile *pending;
  gint64 number = _portunus_journal_find_number (self, id);

  if (self->is_broken || number == 0)
    return;

  pending = g_new0 (PortunusPendingFile, 1);
  pending->transfer = number;
  pending->file = *file;
  pending->file.path = g_strdup (entry->path);
  pending->file.size = entry->size;
  pending->file.mtime_ns = entry->mtime_ns;
  pending->file.part_path = g_strdup (file->part_path);
  pending->file.final_path = g_strdup (file->final_path);
  g_hash_table_replace (self->pending, pending, pending);

  if (g_get_monotonic_time () - self->last_flush_us >= FLUSH_INTERVAL_US || self->n_pending_bytes >= FLUSH_BYTES
      || g_hash_table_size (self->pending) >= FLUSH_FILES)
    portunus_journal_flush (self);
}

/**
 * portunus_journal_set_progress:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 * @index: which entry
 * @entry: that entry
 * @part_path: what portunus_sink_file_get_part_path() says
 * @verified_bytes: how much of it is there and was authenticated
 */
void
portunus_journal_set_progress (PortunusJournal     *self,
                               const guint8        *id,
                               guint                index,
                               const PortunusEntry *entry,
                               const char          *part_path,
                               guint64              verified_bytes)
{
  PortunusPendingFile key = { .file = { .index = index } };
  const PortunusPendingFile *known;

  g_return_if_fail (self != NULL);
  g_return_if_fail (part_path != NULL);

  key.transfer = _portunus_journal_find_number (self, id);
  known = g_hash_table_lookup (self->pending, &key);
  self->n_pending_bytes += verified_bytes - MIN (verified_bytes, known != NULL ? known->file.verified_bytes : 0);
  add_pending (self, id, entry, &(PortunusJournalFile) { .index = index, .state = PORTUNUS_JOURNAL_PARTIAL,
                                                         .part_path = (char *) part_path,
                                                         .verified_bytes = verified_bytes });
}

/**
 * portunus_journal_mark_done:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 * @index: which entry
 * @entry: that entry
 * @final_path: what portunus_sink_file_finish() gave
 */
void
portunus_journal_mark_done (PortunusJournal     *self,
                            const guint8        *id,
                            guint                index,
                            const PortunusEntry *entry,
                            const char          *final_path)
{
  g_return_if_fail (self != NULL);

  add_pending (self, id, entry, &(PortunusJournalFile) { .index = index, .state = PORTUNUS_JOURNAL_DONE,
                                                         .final_path = (char *) final_path,
                                                         .verified_bytes = entry->size });
}
