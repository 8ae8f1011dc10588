/* portunus-endpoint.c: one place to listen, with its own table of what it answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-endpoint.h"

#include "portunus-gate-metrics.h"
#include "portunus-gate.h"
#include "portunus-request-watch.h"

struct _PortunusEndpoint
{
  SoupServer          *soup;
  PortunusGate        *gate;
  PortunusRouter      *router;
  const PortunusRoute *routes;
  gboolean             is_behind_proxy;
  gboolean             is_tls;
  guint                n_web_sockets;

  /* Borrowed */
  PortunusServices    *services;
};

static guint64
get_max_body_cb (const char *method,
                 const char *path,
                 gpointer    user_data)
{
  PortunusEndpoint *self = user_data;

  return portunus_router_get_max_body (self->routes, method, path);
}

static void
event_cb (PortunusGateEvent event,
          gint64            detail,
          gpointer          user_data)
{
  PortunusEndpoint *self = user_data;

  if (event == PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED)
    self->n_web_sockets++;
  else if (event == PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED)
    self->n_web_sockets--;
  portunus_gate_metrics_count (self->services->metrics, event, detail);
}

static gboolean
is_wildcard_v6 (GInetSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (address);

  return g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 && g_inet_address_get_is_any (inet);
}

/* A machine without IPv6 is no reason not to serve at all, as long as another address is there. */
static gboolean
listen_all (PortunusEndpoint  *self,
            GPtrArray         *addresses,
            GError           **error)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      GInetSocketAddress *address = g_ptr_array_index (addresses, i);
      g_autoptr (GError) local_error = NULL;
      g_autofree char *text = g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));

      if (portunus_gate_listen (self->gate, address, &local_error))
        continue;
      if (is_wildcard_v6 (address) && portunus_gate_get_port (self->gate) != 0
          && !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        {
          g_debug ("There is no IPv6: %s", local_error->message);
          continue;
        }
      g_propagate_prefixed_error (error, g_steal_pointer (&local_error), "Cannot listen on %s: ", text);
      return FALSE;
    }
  return TRUE;
}

/**
 * portunus_endpoint_new:
 * @options: where to listen, and what to answer to
 * @services: for the handlers; outlives the endpoint
 * @error: return location for a #GIOErrorEnum
 *
 * Listens at once; connections are served when the thread-default context runs.
 *
 * Returns: (transfer full) (nullable): an endpoint; %NULL where it cannot listen
 */
PortunusEndpoint *
portunus_endpoint_new (const PortunusEndpointOptions  *options,
                       PortunusServices               *services,
                       GError                        **error)
{
  g_autoptr (PortunusEndpoint) self = g_new0 (PortunusEndpoint, 1);
  PortunusGateLimits limits = PORTUNUS_GATE_LIMITS_INIT;

  limits.max_connections = options->max_connections;
  limits.max_per_client = options->max_per_client;
  limits.refusal_fields = PORTUNUS_ROUTER_FIELDS;
  limits.max_body = get_max_body_cb;
  limits.event = event_cb;
  limits.user_data = self;
  self->routes = options->routes;
  self->is_behind_proxy = options->is_behind_proxy;
  self->services = services;
  self->is_tls = options->certificate != NULL;
  self->soup = soup_server_new (NULL, NULL);
  self->router = portunus_router_new (self->soup, options->routes, options->certificate != NULL,
                                      options->is_behind_proxy, services);
  portunus_request_watch_server (self->soup, services->metrics);
  self->gate = portunus_gate_new (self->soup, options->certificate, &limits);
  return listen_all (self, options->addresses, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * portunus_endpoint_free:
 * @self: (transfer full): an endpoint
 *
 * Its connections should be gone by then, see portunus_endpoint_kill_all().
 */
void
portunus_endpoint_free (PortunusEndpoint *self)
{
  portunus_router_free (self->router);
  portunus_gate_free (self->gate);
  g_object_unref (self->soup);
  g_free (self);
}

/**
 * portunus_endpoint_is_tls:
 * @self: an endpoint
 *
 * Returns: whether it speaks TLS
 */
gboolean
portunus_endpoint_is_tls (PortunusEndpoint *self)
{
  return self->is_tls;
}

/**
 * portunus_endpoint_set_certificate:
 * @self: an endpoint that speaks TLS
 * @certificate: another certificate
 *
 * Shows @certificate to those who connect from now on.
 */
void
portunus_endpoint_set_certificate (PortunusEndpoint *self,
                                   GTlsCertificate  *certificate)
{
  portunus_gate_set_certificate (self->gate, certificate);
}

/**
 * portunus_endpoint_get_port:
 * @self: an endpoint
 *
 * Returns: the port it listens on
 */
guint16
portunus_endpoint_get_port (PortunusEndpoint *self)
{
  return portunus_gate_get_port (self->gate);
}

/**
 * portunus_endpoint_get_n_connections:
 * @self: an endpoint
 *
 * Returns: how many connections are open
 */
guint
portunus_endpoint_get_n_connections (PortunusEndpoint *self)
{
  return portunus_gate_get_n_connections (self->gate);
}

/**
 * portunus_endpoint_get_n_web_sockets:
 * @self: an endpoint
 *
 * Returns: how many WebSockets are open, those that are being closed included
 */
guint
portunus_endpoint_get_n_web_sockets (PortunusEndpoint *self)
{
  return self->n_web_sockets;
}

/**
 * portunus_endpoint_stop:
 * @self: an endpoint
 *
 * Accepts nobody any more.
 */
void
portunus_endpoint_stop (PortunusEndpoint *self)
{
  portunus_gate_stop (self->gate);
}

/**
 * portunus_endpoint_kill_all:
 * @self: an endpoint
 *
 * Ends all connections; they are gone some turns of the context later.
 */
void
portunus_endpoint_kill_all (PortunusEndpoint *self)
{
  portunus_gate_kill_all (self->gate);
}

/**
 * portunus_endpoint_set_max_connections:
 * @self: an endpoint
 * @max_connections: of all clients together
 * @max_per_client: of one client, 0 for no limit; not looked at behind a proxy, which is the only client there
 *
 * Holds those who connect from now on to other limits.
 */
void
portunus_endpoint_set_max_connections (PortunusEndpoint *self,
                                       guint             max_connections,
                                       guint             max_per_client)
{
  portunus_gate_set_max_connections (self->gate, max_connections, self->is_behind_proxy ? 0 : max_per_client);
}

/**
 * portunus_endpoint_set_rate:
 * @self: an endpoint
 * @rate: which limit
 * @per_minute: see portunus_router_set_rate()
 */
void
portunus_endpoint_set_rate (PortunusEndpoint  *self,
                            PortunusRouteRate  rate,
                            guint              per_minute)
{
  portunus_router_set_rate (self->router, rate, per_minute);
}
