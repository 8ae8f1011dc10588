/* portunus-relay-end.c: one of the two WebSockets of a relay, on the server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-end.h"

#include "portunus-gate-web-socket.h"
#include "portunus-room-message.h"

#define NAME_SECONDS 10
/* Never reached while the other end is paused in time; together with what the kernel holds it is less than 1 MiB. */
#define MAX_QUEUE (448 * 1024)
/* Large enough for a long way, small enough for a client that does not read. The kernel doubles it. */
#define SEND_BUFFER (256 * 1024)
#define RECEIVE_BUFFER (512 * 1024)

struct _PortunusRelayEnd
{
  GObject                parent_instance;

  /* Owned */
  PortunusGateWebSocket *socket;
  char                  *client;
  GSource               *deadline;

  PortunusRelayPause     pauses;
  gboolean               is_named;
  gboolean               is_paired;
  gboolean               is_over;
};

enum
{
  NAMED,
  MESSAGE,
  DRAINED,
  OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRelayEnd, portunus_relay_end, G_TYPE_OBJECT)

static void
set_deadline (PortunusRelayEnd *self,
              guint             seconds,
              GSourceFunc       callback)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  if (callback == NULL)
    return;
  self->deadline = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->deadline, callback, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

static void
be_over (PortunusRelayEnd *self)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  set_deadline (self, 0, NULL);
  g_signal_emit (self, signals[OVER], 0);
}

static gboolean
unnamed_cb (gpointer user_data)
{
  portunus_relay_end_fail (user_data, PORTUNUS_RELAY_FAILURE_BAD_MESSAGE);
  return G_SOURCE_REMOVE;
}

static void
take_name (PortunusRelayEnd *self,
           GBytes           *message)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  g_auto (PortunusRelayPass) pass = { 0 };

  if (!portunus_relay_message_read_pass (text, length, &pass, NULL))
    {
      portunus_relay_end_fail (self, PORTUNUS_RELAY_FAILURE_BAD_MESSAGE);
      return;
    }
  self->is_named = TRUE;
  set_deadline (self, 0, NULL);
  g_signal_emit (self, signals[NAMED], 0, &pass);
}

static void
message_cb (PortunusGateWebSocket *socket,
            int                    type,
            GBytes                *message,
            gpointer               user_data)
{
  g_autoptr (PortunusRelayEnd) self = g_object_ref (user_data);

  if (self->is_over)
    return;
  if (type == SOUP_WEBSOCKET_DATA_TEXT && !self->is_named)
    take_name (self, message);
  else if (type == SOUP_WEBSOCKET_DATA_BINARY && self->is_paired)
    g_signal_emit (self, signals[MESSAGE], 0, message);
  else
    portunus_relay_end_fail (self, PORTUNUS_RELAY_FAILURE_BAD_MESSAGE);
}

static void
invalid_cb (PortunusGateWebSocket *socket,
            GError                *error,
            gpointer               user_data)
{
  g_autoptr (PortunusRelayEnd) self = g_object_ref (user_data);

  g_debug ("An end of a relay: %s", error->message);
  be_over (self);
}

static void
overdue_cb (PortunusGateWebSocket *socket,
            gboolean               is_slow,
            gpointer               user_data)
{
  g_autoptr (PortunusRelayEnd) self = g_object_ref (user_data);

  portunus_relay_end_cut (self, is_slow ? PORTUNUS_RELAY_FAILURE_TOO_SLOW : PORTUNUS_RELAY_FAILURE_SILENT);
}

static void
drained_cb (PortunusGateWebSocket *socket,
            gpointer               user_data)
{
  g_autoptr (PortunusRelayEnd) self = g_object_ref (user_data);

  if (!self->is_over)
    g_signal_emit (self, signals[DRAINED], 0);
}

/* Drops the reference the open socket held. */
static void
closed_cb (PortunusGateWebSocket *socket,
           gpointer               user_data)
{
  g_autoptr (PortunusRelayEnd) self = user_data;

  g_signal_handlers_disconnect_by_data (socket, self);
  be_over (self);
}

static void
portunus_relay_end_dispose (GObject *object)
{
  PortunusRelayEnd *self = PORTUNUS_RELAY_END (object);

  set_deadline (self, 0, NULL);
  g_clear_object (&self->socket);
  G_OBJECT_CLASS (portunus_relay_end_parent_class)->dispose (object);
}

static void
portunus_relay_end_finalize (GObject *object)
{
  g_free (PORTUNUS_RELAY_END (object)->client);
  G_OBJECT_CLASS (portunus_relay_end_parent_class)->finalize (object);
}

static guint
add_signal (const char *name,
            GType       type)
{
  return g_signal_new (name, PORTUNUS_TYPE_RELAY_END, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                       type == G_TYPE_NONE ? 0 : 1, type);
}

static void
portunus_relay_end_class_init (PortunusRelayEndClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_relay_end_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_relay_end_finalize;

  signals[NAMED] = add_signal ("named", G_TYPE_POINTER);
  signals[MESSAGE] = add_signal ("message", G_TYPE_BYTES);
  signals[DRAINED] = add_signal ("drained", G_TYPE_NONE);
  signals[OVER] = add_signal ("over", G_TYPE_NONE);
}

static void
portunus_relay_end_init (PortunusRelayEnd *self)
{
}

/**
 * portunus_relay_end_new:
 * @message: a request for a WebSocket whose answer has been written
 * @client: whom it counts for
 *
 * Lives at least as long as the WebSocket is open.
 *
 * Returns: (transfer full): an end whose client has said nothing yet
 */
PortunusRelayEnd *
portunus_relay_end_new (SoupServerMessage *message,
                        const char        *client)
{
  static const PortunusGateWebSocketLimits limits = {
    .max_message = PORTUNUS_RELAY_MAX_MESSAGE,
    .max_queue = MAX_QUEUE,
    .send_buffer = SEND_BUFFER,
    .receive_buffer = RECEIVE_BUFFER,
    .ping_seconds = PORTUNUS_ROOM_PING_SECONDS,
    .dead_seconds = PORTUNUS_ROOM_DEAD_SECONDS,
  };
  PortunusRelayEnd *self = g_object_new (PORTUNUS_TYPE_RELAY_END, NULL);

  self->client = g_strdup (client);
  self->socket = portunus_gate_web_socket_new (message, &limits);
  g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->socket, "invalid", G_CALLBACK (invalid_cb), self);
  g_signal_connect (self->socket, "overdue", G_CALLBACK (overdue_cb), self);
  g_signal_connect (self->socket, "drained", G_CALLBACK (drained_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), g_object_ref (self));
  set_deadline (self, NAME_SECONDS, unnamed_cb);
  return self;
}

/**
 * portunus_relay_end_get_client:
 * @self: an end
 *
 * Returns: whom it counts for
 */
const char *
portunus_relay_end_get_client (PortunusRelayEnd *self)
{
  return self->client;
}

static gboolean
alone_cb (gpointer user_data)
{
  portunus_relay_end_fail (user_data, PORTUNUS_RELAY_FAILURE_ALONE);
  return G_SOURCE_REMOVE;
}

/**
 * portunus_relay_end_await_peer:
 * @self: an end that was named
 * @seconds: how long
 *
 * Ends the connection if it is not paired by then.
 */
void
portunus_relay_end_await_peer (PortunusRelayEnd *self,
                               guint             seconds)
{
  set_deadline (self, seconds, alone_cb);
}

/**
 * portunus_relay_end_pair:
 * @self: an end that was named
 *
 * Tells the client that the other one is there.
 */
void
portunus_relay_end_pair (PortunusRelayEnd *self)
{
  g_autofree char *text = portunus_relay_message_new_paired ();

  self->is_paired = TRUE;
  set_deadline (self, 0, NULL);
  portunus_gate_web_socket_send_text (self->socket, text);
}

/**
 * portunus_relay_end_send:
 * @self: an end
 * @message: what came from the other one
 *
 * Queues @message.
 */
void
portunus_relay_end_send (PortunusRelayEnd *self,
                         GBytes           *message)
{
  if (!self->is_over)
    portunus_gate_web_socket_send_binary (self->socket, message);
}

/**
 * portunus_relay_end_get_n_queued:
 * @self: an end
 *
 * Returns: bytes that wait for the client to read
 */
guint64
portunus_relay_end_get_n_queued (PortunusRelayEnd *self)
{
  return self->is_over ? 0 : portunus_gate_web_socket_get_n_queued (self->socket);
}

/**
 * portunus_relay_end_watch_queue:
 * @self: an end for which more than @n_queued bytes wait
 * @n_queued: how many are few enough
 *
 * Has `drained` emitted once when no more than @n_queued bytes wait. A second call replaces the first.
 */
void
portunus_relay_end_watch_queue (PortunusRelayEnd *self,
                                guint64           n_queued)
{
  if (!self->is_over)
    portunus_gate_web_socket_watch_queue (self->socket, n_queued);
}

/**
 * portunus_relay_end_set_paused:
 * @self: an end
 * @reason: one of the reasons
 * @is_paused: whether it holds
 *
 * Reads nothing from the client while any reason holds.
 */
void
portunus_relay_end_set_paused (PortunusRelayEnd   *self,
                               PortunusRelayPause  reason,
                               gboolean            is_paused)
{
  PortunusRelayPause before = self->pauses;

  self->pauses = is_paused ? before | reason : before & ~reason;
  if (!self->is_over && (before == 0) != (self->pauses == 0))
    portunus_gate_web_socket_set_paused (self->socket, self->pauses != 0);
}

/**
 * portunus_relay_end_fail:
 * @self: an end
 * @failure: why
 *
 * Tells the client why, after what is queued, and closes the connection. A paused client would not be heard saying
 * goodbye; it is cut.
 */
void
portunus_relay_end_fail (PortunusRelayEnd     *self,
                         PortunusRelayFailure  failure)
{
  g_autoptr (PortunusRelayEnd) keep = g_object_ref (self);
  g_autofree char *text = NULL;

  if (self->pauses != 0)
    portunus_relay_end_cut (self, failure);
  if (self->is_over)
    return;
  text = portunus_relay_message_new_error (failure);
  portunus_gate_web_socket_send_text (self->socket, text);
  portunus_gate_web_socket_close (self->socket, portunus_relay_failure_get_close_code (failure),
                                  portunus_relay_failure_get_code (failure));
  be_over (self);
}

/**
 * portunus_relay_end_cut:
 * @self: an end
 * @failure: why
 *
 * Drops what is queued, tells the client why, and closes the connection.
 */
void
portunus_relay_end_cut (PortunusRelayEnd     *self,
                        PortunusRelayFailure  failure)
{
  g_autoptr (PortunusRelayEnd) keep = g_object_ref (self);
  g_autofree char *text = portunus_relay_message_new_error (failure);

  if (self->is_over)
    return;
  portunus_gate_web_socket_cut (self->socket, portunus_relay_failure_get_close_code (failure),
                                portunus_relay_failure_get_code (failure), text);
  be_over (self);
}
