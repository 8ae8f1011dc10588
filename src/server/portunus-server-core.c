/* portunus-server-core.c: everything of the server that lives in its thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-core.h"

#include "portunus-gate.h"
#include "portunus-router.h"
#include "portunus-routes.h"

/* How long a stop waits for clients to take note, and then for their connections to go. */
#define FAREWELL_MS 300
#define DRAIN_MS 1500

struct _PortunusServerCore
{
  SoupServer        *soup;
  PortunusGate      *gate;
  PortunusRouter    *router;
  PortunusRoomTable *rooms;
};

static guint64
get_max_body_cb (const char *method,
                 const char *path,
                 gpointer    user_data)
{
  return portunus_router_get_max_body (portunus_routes, method, path);
}

static gboolean
is_wildcard_v6 (GInetSocketAddress *address)
{
  GInetAddress *inet = g_inet_socket_address_get_address (address);

  return g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 && g_inet_address_get_is_any (inet);
}

static char *
describe (GInetSocketAddress *address)
{
  return g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (address));
}

/* A machine without IPv6 is no reason not to serve at all, as long as another address is there. */
static gboolean
listen_all (PortunusServerCore  *self,
            GPtrArray           *addresses,
            GError             **error)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      GInetSocketAddress *address = g_ptr_array_index (addresses, i);
      g_autoptr (GError) local_error = NULL;
      g_autofree char *text = describe (address);

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

static gboolean
expire_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_until_gone (PortunusServerCore *self,
                guint               timeout_ms)
{
  GMainContext *context = g_main_context_get_thread_default ();
  g_autoptr (GSource) deadline = g_timeout_source_new (timeout_ms);
  gboolean is_over = FALSE;

  g_source_set_callback (deadline, expire_cb, &is_over, NULL);
  g_source_attach (deadline, context);
  while (!is_over && portunus_gate_get_n_connections (self->gate) > 0)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
}

/**
 * portunus_server_core_new:
 * @options: where to listen, limits
 * @error: return location for a #GIOErrorEnum
 *
 * Listens at once; connections are served when the thread-default context runs.
 *
 * Returns: (transfer full): a server
 */
PortunusServerCore *
portunus_server_core_new (const PortunusServerCoreOptions  *options,
                          GError                          **error)
{
  PortunusServerCore *self = g_new0 (PortunusServerCore, 1);
  PortunusGateLimits limits = PORTUNUS_GATE_LIMITS_INIT;

  limits.max_connections = options->max_connections;
  limits.max_per_client = options->max_per_client;
  limits.refusal_fields = PORTUNUS_ROUTER_FIELDS;
  limits.max_body = get_max_body_cb;
  self->rooms = portunus_room_table_new (options->max_rooms);
  self->soup = soup_server_new (NULL, NULL);
  self->router = portunus_router_new (self->soup, portunus_routes, options->certificate != NULL,
                                      options->is_behind_proxy, self->rooms);
  self->gate = portunus_gate_new (self->soup, options->certificate, &limits);
  if (listen_all (self, options->addresses, error))
    return self;

  portunus_server_core_free (self);
  return NULL;
}

/**
 * portunus_server_core_free:
 * @self: (transfer full): a server
 *
 * Stops accepting, closes the rooms, and gives clients a moment to take note. Runs the thread-default context.
 */
void
portunus_server_core_free (PortunusServerCore *self)
{
  portunus_gate_stop (self->gate);
  portunus_room_table_close_all (self->rooms);
  run_until_gone (self, FAREWELL_MS);
  portunus_gate_kill_all (self->gate);
  run_until_gone (self, DRAIN_MS);

  portunus_router_free (self->router);
  portunus_gate_free (self->gate);
  g_object_unref (self->soup);
  portunus_room_table_free (self->rooms);
  g_free (self);
}

/**
 * portunus_server_core_get_port:
 * @self: a server
 *
 * Returns: the port it listens on
 */
guint16
portunus_server_core_get_port (PortunusServerCore *self)
{
  return portunus_gate_get_port (self->gate);
}

/**
 * portunus_server_core_get_n_connections:
 * @self: a server
 *
 * Returns: how many connections are open
 */
guint
portunus_server_core_get_n_connections (PortunusServerCore *self)
{
  return portunus_gate_get_n_connections (self->gate);
}

/**
 * portunus_server_core_get_rooms:
 * @self: a server
 *
 * Returns: (transfer none): its rooms
 */
PortunusRoomTable *
portunus_server_core_get_rooms (PortunusServerCore *self)
{
  return self->rooms;
}
