/* portunus-gate-web-socket.c: a WebSocket whose queue can be seen and whose client is held to limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-web-socket.h"

#include <string.h>
#include <sys/socket.h>

#include "portunus-gate-connection.h"

/* RFC 6455 §7.4.1; the first beyond those that the RFC and its registry give a meaning. */
#define FIRST_FREE_CODE 1016

/* How long a client that was cut has to take what it began to take, and the farewell; before that, how long one that
 * was closed has to take what is queued. */
#define FAREWELL_US (5 * G_USEC_PER_SEC)
/* How long a client that said goodbye has to take ours: less than the library's patience, which loses a timer. */
#define ANSWER_US (2 * G_USEC_PER_SEC)

struct _PortunusGateWebSocket
{
  GObject                      parent_instance;

  /* Owned */
  SoupWebsocketConnection     *socket;
  PortunusGateConnection      *connection;
  PortunusGateExchange        *exchange;
  GMainContext                *context;

  PortunusGateWebSocketLimits  limits;
  guint64                      n_handed_over;
  gint64                       ping_us;
  gint64                       pong_us;
  gint64                       close_us;
  gint64                       answer_us;
  guint                        close_code;
  gboolean                     is_closed;
};

enum
{
  MESSAGE,
  INVALID,
  OVERDUE,
  DRAINED,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusGateWebSocket, portunus_gate_web_socket, G_TYPE_OBJECT)

/* The library reads in a context of its own, which others know nothing of. */
static void
emit_begin (PortunusGateWebSocket *self)
{
  g_main_context_push_thread_default (self->context);
}

static void
emit_end (PortunusGateWebSocket *self)
{
  g_main_context_pop_thread_default (self->context);
}

static PortunusGateTunnel *
get_tunnel (PortunusGateWebSocket *self)
{
  return portunus_gate_exchange_get_tunnel (self->exchange);
}

/* Size on the wire of an unmasked frame (RFC 6455 §5.2). */
static gsize
count_frame (gsize length)
{
  return length + (length < 126 ? 2 : length <= G_MAXUINT16 ? 4 : 10);
}

static void
be_overdue (PortunusGateWebSocket *self,
            gboolean               is_slow)
{
  g_signal_emit (self, signals[OVERDUE], 0, is_slow);
  portunus_gate_web_socket_cut (self, SOUP_WEBSOCKET_CLOSE_POLICY_VIOLATION, NULL, NULL);
}

static guint
get_code (PortunusGateWebSocket *self)
{
  guint code = self->close_code != 0 ? self->close_code : soup_websocket_connection_get_close_code (self->socket);

  if (code == 0)
    return SOUP_WEBSOCKET_CLOSE_ABNORMAL;
  return self->close_code != 0 || code < FIRST_FREE_CODE ? code : 0;
}

/* A client that asks just as often by itself need not be asked: its own ping is a sign of life. */
static gint64
get_ping_time (PortunusGateWebSocket *self)
{
  gint64 heard_us = MAX (self->ping_us, portunus_gate_tunnel_get_sign_time (get_tunnel (self)));

  return self->limits.ping_seconds > 0 ? heard_us + self->limits.ping_seconds * G_USEC_PER_SEC * 6 / 5 : G_MAXINT64;
}

static gint64
get_death_time (PortunusGateWebSocket *self)
{
  gint64 heard_us = MAX (self->pong_us, portunus_gate_tunnel_get_sign_time (get_tunnel (self)));

  return self->limits.dead_seconds > 0 ? heard_us + self->limits.dead_seconds * G_USEC_PER_SEC : G_MAXINT64;
}

/* The library would have a timer for each socket, which the loop looks at in every turn. */
static void
keep_alive (PortunusGateWebSocket *self,
            gint64                 now_us)
{
  if (now_us < get_ping_time (self))
    return;
  self->ping_us = now_us;
  portunus_gate_tunnel_ping (get_tunnel (self));
}

/* While it closes, the library may have a timer of its own, and only a sweep lets it look. */
static gint64
get_next_look (PortunusGateWebSocket *self,
               gint64                 now_us)
{
  if (!portunus_gate_tunnel_flush (get_tunnel (self)) || self->answer_us != 0
      || portunus_gate_tunnel_is_closing (get_tunnel (self)))
    return now_us;
  return MIN (get_ping_time (self), get_death_time (self));
}

static gint64
sweep_cb (gint64   now_us,
          gpointer user_data)
{
  g_autoptr (PortunusGateWebSocket) self = g_object_ref (user_data);
  gint64 cut_us = portunus_gate_tunnel_get_cut_time (get_tunnel (self));

  keep_alive (self, now_us);
  if ((cut_us != 0 && now_us - cut_us > FAREWELL_US)
      || (self->answer_us != 0 && now_us - self->answer_us > ANSWER_US))
    portunus_gate_connection_kill (self->connection);
  else if (self->close_us != 0 && now_us - self->close_us > FAREWELL_US)
    portunus_gate_tunnel_cut (get_tunnel (self), self->close_code, NULL, NULL);
  else if (cut_us == 0 && now_us > get_death_time (self))
    be_overdue (self, FALSE);
  return get_next_look (self, now_us);
}

static void
message_cb (SoupWebsocketConnection *socket,
            int                      type,
            GBytes                  *message,
            gpointer                 user_data)
{
  g_autoptr (PortunusGateWebSocket) self = g_object_ref (user_data);

  if (!portunus_gate_web_socket_is_open (self))
    return;
  emit_begin (self);
  g_signal_emit (self, signals[MESSAGE], 0, type, message);
  emit_end (self);
}

static void
closing_cb (SoupWebsocketConnection *socket,
            PortunusGateWebSocket   *self)
{
  self->answer_us = g_get_monotonic_time ();
  portunus_gate_connection_stir (self->connection);
}

static void
pong_cb (SoupWebsocketConnection *socket,
         GBytes                  *message,
         PortunusGateWebSocket   *self)
{
  self->pong_us = g_get_monotonic_time ();
}

static void
error_cb (SoupWebsocketConnection *socket,
          GError                  *error,
          gpointer                 user_data)
{
  g_autoptr (PortunusGateWebSocket) self = g_object_ref (user_data);

  emit_begin (self);
  g_signal_emit (self, signals[INVALID], 0, error);
  emit_end (self);
}

static void
drained_cb (gpointer user_data)
{
  g_autoptr (PortunusGateWebSocket) self = g_object_ref (user_data);

  emit_begin (self);
  g_signal_emit (self, signals[DRAINED], 0);
  emit_end (self);
}

/* Drops the reference the open socket held. */
static void
closed_cb (SoupWebsocketConnection *socket,
           gpointer                 user_data)
{
  g_autoptr (PortunusGateWebSocket) self = user_data;

  emit_begin (self);
  portunus_gate_connection_report (self->connection, PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED, get_code (self));
  g_signal_handlers_disconnect_by_data (socket, self);
  self->is_closed = TRUE;
  portunus_gate_tunnel_set_mark (get_tunnel (self), 0, NULL, NULL);
  portunus_gate_connection_set_sweep_func (self->connection, NULL, NULL);
  g_signal_emit (self, signals[CLOSED], 0);
  emit_end (self);
}

static void
portunus_gate_web_socket_dispose (GObject *object)
{
  PortunusGateWebSocket *self = PORTUNUS_GATE_WEB_SOCKET (object);

  g_clear_object (&self->socket);
  g_clear_object (&self->connection);
  g_clear_object (&self->exchange);
  g_clear_pointer (&self->context, g_main_context_unref);
  G_OBJECT_CLASS (portunus_gate_web_socket_parent_class)->dispose (object);
}

static void
portunus_gate_web_socket_class_init (PortunusGateWebSocketClass *klass)
{
  GType type = PORTUNUS_GATE_TYPE_WEB_SOCKET;

  G_OBJECT_CLASS (klass)->dispose = portunus_gate_web_socket_dispose;

  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                   G_TYPE_INT, G_TYPE_BYTES);
  signals[INVALID] = g_signal_new ("invalid", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_ERROR);
  signals[OVERDUE] = g_signal_new ("overdue", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_BOOLEAN);
  signals[DRAINED] = g_signal_new ("drained", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_gate_web_socket_init (PortunusGateWebSocket *self)
{
}

/**
 * portunus_gate_web_socket_accept:
 * @message: a request for a WebSocket
 *
 * Answers it, without extensions: inflating has no limit in the library. After this the message's
 * `wrote-informational` is the moment for portunus_gate_web_socket_new().
 *
 * Returns: whether it was a good request; otherwise the message has the answer that it was not
 */
gboolean
portunus_gate_web_socket_accept (SoupServerMessage *message)
{
  /* The handshake adds its own. */
  soup_message_headers_remove (soup_server_message_get_response_headers (message), "Connection");
  return soup_websocket_server_process_handshake (message, NULL, NULL, NULL, NULL);
}

static void
watch (PortunusGateWebSocket *self)
{
  g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->socket, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (self->socket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (self->socket, "closing", G_CALLBACK (closing_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), g_object_ref (self));
  portunus_gate_connection_set_sweep_func (self->connection, sweep_cb, self);
}

/**
 * portunus_gate_web_socket_new:
 * @message: a request whose answer 101 has been written
 * @limits: what the client is held to; copied
 *
 * Takes the connection out of the library's hands.
 *
 * Returns: (transfer full): the WebSocket
 */
PortunusGateWebSocket *
portunus_gate_web_socket_new (SoupServerMessage                 *message,
                              const PortunusGateWebSocketLimits *limits)
{
  PortunusGateWebSocket *self = g_object_new (PORTUNUS_GATE_TYPE_WEB_SOCKET, NULL);
  g_autoptr (SoupServerMessage) keep = g_object_ref (message);
  GSocketAddress *address = soup_server_message_get_remote_address (message);
  g_autoptr (GIOStream) stream = NULL;
  GMainContext *own;

  self->context = g_main_context_ref_thread_default ();
  self->connection = portunus_gate_connection_get_for_address (address);
  g_assert (self->connection != NULL);
  self->exchange = g_object_ref (portunus_gate_connection_get_exchange (self->connection));
  self->limits = *limits;
  self->ping_us = self->pong_us = g_get_monotonic_time ();
  portunus_gate_tunnel_set_max_message (get_tunnel (self), limits->max_message);
  if (limits->send_buffer > 0)
    g_socket_set_option (portunus_gate_connection_get_socket (self->connection), SOL_SOCKET, SO_SNDBUF,
                         limits->send_buffer, NULL);
  if (limits->receive_buffer > 0)
    g_socket_set_option (portunus_gate_connection_get_socket (self->connection), SOL_SOCKET, SO_RCVBUF,
                         limits->receive_buffer, NULL);

  stream = soup_server_message_steal_connection (message);
  own = portunus_gate_connection_lend_context (self->connection);
  g_main_context_push_thread_default (own);
  self->socket = soup_websocket_connection_new (stream, soup_server_message_get_uri (message),
                                                SOUP_WEBSOCKET_CONNECTION_SERVER, NULL, NULL, NULL);
  g_main_context_pop_thread_default (own);
  soup_websocket_connection_set_max_incoming_payload_size (self->socket, limits->max_message);
  watch (self);
  portunus_gate_connection_report (self->connection, PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED, 0);
  return self;
}

/**
 * portunus_gate_web_socket_is_open:
 * @self: a WebSocket
 *
 * Returns: whether something can be sent
 */
gboolean
portunus_gate_web_socket_is_open (PortunusGateWebSocket *self)
{
  return soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN
         && !portunus_gate_tunnel_is_closing (get_tunnel (self));
}

/**
 * portunus_gate_web_socket_send_text:
 * @self: a WebSocket
 * @text: a message
 *
 * Queues @text. A client that lets too much queue up is `overdue`, maybe before this returns.
 */
void
portunus_gate_web_socket_send_text (PortunusGateWebSocket *self,
                                    const char            *text)
{
  g_autoptr (PortunusGateWebSocket) keep = g_object_ref (self);

  if (!portunus_gate_web_socket_is_open (self))
    return;
  self->n_handed_over += count_frame (strlen (text));
  soup_websocket_connection_send_text (self->socket, text);
  if (portunus_gate_web_socket_is_open (self) && portunus_gate_web_socket_get_n_queued (self) > self->limits.max_queue)
    be_overdue (self, TRUE);
}

/**
 * portunus_gate_web_socket_send_binary:
 * @self: a WebSocket
 * @message: a message
 *
 * Queues @message as portunus_gate_web_socket_send_text() does.
 */
void
portunus_gate_web_socket_send_binary (PortunusGateWebSocket *self,
                                      GBytes                *message)
{
  g_autoptr (PortunusGateWebSocket) keep = g_object_ref (self);

  if (!portunus_gate_web_socket_is_open (self))
    return;
  self->n_handed_over += count_frame (g_bytes_get_size (message));
  soup_websocket_connection_send_message (self->socket, SOUP_WEBSOCKET_DATA_BINARY, message);
  if (portunus_gate_web_socket_is_open (self) && portunus_gate_web_socket_get_n_queued (self) > self->limits.max_queue)
    be_overdue (self, TRUE);
}

/**
 * portunus_gate_web_socket_watch_queue:
 * @self: a WebSocket for which more than @n_queued bytes wait
 * @n_queued: how many bytes are few enough
 *
 * Has `drained` emitted once when no more than @n_queued bytes wait. A second call replaces the first.
 */
void
portunus_gate_web_socket_watch_queue (PortunusGateWebSocket *self,
                                      guint64                n_queued)
{
  if (!self->is_closed)
    portunus_gate_tunnel_set_mark (get_tunnel (self), self->n_handed_over - MIN (self->n_handed_over, n_queued),
                                   drained_cb, self);
}

/**
 * portunus_gate_web_socket_get_n_queued:
 * @self: a WebSocket
 *
 * Returns: bytes of messages that wait for the client to read
 */
guint64
portunus_gate_web_socket_get_n_queued (PortunusGateWebSocket *self)
{
  return self->n_handed_over - MIN (self->n_handed_over, portunus_gate_tunnel_get_n_written (get_tunnel (self)));
}

/**
 * portunus_gate_web_socket_set_paused:
 * @self: a WebSocket
 * @is_paused: whether to leave what the client sends where it is
 *
 * Stops or resumes reading, so that the client has to wait too. Pongs are not seen meanwhile, and not missed.
 */
void
portunus_gate_web_socket_set_paused (PortunusGateWebSocket *self,
                                     gboolean               is_paused)
{
  portunus_gate_tunnel_set_paused (get_tunnel (self), is_paused);
  self->pong_us = is_paused ? G_MAXINT64 / 2 : g_get_monotonic_time ();
  portunus_gate_connection_stir (self->connection);
}

/**
 * portunus_gate_web_socket_trust:
 * @self: a WebSocket
 *
 * Its client is known not to be gone without its connection: it is asked for no sign of life any more, nor held to
 * giving one.
 */
void
portunus_gate_web_socket_trust (PortunusGateWebSocket *self)
{
  self->limits.ping_seconds = self->limits.dead_seconds = 0;
}

/**
 * portunus_gate_web_socket_close:
 * @self: a WebSocket
 * @code: close code (RFC 6455 §7.4)
 * @reason: (nullable): a word for the client
 *
 * Closes it after what is queued. A client that does not take that within five seconds is cut.
 */
void
portunus_gate_web_socket_close (PortunusGateWebSocket *self,
                                gushort                code,
                                const char            *reason)
{
  if (!portunus_gate_web_socket_is_open (self))
    return;
  self->close_code = code;
  self->close_us = g_get_monotonic_time ();
  portunus_gate_connection_stir (self->connection);
  portunus_gate_tunnel_close (get_tunnel (self), self->n_handed_over, code, reason);
}

/**
 * portunus_gate_web_socket_cut:
 * @self: a WebSocket
 * @code: close code (RFC 6455 §7.4)
 * @reason: (nullable): a word for the client, at most 123 bytes
 * @last_text: (nullable): a last message, less than 64 KiB
 *
 * Closes it without what is queued. A client that does not take even that is cut off after five seconds.
 */
void
portunus_gate_web_socket_cut (PortunusGateWebSocket *self,
                              gushort                code,
                              const char            *reason,
                              const char            *last_text)
{
  if (self->is_closed)
    return;
  if (self->close_code == 0)
    self->close_code = code;
  portunus_gate_tunnel_cut (get_tunnel (self), code, reason, last_text);
}
