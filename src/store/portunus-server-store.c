/* portunus-server-store.c: what a server remembers, in SQLite or PostgreSQL
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-store.h"

#include <string.h>

#include "portunus-database-private.h"
#include "portunus-server-store-private.h"

/* How long after its end an id stays used, for servers whose clocks differ. */
#define USED_ID_GRACE_SECONDS 3600

struct _PortunusServerStore
{
  GObject              parent_instance;

  /* Owned */
  PortunusStoreWorker *worker;
};

G_DEFINE_FINAL_TYPE (PortunusServerStore, portunus_server_store, G_TYPE_OBJECT)

typedef struct
{
  gint64 n_deleted;
} SweepCall;

static void
portunus_server_store_finalize (GObject *object)
{
  PortunusServerStore *self = PORTUNUS_SERVER_STORE (object);

  _portunus_store_worker_free (self->worker);

  G_OBJECT_CLASS (portunus_server_store_parent_class)->finalize (object);
}

static void
portunus_server_store_class_init (PortunusServerStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_server_store_finalize;
}

static void
portunus_server_store_init (PortunusServerStore *self)
{
}

/* @task: (transfer full) */
void
_portunus_server_store_push (PortunusServerStore *self,
                             GTask               *task,
                             PortunusStoreFunc    func)
{
  _portunus_store_worker_push (self->worker, task, func);
}

gpointer
_portunus_server_store_finish (PortunusServerStore  *self,
                               GAsyncResult         *result,
                               gpointer              tag,
                               GError              **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_task_get_task_data (G_TASK (result));
}

void
_portunus_server_store_set_now (PortunusServerStore *self,
                                gint64               now)
{
  _portunus_store_worker_set_now (self->worker, now);
}

gboolean
_portunus_store_each (PortunusStatement     *statement,
                      PortunusStoreRowFunc   func,
                      gpointer               call,
                      GError               **error)
{
  g_autoptr (GError) own_error = NULL;

  while (portunus_statement_step (statement, &own_error))
    func (statement, call);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

gboolean
_portunus_store_run_for (const PortunusStoreWork  *work,
                         const char               *sql,
                         const char               *text,
                         GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (work->database, sql, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, text);
  return portunus_statement_run (statement, error);
}

gboolean
_portunus_store_ask (PortunusStatement  *statement,
                     gboolean           *has_row,
                     GError            **error)
{
  g_autoptr (GError) own_error = NULL;

  *has_row = portunus_statement_step (statement, &own_error);
  if (*has_row)
    return portunus_statement_run (statement, error);
  if (own_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

gboolean
_portunus_store_in_transaction (const PortunusStoreWork  *work,
                                PortunusStoreFunc         func,
                                gpointer                  call,
                                GError                  **error)
{
  if (!portunus_database_begin (work->database, error))
    return FALSE;
  if (func (work, call, error) && portunus_database_commit (work->database, error))
    return TRUE;
  portunus_database_rollback (work->database);
  return FALSE;
}

/**
 * portunus_server_store_check_location:
 * @location: "memory:", the path of an SQLite file, or "postgresql://…"
 * @error: return location for %PORTUNUS_STORE_ERROR_UNAVAILABLE with a sentence that never has a password in it
 *
 * Returns: whether portunus_server_store_open_async() would understand it
 */
gboolean
portunus_server_store_check_location (const char  *location,
                                      GError     **error)
{
  g_return_val_if_fail (location != NULL, FALSE);

  if (_portunus_postgres_is_location (location))
    return _portunus_postgres_check_location (location, error);
  if (*location != '\0' && strstr (location, "://") == NULL)
    return TRUE;
  g_set_error_literal (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE,
                       "A store is “memory:”, the path of a file, or an address that begins with postgresql://");
  return FALSE;
}

/**
 * portunus_server_store_has_password:
 * @location: as in portunus_server_store_check_location()
 *
 * Returns: whether there is a password in it, so that it must not be where others can read it
 */
gboolean
portunus_server_store_has_password (const char *location)
{
  g_return_val_if_fail (location != NULL, FALSE);

  return _portunus_postgres_is_location (location) && _portunus_postgres_has_password (location);
}

static PortunusServerStore *
store_new (const char *location)
{
  PortunusServerStore *self = g_object_new (PORTUNUS_TYPE_SERVER_STORE, NULL);

  self->worker = _portunus_store_worker_new (strcmp (location, "memory:") == 0 ? ":memory:" : location);
  return self;
}

/**
 * portunus_server_store_new_in_memory:
 *
 * Makes a store that forgets everything when it goes.
 *
 * Returns: (transfer full): a store
 */
PortunusServerStore *
portunus_server_store_new_in_memory (void)
{
  return store_new ("memory:");
}

static gboolean
do_nothing_on_worker (const PortunusStoreWork  *work,
                      gpointer                  call,
                      GError                  **error)
{
  return TRUE;
}

/**
 * portunus_server_store_open_async:
 * @location: "memory:", the path of an SQLite file, or "postgresql://…" as libpq reads it
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens a store and brings its tables up to date. What an SQLite file answers was written to the disk before.
 */
void
portunus_server_store_open_async (const char          *location,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  PortunusServerStore *self;
  GError *error = NULL;
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, portunus_server_store_open_async);
  if (!portunus_server_store_check_location (location, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self = store_new (location);
  g_task_set_task_data (task, self, g_object_unref);
  _portunus_store_worker_push (self->worker, task, do_nothing_on_worker);
}

/**
 * portunus_server_store_open_finish:
 * @result: the result
 * @error: return location for a #PortunusStoreError: %PORTUNUS_STORE_ERROR_TOO_NEW after a step back to an older
 *   version of the program, %PORTUNUS_STORE_ERROR_CORRUPT for a damaged file
 *
 * Returns: (transfer full) (nullable): the store
 */
PortunusServerStore *
portunus_server_store_open_finish (GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_object_ref (g_task_get_task_data (G_TASK (result)));
}

static gboolean
claim_on_worker (const PortunusStoreWork  *work,
                 gpointer                  call,
                 GError                  **error)
{
  return portunus_database_claim (work->database, error);
}

/**
 * portunus_server_store_claim_async:
 * @self: a store
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Has the store for this server alone, until it goes: the rooms in it are those of one server.
 */
void
portunus_server_store_claim_async (PortunusServerStore *self,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_claim_async);
  g_task_set_task_data (task, g_new0 (SweepCall, 1), g_free);
  _portunus_server_store_push (self, task, claim_on_worker);
}

/**
 * portunus_server_store_claim_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError: %PORTUNUS_STORE_ERROR_CLAIMED where another server has it
 *
 * Returns: whether it is ours
 */
gboolean
portunus_server_store_claim_finish (PortunusServerStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_claim_async, error) != NULL;
}

static gboolean
ping_on_worker (const PortunusStoreWork  *work,
                gpointer                  call,
                GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (work->database, "SELECT count(*) FROM admin", error);

  return statement != NULL && portunus_statement_run (statement, error);
}

/**
 * portunus_server_store_ping_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks whether the store answers.
 */
void
portunus_server_store_ping_async (PortunusServerStore *self,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_ping_async);
  g_task_set_task_data (task, g_new0 (SweepCall, 1), g_free);
  _portunus_server_store_push (self, task, ping_on_worker);
}

/**
 * portunus_server_store_ping_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it answered
 */
gboolean
portunus_server_store_ping_finish (PortunusServerStore  *self,
                                   GAsyncResult         *result,
                                   GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_ping_async, error) != NULL;
}

static gboolean
delete_before (const PortunusStoreWork  *work,
               const char               *sql,
               gint64                    time,
               gint64                   *n_deleted,
               GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (work->database, sql, error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_int (statement, 0, time);
  if (!portunus_statement_run (statement, error))
    return FALSE;
  *n_deleted += portunus_database_get_n_changed (work->database);
  return TRUE;
}

static gboolean
sweep_on_worker (const PortunusStoreWork  *work,
                 gpointer                  data,
                 GError                  **error)
{
  SweepCall *call = data;

  return delete_before (work, "DELETE FROM attempts WHERE expires <= ?", work->now, &call->n_deleted, error)
         && delete_before (work, "DELETE FROM used_ids WHERE expires <= ?", work->now - USED_ID_GRACE_SECONDS,
                           &call->n_deleted, error)
         && delete_before (work, "DELETE FROM rooms WHERE expires > 0 AND expires <= ?", work->now, &call->n_deleted,
                           error);
}

/**
 * portunus_server_store_sweep_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Deletes tries whose window is over, ids that expired an hour ago, and rooms that expired.
 */
void
portunus_server_store_sweep_async (PortunusServerStore *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_sweep_async);
  g_task_set_task_data (task, g_new0 (SweepCall, 1), g_free);
  _portunus_server_store_push (self, task, sweep_on_worker);
}

/**
 * portunus_server_store_sweep_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: how much was deleted, -1 on error
 */
gint64
portunus_server_store_sweep_finish (PortunusServerStore  *self,
                                    GAsyncResult         *result,
                                    GError              **error)
{
  SweepCall *call = _portunus_server_store_finish (self, result, portunus_server_store_sweep_async, error);

  return call != NULL ? call->n_deleted : -1;
}
