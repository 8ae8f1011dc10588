/* portunus-store-attempts.c: how often somebody may try
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-attempts.h"

#include "portunus-server-store-private.h"

/* One statement, so that nobody comes between the look and the count. Who is refused gets no row and changes nothing,
 * which keeps a flood away from the disk. */
#define TAKE_SQL                                                                                                      \
  "INSERT INTO attempts (scope, name, n_tries, expires) VALUES (?, ?, 1, ?) "                                         \
  "ON CONFLICT (scope, name) DO UPDATE SET "                                                                          \
  "n_tries = CASE WHEN attempts.expires <= ? THEN 1 ELSE attempts.n_tries + 1 END, "                                  \
  "expires = CASE WHEN attempts.expires <= ? THEN excluded.expires ELSE attempts.expires END "                        \
  "WHERE attempts.expires <= ? OR attempts.n_tries < ? "                                                              \
  "RETURNING n_tries"

typedef struct
{
  /* Owned */
  char     *scope;
  char     *key;

  guint     max;
  guint     window_seconds;
  gint64    retry_at;
  gboolean  is_allowed;
} AttemptCall;

static void
attempt_call_free (gpointer data)
{
  AttemptCall *call = data;

  g_free (call->scope);
  g_free (call->key);
  g_free (call);
}

static void
read_retry (PortunusStatement *statement,
            gpointer           data)
{
  AttemptCall *call = data;

  call->retry_at = MAX (portunus_statement_get_int (statement, 0), call->retry_at);
}

static gboolean
find_end_of_window (const PortunusStoreWork  *work,
                    AttemptCall              *call,
                    GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    work->database, "SELECT expires FROM attempts WHERE scope = ? AND name = ?", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->scope);
  portunus_statement_bind_text (statement, 1, call->key);
  call->retry_at = work->now;
  return _portunus_store_each (statement, read_retry, call, error);
}

static gboolean
take_on_worker (const PortunusStoreWork  *work,
                gpointer                  data,
                GError                  **error)
{
  AttemptCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (work->database, TAKE_SQL, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->scope);
  portunus_statement_bind_text (statement, 1, call->key);
  portunus_statement_bind_int (statement, 2, work->now + call->window_seconds);
  portunus_statement_bind_int (statement, 3, work->now);
  portunus_statement_bind_int (statement, 4, work->now);
  portunus_statement_bind_int (statement, 5, work->now);
  portunus_statement_bind_int (statement, 6, call->max);
  if (!_portunus_store_ask (statement, &call->is_allowed, error))
    return FALSE;
  return call->is_allowed || find_end_of_window (work, call, error);
}

static gboolean
clear_on_worker (const PortunusStoreWork  *work,
                 gpointer                  data,
                 GError                  **error)
{
  AttemptCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (
    work->database, "DELETE FROM attempts WHERE scope = ? AND name = ?", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->scope);
  portunus_statement_bind_text (statement, 1, call->key);
  return portunus_statement_run (statement, error);
}

/**
 * portunus_server_store_take_attempt_async:
 * @self: a store
 * @limit: what is tried, and how often that may be; @max above 0
 * @key: who tries, such as an address
 * @cancellable: (nullable): cancels it; the try may be counted all the same
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Counts one try, before anything is checked: however many try at once, here or in other servers on the same database,
 * no more than @max in a window are allowed. Servers that share a database need clocks that agree.
 */
void
portunus_server_store_take_attempt_async (PortunusServerStore        *self,
                                          const PortunusAttemptLimit *limit,
                                          const char                 *key,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data)
{
  AttemptCall *call;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (limit != NULL && limit->scope != NULL && limit->max > 0);
  g_return_if_fail (key != NULL);

  call = g_new0 (AttemptCall, 1);
  call->scope = g_strdup (limit->scope);
  call->key = g_strdup (key);
  call->max = limit->max;
  call->window_seconds = limit->window_seconds;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_take_attempt_async);
  g_task_set_task_data (task, call, attempt_call_free);
  _portunus_server_store_push (self, task, take_on_worker);
}

/**
 * portunus_server_store_take_attempt_finish:
 * @self: a store
 * @result: the result
 * @retry_at: (out) (optional): Unix time in seconds at which a refused one may try again, 0 otherwise
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %TRUE to try it; %FALSE without @error when there were too many; %FALSE with @error when nobody could count,
 *   so that it must be refused as well
 */
gboolean
portunus_server_store_take_attempt_finish (PortunusServerStore  *self,
                                           GAsyncResult         *result,
                                           gint64               *retry_at,
                                           GError              **error)
{
  AttemptCall *call = _portunus_server_store_finish (self, result, portunus_server_store_take_attempt_async, error);

  if (retry_at != NULL)
    *retry_at = call != NULL ? call->retry_at : 0;
  return call != NULL && call->is_allowed;
}

/**
 * portunus_server_store_clear_attempts_async:
 * @self: a store
 * @scope: what was tried
 * @key: who tried
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Forgets the tries.
 */
void
portunus_server_store_clear_attempts_async (PortunusServerStore *self,
                                            const char          *scope,
                                            const char          *key,
                                            GCancellable        *cancellable,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data)
{
  AttemptCall *call;
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (scope != NULL && key != NULL);

  call = g_new0 (AttemptCall, 1);
  call->scope = g_strdup (scope);
  call->key = g_strdup (key);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_clear_attempts_async);
  g_task_set_task_data (task, call, attempt_call_free);
  _portunus_server_store_push (self, task, clear_on_worker);
}

/**
 * portunus_server_store_clear_attempts_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether they are forgotten
 */
gboolean
portunus_server_store_clear_attempts_finish (PortunusServerStore  *self,
                                             GAsyncResult         *result,
                                             GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_clear_attempts_async, error) != NULL;
}
