/* portunus-gate.c: what stands between the network and the HTTP library
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate.h"

#include "portunus-gate-client.h"
#include "portunus-gate-connection.h"
#include "portunus-gate-listener.h"
#include "portunus-gate-turns.h"

struct _PortunusGate
{
  PortunusGateLimits   *limits;        /* shared with the connections */

  /* Owned */
  SoupServer           *server;
  GTlsCertificate      *certificate;
  PortunusGateListener *listener;
  PortunusGateEpoll    *epoll;
  /* A set */
  GHashTable           *connections;
  PortunusGateShares    shares;
  PortunusGateTurns    *handshakes;
};

static void
report (PortunusGate      *self,
        PortunusGateEvent  event)
{
  if (self->limits->event != NULL)
    self->limits->event (event, 0, self->limits->user_data);
}

static void
start_handshakes (PortunusGate *self)
{
  PortunusGateConnection *connection;

  while ((connection = portunus_gate_turns_next (self->handshakes)) != NULL)
    portunus_gate_connection_handshake (connection);
}

static void
pending_cb (PortunusGateConnection *connection,
            gpointer                user_data)
{
  PortunusGate *self = user_data;

  portunus_gate_turns_wait (self->handshakes, portunus_gate_connection_get_key (connection), connection);
  start_handshakes (self);
}

static void
shaken_cb (PortunusGateConnection *connection,
           gpointer                user_data)
{
  PortunusGate *self = user_data;

  portunus_gate_turns_give (self->handshakes, portunus_gate_connection_get_key (connection));
  start_handshakes (self);
}

static void
request_cb (PortunusGateConnection *connection,
            GIOStream              *stream,
            gpointer                user_data)
{
  PortunusGate *self = user_data;
  g_autoptr (GError) error = NULL;

  if (soup_server_accept_iostream (self->server, stream, portunus_gate_connection_get_local_address (connection),
                                   portunus_gate_connection_get_remote_address (connection), &error))
    return;
  g_debug ("A request was not taken: %s", error->message);
  g_io_stream_close (stream, NULL, NULL);
}

static void
gone_cb (PortunusGateConnection *connection,
         gpointer                user_data)
{
  PortunusGate *self = user_data;
  const char *key = portunus_gate_connection_get_key (connection);

  portunus_gate_turns_quit (self->handshakes, key, connection);
  portunus_gate_shares_give (&self->shares, key);
  report (self, PORTUNUS_GATE_EVENT_GONE);
  g_hash_table_remove (self->connections, connection);
}

static const PortunusGateConnectionFuncs connection_funcs = {
  .pending = pending_cb,
  .shaken = shaken_cb,
  .request = request_cb,
  .gone = gone_cb,
};

static void
accept_cb (GSocket  *socket,
           gpointer  user_data)
{
  PortunusGate *self = user_data;
  g_autoptr (PortunusGateConnection) connection = portunus_gate_connection_new (socket, self->limits,
                                                                                &connection_funcs, self);

  if (connection == NULL)
    return;
  if (!portunus_gate_shares_take (&self->shares, portunus_gate_connection_get_key (connection)))
    {
      report (self, self->shares.n_total >= self->shares.max_total ? PORTUNUS_GATE_EVENT_REFUSED_FULL
                                                                   : PORTUNUS_GATE_EVENT_REFUSED_CLIENT);
      g_debug ("There are too many connections");
      g_socket_close (socket, NULL);
      return;
    }
  report (self, PORTUNUS_GATE_EVENT_ACCEPTED);
  g_hash_table_add (self->connections, g_object_ref (connection));
  portunus_gate_connection_start (connection, self->epoll, self->certificate);
}

static void
turned_away_cb (gpointer user_data)
{
  report (user_data, PORTUNUS_GATE_EVENT_REFUSED_DESCRIPTORS);
}

/* Connections may go while somebody looks at them. */
static GPtrArray *
list_connections (PortunusGate *self)
{
  GPtrArray *list = g_ptr_array_new_full (g_hash_table_size (self->connections), g_object_unref);
  GHashTableIter iter;
  gpointer connection;

  g_hash_table_iter_init (&iter, self->connections);
  while (g_hash_table_iter_next (&iter, &connection, NULL))
    g_ptr_array_add (list, g_object_ref (connection));
  return list;
}

static gint64
sweep_cb (gint64   now_us,
          gpointer user_data)
{
  PortunusGate *self = user_data;
  g_autoptr (GPtrArray) list = list_connections (self);
  gint64 next_us = G_MAXINT64;

  for (guint i = 0; i < list->len; i++)
    next_us = MIN (next_us, portunus_gate_connection_sweep (g_ptr_array_index (list, i), now_us));
  /* The library may have timers of its own there. */
  portunus_gate_epoll_note (self->epoll, NULL);
  return next_us;
}

/**
 * portunus_gate_new:
 * @server: who answers; listens nowhere itself
 * @certificate: (nullable): for TLS
 * @limits: what clients are held to; copied
 *
 * Returns: (transfer full): a gate that does not listen yet
 */
PortunusGate *
portunus_gate_new (SoupServer               *server,
                   GTlsCertificate          *certificate,
                   const PortunusGateLimits *limits)
{
  PortunusGate *self = g_new0 (PortunusGate, 1);

  self->limits = g_rc_box_new (PortunusGateLimits);
  *self->limits = *limits;
  self->server = g_object_ref (server);
  g_set_object (&self->certificate, certificate);
  self->epoll = portunus_gate_epoll_new ();
  portunus_gate_epoll_sweep (self->epoll, limits->sweep_ms, sweep_cb, self);
  self->listener = portunus_gate_listener_new (accept_cb, turned_away_cb, self);
  self->connections = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  portunus_gate_shares_init (&self->shares, limits->max_connections, limits->max_per_client);
  self->handshakes = portunus_gate_turns_new (limits->max_handshakes, limits->max_handshakes_per_client);
  return self;
}

/**
 * portunus_gate_free:
 * @self: (transfer full): a gate without connections
 *
 * To be called once portunus_gate_get_n_connections() is 0: before that, threads and the library work for them.
 */
void
portunus_gate_free (PortunusGate *self)
{
  portunus_gate_listener_free (self->listener);
  g_hash_table_unref (self->connections);
  portunus_gate_epoll_free (self->epoll);
  portunus_gate_turns_free (self->handshakes);
  portunus_gate_shares_clear (&self->shares);
  g_clear_object (&self->certificate);
  g_object_unref (self->server);
  /* The library may hold on to a WebSocket that is closed for a while yet. */
  self->limits->event = NULL;
  g_rc_box_release (self->limits);
  g_free (self);
}

/**
 * portunus_gate_listen:
 * @self: a gate
 * @address: where; port 0 means the port of an earlier call, or any free one
 * @error: return location for a #GIOErrorEnum
 *
 * Listens on one more address.
 *
 * Returns: whether it does
 */
gboolean
portunus_gate_listen (PortunusGate        *self,
                      GInetSocketAddress  *address,
                      GError             **error)
{
  return portunus_gate_listener_listen (self->listener, address, error);
}

/**
 * portunus_gate_set_certificate:
 * @self: a gate with a certificate
 * @certificate: another one
 *
 * Shows @certificate to those who connect from now on.
 */
void
portunus_gate_set_certificate (PortunusGate    *self,
                               GTlsCertificate *certificate)
{
  g_return_if_fail (self->certificate != NULL && G_IS_TLS_CERTIFICATE (certificate));

  g_set_object (&self->certificate, certificate);
}

/**
 * portunus_gate_get_port:
 * @self: a gate
 *
 * Returns: the port of the first address, 0 before there is one
 */
guint16
portunus_gate_get_port (PortunusGate *self)
{
  return portunus_gate_listener_get_port (self->listener);
}

/**
 * portunus_gate_get_n_connections:
 * @self: a gate
 *
 * Returns: how many connections there are, those that are about to go included
 */
guint
portunus_gate_get_n_connections (PortunusGate *self)
{
  return g_hash_table_size (self->connections);
}

/**
 * portunus_gate_stop:
 * @self: a gate
 *
 * Accepts nothing any more, and ends each connection when its request is answered.
 */
void
portunus_gate_stop (PortunusGate *self)
{
  g_autoptr (GPtrArray) list = list_connections (self);

  portunus_gate_listener_stop (self->listener);
  for (guint i = 0; i < list->len; i++)
    portunus_gate_connection_drain (g_ptr_array_index (list, i));
}

/**
 * portunus_gate_kill_all:
 * @self: a gate
 *
 * Ends all connections without a farewell. They count as open until nothing uses them any more.
 */
void
portunus_gate_kill_all (PortunusGate *self)
{
  g_autoptr (GPtrArray) list = list_connections (self);

  for (guint i = 0; i < list->len; i++)
    portunus_gate_connection_kill (g_ptr_array_index (list, i));
}

/**
 * portunus_gate_set_max_connections:
 * @self: a gate
 * @max_connections: of all clients together
 * @max_per_client: of one client, 0 for no limit
 *
 * Holds those who come from now on to other limits; those who are there stay.
 */
void
portunus_gate_set_max_connections (PortunusGate *self,
                                   guint         max_connections,
                                   guint         max_per_client)
{
  portunus_gate_shares_set_limits (&self->shares, max_connections, max_per_client);
}
