/* portunus-journal-peek.c: what earlier transfers left in a folder, for those who only look
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal-peek.h"

#include <string.h>

#include "portunus-journal-private.h"
#include "portunus-path-hash.h"

static void
beginning_free (gpointer data)
{
  PortunusBeginning *beginning = data;

  g_free (beginning->part_path);
  g_free (beginning);
}

static void
read_top_names (PortunusJournalPeek *self,
                PortunusDatabase    *database,
                const guint8        *id,
                const char          *directory)
{
  PortunusStatement *statement = portunus_database_prepare (
    database,
    "SELECT n.original, n.chosen FROM top_names n JOIN transfers t ON t.number = n.transfer"
    " WHERE t.id = ? AND t.directory = ? ORDER BY t.updated", NULL);

  if (statement == NULL)
    return;
  portunus_statement_bind_blob (statement, 0, id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_statement_bind_blob (statement, 1, directory, strlen (directory));
  while (portunus_statement_step (statement, NULL))
    g_hash_table_replace (self->top_names, g_strdup (portunus_statement_get_text (statement, 0)),
                          g_strdup (portunus_statement_get_text (statement, 1)));
}

/* Those of other transfers count as well: the sender may have been started anew. */
static void
read_beginnings (PortunusJournalPeek *self,
                 PortunusDatabase    *database,
                 const char          *directory)
{
  PortunusStatement *statement = portunus_database_prepare (
    database,
    "SELECT f.path, f.size, f.mtime_ns, f.verified_bytes, f.part_path"
    " FROM transfers t JOIN files f ON f.transfer = t.number"
    " WHERE t.directory = ? AND f.state = 1 AND f.verified_bytes > 0 AND f.part_path IS NOT NULL"
    " ORDER BY f.verified_bytes DESC LIMIT 10000", NULL);

  if (statement == NULL)
    return;
  portunus_statement_bind_blob (statement, 0, directory, strlen (directory));
  while (portunus_statement_step (statement, NULL))
    {
      const char *path = portunus_statement_get_text (statement, 0);
      PortunusBeginning *beginning;

      if (g_hash_table_contains (self->beginnings, path))
        continue;
      beginning = g_new0 (PortunusBeginning, 1);
      beginning->size = (guint64) portunus_statement_get_int (statement, 1);
      beginning->mtime_ns = portunus_statement_get_int (statement, 2);
      beginning->n_bytes = (guint64) portunus_statement_get_int (statement, 3);
      beginning->part_path = g_strdup (portunus_statement_get_text (statement, 4));
      g_hash_table_insert (self->beginnings, g_strdup (path), beginning);
    }
}

/**
 * portunus_journal_peek:
 * @journal_path: (type filename) (nullable): a journal, which need not exist
 * @id: (array fixed-size=16): of a transfer that may have been begun
 * @directory: (type filename): the destination
 *
 * Reads what a transfer to @directory would find of earlier ones. A journal that cannot be read knows nothing. Blocks;
 * any thread.
 *
 * Returns: (transfer full): what is known
 */
PortunusJournalPeek *
portunus_journal_peek (const char   *journal_path,
                       const guint8 *id,
                       const char   *directory)
{
  PortunusJournalPeek *self = g_new0 (PortunusJournalPeek, 1);
  /* As the journal has it. */
  g_autofree char *canonical = g_canonicalize_filename (directory, NULL);
  g_autoptr (PortunusJournal) journal = NULL;

  self->top_names = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, g_free);
  self->beginnings = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, beginning_free);
  if (journal_path == NULL || !g_file_test (journal_path, G_FILE_TEST_EXISTS))
    return self;
  journal = portunus_journal_open (journal_path, NULL);
  if (journal != NULL)
    {
      read_top_names (self, journal->database, id, canonical);
      read_beginnings (self, journal->database, canonical);
    }
  return self;
}

/**
 * portunus_journal_peek_free:
 * @self: (transfer full): what is known
 */
void
portunus_journal_peek_free (PortunusJournalPeek *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->top_names);
  g_hash_table_unref (self->beginnings);
  g_free (self);
}
