/* portunus-store-settings.c: texts by name that a server keeps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-settings.h"

#include "portunus-server-store-private.h"

typedef struct
{
  /* Owned */
  char       *key;
  char       *value;
  GHashTable *settings;
} SettingCall;

static void
setting_call_free (gpointer data)
{
  SettingCall *call = data;

  g_free (call->key);
  g_free (call->value);
  g_clear_pointer (&call->settings, g_hash_table_unref);
  g_free (call);
}

static SettingCall *
setting_call_new (const char *key,
                  const char *value)
{
  SettingCall *call = g_new0 (SettingCall, 1);

  call->key = g_strdup (key);
  call->value = g_strdup (value);
  return call;
}

static void
read_value (PortunusStatement *statement,
            gpointer           data)
{
  SettingCall *call = data;

  call->value = g_strdup (portunus_statement_get_text (statement, 0));
}

static gboolean
get_on_worker (const PortunusStoreWork  *work,
               gpointer                  data,
               GError                  **error)
{
  SettingCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (
    work->database, "SELECT value FROM settings WHERE name = ?", error);

  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->key);
  return _portunus_store_each (statement, read_value, call, error);
}

static gboolean
set_on_worker (const PortunusStoreWork  *work,
               gpointer                  data,
               GError                  **error)
{
  SettingCall *call = data;
  PortunusStatement *statement;

  statement = portunus_database_prepare (work->database,
                                         call->value == NULL
                                           ? "DELETE FROM settings WHERE name = ?"
                                           : "INSERT INTO settings (name, value) VALUES (?, ?) "
                                             "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                         error);
  if (statement == NULL)
    return FALSE;
  portunus_statement_bind_text (statement, 0, call->key);
  if (call->value != NULL)
    portunus_statement_bind_text (statement, 1, call->value);
  return portunus_statement_run (statement, error);
}

static void
read_setting (PortunusStatement *statement,
              gpointer           data)
{
  SettingCall *call = data;

  g_hash_table_insert (call->settings, g_strdup (portunus_statement_get_text (statement, 0)),
                       g_strdup (portunus_statement_get_text (statement, 1)));
}

static gboolean
list_on_worker (const PortunusStoreWork  *work,
                gpointer                  data,
                GError                  **error)
{
  SettingCall *call = data;
  PortunusStatement *statement = portunus_database_prepare (work->database, "SELECT name, value FROM settings", error);

  if (statement == NULL)
    return FALSE;
  call->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return _portunus_store_each (statement, read_setting, call, error);
}

/**
 * portunus_server_store_get_setting_async:
 * @self: a store
 * @key: name of the setting
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks a setting up.
 */
void
portunus_server_store_get_setting_async (PortunusServerStore *self,
                                         const char          *key,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_get_setting_async);
  g_task_set_task_data (task, setting_call_new (key, NULL), setting_call_free);
  _portunus_server_store_push (self, task, get_on_worker);
}

/**
 * portunus_server_store_get_setting_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable): its value; %NULL without @error when it is not set
 */
char *
portunus_server_store_get_setting_finish (PortunusServerStore  *self,
                                          GAsyncResult         *result,
                                          GError              **error)
{
  SettingCall *call = _portunus_server_store_finish (self, result, portunus_server_store_get_setting_async, error);

  return call != NULL ? g_steal_pointer (&call->value) : NULL;
}

/**
 * portunus_server_store_set_setting_async:
 * @self: a store
 * @key: name of the setting
 * @value: (nullable): its value; %NULL to unset it
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Keeps a setting.
 */
void
portunus_server_store_set_setting_async (PortunusServerStore *self,
                                         const char          *key,
                                         const char          *value,
                                         GCancellable        *cancellable,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));
  g_return_if_fail (key != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_set_setting_async);
  g_task_set_task_data (task, setting_call_new (key, value), setting_call_free);
  _portunus_server_store_push (self, task, set_on_worker);
}

/**
 * portunus_server_store_set_setting_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it is kept
 */
gboolean
portunus_server_store_set_setting_finish (PortunusServerStore  *self,
                                          GAsyncResult         *result,
                                          GError              **error)
{
  return _portunus_server_store_finish (self, result, portunus_server_store_set_setting_async, error) != NULL;
}

/**
 * portunus_server_store_list_settings_async:
 * @self: a store
 * @cancellable: (nullable): cancels it
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks all settings up.
 */
void
portunus_server_store_list_settings_async (PortunusServerStore *self,
                                           GCancellable        *cancellable,
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_SERVER_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_server_store_list_settings_async);
  g_task_set_task_data (task, setting_call_new (NULL, NULL), setting_call_free);
  _portunus_server_store_push (self, task, list_on_worker);
}

/**
 * portunus_server_store_list_settings_finish:
 * @self: a store
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: (transfer full) (nullable) (element-type utf8 utf8): values by their names
 */
GHashTable *
portunus_server_store_list_settings_finish (PortunusServerStore  *self,
                                            GAsyncResult         *result,
                                            GError              **error)
{
  SettingCall *call = _portunus_server_store_finish (self, result, portunus_server_store_list_settings_async, error);

  return call != NULL ? g_steal_pointer (&call->settings) : NULL;
}
