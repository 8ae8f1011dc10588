/* portunus-history-database.c: the tables of the history, and who may write to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char * const migrations[] = {
  "CREATE TABLE entries ("
  "  id INTEGER PRIMARY KEY,"
  "  owner INTEGER NOT NULL,"
  "  hidden INTEGER NOT NULL DEFAULT 0,"
  "  transfer_id BLOB NOT NULL,"
  "  is_incoming INTEGER NOT NULL,"
  "  is_unconfirmed INTEGER NOT NULL,"
  "  result INTEGER NOT NULL,"
  "  title TEXT NOT NULL,"
  "  peer_name TEXT,"
  "  peer_device TEXT,"
  "  peer_label TEXT,"
  "  lane TEXT,"
  "  folder BLOB,"
  "  sources BLOB,"
  "  error_domain TEXT,"
  "  error_code INTEGER NOT NULL,"
  "  error_message TEXT,"
  "  n_files INTEGER NOT NULL,"
  "  files_done INTEGER NOT NULL,"
  "  total_bytes INTEGER NOT NULL,"
  "  done_bytes INTEGER NOT NULL,"
  "  started INTEGER NOT NULL,"
  "  ended INTEGER NOT NULL,"
  "  words TEXT NOT NULL) STRICT;"
  "CREATE INDEX past ON entries (started DESC, id) WHERE result <> 0 AND hidden = 0;"
  "CREATE INDEX running ON entries (owner) WHERE result = 0;"
  "CREATE INDEX hidden ON entries (hidden) WHERE hidden <> 0;"
  "CREATE INDEX transfers ON entries (transfer_id);"
  "CREATE TABLE files ("
  "  entry INTEGER NOT NULL REFERENCES entries ON DELETE CASCADE,"
  "  idx INTEGER NOT NULL,"
  "  name TEXT NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  state INTEGER NOT NULL,"
  "  message TEXT,"
  "  place BLOB,"
  "  PRIMARY KEY (entry, idx)) STRICT, WITHOUT ROWID;",
  NULL
};

/* The side files go with it: applied to another file they would damage that one. */
static void
move_aside (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (path, ".corrupt", suffixes[i], NULL);

      if (g_rename (from, to) != 0)
        g_unlink (to);
    }
}

/* What is forgotten must not be readable from the file; not every build of SQLite sees to that by itself.
 * @database: (transfer full) (nullable) */
static PortunusDatabase *
set_forgetful (PortunusDatabase  *database,
               GError           **error)
{
  if (database == NULL || portunus_database_execute (database, "PRAGMA secure_delete = ON", error))
    return database;
  portunus_database_close (database);
  return NULL;
}

PortunusDatabase *
_portunus_history_open_database (const char  *path,
                                 GError     **error)
{
  g_autoptr (GError) own_error = NULL;
  PortunusDatabase *database = portunus_database_open (path, migrations, &own_error);

  if (database == NULL && g_error_matches (own_error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CORRUPT))
    {
      g_message ("The history of transfers was damaged and was moved aside (%s)", own_error->message);
      move_aside (path);
      return set_forgetful (portunus_database_open (path, migrations, error), error);
    }
  if (database == NULL)
    g_propagate_error (error, g_steal_pointer (&own_error));
  return set_forgetful (database, error);
}

int
_portunus_history_open_lock (const char *path)
{
  g_autofree char *lock_path = NULL;

  if (strcmp (path, ":memory:") == 0)
    return -1;
  lock_path = g_strconcat (path, ".lock", NULL);
  return open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* One byte of the file for each program: the kernel lets go of it however the program ends. */
static struct flock
make_lock (gint64 owner)
{
  return (struct flock) { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = owner, .l_len = 1 };
}

static gint64
choose_number (void)
{
  return ((gint64) (g_random_int () & 0x3fffffff) << 32 | g_random_int ()) + 1;
}

gboolean
_portunus_history_claim (PortunusHistory *self)
{
  for (guint i = 0; self->owner == 0 && i < 100; i++)
    {
      gint64 owner = choose_number ();
      struct flock lock = make_lock (owner);

      if (self->lock_fd < 0 || fcntl (self->lock_fd, F_OFD_SETLK, &lock) == 0)
        self->owner = owner;
    }
  return self->owner != 0;
}

gboolean
_portunus_history_is_alive (PortunusHistory *self,
                            gint64           owner)
{
  struct flock lock = make_lock (owner);

  if (owner == self->owner)
    return TRUE;
  /* A lock that cannot be asked for may well be held. */
  if (self->lock_fd < 0 || owner <= 0)
    return FALSE;
  return fcntl (self->lock_fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

/* The database compares only ASCII without regard to case. */
char *
_portunus_history_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *normal = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);

  return g_utf8_casefold (normal != NULL ? normal : valid, -1);
}
