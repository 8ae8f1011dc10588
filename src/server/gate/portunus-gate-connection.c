/* portunus-gate-connection.c: one accepted connection, from its first byte to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "portunus-gate-client.h"
#include "portunus-gate-farewell.h"
#include "portunus-gate-hello.h"

#define ADDRESS_KEY "portunus-gate-connection"

typedef enum
{
  STATE_NEW,
  STATE_HELLO,
  STATE_PENDING,
  STATE_HANDSHAKE,
  STATE_HEAD,
  STATE_SERVING,
  STATE_FLUSHING,
  STATE_FAREWELL,
  STATE_GONE,
} State;

struct _PortunusGateConnection
{
  GObject                            parent_instance;

  const PortunusGateLimits          *limits;
  const PortunusGateConnectionFuncs *funcs;
  gpointer                           user_data;

  /* Owned */
  GSocket                           *socket;
  GSocketAddress                    *local_address;
  GSocketAddress                    *remote_address;
  char                              *key;
  GTlsCertificate                   *certificate;
  GIOStream                         *stream;
  PortunusGateWire                  *wire;
  PortunusGateExchange              *exchange;
  PortunusGateFarewell              *farewell;
  GCancellable                      *cancellable;
  GSource                           *source;

  State                              state;
  gint64                             deadline_us;
  gsize                              n_low_water;
  gsize                              n_scanned;
  guint                              n_requests;
  gboolean                           is_killed;
  gboolean                           is_draining;
  PortunusGateDoneFunc               sweep_func;
  gpointer                           sweep_data;
};

G_DEFINE_FINAL_TYPE (PortunusGateConnection, portunus_gate_connection, G_TYPE_OBJECT)

static void read_head (PortunusGateConnection *self);

static void
clear_source (PortunusGateConnection *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
}

static void
wait_for (PortunusGateConnection *self,
          GSource                *source,
          GSourceFunc             callback)
{
  clear_source (self);
  self->source = source;
  g_source_set_callback (source, callback, g_object_ref (self), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
set_deadline (PortunusGateConnection *self,
              guint                   ms)
{
  self->deadline_us = ms > 0 ? g_get_monotonic_time () + ms * G_GINT64_CONSTANT (1000) : 0;
}

static void
call_later (PortunusGateConnection *self,
            GSourceFunc             func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, g_object_ref (self), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static gboolean
gone_cb (gpointer user_data)
{
  PortunusGateConnection *self = user_data;

  g_clear_pointer (&self->farewell, portunus_gate_farewell_free);
  g_clear_object (&self->exchange);
  g_socket_close (self->socket, NULL);
  self->funcs->gone (self, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
end (PortunusGateConnection *self)
{
  if (self->state == STATE_GONE)
    return;
  self->state = STATE_GONE;
  set_deadline (self, 0);
  clear_source (self);
  call_later (self, gone_cb);
}

static void
farewell_done_cb (gpointer user_data)
{
  end (user_data);
}

/* Says what is queued and closes. */
static void
part (PortunusGateConnection *self)
{
  if (self->is_killed)
    {
      end (self);
      return;
    }
  clear_source (self);
  self->state = STATE_FAREWELL;
  set_deadline (self, self->limits->linger_ms);
  self->farewell = portunus_gate_farewell_new (self->socket, self->certificate != NULL ? self->stream : NULL,
                                               self->wire, farewell_done_cb, self);
}

static void
refuse (PortunusGateConnection *self,
        guint                   status,
        gboolean                with_body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *fields = self->limits->refusal_fields;

  g_debug ("A request is refused: %u", status);
  portunus_gate_answer_refuse (text, status, fields != NULL ? fields : "", with_body);
  portunus_gate_wire_push (self->wire, text->str, text->len);
  part (self);
}

static void
await_request (PortunusGateConnection *self)
{
  self->state = STATE_HEAD;
  self->n_scanned = 0;
  set_deadline (self, self->limits->idle_ms);
  if (self->is_draining)
    part (self);
  else
    read_head (self);
}

static gboolean
flushed_cb (GObject  *stream,
            gpointer  user_data)
{
  PortunusGateConnection *self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_gate_wire_flush (self->wire, &error))
    await_request (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    wait_for (self, portunus_gate_wire_create_output (self->wire), G_SOURCE_FUNC (flushed_cb));
  else
    end (self);
  return G_SOURCE_REMOVE;
}

static void
end_exchange (PortunusGateConnection *self)
{
  g_autoptr (PortunusGateExchange) exchange = g_steal_pointer (&self->exchange);
  PortunusGateOutcome outcome = portunus_gate_exchange_get_outcome (exchange);
  guint fault = portunus_gate_exchange_get_fault (exchange);

  self->sweep_func = NULL;
  if (self->is_killed || outcome == PORTUNUS_GATE_OUTCOME_BROKEN)
    end (self);
  else if (outcome == PORTUNUS_GATE_OUTCOME_LAST)
    part (self);
  else if (outcome == PORTUNUS_GATE_OUTCOME_SILENT)
    refuse (self, fault != 0 ? fault : 500, !portunus_gate_exchange_is_head (exchange));
  else
    {
      self->state = STATE_FLUSHING;
      flushed_cb (NULL, self);
    }
}

static gboolean
exchange_done_cb (gpointer user_data)
{
  end_exchange (user_data);
  return G_SOURCE_REMOVE;
}

/* The library may be anywhere in its own code. */
static void
stream_closed_cb (gpointer user_data)
{
  call_later (user_data, exchange_done_cb);
}

static guint64
get_max_body (PortunusGateConnection *self,
              const PortunusGateHead *head)
{
  g_autofree char *method = g_strndup (head->method.text, head->method.length);
  g_autofree char *target = g_strndup (head->target.text, head->target.length);

  if (self->limits->max_body == NULL)
    return 0;
  target[strcspn (target, "?")] = '\0';
  return self->limits->max_body (method, target, self->limits->user_data);
}

static void
begin_exchange (PortunusGateConnection *self,
                const PortunusGateHead *head,
                gsize                   length)
{
  guint64 max_body = get_max_body (self, head);
  gboolean keeps_alive = !head->wants_close && ++self->n_requests < self->limits->max_requests && !self->is_draining;
  g_autoptr (GIOStream) stream = NULL;

  if (head->content_length > 0 && (guint64) head->content_length > max_body)
    {
      refuse (self, 413, !portunus_gate_slice_equal (head->method, "HEAD"));
      return;
    }
  clear_source (self);
  set_deadline (self, 0);
  self->state = STATE_SERVING;
  self->exchange = portunus_gate_exchange_new (self->wire, head, keeps_alive, max_body);
  portunus_gate_wire_consume (self->wire, length);
  stream = portunus_gate_exchange_create_stream (self->exchange, stream_closed_cb, self);
  self->funcs->request (self, stream, self->user_data);
}

/* Gives whether there is nothing to wait for. */
static gboolean
try_head (PortunusGateConnection *self)
{
  gsize length;
  const char *data = portunus_gate_wire_peek (self->wire, &length);
  gsize end = portunus_gate_head_find_end (data, length, &self->n_scanned);
  PortunusGateHead head;
  guint status;

  if (end == 0 && length < PORTUNUS_GATE_MAX_HEAD)
    return FALSE;
  if (end == 0)
    {
      refuse (self, 431, TRUE);
      return TRUE;
    }
  status = portunus_gate_head_parse (&head, data, end);
  if (status != 0)
    refuse (self, status, TRUE);
  else
    begin_exchange (self, &head, end);
  return TRUE;
}

static gboolean
head_cb (GObject  *stream,
         gpointer  user_data)
{
  read_head (user_data);
  return G_SOURCE_REMOVE;
}

static void
read_head (PortunusGateConnection *self)
{
  g_autoptr (PortunusGateConnection) keep = g_object_ref (self);
  gsize n_before, n_after;

  portunus_gate_wire_peek (self->wire, &n_before);
  while (!try_head (self))
    {
      g_autoptr (GError) error = NULL;
      gssize n = portunus_gate_wire_fill (self->wire, &error);

      if (n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          portunus_gate_wire_peek (self->wire, &n_after);
          if (n_before == 0 && n_after > 0)
            set_deadline (self, self->limits->head_ms);
          wait_for (self, portunus_gate_wire_create_more (self->wire), G_SOURCE_FUNC (head_cb));
          return;
        }
      if (n <= 0)
        {
          end (self);
          return;
        }
    }
}

static void
become_ready (PortunusGateConnection *self)
{
  self->wire = portunus_gate_wire_new (self->stream);
  await_request (self);
  /* The first request has no idling before it. */
  if (self->state == STATE_HEAD)
    set_deadline (self, self->limits->head_ms);
}

/* GnuTLS as the distribution sets it up takes TLS 1.0 too. */
static gboolean
is_version_good (GTlsConnection  *tls,
                 GError         **error)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (tls);

  if (version == G_TLS_PROTOCOL_VERSION_TLS_1_2 || version == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return TRUE;
  g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_HANDSHAKE, "The client speaks an old version of TLS");
  return FALSE;
}

static void
handshake_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusGateConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_good = g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error)
                     && is_version_good (G_TLS_CONNECTION (source), &error);

  self->funcs->shaken (self, self->user_data);
  g_socket_set_timeout (self->socket, 0);
  if (is_good && !self->is_killed)
    {
      become_ready (self);
      return;
    }
  g_debug ("A handshake failed: %s", error != NULL ? error->message : "too late");
  end (self);
}

/* The socket says when that much is there; a poll would be ready all the time for less. */
static void
set_low_water (PortunusGateConnection *self,
               gsize                   n_bytes)
{
  self->n_low_water = n_bytes;
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVLOWAT, n_bytes, NULL);
}

static gboolean
hello_cb (GSocket      *socket,
          GIOCondition  condition,
          gpointer      user_data)
{
  PortunusGateConnection *self = user_data;
  guint8 buffer[PORTUNUS_GATE_HELLO_HEAD + 1];
  GInputVector vector = { buffer, sizeof buffer };
  int flags = G_SOCKET_MSG_PEEK;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive_message (socket, NULL, &vector, 1, NULL, NULL, &flags, NULL, &error);
  gssize needed = n > 0 ? portunus_gate_hello_measure (buffer, n) : -1;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  n = needed >= 0 ? g_socket_get_available_bytes (socket) : -1;
  /* Less than the low water is there only when nothing more can come. */
  if (n < (gssize) self->n_low_water)
    {
      end (self);
      return G_SOURCE_REMOVE;
    }
  if (n < needed)
    {
      set_low_water (self, needed);
      return G_SOURCE_CONTINUE;
    }
  set_low_water (self, 1);
  clear_source (self);
  self->state = STATE_PENDING;
  set_deadline (self, self->limits->queue_ms);
  self->funcs->pending (self, self->user_data);
  return G_SOURCE_REMOVE;
}

static void
portunus_gate_connection_dispose (GObject *object)
{
  PortunusGateConnection *self = PORTUNUS_GATE_CONNECTION (object);

  clear_source (self);
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->wire, portunus_gate_wire_unref);
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
 * @limits: (transfer none): what the client is held to; outlives the connection
 * @funcs: (transfer none): whom to tell; static
 * @user_data: for @funcs
 *
 * Returns: (transfer full) (nullable): a connection that does nothing yet, %NULL if the client is gone already
 */
PortunusGateConnection *
portunus_gate_connection_new (GSocket                           *socket,
                              const PortunusGateLimits          *limits,
                              const PortunusGateConnectionFuncs *funcs,
                              gpointer                           user_data)
{
  g_autoptr (PortunusGateConnection) self = g_object_new (PORTUNUS_GATE_TYPE_CONNECTION, NULL);

  self->socket = g_object_ref (socket);
  self->limits = limits;
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
 * @certificate: (nullable): for TLS; %NULL for a plain connection
 *
 * Begins to listen to the client.
 */
void
portunus_gate_connection_start (PortunusGateConnection *self,
                                GTlsCertificate        *certificate)
{
  g_return_if_fail (self->state == STATE_NEW);

  if (certificate == NULL)
    {
      self->stream = G_IO_STREAM (g_socket_connection_factory_create_connection (self->socket));
      become_ready (self);
      return;
    }
  self->certificate = g_object_ref (certificate);
  self->state = STATE_HELLO;
  set_deadline (self, self->limits->hello_ms);
  set_low_water (self, PORTUNUS_GATE_HELLO_HEAD);
  wait_for (self, g_socket_create_source (self->socket, G_IO_IN, NULL), G_SOURCE_FUNC (hello_cb));
}

/**
 * portunus_gate_connection_handshake:
 * @self: a connection that is pending
 *
 * Shakes hands. `shaken` follows in any case.
 */
void
portunus_gate_connection_handshake (PortunusGateConnection *self)
{
  static const char * const protocols[] = { "http/1.1", NULL };
  g_autoptr (GSocketConnection) base = g_socket_connection_factory_create_connection (self->socket);

  g_return_if_fail (self->state == STATE_PENDING);

  self->state = STATE_HANDSHAKE;
  set_deadline (self, self->limits->handshake_ms);
  /* For the thread, should the sweep be late. */
  g_socket_set_timeout (self->socket, self->limits->handshake_ms / 1000 + 1);
  self->stream = g_tls_server_connection_new (G_IO_STREAM (base), self->certificate, NULL);
  g_assert (self->stream != NULL);
  g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (self->stream), protocols);
  g_tls_connection_set_require_close_notify (G_TLS_CONNECTION (self->stream), FALSE);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->stream), G_PRIORITY_DEFAULT, self->cancellable,
                                    handshake_cb, g_object_ref (self));
}

static gboolean
is_too_slow (PortunusGateConnection *self,
             gint64                  now_us)
{
  gint64 waited_us = portunus_gate_wire_get_read_wait (self->wire, now_us);
  gint64 grace_us = self->limits->body_grace_ms * G_GINT64_CONSTANT (1000);
  gint64 wanted = waited_us / 1000 * self->limits->body_bytes_per_s / 1000;

  return portunus_gate_exchange_is_receiving (self->exchange) && waited_us > grace_us
         && (gint64) portunus_gate_exchange_get_n_received (self->exchange) < wanted;
}

static void
pass_deadline (PortunusGateConnection *self)
{
  gsize length = 0;

  if (self->state == STATE_HEAD)
    portunus_gate_wire_peek (self->wire, &length);
  if (length > 0)
    refuse (self, 408, TRUE);
  else if (self->state == STATE_HEAD)
    part (self);
  else
    portunus_gate_connection_kill (self);
}

/**
 * portunus_gate_connection_sweep:
 * @self: a connection
 * @now_us: monotonic time in microseconds
 *
 * Looks whether the client takes too long over anything.
 */
void
portunus_gate_connection_sweep (PortunusGateConnection *self,
                                gint64                  now_us)
{
  g_autoptr (PortunusGateConnection) keep = g_object_ref (self);
  gint64 stuck_us = self->limits->stuck_ms * G_GINT64_CONSTANT (1000);

  if (self->deadline_us != 0 && now_us > self->deadline_us)
    pass_deadline (self);
  else if (self->wire != NULL && portunus_gate_wire_get_stuck (self->wire, now_us) > stuck_us)
    portunus_gate_connection_kill (self);
  else if (self->state == STATE_SERVING && is_too_slow (self, now_us))
    portunus_gate_connection_kill (self);
  else if (self->sweep_func != NULL)
    self->sweep_func (self->sweep_data);
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
  if (self->state == STATE_HEAD)
    part (self);
  else if (self->state < STATE_HEAD)
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

  if (self->state == STATE_GONE)
    return;
  self->is_killed = TRUE;
  set_deadline (self, 0);
  g_cancellable_cancel (self->cancellable);
  g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
  if (tunnel != NULL)
    portunus_gate_tunnel_set_paused (tunnel, FALSE);
  /* In the other states somebody else still uses the socket, and will notice. */
  if (self->state != STATE_HANDSHAKE && self->state != STATE_SERVING && self->state != STATE_FAREWELL)
    end (self);
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
 * @func: (nullable): what else to look at in each sweep, until the request ends
 * @user_data: for @func
 *
 * Lends the sweep to somebody.
 */
void
portunus_gate_connection_set_sweep_func (PortunusGateConnection *self,
                                         PortunusGateDoneFunc    func,
                                         gpointer                user_data)
{
  self->sweep_func = func;
  self->sweep_data = user_data;
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
