/* portunus-journal-recall.c: reading and forgetting what the journal knows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal.h"

#include <string.h>

#include "portunus-journal-private.h"
#include "portunus-path-hash.h"

/* A complete transfer is kept a little, for a sender whom the last word did not reach and who comes again. */
#define COMPLETE_AGE_S (24 * 60 * 60)

/* Statements about one transfer; NULL after an error or for an id that is not known. */
static PortunusStatement *
prepare_for_number (PortunusJournal *self,
                    const char      *sql,
                    gint64           number)
{
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement;

  if (self->is_broken || number == 0)
    return NULL;

  statement = portunus_database_prepare (self->database, sql, &error);
  if (statement == NULL)
    _portunus_journal_fail (self, error);
  else
    portunus_statement_bind_int (statement, 0, number);
  return statement;
}

static gboolean
step (PortunusJournal   *self,
      PortunusStatement *statement)
{
  g_autoptr (GError) error = NULL;
  gboolean has_row = portunus_statement_step (statement, &error);

  if (error != NULL)
    _portunus_journal_fail (self, error);
  return has_row;
}

static char *
dup_blob (PortunusStatement *statement,
          guint              column)
{
  gsize length;
  gconstpointer data = portunus_statement_get_blob (statement, column, &length);

  return g_strndup (data, length);
}

static PortunusJournalFile *
read_file (PortunusStatement *statement)
{
  PortunusJournalFile *file = g_new0 (PortunusJournalFile, 1);

  file->index = (guint) portunus_statement_get_int (statement, 0);
  file->state = (PortunusJournalFileState) portunus_statement_get_int (statement, 1);
  file->path = g_strdup (portunus_statement_get_text (statement, 2));
  file->size = (guint64) portunus_statement_get_int (statement, 3);
  file->mtime_ns = portunus_statement_get_int (statement, 4);
  file->part_path = g_strdup (portunus_statement_get_text (statement, 5));
  file->final_path = g_strdup (portunus_statement_get_text (statement, 6));
  file->verified_bytes = (guint64) portunus_statement_get_int (statement, 7);
  return file;
}

/**
 * portunus_journal_list_files:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 *
 * Returns: (transfer full) (element-type PortunusJournalFile): what is known of its files, by index; what is known need
 *   not be what is on the disk
 */
GPtrArray *
portunus_journal_list_files (PortunusJournal *self,
                             const guint8    *id)
{
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) portunus_journal_file_free);
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, files);

  portunus_journal_flush (self);
  statement = prepare_for_number (self,
                                  "SELECT idx, state, path, size, mtime_ns, part_path, final_path, verified_bytes"
                                  " FROM files WHERE transfer = ? ORDER BY idx",
                                  _portunus_journal_find_number (self, id));
  while (statement != NULL && step (self, statement))
    g_ptr_array_add (files, read_file (statement));
  return files;
}

/**
 * portunus_journal_get_top_names:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 *
 * Returns: (transfer full) (element-type utf8 utf8): what portunus_journal_set_top_name() was told
 */
GHashTable *
portunus_journal_get_top_names (PortunusJournal *self,
                                const guint8    *id)
{
  GHashTable *names = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, g_free);
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, names);

  statement = prepare_for_number (self, "SELECT original, chosen FROM top_names WHERE transfer = ?",
                                  _portunus_journal_find_number (self, id));
  while (statement != NULL && step (self, statement))
    g_hash_table_replace (names, g_strdup (portunus_statement_get_text (statement, 0)),
                          g_strdup (portunus_statement_get_text (statement, 1)));
  return names;
}

static PortunusJournalFile *
find_partial (PortunusJournal     *self,
              gint64               number,
              const PortunusEntry *entry,
              gint64              *owner)
{
  PortunusStatement *statement = prepare_for_number (
    self,
    "SELECT f.idx, f.state, f.path, f.size, f.mtime_ns, f.part_path, f.final_path, f.verified_bytes, f.transfer"
    " FROM transfers own JOIN transfers t USING (sender_device, directory) JOIN files f ON f.transfer = t.number"
    " WHERE own.number = ? AND t.number <> own.number AND f.state = 1 AND f.path = ? AND f.size = ?"
    " AND f.mtime_ns = ? AND f.verified_bytes > 0 AND f.part_path IS NOT NULL"
    " ORDER BY f.verified_bytes DESC LIMIT 1", number);
  PortunusJournalFile *file = NULL;

  if (statement == NULL)
    return NULL;
  portunus_statement_bind_text (statement, 1, entry->path);
  portunus_statement_bind_int (statement, 2, (gint64) entry->size);
  portunus_statement_bind_int (statement, 3, entry->mtime_ns);
  if (step (self, statement))
    {
      file = read_file (statement);
      *owner = portunus_statement_get_int (statement, 8);
      portunus_statement_reset (statement);
    }
  return file;
}

/**
 * portunus_journal_adopt_partial:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 * @index: which of its entries
 * @entry: that entry; one whose size or time is not known is never found again
 *
 * Looks for the beginning of the same file among other transfers of the same sender to the same folder: the sender was
 * started anew and gave the transfer a new id. A part file that another transfer is writing at this moment is refused
 * by portunus_sink_file_open().
 *
 * Returns: (transfer full) (nullable): the part file, which belongs to this transfer from now on
 */
PortunusJournalFile *
portunus_journal_adopt_partial (PortunusJournal     *self,
                                const guint8        *id,
                                guint                index,
                                const PortunusEntry *entry)
{
  g_autoptr (PortunusJournalFile) file = NULL;
  PortunusStatement *statement;
  gint64 number;
  gint64 owner;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (entry != NULL, NULL);

  number = _portunus_journal_find_number (self, id);
  if (entry->size == PORTUNUS_SIZE_UNKNOWN || entry->mtime_ns == PORTUNUS_MTIME_UNKNOWN)
    return NULL;
  file = find_partial (self, number, entry, &owner);
  if (file == NULL)
    return NULL;

  statement = prepare_for_number (self, "DELETE FROM files WHERE transfer = ? AND idx = ?", owner);
  if (statement == NULL)
    return NULL;
  portunus_statement_bind_int (statement, 1, file->index);
  step (self, statement);
  portunus_journal_set_progress (self, id, index, entry, file->part_path, file->verified_bytes);
  file->index = index;
  return g_steal_pointer (&file);
}

/**
 * portunus_journal_finish_transfer:
 * @self: a journal
 * @id: (array fixed-size=16): a transfer that was begun
 *
 * All of it is in place. It is remembered for a day, for a sender who did not hear of it and comes again.
 */
void
portunus_journal_finish_transfer (PortunusJournal *self,
                                  const guint8    *id)
{
  PortunusStatement *statement;

  g_return_if_fail (self != NULL);

  portunus_journal_flush (self);
  statement = prepare_for_number (self, "UPDATE transfers SET state = 2 WHERE number = ?",
                                  _portunus_journal_find_number (self, id));
  if (statement != NULL)
    step (self, statement);
}

static void
remove_parts (PortunusJournal *self,
              gint64           number)
{
  PortunusStatement *statement = prepare_for_number (
    self,
    "SELECT t.directory, f.part_path FROM files f JOIN transfers t ON t.number = f.transfer"
    " WHERE f.transfer = ? AND f.state = 1 AND f.part_path IS NOT NULL", number);

  while (statement != NULL && step (self, statement))
    {
      g_autofree char *directory = dup_blob (statement, 0);

      portunus_sink_remove_part (directory, portunus_statement_get_text (statement, 1));
    }
}

void
_portunus_journal_forget_number (PortunusJournal *self,
                                 gint64           number)
{
  PortunusStatement *statement;

  remove_parts (self, number);
  statement = prepare_for_number (self, "DELETE FROM transfers WHERE number = ?", number);
  if (statement != NULL)
    step (self, statement);
}

/**
 * portunus_journal_sweep:
 * @self: a journal in which nothing was begun yet
 * @max_age_s: how long an interrupted transfer is remembered after its last sign of life
 *
 * Forgets old transfers, and complete ones after a day, and removes the part files that they left. What is in place
 * stays.
 *
 * Returns: how many
 */
guint
portunus_journal_sweep (PortunusJournal *self,
                        gint64           max_age_s)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, 0);

  /* A clock that was wrong must not make a row immortal, hence the second bound. */
  statement = prepare_for_number (self,
                                  "SELECT number FROM transfers WHERE updated <= ?1 OR updated > ?2"
                                  " OR (state = 2 AND updated <= ?3)", now_s - max_age_s);
  if (statement == NULL)
    return 0;
  portunus_statement_bind_int (statement, 1, now_s + COMPLETE_AGE_S);
  portunus_statement_bind_int (statement, 2, now_s - COMPLETE_AGE_S);
  while (step (self, statement))
    {
      gint64 number = portunus_statement_get_int (statement, 0);

      g_array_append_val (numbers, number);
    }
  for (guint i = 0; i < numbers->len; i++)
    _portunus_journal_forget_number (self, g_array_index (numbers, gint64, i));
  return numbers->len;
}
