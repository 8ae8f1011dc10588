/* portunus-admin-prepare.c: what a portal needs before it opens: its account, the second factor, or a setup token
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-prepare.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-store-admin.h"

#define SETUP_TOKEN_BYTES 16

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusAdminOptions *admin = g_task_get_task_data (task);
  PortunusAdminOptions *ready;
  GError *error = NULL;

  if (!portunus_admin_vault_load_finish (result, &admin->totp, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  ready = g_new0 (PortunusAdminOptions, 1);
  portunus_admin_options_copy (ready, admin);
  g_task_return_pointer (task, ready, (GDestroyNotify) portunus_admin_options_free);
}

/* Whoever is shown it by the program may make the account, and nobody else who is on the machine. */
static PortunusSecret *
make_setup_token (void)
{
  g_autofree char *text = portunus_random_id (SETUP_TOKEN_BYTES);
  PortunusSecret *token = portunus_secret_new (text, strlen (text));

  explicit_bzero (text, strlen (text));
  return token;
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusAdminOptions *admin = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PortunusAdminAccount) account = portunus_server_store_get_admin_finish (admin->store, result, &error);

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (account == NULL)
    admin->setup_token = make_setup_token ();
  portunus_admin_vault_load_async (admin->vault, loaded_cb, g_steal_pointer (&task));
}

static void
deleted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusAdminOptions *admin = g_task_get_task_data (task);
  GError *error = NULL;

  if (portunus_server_store_delete_admin_finish (admin->store, result, &error))
    portunus_server_store_get_admin_async (admin->store, NULL, looked_up_cb, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * portunus_admin_prepare_async:
 * @store: where the account is
 * @vault: where the secret of the second factor is
 * @is_reset: whether to delete the account first
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks whether there is an administrator, and where there is none makes a token by which somebody can become it.
 */
void
portunus_admin_prepare_async (PortunusServerStore *store,
                              PortunusAdminVault  *vault,
                              gboolean             is_reset,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  PortunusAdminOptions *admin = g_new0 (PortunusAdminOptions, 1);

  g_task_set_source_tag (task, portunus_admin_prepare_async);
  g_task_set_task_data (task, admin, (GDestroyNotify) portunus_admin_options_free);
  admin->store = g_object_ref (store);
  admin->vault = portunus_admin_vault_ref (vault);
  if (is_reset)
    portunus_server_store_delete_admin_async (store, NULL, deleted_cb, g_steal_pointer (&task));
  else
    portunus_server_store_get_admin_async (store, NULL, looked_up_cb, g_steal_pointer (&task));
}

/**
 * portunus_admin_prepare_finish:
 * @result: the result
 * @error: return location for the error of the store or of the secret store
 *
 * Returns: (transfer full): what the portal needs; without the secret of the second factor and without a token where
 *   there is an account, but its second factor is lost
 */
PortunusAdminOptions *
portunus_admin_prepare_finish (GAsyncResult  *result,
                               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
