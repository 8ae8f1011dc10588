/* portunus-gate-connection.c: one accepted connection, from its first byte to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-connection-private.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "portunus-gate-client.h"

#define ADDRESS_KEY "portunus-gate-connection"

G_DEFINE_FINAL_TYPE (PortunusGateConnection, portunus_gate_connection, G_TYPE_OBJECT)

void
_portunus_gate_connection_clear_source (PortunusGateConnection *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

void
_portunus_gate_connection_wait_for (PortunusGateConnection *self,
                                    GSource                *source,
                                    GSourceFunc             callback)
{
  _portunus_gate_connection_clear_source (self);
  self->source = source;
  g_source_set_callback (source, callback, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

void
_portunus_gate_connection_set_deadline (PortunusGateConnection *self,
                                        guint                   ms)
{
  self->deadline_us = ms > 0 ? g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000) : 0;
  portunus_gate_connection_stir (self);
}

void
_portunus_gate_connection_call_later (PortunusGateConnection *self,
                                      GSourceFunc             func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

static gboolean
gone_cb (gpointer user_data)
{
  PortunusGateConnection *self = user_data;

  g_clear_pointer (&self->farewell, portunus_gate_farewell_free);
  g_clear_object (&self->exchange);
  if (self->watch != NULL)
    portunus_gate_watch_close (self->watch);
  g_socket_close (self->socket, NULL);
  self->funcs->gone (self, self->user_data);
  return G_SOURCE_REMOVE;
}

void
_portunus_gate_connection_end (PortunusGateConnection *self)
{
  if (self->state == PORTUNUS_GATE_STATE_GONE)
    return;
  self->state = PORTUNUS_GATE_STATE_GONE;
  _portunus_gate_connection_set_deadline (self, 0);
  _portunus_gate_connection_clear_source (self);
  _portunus_gate_connection_call_later (self, gone_cb);
}

static void
farewell_done_cb (gpointer user_data)
{
  _portunus_gate_connection_end (user_data);
}

/* Says what is queued and closes. */
void
_portunus_gate_connection_part (PortunusGateConnection *self)
{
  if (self->is_killed)
    {
      _portunus_gate_connection_end (self);
      return;
    }
  _portunus_gate_connection_clear_source (self);
  self->state = PORTUNUS_GATE_STATE_FAREWELL;
  _portunus_gate_connection_set_deadline (self, self->limits->linger_ms);
  self->farewell = portunus_gate_farewell_new (self->socket, self->certificate != NULL ? self->stream : NULL,
                                               self->wire, farewell_done_cb, self);
}

static void
portunus_gate_connection_dispose (GObject *object)
{
  PortunusGateConnection *self = PORTUNUS_GATE_CONNECTION (object);

  _portunus_gate_connection_clear_source (self);
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->wire, portunus_gate_wire_unref);
  g_clear_pointer (&self->watch, portunus_gate_watch_unref);
  g_clear_object (&self->stream);
  g_clear_object (&self->socket);
  g_clear_object (&self->certificate);
  g_clear_object (&self->local_address);
  g_clear_object (&self->remote_address);
  G_OBJECT_CLASS (portunus_gate_connection_parent_class)->dispose (object);
}

static void
portunus_gate_connection_finalize (GObject *object)
{
  PortunusGateConnection *self = PORTUNUS_GATE_CONNECTION (object);

  g_clear_object (&self->cancellable);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->limits, g_rc_box_release);
  g_free (self->key);
  G_OBJECT_CLASS (portunus_gate_connection_parent_class)->finalize (object);
}

static void
portunus_gate_connection_class_init (PortunusGateConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_gate_connection_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_gate_connection_finalize;
}

static void
portunus_gate_connection_init (PortunusGateConnection *self)
{
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* The HTTP library hands the address object out with each request, and nothing else that would lead back to us. */
static void
tie_to_address (PortunusGateConnection *self)
{
  GWeakRef *link = g_new0 (GWeakRef, 1);

  g_weak_ref_init (link, self);
  g_object_set_data_full (G_OBJECT (self->remote_address), ADDRESS_KEY, link, free_weak_ref);
}

/**
 * portunus_gate_connection_new:
 * @socket: a socket just accepted
 * @limits: (transfer none): what the client is held to; a g_rc_box
 * @funcs: (transfer none): whom to tell; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full) (nullable): a connection that does nothing yet, %NULL if the client is gone already
 */
PortunusGateConnection *
portunus_gate_connection_new (GSocket                           *socket,
                              PortunusGateLimits                *limits,
                              const PortunusGateConnectionFuncs *funcs,
                              gpointer                           user_data)
{
  g_autoptr (PortunusGateConnection) self = g_object_new (PORTUNUS_GATE_TYPE_CONNECTION, NULL);

  self->socket = g_object_ref (socket);
  self->limits = g_rc_box_acquire (limits);
  self->funcs = funcs;
  self->user_data = user_data;
  self->local_address = g_socket_get_local_address (socket, NULL);
  self->remote_address = g_socket_get_remote_address (socket, NULL);
  if (self->local_address == NULL || self->remote_address == NULL)
    return NULL;

  self->key = portunus_gate_client_key (g_inet_socket_address_get_address (
                                          G_INET_SOCKET_ADDRESS (self->remote_address)));
  g_socket_set_blocking (socket, FALSE);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  tie_to_address (self);
  return g_steal_pointer (&self);
}

/**
 * portunus_gate_connection_start:
 * @self: a new connection
 * @epoll: the set of all sockets
 * @certificate: (nullable): for TLS; %NULL for a plain connection
 *
 * Begins to listen to the client.
 */
void
portunus_gate_connection_start (PortunusGateConnection *self,
                                PortunusGateEpoll      *epoll,
                                GTlsCertificate        *certificate)
{
  g_return_if_fail (self->state == PORTUNUS_GATE_STATE_NEW);

  self->watch = portunus_gate_watch_new (epoll, self->socket);
  if (self->watch == NULL)
    {
      g_debug ("There is no room for a connection: %s", g_strerror (errno));
      _portunus_gate_connection_end (self);
      return;
    }
  if (certificate == NULL)
    {
      self->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (self->socket));
      _portunus_gate_connection_become_ready (self);
      return;
    }
  self->certificate = g_object_ref (certificate);
  _portunus_gate_connection_await_hello (self);
}

static gint64
get_stuck_deadline (PortunusGateConnection *self,
                    gint64                  now_us)
{
  gint64 stuck_us = portunus_gate_wire_get_stuck (self->wire, now_us);

  return stuck_us > 0 ? now_us - stuck_us + self->limits->stuck_ms * G_GINT64_CONSTANT (1000) : G_MAXINT64;
}

/* When the client will have been too slow with its body, should nothing more come. */
static gint64
get_body_deadline (PortunusGateConnection *self,
                   gint64                  now_us)
{
  gint64 n_received = portunus_gate_exchange_get_n_received (self->exchange);
  gint64 rate = self->limits->body_bytes_per_s;
  gint64 grace_us = self->limits->body_grace_ms * G_GINT64_CONSTANT (1000);

  if (!portunus_gate_exchange_is_receiving (self->exchange) || rate == 0)
    return G_MAXINT64;
  return now_us - portunus_gate_wire_get_read_wait (self->wire, now_us)
         + MAX (grace_us, n_received / rate * G_USEC_PER_SEC + n_received % rate * G_USEC_PER_SEC / rate);
}

static gint64
get_pace_deadline (PortunusGateConnection *self,
                   gint64                  now_us)
{
  gint64 deadline_us = self->wire != NULL ? get_stuck_deadline (self, now_us) : G_MAXINT64;

  return self->state == PORTUNUS_GATE_STATE_SERVING ? MIN (deadline_us, get_body_deadline (self, now_us)) : deadline_us;
}

static void
pass_deadline (PortunusGateConnection *self)
{
  gsize length = 0;

  if (self->state == PORTUNUS_GATE_STATE_HELLO)
    portunus_gate_connection_report (self, PORTUNUS_GATE_EVENT_SILENT, 0);
  if (self->state == PORTUNUS_GATE_STATE_PENDING)
    portunus_gate_connection_report (self, PORTUNUS_GATE_EVENT_CROWDED, 0);
  if (self->state == PORTUNUS_GATE_STATE_HEAD)
    portunus_gate_wire_peek (self->wire, &length);
  if (length > 0)
    _portunus_gate_connection_refuse (self, 408, TRUE);
  else if (self->state == PORTUNUS_GATE_STATE_HEAD)
    _portunus_gate_connection_part (self);
  else
    portunus_gate_connection_kill (self);
}

/**
 * portunus_gate_connection_sweep:
 * @self: a connection
 * @now_us: monotonic time in microseconds
 *
 * Looks whether the client takes too long over anything.
 *
 * Returns: when it will have, as things are now; %G_MAXINT64 for never
 */
gint64
portunus_gate_connection_sweep (PortunusGateConnection *self,
                                gint64                  now_us)
{
  g_autoptr (PortunusGateConnection) keep = g_object_ref (self);
  gint64 next_us = G_MAXINT64;

  _portunus_gate_connection_check_shaken (self);
  if (self->deadline_us != 0 && now_us > self->deadline_us)
    pass_deadline (self);
  else if (now_us > get_pace_deadline (self, now_us))
    portunus_gate_connection_kill (self);
  else if (self->sweep_func != NULL)
    next_us = self->sweep_func (now_us, self->sweep_data);
  if (self->deadline_us != 0)
    next_us = MIN (next_us, self->deadline_us + 1);
  return MIN (next_us, get_pace_deadline (self, now_us));
}

/**
 * portunus_gate_connection_drain:
 * @self: a connection
 *
 * Takes no further request: ends the connection now if it is idle, else after the answer.
 */
void
portunus_gate_connection_drain (PortunusGateConnection *self)
{
  self->is_draining = TRUE;
  if (self->state == PORTUNUS_GATE_STATE_HEAD)
    _portunus_gate_connection_part (self);
  else if (self->state < PORTUNUS_GATE_STATE_HEAD)
    portunus_gate_connection_kill (self);
}

/**
 * portunus_gate_connection_kill:
 * @self: a connection
 *
 * Ends it without a farewell. Whoever reads from it sees the end of the stream.
 */
void
portunus_gate_connection_kill (PortunusGateConnection *self)
{
  PortunusGateTunnel *tunnel = self->exchange != NULL ? portunus_gate_exchange_get_tunnel (self->exchange) : NULL;

  if (self->state == PORTUNUS_GATE_STATE_GONE)
    return;
  self->is_killed = TRUE;
  _portunus_gate_connection_set_deadline (self, 0);
  g_cancellable_cancel (self->cancellable);
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (tunnel != NULL)
    portunus_gate_tunnel_set_paused (tunnel, FALSE);
  /* In the other states somebody else still uses the socket, and will notice. */
  if (self->state != PORTUNUS_GATE_STATE_HANDSHAKE && self->state != PORTUNUS_GATE_STATE_SERVING
      && self->state != PORTUNUS_GATE_STATE_FAREWELL)
    _portunus_gate_connection_end (self);
}

/**
 * portunus_gate_connection_get_key:
 * @self: a connection
 *
 * Returns: (transfer none): what the client is counted by
 */
const char *
portunus_gate_connection_get_key (PortunusGateConnection *self)
{
  return self->key;
}

/**
 * portunus_gate_connection_get_socket:
 * @self: a connection
 *
 * Returns: (transfer none): its socket
 */
GSocket *
portunus_gate_connection_get_socket (PortunusGateConnection *self)
{
  return self->socket;
}

/**
 * portunus_gate_connection_get_local_address:
 * @self: a connection
 *
 * Returns: (transfer none): our address
 */
GSocketAddress *
portunus_gate_connection_get_local_address (PortunusGateConnection *self)
{
  return self->local_address;
}

/**
 * portunus_gate_connection_get_remote_address:
 * @self: a connection
 *
 * Returns: (transfer none): the client's address
 */
GSocketAddress *
portunus_gate_connection_get_remote_address (PortunusGateConnection *self)
{
  return self->remote_address;
}

/**
 * portunus_gate_connection_lend_context:
 * @self: a connection
 *
 * Returns: (transfer none): a context for its sources that are seldom ready; see portunus_gate_epoll_lend()
 */
GMainContext *
portunus_gate_connection_lend_context (PortunusGateConnection *self)
{
  GMainContext *context = portunus_gate_watch_lend_context (self->watch);

  return context != NULL ? context : self->context;
}

/**
 * portunus_gate_connection_get_exchange:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): the request it is at
 */
PortunusGateExchange *
portunus_gate_connection_get_exchange (PortunusGateConnection *self)
{
  return self->exchange;
}

/**
 * portunus_gate_connection_set_sweep_func:
 * @self: a connection that serves a request
 * @func: (nullable): what else to look at in a sweep, until the request ends
 * @user_data: for @func
 *
 * Lends the sweep to somebody.
 */
void
portunus_gate_connection_set_sweep_func (PortunusGateConnection *self,
                                         PortunusGateSweepFunc   func,
                                         gpointer                user_data)
{
  self->sweep_func = func;
  self->sweep_data = user_data;
  portunus_gate_connection_stir (self);
}

/**
 * portunus_gate_connection_stir:
 * @self: a connection
 *
 * Says that there may be a new deadline: has a sweep come soon.
 */
void
portunus_gate_connection_stir (PortunusGateConnection *self)
{
  if (self->watch != NULL)
    portunus_gate_watch_stir (self->watch);
}

/**
 * portunus_gate_connection_report:
 * @self: a connection
 * @event: what happened
 * @detail: of @event
 *
 * Tells whoever counts.
 */
void
portunus_gate_connection_report (PortunusGateConnection *self,
                                 PortunusGateEvent       event,
                                 gint64                  detail)
{
  if (self->limits->event != NULL)
    self->limits->event (event, detail, self->limits->user_data);
}

/**
 * portunus_gate_connection_get_for_address:
 * @remote_address: an address object
 *
 * Returns: (transfer full) (nullable): the connection that has this very object as its remote address
 */
PortunusGateConnection *
portunus_gate_connection_get_for_address (GSocketAddress *remote_address)
{
  GWeakRef *link = g_object_get_data (G_OBJECT (remote_address), ADDRESS_KEY);

  return link != NULL ? g_weak_ref_get (link) : NULL;
}
