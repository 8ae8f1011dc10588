/* portunus-server-options.c: what was asked of a server, checked and with its defaults
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-options.h"

#include "portunus-listen-address.h"

#define DEFAULT_ADMIN_LISTEN "127.0.0.1:8444"
#define DEFAULT_MAX_ROOMS       1000
#define DEFAULT_MAX_CONNECTIONS 1024
#define DEFAULT_MAX_PER_CLIENT  128

static gboolean
take_certificate (PortunusServerCoreOptions  *self,
                  PortunusSecret             *pem,
                  GError                    **error)
{
  gsize length;
  const guint8 *text = portunus_secret_get_data (pem, &length);

  self->certificate = g_tls_certificate_new_from_pem ((const char *) text, length, error);
  return self->certificate != NULL;
}

static gboolean
take_addresses (PortunusServerCoreOptions  *self,
                const char * const         *texts,
                GError                    **error)
{
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; texts[i] != NULL; i++)
    {
      GInetSocketAddress *address = portunus_listen_address_parse (texts[i], error);

      if (address == NULL)
        return FALSE;
      g_ptr_array_add (self->addresses, address);
    }
  return TRUE;
}

static gboolean
check_plain (PortunusServerCoreOptions  *self,
             GError                    **error)
{
  for (guint i = 0; i < self->addresses->len; i++)
    {
      GInetSocketAddress *address = g_ptr_array_index (self->addresses, i);

      if (!g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address)))
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       "Without a certificate the server listens on loopback addresses or behind a proxy only");
          return FALSE;
        }
    }
  return TRUE;
}

/* Off loopback the metrics are for who has the token, and neither they nor it go over the wire in the clear. */
static gboolean
take_metrics (PortunusServerCoreOptions    *self,
              const PortunusServerOptions  *options,
              GError                      **error)
{
  g_autoptr (GInetSocketAddress) address = NULL;

  self->metrics_token = options->metrics_token != NULL ? portunus_secret_ref (options->metrics_token) : NULL;
  if (options->metrics_listen == NULL)
    return TRUE;
  address = portunus_listen_address_parse (options->metrics_listen, error);
  if (address == NULL)
    return FALSE;
  self->is_metrics_tls = !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address));
  if (self->is_metrics_tls && (self->metrics_token == NULL || self->certificate == NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "Metrics are shown on loopback addresses only, or with a certificate and a token");
      return FALSE;
    }
  self->metrics_addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->metrics_addresses, g_steal_pointer (&address));
  return TRUE;
}

static gboolean
take_admin (PortunusServerCoreOptions    *self,
            const PortunusServerOptions  *options,
            GError                      **error)
{
  const char *listen = options->admin_listen != NULL ? options->admin_listen : DEFAULT_ADMIN_LISTEN;
  g_autoptr (GInetSocketAddress) address = NULL;

  if (options->admin == NULL)
    return TRUE;
  address = portunus_listen_address_parse (listen, error);
  if (address == NULL)
    return FALSE;
  if (!options->is_admin_remote
      && !g_inet_address_get_is_loopback (g_inet_socket_address_get_address (address)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "The admin portal listens on a loopback address, unless remote access to it is switched on");
      return FALSE;
    }
  portunus_admin_options_copy (&self->admin, options->admin);
  /* On loopback somebody on this machine asks directly, whatever stands before the rooms. */
  self->is_admin_behind_proxy = self->is_behind_proxy && options->is_admin_remote;
  self->admin.is_tls = self->certificate != NULL || self->is_admin_behind_proxy;
  self->admin_addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->admin_addresses, g_steal_pointer (&address));
  return TRUE;
}

static guint
get_or (guint value,
        guint default_value)
{
  return value != 0 ? value : default_value;
}

/**
 * portunus_server_core_options_read:
 * @self: (out caller-allocates): where to put them; clear it also after a failure
 * @options: what was asked for
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT or a #GTlsError
 *
 * Returns: whether @options make sense
 */
gboolean
portunus_server_core_options_read (PortunusServerCoreOptions    *self,
                                   const PortunusServerOptions  *options,
                                   GError                      **error)
{
  self->is_behind_proxy = options->is_behind_proxy;
  self->relay = options->relay;
  self->token_key = options->token_key != NULL ? portunus_secret_ref (options->token_key) : NULL;
  self->ice = options->ice != NULL ? portunus_ice_servers_ref (options->ice) : NULL;
  self->store = options->store != NULL ? g_object_ref (options->store) : NULL;
  self->keeps_rooms = options->keeps_rooms && options->store != NULL;
  self->metrics = portunus_metrics_new ();
  self->tickets = options->tickets != NULL ? portunus_tickets_ref (options->tickets) : NULL;
  self->log = options->log != NULL ? portunus_log_hub_ref (options->log) : NULL;
  self->max_rooms = get_or (options->max_rooms, DEFAULT_MAX_ROOMS);
  self->max_connections = get_or (options->max_connections, DEFAULT_MAX_CONNECTIONS);
  /* Behind a proxy all connections come from the proxy. */
  self->max_per_client = options->is_behind_proxy ? 0 : get_or (options->max_per_client, DEFAULT_MAX_PER_CLIENT);

  if (!take_addresses (self, options->listen, error))
    return FALSE;
  if (options->tls_pem != NULL ? !take_certificate (self, options->tls_pem, error)
                               : !options->is_behind_proxy && !check_plain (self, error))
    return FALSE;
  return take_admin (self, options, error) && take_metrics (self, options, error);
}

/**
 * portunus_server_core_options_read_admin:
 * @self: (out caller-allocates): where to put them; clear it also after a failure
 * @admin: what the portal needs
 * @port: where it is to listen on 127.0.0.1, 0 for any
 *
 * Reads only what is about a portal for whoever sits in front of this machine.
 */
void
portunus_server_core_options_read_admin (PortunusServerCoreOptions  *self,
                                         const PortunusAdminOptions *admin,
                                         guint16                     port)
{
  self->admin_addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->admin_addresses, g_inet_socket_address_new_from_string ("127.0.0.1", port));
  portunus_admin_options_copy (&self->admin, admin);
}

/**
 * portunus_server_core_options_clear:
 * @self: options
 *
 * Drops what they hold.
 */
void
portunus_server_core_options_clear (PortunusServerCoreOptions *self)
{
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_clear_object (&self->certificate);
  g_clear_object (&self->store);
  g_clear_pointer (&self->metrics, portunus_metrics_unref);
  g_clear_pointer (&self->tickets, portunus_tickets_unref);
  g_clear_pointer (&self->token_key, portunus_secret_unref);
  g_clear_pointer (&self->ice, portunus_ice_servers_unref);
  g_clear_pointer (&self->log, portunus_log_hub_unref);
  portunus_admin_options_clear (&self->admin);
  g_clear_pointer (&self->admin_addresses, g_ptr_array_unref);
  g_clear_pointer (&self->metrics_addresses, g_ptr_array_unref);
  g_clear_pointer (&self->metrics_token, portunus_secret_unref);
}
