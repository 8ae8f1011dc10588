/* portunus-statement.c: prepared statements of the database
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-database-private.h"

/**
 * portunus_database_prepare:
 * @self: a database
 * @sql: one statement; kept as the key under which it is found again
 * @error: return location for a #PortunusStoreError
 *
 * Gives a statement with nothing bound. The same @sql gives the same statement, so it cannot be used inside itself.
 *
 * Returns: (transfer none) (nullable): a statement that lives as long as @self
 */
PortunusStatement *
portunus_database_prepare (PortunusDatabase  *self,
                           const char        *sql,
                           GError           **error)
{
  PortunusStatement *statement;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  statement = g_hash_table_lookup (self->statements, sql);
  if (statement != NULL)
    {
      portunus_statement_reset (statement);
      return statement;
    }

  statement = self->backend->prepare (self, sql, error);
  if (statement == NULL)
    return NULL;
  statement->database = self;
  g_hash_table_insert (self->statements, g_strdup (sql), statement);
  return statement;
}

/**
 * portunus_statement_bind_int:
 * @self: a statement
 * @parameter: which "?", from 0
 * @value: its value
 */
void
portunus_statement_bind_int (PortunusStatement *self,
                             guint              parameter,
                             gint64             value)
{
  g_return_if_fail (self != NULL);

  self->database->backend->bind_int (self, parameter, value);
}

/**
 * portunus_statement_bind_text:
 * @self: a statement
 * @parameter: which "?", from 0
 * @value: (nullable): its value, copied
 */
void
portunus_statement_bind_text (PortunusStatement *self,
                              guint              parameter,
                              const char        *value)
{
  g_return_if_fail (self != NULL);

  self->database->backend->bind_text (self, parameter, value);
}

/**
 * portunus_statement_bind_blob:
 * @self: a statement
 * @parameter: which "?", from 0
 * @data: (array length=length): its value, copied
 * @length: how many bytes
 */
void
portunus_statement_bind_blob (PortunusStatement *self,
                              guint              parameter,
                              gconstpointer      data,
                              gsize              length)
{
  g_return_if_fail (self != NULL);

  self->database->backend->bind_blob (self, parameter, data, length);
}

/**
 * portunus_statement_step:
 * @self: a statement
 * @error: return location for a #PortunusStoreError
 *
 * Goes to the next row, the first time to the first one.
 *
 * Returns: %TRUE when there is a row; %FALSE at the end and on error, when @self is ready to be bound anew
 */
gboolean
portunus_statement_step (PortunusStatement  *self,
                         GError            **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->database->backend->step (self, error);
}

/**
 * portunus_statement_run:
 * @self: a statement
 * @error: return location for a #PortunusStoreError
 *
 * Runs a statement whose rows, if any, nobody wants.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_statement_run (PortunusStatement  *self,
                        GError            **error)
{
  g_autoptr (GError) own_error = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  while (portunus_statement_step (self, &own_error))
    continue;
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

/**
 * portunus_statement_reset:
 * @self: a statement
 *
 * Forgets rows and parameters. A statement that was not stepped to its end keeps the database locked until this.
 */
void
portunus_statement_reset (PortunusStatement *self)
{
  g_return_if_fail (self != NULL);

  self->database->backend->reset (self);
}

/**
 * portunus_statement_get_int:
 * @self: a statement with a row
 * @column: which column, from 0
 *
 * Returns: its value; 0 for NULL
 */
gint64
portunus_statement_get_int (PortunusStatement *self,
                            guint              column)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->database->backend->get_int (self, column);
}

/**
 * portunus_statement_get_text:
 * @self: a statement with a row
 * @column: which column, from 0
 *
 * Returns: (transfer none) (nullable): its value until the next step; %NULL for NULL
 */
const char *
portunus_statement_get_text (PortunusStatement *self,
                             guint              column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->database->backend->get_text (self, column);
}

/**
 * portunus_statement_get_blob:
 * @self: a statement with a row
 * @column: which column, from 0
 * @length: (out): its length in bytes
 *
 * Returns: (transfer none) (nullable): its value until the next step; %NULL for NULL and for no bytes
 */
gconstpointer
portunus_statement_get_blob (PortunusStatement *self,
                             guint              column,
                             gsize             *length)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  return self->database->backend->get_blob (self, column, length);
}
