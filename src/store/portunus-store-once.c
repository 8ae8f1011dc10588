/* portunus-store-once.c: what may be used one time only
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-once.h"

#include "portunus-server-store-private.h"

typedef struct
{
  /* Owned */
  char     *scope;
  char     *key;

  gint64    number;             /* when it expires, or the step */
  gboolean  is_first;
} OnceCall;

static void
once_call_free (gpointer data)
{
  OnceCall *call = data;

  g_free (call->scope);
  g_free (call->key);
  g_free (call);
}

static OnceCall *
once_call_new (const char *scope,
               const char *key,
               gint64      number)
{
  OnceCall *call = g_new0 (OnceCall, 1);

  call->scope = g_strdup (scope);
  call->key = g_strdup (key);
  call->number = number;
  return call;
}

static gboolean
insert (const PortunusStoreWork  *work,
        const char               *sql,
        OnceCall                 *call,
        GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (work->database, sql, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->scope);
  portunus_statement_bind_text (statement, 1, call->key);
  portunus_statement_bind_int (statement, 2, call->number);
  return _portunus_store_ask (statement, &call->is_first, error);
}

/* An id that has expired is not looked up: it may have been swept away. */
static gboolean
use_on_worker (const PortunusStoreWork  *work,
               gpointer                  data,
               GError                  **error)
{
  OnceCall *call = data;

  return call->number <= work->now
         || insert (work, "INSERT INTO used_ids (scope, id, expires) VALUES (?, ?, ?) "
                          "ON CONFLICT (scope, id) DO NOTHING RETURNING expires", call, error);
}

static gboolean
advance_on_worker (const PortunusStoreWork  *work,
                   gpointer                  data,
                   GError                  **error)
{
  return insert (work, "INSERT INTO steps (scope, name, step) VALUES (?, ?, ?) "
                       "ON CONFLICT (scope, name) DO UPDATE SET step = excluded.step "
                       "WHERE steps.step < excluded.step RETURNING step", data, error);
}

/**
 * portunus_server_store_use_once_async:
 * @self: a store
 * @scope: what kind of id
 * @id: the id
 * @expires: Unix time in seconds from which on nobody takes the id any more
 * @cancellable: (nullable): cancels it; the id may be used up all the same
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Uses an id up, such as the jti of a token (RFC 7519, section 4.1.7).
 */
void
portunus_server_store_use_once_async (PortunusServerStore *self,
                                      const char          *scope,
                                      const char          *id,
                                      gint64               expires,
                                      GCancellable        *cancellable,
                                      GAsyncReadyCallback  callback,
                                      gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (scope != NULL && id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_use_once_async);
  g_task_set_task_data (task, once_call_new (scope, id, expires), once_call_free);
  _portunus_server_store_push (self, task, use_on_worker);
}

/**
 * portunus_server_store_use_once_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %TRUE for the first caller ever; %FALSE without @error for all others and for what has expired
 */
gboolean
portunus_server_store_use_once_finish (PortunusServerStore  *self,
                                       GAsyncResult         *result,
                                       GError              **error)
{
  OnceCall *call = _portunus_server_store_finish (self, result, portunus_server_store_use_once_async, error);

  return call != NULL && call->is_first;
}

/**
 * portunus_server_store_advance_async:
 * @self: a store
 * @scope: what kind of steps
 * @key: whose steps
 * @step: the step that was taken
 * @cancellable: (nullable): cancels it; the step may be taken all the same
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Takes a step that nobody can take again, nor one before it, such as the time step of a one-time password (RFC 6238,
 * section 5.2).
 */
void
portunus_server_store_advance_async (PortunusServerStore *self,
                                     const char          *scope,
                                     const char          *key,
                                     gint64               step,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (scope != NULL && key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_advance_async);
  g_task_set_task_data (task, once_call_new (scope, key, step), once_call_free);
  _portunus_server_store_push (self, task, advance_on_worker);
}

/**
 * portunus_server_store_advance_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %TRUE when the step is above all before it; %FALSE without @error otherwise
 */
gboolean
portunus_server_store_advance_finish (PortunusServerStore  *self,
                                      GAsyncResult         *result,
                                      GError              **error)
{
  OnceCall *call = _portunus_server_store_finish (self, result, portunus_server_store_advance_async, error);

  return call != NULL && call->is_first;
}
