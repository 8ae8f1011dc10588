/* portunus-postgres-connection.c: asking a PostgreSQL server, which may go away and come back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-postgres-private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#define RETRY_MS 1000

/* What libpq would wait for without end if nobody said so; the address can say something else. */
#define CONNECT_TIMEOUT_S      "5"
#define TCP_USER_TIMEOUT_MS    "10000"
#define SESSION_SETTINGS                                                                                              \
  "SET statement_timeout = 8000; SET lock_timeout = 5000; SET idle_in_transaction_session_timeout = 60000;"           \
  "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;"                     \
  "SET standard_conforming_strings = on; SET default_transaction_isolation = 'read committed'"

/* For where the tables are; waits for lock_timeout. A server that died has lost it, at the latest by the keepalives. */
#define CLAIM_SQL "SELECT pg_advisory_lock (1701868916, hashtext (coalesce (current_schema (), '')))"

static const struct
{
  const char         *prefix;
  PortunusStoreError  code;
} states[] = {
  /* Those with more letters first. https://www.postgresql.org/docs/15/errcodes-appendix.html */
  { "53100", PORTUNUS_STORE_ERROR_FULL },
  { "57014", PORTUNUS_STORE_ERROR_BUSY },
  { "55P03", PORTUNUS_STORE_ERROR_BUSY },
  { "25006", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "25P03", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "42501", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "08", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "28", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "3D", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "40", PORTUNUS_STORE_ERROR_BUSY },
  { "53", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "57P", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "58", PORTUNUS_STORE_ERROR_UNAVAILABLE },
  { "XX", PORTUNUS_STORE_ERROR_CORRUPT },
};

static PortunusStoreError
to_store_error (const char *state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_str_has_prefix (state, states[i].prefix))
      return states[i].code;
  return PORTUNUS_STORE_ERROR_FAILED;
}

static const char *
get_next_step (PortunusStoreError error)
{
  switch (error)
    {
    case PORTUNUS_STORE_ERROR_UNAVAILABLE:
      return "; see whether the PostgreSQL server runs, and lets this user into this database from here";
    case PORTUNUS_STORE_ERROR_CORRUPT:
      return "; the log of the PostgreSQL server says more";
    case PORTUNUS_STORE_ERROR_FULL:
      return "; make room on the disk of the PostgreSQL server";
    case PORTUNUS_STORE_ERROR_FAILED:
    case PORTUNUS_STORE_ERROR_BUSY:
    case PORTUNUS_STORE_ERROR_TOO_NEW:
    case PORTUNUS_STORE_ERROR_CLAIMED:
    default:
      return "";
    }
}

/* Only what the server says first: its details quote values. */
void
_portunus_postgres_set_error (PortunusPostgresDatabase  *self,
                              const PGresult            *result,
                              GError                   **error)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);

  PortunusStoreError code = state != NULL ? to_store_error (state) : PORTUNUS_STORE_ERROR_UNAVAILABLE;

  g_set_error (error, PORTUNUS_STORE_ERROR, code, "%s: %s%s", self->parent.name,
               message != NULL ? message : "the connection was lost", get_next_step (code));
}

static void
fail_unavailable (PortunusPostgresDatabase  *self,
                  const char                *message,
                  GError                   **error)
{
  g_autofree char *line = g_strstrip (g_strdup (message));

  g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE, "%s: %s", self->parent.name, line);
}

static gboolean
wait_for_socket (PGconn *connection,
                 short   events,
                 gint64  deadline_us)
{
  struct pollfd entry = { .fd = PQsocket (connection), .events = events };
  int n_ready;

  do
    {
      gint64 left_us = deadline_us - g_get_monotonic_time ();

      n_ready = poll (&entry, 1, (int) MAX (left_us / 1000, 0));
    }
  while (n_ready < 0 && errno == EINTR);
  return n_ready > 0;
}

/* Until the next result is there; FALSE when it does not come. */
static gboolean
wait_for_result (PGconn *connection,
                 gint64  deadline_us)
{
  int is_unsent = 1;

  for (;;)
    {
      if (is_unsent != 0)
        is_unsent = PQflush (connection);
      if (is_unsent < 0 || PQisBusy (connection) == 0)
        return is_unsent >= 0;
      if (!wait_for_socket (connection, POLLIN | (is_unsent != 0 ? POLLOUT : 0), deadline_us)
          || PQconsumeInput (connection) == 0)
        return FALSE;
    }
}

static gboolean
send_query (PGconn                      *connection,
            const PortunusPostgresQuery *query)
{
  int formats[query->n_parameters + 1];

  if (query->n_parameters == 0 && query->values == NULL)
    return PQsendQuery (connection, query->sql) == 1;
  for (int i = 0; i < query->n_parameters; i++)
    formats[i] = 1;
  return PQsendQueryParams (connection, query->sql, query->n_parameters, query->types, query->values, query->lengths,
                            formats, 1) == 1;
}

static gboolean
is_good (const PGresult *result)
{
  return PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK;
}

/* (transfer full) (nullable): the last result, or the first bad one; NULL when the server is gone or silent. */
static PGresult *
exchange (PortunusPostgresDatabase    *self,
          const PortunusPostgresQuery *query)
{
  gint64 deadline_us = g_get_monotonic_time () + self->timeout_ms * G_GINT64_CONSTANT (1000);
  PGresult *kept = NULL;
  PGresult *result = NULL;

  if (!send_query (self->connection, query))
    return NULL;
  while (wait_for_result (self->connection, deadline_us))
    {
      result = PQgetResult (self->connection);
      if (result == NULL)
        return kept;
      if (kept != NULL && !is_good (kept))
        {
          PQclear (result);
          continue;
        }
      PQclear (kept);
      kept = result;
    }
  if (kept != NULL && is_good (kept))
    g_clear_pointer (&kept, PQclear);
  g_clear_pointer (&self->connection, PQfinish);
  return kept;
}

static void
notice_cb (void       *data,
           const char *message)
{
  g_debug ("PostgreSQL says: %s", message);
}

static PGconn *
open_connection (const char *location)
{
  static const char * const keywords[] = {
    "connect_timeout", "tcp_user_timeout", "fallback_application_name", "dbname", "client_encoding", NULL
  };
  const char * const values[] = {
    CONNECT_TIMEOUT_S, TCP_USER_TIMEOUT_MS, "portunus", location, "UTF8", NULL
  };

  return PQconnectdbParams (keywords, values, 1);
}

static gboolean
tell (PortunusPostgresDatabase  *self,
      const char                *sql,
      GError                   **error)
{
  const PortunusPostgresQuery query = { .sql = sql };
  PGresult *result = exchange (self, &query);
  gboolean is_done = result != NULL && is_good (result);

  if (!is_done)
    _portunus_postgres_set_error (self, result, error);
  PQclear (result);
  return is_done;
}

static gboolean
claim (PortunusPostgresDatabase  *self,
       GError                   **error)
{
  g_autoptr (GError) own_error = NULL;

  if (tell (self, CLAIM_SQL, &own_error))
    return TRUE;
  if (g_error_matches (own_error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_BUSY))
    g_set_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED, "%s: another server uses this database",
                 self->parent.name);
  else
    g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static gboolean
set_up (PortunusPostgresDatabase  *self,
        GError                   **error)
{

  if (PQstatus (self->connection) != CONNECTION_OK || PQsetnonblocking (self->connection, 1) != 0)
    {
      g_autofree char *line = g_strstrip (g_strdup (PQerrorMessage (self->connection)));
      g_autofree char *message = g_strconcat (line, get_next_step (PORTUNUS_STORE_ERROR_UNAVAILABLE), NULL);

      fail_unavailable (self, message, error);
      return FALSE;
    }
  PQsetNoticeProcessor (self->connection, notice_cb, NULL);
  return tell (self, SESSION_SETTINGS, error) && (!self->is_claimed || claim (self, error));
}

/* Only now and then while nobody answers, so that the calls that wait do not each wait for that. */
gboolean
_portunus_postgres_connect (PortunusPostgresDatabase  *self,
                            GError                   **error)
{
  g_clear_pointer (&self->connection, PQfinish);
  if (g_get_monotonic_time () < self->retry_us)
    {
      fail_unavailable (self, "there is no connection; it is tried again in a moment", error);
      return FALSE;
    }
  self->connection = open_connection (self->location);
  if (set_up (self, error))
    return TRUE;
  g_clear_pointer (&self->connection, PQfinish);
  self->retry_us = g_get_monotonic_time () + RETRY_MS * 1000;
  return FALSE;
}

/* A server that stopped has said goodbye: read it before something is sent that would be lost. */
static gboolean
is_alive (PortunusPostgresDatabase *self)
{
  if (self->connection == NULL)
    return FALSE;
  while (wait_for_socket (self->connection, POLLIN, 0))
    if (PQconsumeInput (self->connection) == 0)
      return FALSE;
  return PQisBusy (self->connection) == 0 && PQstatus (self->connection) == CONNECTION_OK;
}

static gboolean
ensure_connection (PortunusPostgresDatabase  *self,
                   GError                   **error)
{
  if (is_alive (self))
    return TRUE;
  if (!self->is_in_transaction)
    return _portunus_postgres_connect (self, error);
  g_clear_pointer (&self->connection, PQfinish);
  fail_unavailable (self, "the connection was lost in the middle of a transaction, which is undone", error);
  return FALSE;
}

/* (transfer full) (nullable): a good result. */
PGresult *
_portunus_postgres_query (PortunusPostgresDatabase     *self,
                          const PortunusPostgresQuery  *query,
                          GError                      **error)
{
  PGresult *result;

  if (!ensure_connection (self, error))
    return NULL;
  result = exchange (self, query);
  if (result != NULL && is_good (result))
    {
      self->n_changed = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);
      return result;
    }
  if (result != NULL)
    _portunus_postgres_set_error (self, result, error);
  else
    fail_unavailable (self, "the connection was lost; whether the change was made is not known", error);
  if (self->connection != NULL && PQstatus (self->connection) != CONNECTION_OK)
    g_clear_pointer (&self->connection, PQfinish);
  PQclear (result);
  return NULL;
}
