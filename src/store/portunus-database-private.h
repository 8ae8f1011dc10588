/* portunus-database-private.h: what the database and its statements share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "portunus-database.h"

G_BEGIN_DECLS

struct _PortunusDatabase
{
  /* Owned */
  sqlite3    *handle;
  char       *name;             /* of the file, without its folder */
  GHashTable *statements;       /* SQL -> PortunusStatement */
};

struct _PortunusStatement
{
  /* Owned */
  sqlite3_stmt     *handle;

  /* Borrowed */
  PortunusDatabase *database;
};

void _portunus_database_set_error (PortunusDatabase  *self,
                                   int                code,
                                   GError           **error);
void _portunus_statement_free     (gpointer           data);

G_END_DECLS
