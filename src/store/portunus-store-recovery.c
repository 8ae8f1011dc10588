/* portunus-store-recovery.c: the recovery codes of the one who administers a server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-admin.h"

#include "portunus-server-store-private.h"

typedef struct
{
  /* Owned */
  char     *hash;
  char    **hashes;

  gboolean  is_used;
} CodeCall;

static void
code_call_free (gpointer data)
{
  CodeCall *call = data;

  g_free (call->hash);
  g_strfreev (call->hashes);
  g_free (call);
}

static CodeCall *
code_call_new (const char         *hash,
               const char * const *hashes)
{
  CodeCall *call = g_new0 (CodeCall, 1);

  call->hash = g_strdup (hash);
  call->hashes = g_strdupv ((char **) hashes);
  return call;
}

/* @hashes: (nullable) */
gboolean
_portunus_store_insert_codes (const PortunusStoreWork  *work,
                              char                    **hashes,
                              GError                  **error)
{
  for (guint i = 0; hashes != NULL && hashes[i] != NULL; i++)
    {
      PortunusStatement *statement = portunus_database_prepare (
        work->database, "INSERT INTO recovery_codes (hash) VALUES (?)", error);

      if (statement == NULL)
        return FALSE;
      portunus_statement_bind_text (statement, 0, hashes[i]);
      if (!portunus_statement_run (statement, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
replace_in_transaction (const PortunusStoreWork  *work,
                        gpointer                  data,
                        GError                  **error)
{
  CodeCall *call = data;

  return portunus_database_execute (work->database, "DELETE FROM recovery_codes", error)
         && _portunus_store_insert_codes (work, call->hashes, error);
}

static gboolean
replace_on_worker (const PortunusStoreWork  *work,
                   gpointer                  data,
                   GError                  **error)
{
  return _portunus_store_in_transaction (work, replace_in_transaction, data, error);
}

static gboolean
use_on_worker (const PortunusStoreWork  *work,
               gpointer                  data,
               GError                  **error)
{
  CodeCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (
    work->database, "DELETE FROM recovery_codes WHERE hash = ? RETURNING hash", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->hash);
  return _portunus_store_ask (statement, &call->is_used, error);
}

/**
 * portunus_server_store_set_recovery_codes_async:
 * @self: a store
 * @recovery_hashes: (array zero-terminated=1): hashes of the recovery codes
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Puts them in the place of those there were.
 */
void
portunus_server_store_set_recovery_codes_async (PortunusServerStore *self,
                                                const char * const  *recovery_hashes,
                                                GCancellable        *cancellable,
                                                GAsyncReadyCallback  callback,
                                                gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (recovery_hashes != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_set_recovery_codes_async);
  g_task_set_task_data (task, code_call_new (NULL, recovery_hashes), code_call_free);
  _portunus_server_store_push (self, task, replace_on_worker);
}

/**
 * portunus_server_store_set_recovery_codes_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether they are kept
 */
gboolean
portunus_server_store_set_recovery_codes_finish (PortunusServerStore  *self,
                                                 GAsyncResult         *result,
                                                 GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_set_recovery_codes_async, error) != NULL;
}

/**
 * portunus_server_store_use_recovery_code_async:
 * @self: a store
 * @recovery_hash: hash of a code that somebody gave
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Uses a recovery code up.
 */
void
portunus_server_store_use_recovery_code_async (PortunusServerStore *self,
                                               const char          *recovery_hash,
                                               GCancellable        *cancellable,
                                               GAsyncReadyCallback  callback,
                                               gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (recovery_hash != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_use_recovery_code_async);
  g_task_set_task_data (task, code_call_new (recovery_hash, NULL), code_call_free);
  _portunus_server_store_push (self, task, use_on_worker);
}

/**
 * portunus_server_store_use_recovery_code_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: %TRUE for one caller only; %FALSE without @error when there is no such code, or not any more
 */
gboolean
portunus_server_store_use_recovery_code_finish (PortunusServerStore  *self,
                                                GAsyncResult         *result,
                                                GError              **error)
{
  CodeCall *call = _portunus_server_store_finish (self, result, portunus_server_store_use_recovery_code_async, error);

  return call != NULL && call->is_used;
}
