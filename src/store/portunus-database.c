/* portunus-database.c: the small SQL layer that everything stored goes through
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-database.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "portunus-database-private.h"

#define BUSY_TIMEOUT_MS 5000

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

void
_portunus_database_set_error (PortunusDatabase  *self,
                              int                code,
                              GError           **error)
{
  g_set_error (error, PORTUNUS_STORE_ERROR, to_store_error (code), "%s: %s", self->name,
               self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (code));
}

/**
 * portunus_database_close:
 * @self: (transfer full): a database
 *
 * An open transaction is rolled back.
 */
void
portunus_database_close (PortunusDatabase *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->statements);
  sqlite3_close (self->handle);
  g_free (self->name);
  g_free (self);
}

static gint64
read_version (PortunusDatabase  *self,
              GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (self, "PRAGMA user_version", error);
  gint64 version;

  if (statement == NULL || !portunus_statement_step (statement, error))
    return -1;
  version = portunus_statement_get_int (statement, 0);
  portunus_statement_reset (statement);
  return version;
}

/* In a transaction, which another process that has the same idea waits for. */
static gboolean
migrate_in_transaction (PortunusDatabase    *self,
                        const char * const  *migrations,
                        GError             **error)
{
  gint64 n_migrations = g_strv_length ((char **) migrations);
  gint64 version = read_version (self, error);

  if (version < 0)
    return FALSE;
  if (version > n_migrations)
    {
      g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_TOO_NEW,
                   "%s: a newer version of this program made it", self->name);
      return FALSE;
    }
  for (; version < n_migrations; version++)
    {
      g_autofree char *note = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version + 1);

      if (!portunus_database_execute (self, migrations[version], error)
          || !portunus_database_execute (self, note, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
migrate (PortunusDatabase    *self,
         const char * const  *migrations,
         GError             **error)
{
  if (!portunus_database_begin (self, error))
    return FALSE;
  if (migrate_in_transaction (self, migrations, error) && portunus_database_commit (self, error))
    return TRUE;
  portunus_database_rollback (self);
  return FALSE;
}

static gboolean
open_file (PortunusDatabase  *self,
           const char        *path,
           GError           **error)
{
  int code;

  /* SQLite gives its side files the mode of this one, which by itself would be open to all. */
  if (strcmp (path, ":memory:") != 0)
    {
      int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

      if (fd >= 0)
        close (fd);
    }

  code = sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
  if (code != SQLITE_OK)
    {
      _portunus_database_set_error (self, code, error);
      return FALSE;
    }
  sqlite3_extended_result_codes (self->handle, 1);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return portunus_database_execute (self, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                          "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", error);
}

/**
 * portunus_database_open:
 * @path: (type filename): a file, made with mode 0600 where it is missing; ":memory:" for none
 * @migrations: (array zero-terminated=1): SQL that makes each version of the schema out of the one before
 * @error: return location for a #PortunusStoreError
 *
 * Opens a database and brings its schema up to date. All that is missing is done in one transaction: either the schema
 * is the newest afterwards or it is what it was.
 *
 * Returns: (transfer full) (nullable): a database
 */
PortunusDatabase *
portunus_database_open (const char          *path,
                        const char * const  *migrations,
                        GError             **error)
{
  g_autoptr (PortunusDatabase) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (migrations != NULL, NULL);

  self = g_new0 (PortunusDatabase, 1);
  self->name = g_path_get_basename (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, _portunus_statement_free);
  if (!open_file (self, path, error) || !migrate (self, migrations, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_database_execute:
 * @self: a database
 * @sql: statements, separated by ";", of the program's own making: nothing a person or a peer wrote
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %FALSE on error, when those before the one that failed were done
 */
gboolean
portunus_database_execute (PortunusDatabase  *self,
                           const char        *sql,
                           GError           **error)
{
  int code;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  code = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);
  if (code != SQLITE_OK)
    _portunus_database_set_error (self, code, error);
  return code == SQLITE_OK;
}

/**
 * portunus_database_check:
 * @self: a database
 * @error: return location for %PORTUNUS_STORE_ERROR_CORRUPT and others
 *
 * Reads the whole file and looks for damage; takes time in proportion to its size.
 *
 * Returns: whether it is sound
 */
gboolean
portunus_database_check (PortunusDatabase  *self,
                         GError           **error)
{
  PortunusStatement *statement;
  gboolean is_sound;

  g_return_val_if_fail (self != NULL, FALSE);

  statement = portunus_database_prepare (self, "PRAGMA quick_check(1)", error);
  if (statement == NULL || !portunus_statement_step (statement, error))
    return FALSE;

  is_sound = g_strcmp0 (portunus_statement_get_text (statement, 0), "ok") == 0;
  portunus_statement_reset (statement);
  if (!is_sound)
    g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CORRUPT, "%s: it is damaged", self->name);
  return is_sound;
}

/**
 * portunus_database_begin:
 * @self: a database without an open transaction
 * @error: return location for a #PortunusStoreError
 *
 * Begins a transaction that will write: it waits for other writers now instead of failing later.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_database_begin (PortunusDatabase  *self,
                         GError           **error)
{
  return portunus_database_execute (self, "BEGIN IMMEDIATE", error);
}

/**
 * portunus_database_commit:
 * @self: a database with an open transaction
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %FALSE on error, when the transaction is still open: roll it back
 */
gboolean
portunus_database_commit (PortunusDatabase  *self,
                          GError           **error)
{
  return portunus_database_execute (self, "COMMIT", error);
}

/**
 * portunus_database_rollback:
 * @self: a database
 *
 * Takes everything since portunus_database_begin() back; does nothing without a transaction, since some errors end one
 * by themselves.
 */
void
portunus_database_rollback (PortunusDatabase *self)
{
  g_return_if_fail (self != NULL);

  if (sqlite3_get_autocommit (self->handle) == 0)
    portunus_database_execute (self, "ROLLBACK", NULL);
}

/**
 * portunus_database_get_n_changed:
 * @self: a database
 *
 * Returns: how many rows the last statement that changes rows changed
 */
gint64
portunus_database_get_n_changed (PortunusDatabase *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sqlite3_changes64 (self->handle);
}

/**
 * portunus_database_get_last_id:
 * @self: a database
 *
 * Returns: rowid of the row that was inserted last
 */
gint64
portunus_database_get_last_id (PortunusDatabase *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sqlite3_last_insert_rowid (self->handle);
}
