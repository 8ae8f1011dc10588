/* portunus-store-admin.c: the account of the one who administers a server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-admin.h"

#include "portunus-server-store-private.h"

#define GET_SQL "SELECT password_hash, epoch, created, (SELECT count(*) FROM recovery_codes) FROM admin"

typedef struct
{
  /* Owned */
  char                 *password_hash;
  char                **hashes;         /* of recovery codes */
  PortunusAdminAccount *account;

  gint64                epoch;
  gboolean              is_done;
} AdminCall;

static void
admin_call_free (gpointer data)
{
  AdminCall *call = data;

  g_free (call->password_hash);
  g_strfreev (call->hashes);
  g_clear_pointer (&call->account, portunus_admin_account_free);
  g_free (call);
}

static AdminCall *
admin_call_new (const char         *password_hash,
                const char * const *hashes)
{
  AdminCall *call = g_new0 (AdminCall, 1);

  call->password_hash = g_strdup (password_hash);
  call->hashes = g_strdupv ((char **) hashes);
  return call;
}

/**
 * portunus_admin_account_free:
 * @account: (transfer full): an account
 */
void
portunus_admin_account_free (PortunusAdminAccount *account)
{
  g_return_if_fail (account != NULL);

  g_free (account->password_hash);
  g_free (account);
}

/* From the clock, so that nobody's session of an account that was deleted fits the one that was made after it. */
static gboolean
insert_account (const PortunusStoreWork  *work,
                AdminCall                *call,
                GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    work->database, "INSERT INTO admin (number, password_hash, epoch, created) VALUES (1, ?, ?, ?) "
                    "ON CONFLICT (number) DO NOTHING RETURNING epoch", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->password_hash);
  portunus_statement_bind_int (statement, 1, g_get_real_time ());
  portunus_statement_bind_int (statement, 2, work->now);
  return _portunus_store_ask (statement, &call->is_done, error);
}

static gboolean
create_in_transaction (const PortunusStoreWork  *work,
                       gpointer                  data,
                       GError                  **error)
{
  AdminCall *call = data;

  return insert_account (work, call, error)
         && (!call->is_done || _portunus_store_insert_codes (work, call->hashes, error));
}

static gboolean
create_on_worker (const PortunusStoreWork  *work,
                  gpointer                  data,
                  GError                  **error)
{
  return _portunus_store_in_transaction (work, create_in_transaction, data, error);
}

static gboolean
delete_in_transaction (const PortunusStoreWork  *work,
                       gpointer                  data,
                       GError                  **error)
{
  return portunus_database_execute (work->database,
                                    "DELETE FROM recovery_codes; DELETE FROM admin; "
                                    "DELETE FROM attempts WHERE scope LIKE 'admin-%'", error);
}

static gboolean
delete_on_worker (const PortunusStoreWork  *work,
                  gpointer                  data,
                  GError                  **error)
{
  return _portunus_store_in_transaction (work, delete_in_transaction, data, error);
}

static void
read_account (PortunusStatement *statement,
              gpointer           data)
{
  PortunusAdminAccount *account = g_new0 (PortunusAdminAccount, 1);
  AdminCall *call = data;

  account->password_hash = g_strdup (portunus_statement_get_text (statement, 0));
  account->epoch = portunus_statement_get_int (statement, 1);
  account->created = portunus_statement_get_int (statement, 2);
  account->n_recovery_codes = (guint) portunus_statement_get_int (statement, 3);
  call->account = account;
}

static gboolean
get_on_worker (const PortunusStoreWork  *work,
               gpointer                  data,
               GError                  **error)
{
  PortunusStatement *statement = portunus_database_prepare (work->database, GET_SQL, error);

  return statement != NULL && _portunus_store_each (statement, read_account, data, error);
}

static void
read_epoch (PortunusStatement *statement,
            gpointer           data)
{
  AdminCall *call = data;

  call->epoch = portunus_statement_get_int (statement, 0);
}

/* Sessions are of an epoch, so that they end with the password that they were begun with. */
static gboolean
set_password_on_worker (const PortunusStoreWork  *work,
                        gpointer                  data,
                        GError                  **error)
{
  AdminCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (
    work->database, "UPDATE admin SET epoch = epoch + 1, password_hash = ? RETURNING epoch", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->password_hash);
  return _portunus_store_each (statement, read_epoch, call, error);
}

/**
 * portunus_server_store_create_admin_async:
 * @self: a store
 * @password_hash: as crypt(3) writes it
 * @recovery_hashes: (nullable) (array zero-terminated=1): hashes of its recovery codes
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Makes the account unless there is one: of many who try at once, one makes it.
 */
void
portunus_server_store_create_admin_async (PortunusServerStore *self,
                                          const char          *password_hash,
                                          const char * const  *recovery_hashes,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (password_hash != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_create_admin_async);
  g_task_set_task_data (task, admin_call_new (password_hash, recovery_hashes), admin_call_free);
  _portunus_server_store_push (self, task, create_on_worker);
}

/**
 * portunus_server_store_create_admin_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %TRUE when it was made; %FALSE without @error when there was one, which is untouched
 */
gboolean
portunus_server_store_create_admin_finish (PortunusServerStore  *self,
                                           GAsyncResult         *result,
                                           GError              **error)
{
  AdminCall *call = _portunus_server_store_finish (self, result, portunus_server_store_create_admin_async, error);

  return call != NULL && call->is_done;
}

/**
 * portunus_server_store_get_admin_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks the account up.
 */
void
portunus_server_store_get_admin_async (PortunusServerStore *self,
                                       GCancellable        *cancellable,
                                       GAsyncReadyCallback  callback,
                                       gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_get_admin_async);
  g_task_set_task_data (task, admin_call_new (NULL, NULL), admin_call_free);
  _portunus_server_store_push (self, task, get_on_worker);
}

/**
 * portunus_server_store_get_admin_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable): the account; %NULL without @error when there is none
 */
PortunusAdminAccount *
portunus_server_store_get_admin_finish (PortunusServerStore  *self,
                                        GAsyncResult         *result,
                                        GError              **error)
{
  AdminCall *call = _portunus_server_store_finish (self, result, portunus_server_store_get_admin_async, error);

  return call != NULL ? g_steal_pointer (&call->account) : NULL;
}

/**
 * portunus_server_store_set_admin_password_async:
 * @self: a store
 * @password_hash: as crypt(3) writes it
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Changes the password and ends all sessions.
 */
void
portunus_server_store_set_admin_password_async (PortunusServerStore *self,
                                                const char          *password_hash,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (password_hash != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_set_admin_password_async);
  g_task_set_task_data (task, admin_call_new (password_hash, NULL), admin_call_free);
  _portunus_server_store_push (self, task, set_password_on_worker);
}

/**
 * portunus_server_store_set_admin_password_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: the new epoch; 0 without @error when there is no account; -1 on error
 */
gint64
portunus_server_store_set_admin_password_finish (PortunusServerStore  *self,
                                                 GAsyncResult         *result,
                                                 GError              **error)
{
  AdminCall *call = _portunus_server_store_finish (self, result, portunus_server_store_set_admin_password_async, error);

  return call != NULL ? call->epoch : -1;
}

/**
 * portunus_server_store_delete_admin_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Forgets the account, its recovery codes and the tries, whose scopes begin with "admin-", for one who lost everything
 * and starts anew.
 */
void
portunus_server_store_delete_admin_async (PortunusServerStore *self,
                                          GCancellable        *cancellable,
                                          GAsyncReadyCallback  callback,
                                          gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_delete_admin_async);
  g_task_set_task_data (task, admin_call_new (NULL, NULL), admin_call_free);
  _portunus_server_store_push (self, task, delete_on_worker);
}

/**
 * portunus_server_store_delete_admin_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it is forgotten, also when there was none
 */
gboolean
portunus_server_store_delete_admin_finish (PortunusServerStore  *self,
                                           GAsyncResult         *result,
                                           GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_delete_admin_async, error) != NULL;
}
