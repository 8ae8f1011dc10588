/* portunus-database-private.h: what a database and its statements are to the two that can be behind them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-database.h"

G_BEGIN_DECLS

/**
 * PortunusDatabaseBackend:
 * @close: frees all but what #PortunusDatabase holds; the statements are gone by then
 * @begin: begins a transaction that will write
 * @rollback: ends a transaction if there is one
 * @lock_schema: in a transaction: until its end nobody else has the schema in hand
 * @get_version: of the schema; -1 on error
 * @prepare: makes a statement for @sql, without a look at those that there are
 *
 * What SQLite and PostgreSQL do in ways of their own. The functions are those of portunus-database.h by the same names.
 */
typedef struct
{
  void               (* close)           (PortunusDatabase   *self);
  gboolean           (* execute)         (PortunusDatabase   *self,
                                          const char         *sql,
                                          GError            **error);
  gboolean           (* check)           (PortunusDatabase   *self,
                                          GError            **error);
  gboolean           (* set_durable)     (PortunusDatabase   *self,
                                          GError            **error);
  gboolean           (* claim)           (PortunusDatabase   *self,
                                          GError            **error);
  gboolean           (* begin)           (PortunusDatabase   *self,
                                          GError            **error);
  gboolean           (* commit)          (PortunusDatabase   *self,
                                          GError            **error);
  void               (* rollback)        (PortunusDatabase   *self);
  gboolean           (* lock_schema)     (PortunusDatabase   *self,
                                          GError            **error);
  gint64             (* get_version)     (PortunusDatabase   *self,
                                          GError            **error);
  gboolean           (* set_version)     (PortunusDatabase   *self,
                                          gint64              version,
                                          GError            **error);
  gint64             (* get_n_changed)   (PortunusDatabase   *self);
  PortunusStatement *(* prepare)         (PortunusDatabase   *self,
                                          const char         *sql,
                                          GError            **error);
  void               (* statement_free)  (PortunusStatement  *statement);
  void               (* bind_int)        (PortunusStatement  *statement,
                                          guint               parameter,
                                          gint64              value);
  void               (* bind_text)       (PortunusStatement  *statement,
                                          guint               parameter,
                                          const char         *value);
  void               (* bind_blob)       (PortunusStatement  *statement,
                                          guint               parameter,
                                          gconstpointer       data,
                                          gsize               length);
  gboolean           (* step)            (PortunusStatement  *statement,
                                          GError            **error);
  void               (* reset)           (PortunusStatement  *statement);
  gint64             (* get_int)         (PortunusStatement  *statement,
                                          guint               column);
  const char        *(* get_text)        (PortunusStatement  *statement,
                                          guint               column);
  gconstpointer      (* get_blob)        (PortunusStatement  *statement,
                                          guint               column,
                                          gsize              *length);
} PortunusDatabaseBackend;

struct _PortunusDatabase
{
  const PortunusDatabaseBackend *backend;

  /* Owned */
  char                          *name;          /* for errors: of the file, without its folder */
  GHashTable                    *statements;    /* SQL -> PortunusStatement */
};

struct _PortunusStatement
{
  /* Borrowed */
  PortunusDatabase *database;
};

void              _portunus_database_init           (PortunusDatabase               *self,
                                                     const PortunusDatabaseBackend  *backend,
                                                     char                           *name);
PortunusDatabase *_portunus_sqlite_database_open    (const char                     *path,
                                                     GError                        **error);
gboolean          _portunus_postgres_is_location    (const char                     *location);
PortunusDatabase *_portunus_postgres_database_open  (const char                     *location,
                                                     GError                        **error);
gboolean          _portunus_postgres_check_location (const char                     *location,
                                                     GError                        **error);
gboolean          _portunus_postgres_has_password   (const char                     *location);

G_END_DECLS
