/* portunus-host-portal.c: opens the admin portal of our own server when somebody wants it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-host-portal.h"

#include "portunus-admin-prepare.h"
#include "portunus-certificate.h"
#include "portunus-last-port.h"
#include "portunus-store-admin.h"

/* In the data folder, where portunusd may have files and a second factor of its own. */
#define STORE_NAME  "portal.db"
#define PORT_NAME   "portal-port"

struct _PortunusHostPortal
{
  GObject               parent_instance;

  /* Owned */
  PortunusServer       *server;
  PortunusAdminVault   *vault;
  char                 *store_path;
  char                 *port_path;
  PortunusServerStore  *store;       /* NULL until it is needed */
  PortunusAdminOptions *admin;       /* NULL until it was prepared */
  GPtrArray            *waiting;     /* GTasks that wait for the portal */

  guint16               port;        /* to listen on, 0 for any */
  gboolean              is_claimed;
  gboolean              is_open;
};

G_DEFINE_FINAL_TYPE (PortunusHostPortal, portunus_host_portal, G_TYPE_OBJECT)

static void
portunus_host_portal_finalize (GObject *object)
{
  PortunusHostPortal *self = PORTUNUS_HOST_PORTAL (object);

  g_ptr_array_unref (self->waiting);
  g_clear_pointer (&self->admin, portunus_admin_options_free);
  g_clear_object (&self->store);
  portunus_admin_vault_unref (self->vault);
  g_object_unref (self->server);
  g_free (self->store_path);
  g_free (self->port_path);

  G_OBJECT_CLASS (portunus_host_portal_parent_class)->finalize (object);
}

static void
portunus_host_portal_class_init (PortunusHostPortalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_host_portal_finalize;
}

static void
portunus_host_portal_init (PortunusHostPortal *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * portunus_host_portal_new:
 * @secrets: where the second factor is kept
 * @folder: (type filename): where everything else is kept
 * @server: a server that runs
 *
 * Returns: (transfer full): a portal that is not open
 */
PortunusHostPortal *
portunus_host_portal_new (PortunusSecretStore *secrets,
                          const char          *folder,
                          PortunusServer      *server)
{
  PortunusHostPortal *self = g_object_new (PORTUNUS_TYPE_HOST_PORTAL, NULL);

  self->server = g_object_ref (server);
  self->vault = portunus_admin_vault_new (secrets, PORTUNUS_PORTAL_SECRET_NAME);
  self->store_path = g_build_filename (folder, STORE_NAME, NULL);
  self->port_path = g_build_filename (folder, PORT_NAME, NULL);
  return self;
}

static PortunusPortal *
describe (PortunusHostPortal *self)
{
  PortunusPortal *portal = g_new0 (PortunusPortal, 1);
  PortunusSecret *token = self->admin->setup_token;

  portal->address = g_strdup_printf ("https://127.0.0.1:%u/admin", portunus_server_get_admin_port (self->server));
  portal->fingerprint = portunus_certificate_dup_hex (portunus_server_get_fingerprint (self->server));
  portal->setup_token = token != NULL ? portunus_secret_ref (token) : NULL;
  portal->is_factor_lost = token == NULL && self->admin->totp == NULL;
  return portal;
}

static void
answer_waiting (PortunusHostPortal *self,
                const GError       *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (error == NULL)
        g_task_return_pointer (task, describe (self), (GDestroyNotify) portunus_portal_free);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

static void open_admin (PortunusHostPortal *self);

static void
admin_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusHostPortal) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_open = portunus_server_open_admin_finish (self->server, result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) && self->port != 0)
    {
      self->port = 0;
      open_admin (self);
      return;
    }
  /* A bookmark is for this very port. */
  if (self->is_open)
    portunus_last_port_save (self->port_path, portunus_server_get_admin_port (self->server));
  answer_waiting (self, error);
}

static void
open_admin (PortunusHostPortal *self)
{
  portunus_server_open_admin_async (self->server, self->admin, self->port, admin_opened_cb, g_object_ref (self));
}

/* The server knows the first token; where there is no account yet, it is still the one. */
static gboolean
is_news (PortunusHostPortal         *self,
         const PortunusAdminOptions *admin)
{
  return !self->is_open || admin->setup_token == NULL || self->admin->setup_token == NULL;
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusHostPortal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusAdminOptions) admin = portunus_admin_prepare_finish (result, &error);

  if (admin != NULL && is_news (self, admin))
    {
      g_clear_pointer (&self->admin, portunus_admin_options_free);
      self->admin = g_steal_pointer (&admin);
      self->admin->is_alone = TRUE;
    }
  if (error != NULL || self->is_open)
    {
      answer_waiting (self, error);
      return;
    }
  self->port = portunus_last_port_load (self->port_path);
  open_admin (self);
}

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (portunus_server_store_sweep_finish (PORTUNUS_SERVER_STORE (source), result, &error) < 0)
    g_debug ("The store of the portal cannot be swept: %s", error->message);
}

static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PortunusHostPortal) self = user_data;
  g_autoptr (GError) error = NULL;

  self->is_claimed = portunus_server_store_claim_finish (self->store, result, &error);
  if (!self->is_claimed)
    {
      answer_waiting (self, error);
      return;
    }
  portunus_server_store_sweep_async (self->store, NULL, swept_cb, NULL);
  portunus_admin_prepare_async (self->store, self->vault, FALSE, prepared_cb, g_object_ref (self));
}

/* Two that administer one file would both believe that nobody else changes it. */
static void
prepare (PortunusHostPortal *self)
{
  if (self->is_claimed)
    portunus_admin_prepare_async (self->store, self->vault, FALSE, prepared_cb, g_object_ref (self));
  else
    portunus_server_store_claim_async (self->store, claimed_cb, g_object_ref (self));
}

static void
store_opened_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (PortunusHostPortal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusServerStore) store = portunus_server_store_open_finish (result, &error);

  /* The one for the limits may be there meanwhile. */
  if (self->store == NULL)
    g_set_object (&self->store, store);
  if (self->store != NULL)
    prepare (self);
  else
    answer_waiting (self, error);
}

static void
limits_opened_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (PortunusHostPortal) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusServerStore) store = portunus_server_store_open_finish (result, &error);

  if (self->store == NULL)
    g_set_object (&self->store, store);
  if (self->store != NULL)
    portunus_server_load_settings (self->server, self->store);
  else
    g_message ("The limits set in the portal cannot be read: %s", error->message);
}

/**
 * portunus_host_portal_load_limits:
 * @self: a portal that is not open
 *
 * Applies the limits that were set in an earlier portal; without one nothing is opened.
 */
void
portunus_host_portal_load_limits (PortunusHostPortal *self)
{
  g_return_if_fail (PORTUNUS_IS_HOST_PORTAL (self));

  if (g_file_test (self->store_path, G_FILE_TEST_EXISTS))
    portunus_server_store_open_async (self->store_path, NULL, limits_opened_cb, g_object_ref (self));
}

/**
 * portunus_host_portal_open_async:
 * @self: a portal
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the portal on 127.0.0.1, where it is not open yet, and looks whether there is an account by now.
 */
void
portunus_host_portal_open_async (PortunusHostPortal  *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_HOST_PORTAL (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_host_portal_open_async);
  g_ptr_array_add (self->waiting, task);
  if (self->waiting->len > 1)
    return;
  if (self->store != NULL)
    prepare (self);
  else
    portunus_server_store_open_async (self->store_path, NULL, store_opened_cb, g_object_ref (self));
}

/**
 * portunus_host_portal_open_finish:
 * @self: a portal
 * @result: the result
 * @error: return location for a #PortunusStoreError, the error of the secret store, or a #GIOErrorEnum
 *
 * Returns: (transfer full): where it is
 */
PortunusPortal *
portunus_host_portal_open_finish (PortunusHostPortal  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
