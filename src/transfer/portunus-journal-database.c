/* portunus-journal-database.c: the tables of the journal, and what happens to a file that is damaged
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define MAX_ASIDE 100

static const char * const migrations[] = {
  "CREATE TABLE transfers ("
  "  number INTEGER PRIMARY KEY,"
  "  id BLOB NOT NULL,"
  "  sender_device TEXT NOT NULL,"
  "  title TEXT NOT NULL,"
  "  directory BLOB NOT NULL,"
  "  policy TEXT NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  created INTEGER NOT NULL,"
  "  updated INTEGER NOT NULL,"
  "  UNIQUE (id, sender_device));"
  "CREATE TABLE top_names ("
  "  transfer INTEGER NOT NULL REFERENCES transfers ON DELETE CASCADE,"
  "  original TEXT NOT NULL,"
  "  chosen TEXT NOT NULL,"
  "  PRIMARY KEY (transfer, original)) WITHOUT ROWID;"
  "CREATE TABLE files ("
  "  transfer INTEGER NOT NULL REFERENCES transfers ON DELETE CASCADE,"
  "  idx INTEGER NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  path TEXT NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  mtime_ns INTEGER NOT NULL,"
  "  part_path TEXT,"
  "  final_path TEXT,"
  "  verified_bytes INTEGER NOT NULL,"
  "  PRIMARY KEY (transfer, idx)) WITHOUT ROWID;"
  "CREATE INDEX partial_files ON files (path) WHERE state = 1;",
  "CREATE TABLE consents ("
  "  transfer INTEGER NOT NULL PRIMARY KEY REFERENCES transfers ON DELETE CASCADE,"
  "  offer BLOB NOT NULL,"
  "  wanted BLOB,"
  "  max_bytes INTEGER NOT NULL);",
  NULL
};

/* The side files go with it: applied to another file they would damage that one. */
static gboolean
move_aside (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 1; i < MAX_ASIDE; i++)
    {
      g_autofree char *aside = g_strdup_printf ("%s.corrupt-%u", path, i);
      gboolean is_moved = FALSE;

      if (g_file_test (aside, G_FILE_TEST_EXISTS))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (suffixes); j++)
        {
          g_autofree char *from = g_strconcat (path, suffixes[j], NULL);
          g_autofree char *to = g_strconcat (aside, suffixes[j], NULL);

          is_moved |= g_rename (from, to) == 0;
        }
      return is_moved;
    }
  return FALSE;
}

static PortunusDatabase *
open_checked (const char  *path,
              GError     **error)
{
  g_autoptr (PortunusDatabase) database = portunus_database_open (path, migrations, error);

  if (database == NULL || !portunus_database_check (database, error))
    return NULL;
  return g_steal_pointer (&database);
}

PortunusDatabase *
_portunus_journal_open_database (const char  *path,
                                 GError     **error)
{
  g_autoptr (GError) own_error = NULL;
  PortunusDatabase *database = open_checked (path, &own_error);

  if (database != NULL)
    return database;
  if (!g_error_matches (own_error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CORRUPT) || !move_aside (path))
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }
  g_message ("The journal of transfers was damaged and was moved aside; what was interrupted begins anew (%s)",
             own_error->message);
  return open_checked (path, error);
}

guint
_portunus_pending_file_hash (gconstpointer key)
{
  const PortunusPendingFile *pending = key;

  return pending->file.index * 31 + (guint) pending->transfer;
}

gboolean
_portunus_pending_file_equal (gconstpointer a,
                              gconstpointer b)
{
  const PortunusPendingFile *first = a;
  const PortunusPendingFile *second = b;

  return first->file.index == second->file.index && first->transfer == second->transfer;
}

static void
clear_file (PortunusJournalFile *file)
{
  g_free (file->path);
  g_free (file->part_path);
  g_free (file->final_path);
}

void
_portunus_pending_file_free (gpointer data)
{
  PortunusPendingFile *pending = data;

  clear_file (&pending->file);
  g_free (pending);
}

/**
 * portunus_journal_file_free:
 * @file: (transfer full): what was known of a file
 */
void
portunus_journal_file_free (PortunusJournalFile *file)
{
  g_return_if_fail (file != NULL);

  clear_file (file);
  g_free (file);
}
