/* portunus-admin-vault.c: the second factor's secret, in a secret store of another thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-admin-vault.h"

#include "portunus-context.h"
#include "portunus-totp.h"

struct _PortunusAdminVault
{
  GMainContext        *context;
  PortunusSecretStore *store;
  char                *name;
};

static void
vault_clear (gpointer data)
{
  PortunusAdminVault *self = data;

  g_main_context_unref (self->context);
  g_object_unref (self->store);
  g_free (self->name);
}

/**
 * portunus_admin_vault_new:
 * @store: a secret store of the thread-default context
 * @name: what the secret is called in there
 *
 * Returns: (transfer full): a vault; the last reference should go in the same thread
 */
PortunusAdminVault *
portunus_admin_vault_new (PortunusSecretStore *store,
                          const char          *name)
{
  PortunusAdminVault *self = g_atomic_rc_box_new0 (PortunusAdminVault);

  self->context = g_main_context_ref_thread_default ();
  self->store = g_object_ref (store);
  self->name = g_strdup (name);
  return self;
}

/**
 * portunus_admin_vault_ref:
 * @self: a vault
 *
 * Returns: (transfer full): @self
 */
PortunusAdminVault *
portunus_admin_vault_ref (PortunusAdminVault *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * portunus_admin_vault_unref:
 * @self: (transfer full): a vault
 */
void
portunus_admin_vault_unref (PortunusAdminVault *self)
{
  g_atomic_rc_box_release_full (self, vault_clear);
}

static GTask *
new_task (PortunusAdminVault  *self,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_object_set_data_full (G_OBJECT (task), "vault", portunus_admin_vault_ref (self),
                          (GDestroyNotify) portunus_admin_vault_unref);
  return task;
}

static PortunusAdminVault *
get_vault (GTask *task)
{
  return g_object_get_data (G_OBJECT (task), "vault");
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusSecret *secret = portunus_secret_store_lookup_finish (PORTUNUS_SECRET_STORE (source), result, &error);
  gsize length = 0;

  if (secret != NULL)
    portunus_secret_get_data (secret, &length);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (secret != NULL && length != PORTUNUS_TOTP_SECRET_BYTES)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The secret of the second factor is damaged");
  else
    g_task_return_pointer (task, g_steal_pointer (&secret), (GDestroyNotify) portunus_secret_unref);
  g_clear_pointer (&secret, portunus_secret_unref);
}

static void
load (gpointer data)
{
  GTask *task = data;
  PortunusAdminVault *self = get_vault (task);

  portunus_secret_store_lookup_async (self->store, self->name, NULL, loaded_cb, g_object_ref (task));
}

/**
 * portunus_admin_vault_load_async:
 * @self: a vault
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks the secret up.
 */
void
portunus_admin_vault_load_async (PortunusAdminVault  *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = new_task (self, callback, user_data);

  g_task_set_source_tag (task, portunus_admin_vault_load_async);
  portunus_context_post (self->context, load, task, g_object_unref);
}

/**
 * portunus_admin_vault_load_finish:
 * @result: what the callback got
 * @totp: (out) (transfer full) (nullable): the secret, %NULL where there is none
 * @error: return location for the secret store's error, or %G_IO_ERROR_INVALID_DATA
 *
 * Returns: whether it went well
 */
gboolean
portunus_admin_vault_load_finish (GAsyncResult    *result,
                                  PortunusSecret **totp,
                                  GError         **error)
{
  GError *local_error = NULL;

  *totp = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, local_error);
  return FALSE;
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_secret_store_store_finish (PORTUNUS_SECRET_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save (gpointer data)
{
  GTask *task = data;
  PortunusAdminVault *self = get_vault (task);

  portunus_secret_store_store_async (self->store, self->name, g_task_get_task_data (task), NULL, saved_cb,
                                     g_object_ref (task));
}

/**
 * portunus_admin_vault_save_async:
 * @self: a vault
 * @totp: the secret
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Keeps @totp in the place of the one before.
 */
void
portunus_admin_vault_save_async (PortunusAdminVault  *self,
                                 PortunusSecret      *totp,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = new_task (self, callback, user_data);

  g_task_set_source_tag (task, portunus_admin_vault_save_async);
  g_task_set_task_data (task, portunus_secret_ref (totp), (GDestroyNotify) portunus_secret_unref);
  portunus_context_post (self->context, save, task, g_object_unref);
}

/**
 * portunus_admin_vault_save_finish:
 * @result: what the callback got
 * @error: return location for the secret store's error
 *
 * Returns: whether it is kept
 */
gboolean
portunus_admin_vault_save_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
