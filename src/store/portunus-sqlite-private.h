/* portunus-sqlite-private.h: what a database in SQLite and its statements share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "portunus-database-private.h"

G_BEGIN_DECLS

typedef struct
{
  PortunusDatabase  parent;

  /* Owned */
  sqlite3          *handle;
  char             *path;

  int               lock_fd;    /* -1 until it is claimed */
} PortunusSqliteDatabase;

void               _portunus_sqlite_set_error       (PortunusDatabase   *database,
                                                     int                 code,
                                                     GError            **error);
PortunusStatement *_portunus_sqlite_prepare         (PortunusDatabase   *database,
                                                     const char         *sql,
                                                     GError            **error);
void               _portunus_sqlite_statement_free  (PortunusStatement  *statement);
void               _portunus_sqlite_bind_int        (PortunusStatement  *statement,
                                                     guint               parameter,
                                                     gint64              value);
void               _portunus_sqlite_bind_text       (PortunusStatement  *statement,
                                                     guint               parameter,
                                                     const char         *value);
void               _portunus_sqlite_bind_blob       (PortunusStatement  *statement,
                                                     guint               parameter,
                                                     gconstpointer       data,
                                                     gsize               length);
gboolean           _portunus_sqlite_step            (PortunusStatement  *statement,
                                                     GError            **error);
void               _portunus_sqlite_reset           (PortunusStatement  *statement);
gint64             _portunus_sqlite_get_int         (PortunusStatement  *statement,
                                                     guint               column);
const char        *_portunus_sqlite_get_text        (PortunusStatement  *statement,
                                                     guint               column);
gconstpointer      _portunus_sqlite_get_blob        (PortunusStatement  *statement,
                                                     guint               column,
                                                     gsize              *length);

G_END_DECLS
