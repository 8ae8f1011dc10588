/* portunus-postgres-private.h: what a database of a PostgreSQL server and its statements share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "portunus-database-private.h"

G_BEGIN_DECLS

typedef struct
{
  PortunusDatabase  parent;

  /* Owned */
  char             *location;           /* wiped, since a password may be in it */
  PGconn           *connection;         /* NULL while there is none */

  guint             timeout_ms;         /* how long an answer may take */
  gint64            retry_us;           /* before this time nobody tries to connect */
  gint64            n_changed;
  gboolean          is_in_transaction;
  gboolean          is_claimed;         /* each connection has to have it alone */
} PortunusPostgresDatabase;

/**
 * PortunusPostgresQuery:
 * @sql: as PostgreSQL understands it; more than one statement only without parameters
 * @n_parameters: how long the arrays are; values are in the binary format
 */
typedef struct
{
  const char         *sql;
  int                 n_parameters;
  const Oid          *types;
  const char * const *values;
  const int          *lengths;
} PortunusPostgresQuery;

PGresult          *_portunus_postgres_query           (PortunusPostgresDatabase     *self,
                                                       const PortunusPostgresQuery  *query,
                                                       GError                      **error);
gboolean           _portunus_postgres_connect         (PortunusPostgresDatabase     *self,
                                                       GError                      **error);
void               _portunus_postgres_set_error       (PortunusPostgresDatabase     *self,
                                                       const PGresult               *result,
                                                       GError                      **error);
char              *_portunus_postgres_translate       (const char                   *sql,
                                                       guint                        *n_parameters);
PortunusStatement *_portunus_postgres_prepare         (PortunusDatabase             *database,
                                                       const char                   *sql,
                                                       GError                      **error);
void               _portunus_postgres_statement_free  (PortunusStatement            *statement);
void               _portunus_postgres_bind_int        (PortunusStatement            *statement,
                                                       guint                         parameter,
                                                       gint64                        value);
void               _portunus_postgres_bind_text       (PortunusStatement            *statement,
                                                       guint                         parameter,
                                                       const char                   *value);
void               _portunus_postgres_bind_blob       (PortunusStatement            *statement,
                                                       guint                         parameter,
                                                       gconstpointer                 data,
                                                       gsize                         length);
gboolean           _portunus_postgres_step            (PortunusStatement            *statement,
                                                       GError                      **error);
void               _portunus_postgres_reset           (PortunusStatement            *statement);
gint64             _portunus_postgres_get_int         (PortunusStatement            *statement,
                                                       guint                         column);
const char        *_portunus_postgres_get_text        (PortunusStatement            *statement,
                                                       guint                         column);
gconstpointer      _portunus_postgres_get_blob        (PortunusStatement            *statement,
                                                       guint                         column,
                                                       gsize                        *length);

G_END_DECLS
