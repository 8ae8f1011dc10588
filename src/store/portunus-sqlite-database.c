/* portunus-sqlite-database.c: a database that is one file, or none
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define BUSY_TIMEOUT_MS 5000
#define BUSY_STEP_MS    10

static sqlite3 *
get_handle (PortunusDatabase *database)
{
  return ((PortunusSqliteDatabase *) database)->handle;
}

static PortunusStoreError
to_store_error (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return PORTUNUS_STORE_ERROR_CORRUPT;
    case SQLITE_FULL:
      return PORTUNUS_STORE_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return PORTUNUS_STORE_ERROR_BUSY;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_IOERR:
    case SQLITE_AUTH:
      return PORTUNUS_STORE_ERROR_UNAVAILABLE;
    default:
      return PORTUNUS_STORE_ERROR_FAILED;
    }
}

static const char *
get_next_step (PortunusStoreError error)
{
  switch (error)
    {
    case PORTUNUS_STORE_ERROR_UNAVAILABLE:
      return "; see whether its folder is there, and whether this user may read and write in it";
    case PORTUNUS_STORE_ERROR_CORRUPT:
      return "; put a copy of it back, or move it away and begin anew";
    case PORTUNUS_STORE_ERROR_FULL:
      return "; make room on its disk";
    case PORTUNUS_STORE_ERROR_BUSY:
      return "; see which other program has it open, and try again";
    case PORTUNUS_STORE_ERROR_FAILED:
    case PORTUNUS_STORE_ERROR_TOO_NEW:
    case PORTUNUS_STORE_ERROR_CLAIMED:
    default:
      return "";
    }
}

void
_portunus_sqlite_set_error (PortunusDatabase  *database,
                            int                code,
                            GError           **error)
{
  sqlite3 *handle = get_handle (database);
  PortunusStoreError store_error = to_store_error (code);

  g_set_error (error, PORTUNUS_STORE_ERROR, store_error, "%s: %s%s", database->name,
               handle != NULL ? sqlite3_errmsg (handle) : sqlite3_errstr (code), get_next_step (store_error));
}

static gboolean
execute (PortunusDatabase  *database,
         const char        *sql,
         GError           **error)
{
  int code = sqlite3_exec (get_handle (database), sql, NULL, NULL, NULL);

  if (code != SQLITE_OK)
    _portunus_sqlite_set_error (database, code, error);
  return code == SQLITE_OK;
}

static void
close_database (PortunusDatabase *database)
{
  PortunusSqliteDatabase *self = (PortunusSqliteDatabase *) database;

  sqlite3_close (self->handle);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
}

static gboolean
check (PortunusDatabase  *database,
       GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (database, "PRAGMA quick_check(1)", error);
  gboolean is_sound;

  if (statement == NULL || !portunus_statement_step (statement, error))
    return FALSE;

  is_sound = g_strcmp0 (portunus_statement_get_text (statement, 0), "ok") == 0;
  portunus_statement_reset (statement);
  if (!is_sound)
    g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CORRUPT, "%s: it is damaged%s", database->name,
                 get_next_step (PORTUNUS_STORE_ERROR_CORRUPT));
  return is_sound;
}

static gboolean
set_durable (PortunusDatabase  *database,
             GError           **error)
{
  return execute (database, "PRAGMA synchronous = FULL", error);
}

/* On a file of its own: who closes a descriptor of the database itself loses the locks of SQLite. The file stays, since
 * a name that is gone could be locked by two. */
static gboolean
claim (PortunusDatabase  *database,
       GError           **error)
{
  PortunusSqliteDatabase *self = (PortunusSqliteDatabase *) database;
  g_autofree char *path = g_strconcat (self->path, ".lock", NULL);

  if (self->lock_fd >= 0 || strcmp (self->path, ":memory:") == 0)
    return TRUE;
  self->lock_fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (self->lock_fd >= 0 && flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (self->lock_fd >= 0 && errno == EWOULDBLOCK)
    g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED, "%s: another server uses it",
                 database->name);
  else
    g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE,
                 "%s: its lock file cannot be used: %s%s", database->name, g_strerror (errno),
                 get_next_step (PORTUNUS_STORE_ERROR_UNAVAILABLE));
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
  return FALSE;
}

static gboolean
begin (PortunusDatabase  *database,
       GError           **error)
{
  return execute (database, "BEGIN IMMEDIATE", error);
}

static gboolean
commit (PortunusDatabase  *database,
        GError           **error)
{
  return execute (database, "COMMIT", error);
}

static void
rollback (PortunusDatabase *database)
{
  if (sqlite3_get_autocommit (get_handle (database)) == 0)
    execute (database, "ROLLBACK", NULL);
}

/* A transaction that will write keeps all others away by itself. */
static gboolean
lock_schema (PortunusDatabase  *database,
             GError           **error)
{
  return TRUE;
}

static gint64
get_version (PortunusDatabase  *database,
             GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (database, "PRAGMA user_version", error);
  gint64 version;

  if (statement == NULL || !portunus_statement_step (statement, error))
    return -1;
  version = portunus_statement_get_int (statement, 0);
  portunus_statement_reset (statement);
  return version;
}

static gboolean
set_version (PortunusDatabase  *database,
             gint64             version,
             GError           **error)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version);

  return execute (database, sql, error);
}

static gint64
get_n_changed (PortunusDatabase *database)
{
  return sqlite3_changes64 (get_handle (database));
}

static const PortunusDatabaseBackend backend = {
  .close = close_database,
  .execute = execute,
  .check = check,
  .set_durable = set_durable,
  .claim = claim,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .lock_schema = lock_schema,
  .get_version = get_version,
  .set_version = set_version,
  .get_n_changed = get_n_changed,
  .prepare = _portunus_sqlite_prepare,
  .statement_free = _portunus_sqlite_statement_free,
  .bind_int = _portunus_sqlite_bind_int,
  .bind_text = _portunus_sqlite_bind_text,
  .bind_blob = _portunus_sqlite_bind_blob,
  .step = _portunus_sqlite_step,
  .reset = _portunus_sqlite_reset,
  .get_int = _portunus_sqlite_get_int,
  .get_text = _portunus_sqlite_get_text,
  .get_blob = _portunus_sqlite_get_blob,
};

/* SQLite gives its side files the mode of this one, which by itself would be open to all. */
static void
make_private_file (const char *path)
{
  int fd;

  if (strcmp (path, ":memory:") == 0)
    return;
  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd >= 0)
    close (fd);
}

/* Two who find the same new file get in each other's way here, and SQLite does not wait by itself: a wait with a lock
 * in hand could be for ever. */
static gboolean
use_log (PortunusSqliteDatabase  *self,
         GError                 **error)
{
  int code = SQLITE_BUSY;

  for (int waited_ms = 0; code == SQLITE_BUSY && waited_ms < BUSY_TIMEOUT_MS; waited_ms += BUSY_STEP_MS)
    {
      if (waited_ms > 0)
        sqlite3_sleep (BUSY_STEP_MS);
      code = sqlite3_exec (self->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) & 0xff;
    }
  if (code != SQLITE_OK)
    _portunus_sqlite_set_error (&self->parent, code, error);
  return code == SQLITE_OK;
}

static gboolean
open_file (PortunusSqliteDatabase  *self,
           const char              *path,
           GError                 **error)
{
  int code;

  make_private_file (path);
  code = sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    {
      _portunus_sqlite_set_error (&self->parent, code, error);
      return FALSE;
    }
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return use_log (self, error)
         && execute (&self->parent, "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
                                    "PRAGMA trusted_schema = OFF", error);
}

/* Without a look at its schema. */
PortunusDatabase *
_portunus_sqlite_database_open (const char  *path,
                                GError     **error)
{
  PortunusSqliteDatabase *self = g_new0 (PortunusSqliteDatabase, 1);

  _portunus_database_init (&self->parent, &backend, g_path_get_basename (path));
  self->path = g_strdup (path);
  self->lock_fd = -1;
  if (open_file (self, path, error))
    return &self->parent;
  portunus_database_close (&self->parent);
  return NULL;
}
