/* portunus-postgres-statement.c: statements for a PostgreSQL server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-postgres-private.h"

#include <string.h>

#define MAX_PARAMETERS 16

/* Numbers of types as the server's catalog pg_type has them. */
#define TYPE_BYTEA 17
#define TYPE_INT8  20
#define TYPE_TEXT  25

typedef struct
{
  PortunusStatement  parent;

  /* Owned */
  char              *sql;
  char              *values[MAX_PARAMETERS];
  PGresult          *result;            /* from the first step to the end */

  Oid                types[MAX_PARAMETERS];
  int                lengths[MAX_PARAMETERS];
  guint              n_parameters;
  int                row;
} PortunusPostgresStatement;

static PortunusPostgresStatement *
get_self (PortunusStatement *statement)
{
  return (PortunusPostgresStatement *) statement;
}

PortunusStatement *
_portunus_postgres_prepare (PortunusDatabase  *database,
                            const char        *sql,
                            GError           **error)
{
  PortunusPostgresStatement *self = g_new0 (PortunusPostgresStatement, 1);

  self->sql = _portunus_postgres_translate (sql, &self->n_parameters);
  g_assert (self->n_parameters <= MAX_PARAMETERS);
  return &self->parent;
}

void
_portunus_postgres_statement_free (PortunusStatement *statement)
{
  _portunus_postgres_reset (statement);
  g_free (get_self (statement)->sql);
  g_free (statement);
}

/* @value: (transfer full) (nullable) */
static void
bind (PortunusStatement *statement,
      guint              parameter,
      Oid                type,
      char              *value,
      gsize              length)
{
  PortunusPostgresStatement *self = get_self (statement);

  g_assert (parameter < self->n_parameters);
  g_assert (length <= G_MAXINT);

  g_free (self->values[parameter]);
  self->values[parameter] = value;
  self->types[parameter] = type;
  self->lengths[parameter] = (int) length;
}

void
_portunus_postgres_bind_int (PortunusStatement *statement,
                             guint              parameter,
                             gint64             value)
{
  gint64 wire = GINT64_TO_BE (value);

  bind (statement, parameter, TYPE_INT8, g_memdup2 (&wire, sizeof wire), sizeof wire);
}

void
_portunus_postgres_bind_text (PortunusStatement *statement,
                              guint              parameter,
                              const char        *value)
{
  bind (statement, parameter, TYPE_TEXT, g_strdup (value), value != NULL ? strlen (value) : 0);
}

/* As in SQLite, no address means NULL and no bytes at an address mean an empty value. */
void
_portunus_postgres_bind_blob (PortunusStatement *statement,
                              guint              parameter,
                              gconstpointer      data,
                              gsize              length)
{
  char *copy = NULL;

  if (data != NULL)
    {
      copy = g_malloc (length + 1);
      memcpy (copy, data, length);
    }
  bind (statement, parameter, TYPE_BYTEA, copy, length);
}

static gboolean
ask_server (PortunusPostgresStatement  *self,
            GError                    **error)
{
  PortunusPostgresQuery query = {
    .sql = self->sql,
    .n_parameters = (int) self->n_parameters,
    .types = self->types,
    .values = (const char * const *) self->values,
    .lengths = self->lengths,
  };

  self->result = _portunus_postgres_query ((PortunusPostgresDatabase *) self->parent.database, &query, error);
  self->row = -1;
  return self->result != NULL;
}

gboolean
_portunus_postgres_step (PortunusStatement  *statement,
                         GError            **error)
{
  PortunusPostgresStatement *self = get_self (statement);

  if (self->result != NULL || ask_server (self, error))
    {
      self->row++;
      if (self->row < PQntuples (self->result))
        return TRUE;
    }
  _portunus_postgres_reset (statement);
  return FALSE;
}

void
_portunus_postgres_reset (PortunusStatement *statement)
{
  PortunusPostgresStatement *self = get_self (statement);

  g_clear_pointer (&self->result, PQclear);
  for (guint i = 0; i < self->n_parameters; i++)
    {
      g_clear_pointer (&self->values[i], g_free);
      self->types[i] = 0;
      self->lengths[i] = 0;
    }
}

static gboolean
has_value (PortunusPostgresStatement *self,
           guint                      column)
{
  g_assert (self->result != NULL);

  return !PQgetisnull (self->result, self->row, (int) column);
}

/* The width is the server's choice: count(*) has 64 bits, the constant 1 has 32. */
gint64
_portunus_postgres_get_int (PortunusStatement *statement,
                            guint              column)
{
  PortunusPostgresStatement *self = get_self (statement);
  const guint8 *bytes;
  gint64 value;

  if (!has_value (self, column))
    return 0;
  bytes = (const guint8 *) PQgetvalue (self->result, self->row, (int) column);
  value = (gint8) bytes[0];
  for (int i = 1; i < PQgetlength (self->result, self->row, (int) column); i++)
    value = (gint64) ((guint64) value << 8 | bytes[i]);
  return value;
}

const char *
_portunus_postgres_get_text (PortunusStatement *statement,
                             guint              column)
{
  PortunusPostgresStatement *self = get_self (statement);

  return has_value (self, column) ? PQgetvalue (self->result, self->row, (int) column) : NULL;
}

gconstpointer
_portunus_postgres_get_blob (PortunusStatement *statement,
                             guint              column,
                             gsize             *length)
{
  PortunusPostgresStatement *self = get_self (statement);

  *length = has_value (self, column) ? (gsize) PQgetlength (self->result, self->row, (int) column) : 0;
  return *length > 0 ? PQgetvalue (self->result, self->row, (int) column) : NULL;
}
