/* portunus-sqlite-statement.c: prepared statements of SQLite
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sqlite-private.h"

typedef struct
{
  PortunusStatement  parent;

  /* Owned */
  sqlite3_stmt      *handle;
} PortunusSqliteStatement;

static sqlite3_stmt *
get_handle (PortunusStatement *statement)
{
  return ((PortunusSqliteStatement *) statement)->handle;
}

PortunusStatement *
_portunus_sqlite_prepare (PortunusDatabase  *database,
                          const char        *sql,
                          GError           **error)
{
  PortunusSqliteStatement *self;
  sqlite3_stmt *handle;
  int code = sqlite3_prepare_v3 (((PortunusSqliteDatabase *) database)->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                 &handle, NULL);

  if (code != SQLITE_OK)
    {
      _portunus_sqlite_set_error (database, code, error);
      return NULL;
    }
  self = g_new0 (PortunusSqliteStatement, 1);
  self->handle = handle;
  return &self->parent;
}

void
_portunus_sqlite_statement_free (PortunusStatement *statement)
{
  sqlite3_finalize (get_handle (statement));
  g_free (statement);
}

/* A parameter that does not exist is the caller's bug; no memory is handled as everywhere in GLib. */
static void
check_bound (int code)
{
  g_assert (code == SQLITE_OK);
}

void
_portunus_sqlite_bind_int (PortunusStatement *statement,
                           guint              parameter,
                           gint64             value)
{
  check_bound (sqlite3_bind_int64 (get_handle (statement), (int) parameter + 1, value));
}

void
_portunus_sqlite_bind_text (PortunusStatement *statement,
                            guint              parameter,
                            const char        *value)
{
  check_bound (sqlite3_bind_text (get_handle (statement), (int) parameter + 1, value, -1, SQLITE_TRANSIENT));
}

void
_portunus_sqlite_bind_blob (PortunusStatement *statement,
                            guint              parameter,
                            gconstpointer      data,
                            gsize              length)
{
  check_bound (sqlite3_bind_blob64 (get_handle (statement), (int) parameter + 1, data, length, SQLITE_TRANSIENT));
}

gboolean
_portunus_sqlite_step (PortunusStatement  *statement,
                       GError            **error)
{
  int code = sqlite3_step (get_handle (statement));

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    _portunus_sqlite_set_error (statement->database, code, error);
  _portunus_sqlite_reset (statement);
  return FALSE;
}

void
_portunus_sqlite_reset (PortunusStatement *statement)
{
  sqlite3_reset (get_handle (statement));
  sqlite3_clear_bindings (get_handle (statement));
}

gint64
_portunus_sqlite_get_int (PortunusStatement *statement,
                          guint              column)
{
  return sqlite3_column_int64 (get_handle (statement), (int) column);
}

const char *
_portunus_sqlite_get_text (PortunusStatement *statement,
                           guint              column)
{
  return (const char *) sqlite3_column_text (get_handle (statement), (int) column);
}

gconstpointer
_portunus_sqlite_get_blob (PortunusStatement *statement,
                           guint              column,
                           gsize             *length)
{
  gconstpointer data = sqlite3_column_blob (get_handle (statement), (int) column);

  *length = (gsize) sqlite3_column_bytes (get_handle (statement), (int) column);
  return data;
}
