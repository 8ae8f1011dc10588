/* portunus-daemon-token-key.c: the key portunusd signs invitations and tickets with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-token-key.h"

#include "portunus-daemon-certificate.h"
#include "portunus-paths.h"
#include "portunus-token.h"

#define SECRET_NAME "room-token-key"

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_secret_store_store_finish (PORTUNUS_SECRET_STORE (source), result, &error))
    g_task_return_pointer (task, portunus_secret_ref (g_task_get_task_data (task)),
                           (GDestroyNotify) portunus_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
found_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusSecret *key = portunus_secret_store_lookup_finish (PORTUNUS_SECRET_STORE (source), result, &error);
  gsize length = 0;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (key != NULL)
    portunus_secret_get_data (key, &length);
  if (length == PORTUNUS_TOKEN_KEY_SIZE)
    {
      g_task_return_pointer (task, key, (GDestroyNotify) portunus_secret_unref);
      return;
    }
  g_clear_pointer (&key, portunus_secret_unref);
  key = portunus_secret_new_random (PORTUNUS_TOKEN_KEY_SIZE);
  g_task_set_task_data (task, key, (GDestroyNotify) portunus_secret_unref);
  portunus_secret_store_store_async (PORTUNUS_SECRET_STORE (source), SECRET_NAME, key, NULL, kept_cb,
                                     g_steal_pointer (&task));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusKeyringTrouble trouble;
  g_autoptr (PortunusSecretStore) secrets = portunus_secret_store_open_finish (result, &trouble, &error);

  if (secrets == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  portunus_daemon_tell_store (secrets, trouble);
  portunus_secret_store_lookup_async (secrets, SECRET_NAME, NULL, found_cb, g_steal_pointer (&task));
}

/**
 * portunus_daemon_load_token_key_async:
 * @options: says where secrets are
 * @secrets: (nullable): the secret store, where it is open already
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Loads the key, or makes one at the first start.
 */
void
portunus_daemon_load_token_key_async (const PortunusDaemonOptions *options,
                                      PortunusSecretStore         *secrets,
                                      GAsyncReadyCallback          callback,
                                      gpointer                     user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (PortunusSecret) passphrase = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, portunus_daemon_load_token_key_async);
  if (secrets != NULL)
    {
      portunus_secret_store_lookup_async (secrets, SECRET_NAME, NULL, found_cb, g_steal_pointer (&task));
      return;
    }
  folder = portunus_paths_dup_data_dir (options->data_dir, &error);
  if (folder == NULL || !portunus_daemon_read_passphrase (&passphrase, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  path = g_build_filename (folder, "server-secrets", NULL);
  portunus_secret_store_open_async (options->secret_store, path, passphrase, NULL, opened_cb,
                                    g_steal_pointer (&task));
}

/**
 * portunus_daemon_load_token_key_finish:
 * @result: the result
 * @error: return location for the secret store's error
 *
 * Returns: (transfer full): the key, %PORTUNUS_TOKEN_KEY_SIZE bytes
 */
PortunusSecret *
portunus_daemon_load_token_key_finish (GAsyncResult  *result,
                                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
