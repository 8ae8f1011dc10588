/* portunus-postgres-database.c: a database of a PostgreSQL server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-postgres-private.h"

#include <string.h>

#define REPLY_TIMEOUT_MS 10000

/* Any number that no other program is likely to lock. */
#define SCHEMA_SQL                                                                                                    \
  "SELECT pg_advisory_xact_lock (7309475021563849331);"                                                               \
  "CREATE TABLE IF NOT EXISTS portunus_schema (version BIGINT NOT NULL)"

static PortunusPostgresDatabase *
get_self (PortunusDatabase *database)
{
  return (PortunusPostgresDatabase *) database;
}

static gboolean
run (PortunusDatabase  *database,
     const char        *sql,
     GError           **error)
{
  const PortunusPostgresQuery query = { .sql = sql };
  PGresult *result = _portunus_postgres_query (get_self (database), &query, error);

  PQclear (result);
  return result != NULL;
}

static gboolean
execute (PortunusDatabase  *database,
         const char        *sql,
         GError           **error)
{
  guint n_parameters;
  g_autofree char *translation = _portunus_postgres_translate (sql, &n_parameters);

  return run (database, translation, error);
}

static void
close_database (PortunusDatabase *database)
{
  PortunusPostgresDatabase *self = get_self (database);

  PQfinish (self->connection);
  explicit_bzero (self->location, strlen (self->location));
  g_free (self->location);
}

/* Both are the business of whoever runs the server. */
static gboolean
leave_to_server (PortunusDatabase  *database,
                 GError           **error)
{
  return TRUE;
}

/* The lock lives as long as its connection, so this begins with a new one. */
static gboolean
claim (PortunusDatabase  *database,
       GError           **error)
{
  PortunusPostgresDatabase *self = get_self (database);

  if (self->is_claimed)
    return TRUE;
  self->is_claimed = TRUE;
  if (_portunus_postgres_connect (self, error))
    return TRUE;
  self->is_claimed = FALSE;
  return FALSE;
}

static gboolean
begin (PortunusDatabase  *database,
       GError           **error)
{
  g_assert (!get_self (database)->is_in_transaction);

  get_self (database)->is_in_transaction = run (database, "BEGIN", error);
  return get_self (database)->is_in_transaction;
}

/* After an error within the transaction PostgreSQL answers COMMIT with a roll-back, and calls that well done. */
static gboolean
commit (PortunusDatabase  *database,
        GError           **error)
{
  const PortunusPostgresQuery query = { .sql = "COMMIT" };
  PGresult *result = _portunus_postgres_query (get_self (database), &query, error);
  gboolean is_committed = result != NULL && g_str_equal (PQcmdStatus (result), "COMMIT");

  if (result != NULL)
    get_self (database)->is_in_transaction = FALSE;
  if (result != NULL && !is_committed)
    g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FAILED,
                 "%s: the transaction was undone because of an error in it", database->name);
  PQclear (result);
  return is_committed;
}

static void
rollback (PortunusDatabase *database)
{
  PortunusPostgresDatabase *self = get_self (database);

  if (self->is_in_transaction && self->connection != NULL)
    run (database, "ROLLBACK", NULL);
  self->is_in_transaction = FALSE;
}

static gboolean
lock_schema (PortunusDatabase  *database,
             GError           **error)
{
  return run (database, SCHEMA_SQL, error);
}

static gint64
get_version (PortunusDatabase  *database,
             GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (database, "SELECT max (version) FROM portunus_schema",
                                                            error);
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
  g_autofree char *sql = g_strdup_printf ("DELETE FROM portunus_schema;"
                                          "INSERT INTO portunus_schema VALUES (%" G_GINT64_FORMAT ")", version);

  return run (database, sql, error);
}

static gint64
get_n_changed (PortunusDatabase *database)
{
  return get_self (database)->n_changed;
}

static const PortunusDatabaseBackend backend = {
  .close = close_database,
  .execute = execute,
  .check = leave_to_server,
  .set_durable = leave_to_server,
  .claim = claim,
  .begin = begin,
  .commit = commit,
  .rollback = rollback,
  .lock_schema = lock_schema,
  .get_version = get_version,
  .set_version = set_version,
  .get_n_changed = get_n_changed,
  .prepare = _portunus_postgres_prepare,
  .statement_free = _portunus_postgres_statement_free,
  .bind_int = _portunus_postgres_bind_int,
  .bind_text = _portunus_postgres_bind_text,
  .bind_blob = _portunus_postgres_bind_blob,
  .step = _portunus_postgres_step,
  .reset = _portunus_postgres_reset,
  .get_int = _portunus_postgres_get_int,
  .get_text = _portunus_postgres_get_text,
  .get_blob = _portunus_postgres_get_blob,
};

/* Without a look at its schema. */
PortunusDatabase *
_portunus_postgres_database_open (const char  *location,
                                  GError     **error)
{
  PortunusPostgresDatabase *self;

  if (!_portunus_postgres_check_location (location, error))
    return NULL;
  self = g_new0 (PortunusPostgresDatabase, 1);
  _portunus_database_init (&self->parent, &backend, g_strdup ("PostgreSQL"));
  self->location = g_strdup (location);
  self->timeout_ms = REPLY_TIMEOUT_MS;
  if (_portunus_postgres_connect (self, error))
    return &self->parent;
  portunus_database_close (&self->parent);
  return NULL;
}
