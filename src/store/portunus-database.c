/* portunus-database.c: the small SQL layer that everything stored goes through
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-database.h"

#include "portunus-database-private.h"

gboolean
_portunus_postgres_is_location (const char *location)
{
  return g_str_has_prefix (location, "postgresql://") || g_str_has_prefix (location, "postgres://");
}

static void
free_statement (gpointer data)
{
  PortunusStatement *statement = data;

  statement->database->backend->statement_free (statement);
}

/* @name: (transfer full) */
void
_portunus_database_init (PortunusDatabase              *self,
                         const PortunusDatabaseBackend *backend,
                         char                          *name)
{
  self->backend = backend;
  self->name = name;
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_statement);
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
  self->backend->close (self);
  g_free (self->name);
  g_free (self);
}

/* In a transaction, which another process that has the same idea waits for. */
static gboolean
migrate_in_transaction (PortunusDatabase    *self,
                        const char * const  *migrations,
                        GError             **error)
{
  gint64 n_migrations = g_strv_length ((char **) migrations);
  gint64 version = self->backend->lock_schema (self, error) ? self->backend->get_version (self, error) : -1;

  if (version < 0)
    return FALSE;
  if (version > n_migrations)
    {
      g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_TOO_NEW,
                   "%s: a newer version of this program made it; go on with that version, or begin anew elsewhere",
                   self->name);
      return FALSE;
    }
  for (; version < n_migrations; version++)
    if (!portunus_database_execute (self, migrations[version], error)
        || !self->backend->set_version (self, version + 1, error))
      return FALSE;
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

/**
 * portunus_database_open:
 * @location: a file, made with mode 0600 where it is missing; ":memory:" for none; or the address of a database of a
 *   PostgreSQL server, "postgresql://…" as libpq reads it
 * @migrations: (array zero-terminated=1): SQL that makes each version of the schema out of the one before
 * @error: return location for a #PortunusStoreError
 *
 * Opens a database and brings its schema up to date. All that is missing is done in one transaction, by one program at
 * a time: either the schema is the newest afterwards or it is what it was.
 *
 * Returns: (transfer full) (nullable): a database
 */
PortunusDatabase *
portunus_database_open (const char          *location,
                        const char * const  *migrations,
                        GError             **error)
{
  g_autoptr (PortunusDatabase) self = NULL;

  g_return_val_if_fail (location != NULL, NULL);
  g_return_val_if_fail (migrations != NULL, NULL);

  if (_portunus_postgres_is_location (location))
    self = _portunus_postgres_database_open (location, error);
  else
    self = _portunus_sqlite_database_open (location, error);
  if (self == NULL || !migrate (self, migrations, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * portunus_database_execute:
 * @self: a database
 * @sql: statements, separated by ";", of the program's own making: nothing a person or a peer wrote
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %FALSE on error, when those before the one that failed may have been done: use a transaction
 */
gboolean
portunus_database_execute (PortunusDatabase  *self,
                           const char        *sql,
                           GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  return self->backend->execute (self, sql, error);
}

/**
 * portunus_database_check:
 * @self: a database
 * @error: return location for %PORTUNUS_STORE_ERROR_CORRUPT and others
 *
 * Reads the whole file and looks for damage; takes time in proportion to its size. A PostgreSQL server looks after its
 * own files.
 *
 * Returns: whether it is sound
 */
gboolean
portunus_database_check (PortunusDatabase  *self,
                         GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->backend->check (self, error);
}

/**
 * portunus_database_set_durable:
 * @self: a database
 * @error: return location for a #PortunusStoreError
 *
 * Makes every commit wait for the disk. How durable a commit of a PostgreSQL server is, its operator decides.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_database_set_durable (PortunusDatabase  *self,
                               GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->backend->set_durable (self, error);
}

/**
 * portunus_database_claim:
 * @self: a database
 * @error: return location for %PORTUNUS_STORE_ERROR_CLAIMED and others
 *
 * Keeps those away who claim it as well, in this process or another, until it is closed. Who does not claim it is not
 * kept away. The lock of an SQLite file is on a file beside it; that of a PostgreSQL server is taken anew with each
 * connection, so that who lost it to somebody else cannot write any more.
 *
 * Returns: whether nobody else has it
 */
gboolean
portunus_database_claim (PortunusDatabase  *self,
                         GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->backend->claim (self, error);
}

/**
 * portunus_database_begin:
 * @self: a database without an open transaction
 * @error: return location for a #PortunusStoreError
 *
 * Begins a transaction that will write. In SQLite it waits for other writers now instead of failing later.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_database_begin (PortunusDatabase  *self,
                         GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->backend->begin (self, error);
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
  g_return_val_if_fail (self != NULL, FALSE);

  return self->backend->commit (self, error);
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

  self->backend->rollback (self);
}

/**
 * portunus_database_get_n_changed:
 * @self: a database
 *
 * Returns: how many rows the last statement that was run to its end changed, if it was one that changes rows
 */
gint64
portunus_database_get_n_changed (PortunusDatabase *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->backend->get_n_changed (self);
}
