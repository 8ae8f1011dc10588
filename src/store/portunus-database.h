/* portunus-database.h: the small SQL layer that everything stored goes through
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-store-error.h"

G_BEGIN_DECLS

/**
 * PortunusDatabase:
 *
 * One connection to one SQLite file or one database of a PostgreSQL server. It belongs to the thread that opened it,
 * and blocks; other threads and processes open connections of their own. Errors are %PORTUNUS_STORE_ERROR and name the
 * file.
 *
 * Both understand the same SQL: "?" for parameters, the types INTEGER (64 bit), TEXT and BLOB, STRICT after a table,
 * ON CONFLICT and RETURNING. A column that counts by itself is not among it.
 */
typedef struct _PortunusDatabase PortunusDatabase;

/**
 * PortunusStatement:
 *
 * A prepared statement of a database, which keeps and reuses it. Parameters and columns count from 0.
 */
typedef struct _PortunusStatement PortunusStatement;

/* @location: a path, ":memory:" for a database that nobody else sees, or a "postgresql://" address. @migrations:
 * NULL-terminated SQL texts; the n-th makes version n of the schema. */
PortunusDatabase  *portunus_database_open           (const char          *location,
                                                     const char * const  *migrations,
                                                     GError             **error);
void               portunus_database_close          (PortunusDatabase    *self);
/* One or more statements without parameters and without results. */
gboolean           portunus_database_execute        (PortunusDatabase    *self,
                                                     const char          *sql,
                                                     GError             **error);
/* Reads the whole file: FALSE with PORTUNUS_STORE_ERROR_CORRUPT where it is damaged. */
gboolean           portunus_database_check          (PortunusDatabase    *self,
                                                     GError             **error);
/* From here on what was committed is there after a loss of power, too. */
gboolean           portunus_database_set_durable    (PortunusDatabase    *self,
                                                     GError             **error);
/* Until it is closed no other connection can claim it. */
gboolean           portunus_database_claim          (PortunusDatabase    *self,
                                                     GError             **error);
gboolean           portunus_database_begin          (PortunusDatabase    *self,
                                                     GError             **error);
gboolean           portunus_database_commit         (PortunusDatabase    *self,
                                                     GError             **error);
void               portunus_database_rollback       (PortunusDatabase    *self);
gint64             portunus_database_get_n_changed  (PortunusDatabase    *self);

/* (transfer none): ready to bind; not to be asked for again before it is done with. */
PortunusStatement *portunus_database_prepare        (PortunusDatabase    *self,
                                                     const char          *sql,
                                                     GError             **error);
void               portunus_statement_bind_int      (PortunusStatement   *self,
                                                     guint                parameter,
                                                     gint64               value);
/* NULL binds NULL. */
void               portunus_statement_bind_text     (PortunusStatement   *self,
                                                     guint                parameter,
                                                     const char          *value);
void               portunus_statement_bind_blob     (PortunusStatement   *self,
                                                     guint                parameter,
                                                     gconstpointer        data,
                                                     gsize                length);
/* TRUE with a row; FALSE without @error at the end, after which it is ready to bind again. */
gboolean           portunus_statement_step          (PortunusStatement   *self,
                                                     GError             **error);
/* Steps to the end. */
gboolean           portunus_statement_run           (PortunusStatement   *self,
                                                     GError             **error);
/* For a statement that was not stepped to its end. */
void               portunus_statement_reset         (PortunusStatement   *self);
gint64             portunus_statement_get_int       (PortunusStatement   *self,
                                                     guint                column);
/* (transfer none) (nullable): good until the next step. */
const char        *portunus_statement_get_text      (PortunusStatement   *self,
                                                     guint                column);
gconstpointer      portunus_statement_get_blob      (PortunusStatement   *self,
                                                     guint                column,
                                                     gsize               *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusDatabase, portunus_database_close)

G_END_DECLS
