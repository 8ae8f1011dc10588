/* portunus-daemon-admin.c: what the portal of portunusd needs before it starts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-admin.h"

#include <string.h>

#include "portunus-addresses.h"
#include "portunus-admin-prepare.h"
#include "portunus-daemon-certificate.h"
#include "portunus-listen-address.h"
#include "portunus-paths.h"

#define SECRET_NAME "admin-totp"

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusAdminOptions *admin = portunus_admin_prepare_finish (result, &error);

  if (admin == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (admin->totp == NULL && admin->setup_token == NULL)
    g_printerr ("portunusd: the second factor of the portal is not in the secret store; log in with a recovery code\n");
  g_task_return_pointer (task, admin, (GDestroyNotify) portunus_admin_options_free);
}

static void
secrets_opened_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusServerStore *store = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (PortunusSecretStore) secrets = portunus_secret_store_open_finish (result, NULL, &error);
  g_autoptr (PortunusAdminVault) vault = NULL;
  gboolean is_reset = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (task), "is-reset"));

  if (secrets == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  vault = portunus_admin_vault_new (secrets, SECRET_NAME);
  portunus_admin_prepare_async (store, vault, is_reset, prepared_cb, g_steal_pointer (&task));
}

/**
 * portunus_daemon_prepare_admin_async:
 * @options: says where secrets are
 * @store: where the account is
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the secret store and prepares the portal, see portunus_admin_prepare_async().
 */
void
portunus_daemon_prepare_admin_async (const PortunusDaemonOptions *options,
                                     PortunusServerStore         *store,
                                     GAsyncReadyCallback          callback,
                                     gpointer                     user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (PortunusSecret) passphrase = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, portunus_daemon_prepare_admin_async);
  g_task_set_task_data (task, g_object_ref (store), g_object_unref);
  g_object_set_data (G_OBJECT (task), "is-reset", GINT_TO_POINTER (options->is_admin_reset));
  folder = portunus_paths_dup_data_dir (options->data_dir, &error);
  if (folder == NULL || !portunus_daemon_read_passphrase (&passphrase, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  path = g_build_filename (folder, "server-secrets", NULL);
  portunus_secret_store_open_async (options->secret_store, path, passphrase, NULL, secrets_opened_cb,
                                    g_steal_pointer (&task));
}

/**
 * portunus_daemon_prepare_admin_finish:
 * @result: the result
 * @error: return location for why there is none
 *
 * Returns: (transfer full): what the portal needs
 */
PortunusAdminOptions *
portunus_daemon_prepare_admin_finish (GAsyncResult  *result,
                                      GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Where it listens everywhere, the address by which the network reaches this machine. */
static char *
dup_host (const char *listen)
{
  g_autoptr (GInetSocketAddress) address = portunus_listen_address_parse (listen, NULL);
  GInetAddress *inet = g_inet_socket_address_get_address (address);

  return g_inet_address_get_is_any (inet) ? portunus_addresses_dup_best () : g_inet_address_to_string (inet);
}

/**
 * portunus_daemon_admin_dup_address:
 * @options: says where the portal is
 * @admin: what it needed
 * @port: the port it has
 *
 * Returns: (transfer full): where a browser finds the portal; with the token of the first start where there is one,
 *   behind a `#`, so that browsers keep it to themselves
 */
char *
portunus_daemon_admin_dup_address (const PortunusDaemonOptions *options,
                                   const PortunusAdminOptions  *admin,
                                   guint16                      port)
{
  const char *listen = options->admin_listen != NULL ? options->admin_listen : "127.0.0.1:8444";
  g_autofree char *host = dup_host (listen);
  gboolean is_v6 = strchr (host, ':') != NULL;
  const char *scheme = options->is_behind_proxy && !options->is_admin_remote ? "http" : "https";
  const guint8 *token = NULL;
  gsize length = 0;

  if (admin->setup_token != NULL)
    token = portunus_secret_get_data (admin->setup_token, &length);
  return g_strdup_printf ("%s://%s%s%s:%u/admin%s%.*s", scheme, is_v6 ? "[" : "", host, is_v6 ? "]" : "", port,
                          token != NULL ? "#setup=" : "", (int) length, token != NULL ? (const char *) token : "");
}
