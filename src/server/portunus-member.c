/* portunus-member.c: one WebSocket connection that is, or wants to be, in a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-member.h"

#include "portunus-encoding.h"
#include "portunus-gate-client.h"
#include "portunus-gate-web-socket.h"
#include "portunus-token-bucket.h"

#define MESSAGE_BURST 200
#define MESSAGES_PER_SECOND 100
#define BYTES_PER_SECOND (4 * 1024 * 1024)
/* Over our own limit, which gets an answer; beyond this the gate does not let it through. */
#define MAX_FRAME (128 * 1024)
/* Together with what the kernel holds, a member that does not read costs less than 1 MiB. */
#define MAX_QUEUE (640 * 1024)
#define SEND_BUFFER (128 * 1024)

struct _PortunusMember
{
  GObject                parent_instance;

  /* Owned */
  char                  *id;
  char                  *client;
  char                  *guest;
  char                  *name;
  PortunusGateWebSocket *socket;
  GSource               *deadline;

  PortunusTokenBucket    messages;
  PortunusTokenBucket    bytes;
  gboolean               has_entered;
  gboolean               is_host;
  gboolean               has_left;
};

enum
{
  MESSAGE,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusMember, portunus_member, G_TYPE_OBJECT)

static gboolean
too_late_cb (gpointer user_data)
{
  g_autoptr (PortunusMember) self = g_object_ref (user_data);

  portunus_member_fail (self, PORTUNUS_ROOM_FAILURE_NO_ANSWER);
  return G_SOURCE_REMOVE;
}

static void
leave (PortunusMember *self)
{
  if (self->has_left)
    return;
  self->has_left = TRUE;
  portunus_member_expect (self, 0);
  g_signal_emit (self, signals[LEFT], 0);
}

static gboolean
handle_text (PortunusMember  *self,
             const char      *text,
             gsize            length,
             GError         **error)
{
  g_autoptr (PortunusMemberMessage) message = portunus_member_message_parse (text, length, error);

  if (message == NULL)
    return FALSE;
  g_signal_emit (self, signals[MESSAGE], 0, message);
  return TRUE;
}

static void
message_cb (PortunusGateWebSocket *socket,
            int                    type,
            GBytes                *message,
            gpointer               user_data)
{
  g_autoptr (PortunusMember) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  gint64 now_us = g_get_monotonic_time ();

  if (self->has_left)
    return;
  if (!portunus_token_bucket_take (&self->messages, 1, now_us)
      || !portunus_token_bucket_take (&self->bytes, length, now_us))
    portunus_member_fail (self, PORTUNUS_ROOM_FAILURE_TOO_FAST);
  else if (length > PORTUNUS_ROOM_MAX_MESSAGE)
    portunus_member_fail (self, PORTUNUS_ROOM_FAILURE_TOO_LARGE);
  else if (type != SOUP_WEBSOCKET_DATA_TEXT)
    portunus_member_fail (self, PORTUNUS_ROOM_FAILURE_BAD_MESSAGE);
  else if (!handle_text (self, text, length, &error))
    {
      g_debug ("Member %.6s: %s", self->id, error->message);
      portunus_member_fail (self, PORTUNUS_ROOM_FAILURE_BAD_MESSAGE);
    }
}

/* The library closes with its own code right after this; the named error still goes out before. */
static void
invalid_cb (PortunusGateWebSocket *socket,
            GError                *error,
            gpointer               user_data)
{
  g_autoptr (PortunusMember) self = g_object_ref (user_data);

  g_debug ("Member %.6s: %s", self->id, error->message);
  if (error->domain == SOUP_WEBSOCKET_ERROR && !self->has_left)
    {
      g_autofree char *text = portunus_room_message_error (PORTUNUS_ROOM_FAILURE_BAD_MESSAGE);

      portunus_member_send (self, text);
    }
  leave (self);
}

static void
overdue_cb (PortunusGateWebSocket *socket,
            gboolean               is_slow,
            gpointer               user_data)
{
  g_autoptr (PortunusMember) self = g_object_ref (user_data);
  PortunusRoomFailure failure = is_slow ? PORTUNUS_ROOM_FAILURE_TOO_SLOW : PORTUNUS_ROOM_FAILURE_SILENT;
  g_autofree char *text = portunus_room_message_error (failure);

  g_debug ("Member %.6s: %s", self->id, portunus_room_failure_get_sentence (failure));
  portunus_gate_web_socket_cut (socket, portunus_room_failure_get_close_code (failure),
                                portunus_room_failure_get_code (failure), text);
  leave (self);
}

/* Drops the reference the open socket held, see portunus_member_new(). */
static void
closed_cb (PortunusGateWebSocket *socket,
           gpointer               user_data)
{
  g_autoptr (PortunusMember) self = user_data;

  g_signal_handlers_disconnect_by_data (socket, self);
  leave (self);
}

static void
portunus_member_dispose (GObject *object)
{
  PortunusMember *self = PORTUNUS_MEMBER (object);

  portunus_member_expect (self, 0);
  g_clear_object (&self->socket);
  G_OBJECT_CLASS (portunus_member_parent_class)->dispose (object);
}

static void
portunus_member_finalize (GObject *object)
{
  PortunusMember *self = PORTUNUS_MEMBER (object);

  g_free (self->id);
  g_free (self->client);
  g_free (self->guest);
  g_free (self->name);
  G_OBJECT_CLASS (portunus_member_parent_class)->finalize (object);
}

static void
portunus_member_class_init (PortunusMemberClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_member_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_member_finalize;

  signals[MESSAGE] = g_signal_new ("message", PORTUNUS_TYPE_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_POINTER);
  signals[LEFT] = g_signal_new ("left", PORTUNUS_TYPE_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_member_init (PortunusMember *self)
{
  self->id = portunus_random_id (PORTUNUS_ROOM_PEER_ID_BYTES);
  portunus_token_bucket_init (&self->messages, MESSAGE_BURST, MESSAGES_PER_SECOND, g_get_monotonic_time ());
  portunus_token_bucket_init (&self->bytes, 2 * BYTES_PER_SECOND, BYTES_PER_SECOND, g_get_monotonic_time ());
}

/**
 * portunus_member_new:
 * @message: a request for a WebSocket whose answer has been written
 * @client: where it comes from
 *
 * The member lives at least as long as the WebSocket is open, so that what was sent last goes out.
 *
 * Returns: (transfer full): a member with a random id
 */
PortunusMember *
portunus_member_new (SoupServerMessage *message,
                     GInetAddress      *client)
{
  static const PortunusGateWebSocketLimits limits = {
    .max_message = MAX_FRAME,
    .max_queue = MAX_QUEUE,
    .send_buffer = SEND_BUFFER,
    .ping_seconds = PORTUNUS_ROOM_PING_SECONDS,
    .dead_seconds = PORTUNUS_ROOM_DEAD_SECONDS,
  };
  PortunusMember *self = g_object_new (PORTUNUS_TYPE_MEMBER, NULL);

  self->client = portunus_gate_client_key (client);
  self->socket = portunus_gate_web_socket_new (message, &limits);
  g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->socket, "invalid", G_CALLBACK (invalid_cb), self);
  g_signal_connect (self->socket, "overdue", G_CALLBACK (overdue_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (closed_cb), g_object_ref (self));
  return self;
}

/**
 * portunus_member_get_id:
 * @self: a member
 *
 * Returns: its id, 16 hexadecimal digits
 */
const char *
portunus_member_get_id (PortunusMember *self)
{
  return self->id;
}

/**
 * portunus_member_get_client:
 * @self: a member
 *
 * Returns: the key of its address
 */
const char *
portunus_member_get_client (PortunusMember *self)
{
  return self->client;
}

/**
 * portunus_member_set_guest:
 * @self: a member
 * @guest: which guest it is a connection of
 * @is_host: whether that is a host
 */
void
portunus_member_set_guest (PortunusMember *self,
                           const char     *guest,
                           gboolean        is_host)
{
  g_free (self->guest);
  self->guest = g_strdup (guest);
  self->is_host = is_host;
}

/**
 * portunus_member_get_guest:
 * @self: a member
 *
 * Returns: (nullable): which guest it is a connection of
 */
const char *
portunus_member_get_guest (PortunusMember *self)
{
  return self->guest;
}

/**
 * portunus_member_is_host:
 * @self: a member
 *
 * Returns: whether it is a host
 */
gboolean
portunus_member_is_host (PortunusMember *self)
{
  return self->is_host;
}

/**
 * portunus_member_set_entered:
 * @self: a member
 * @name: (nullable): what it calls itself
 *
 * It sent an "enter", so it knows the messages that go with it.
 */
void
portunus_member_set_entered (PortunusMember *self,
                             const char     *name)
{
  self->has_entered = TRUE;
  g_free (self->name);
  self->name = g_strdup (name);
}

/**
 * portunus_member_has_entered:
 * @self: a member
 *
 * Returns: whether it sent an "enter"
 */
gboolean
portunus_member_has_entered (PortunusMember *self)
{
  return self->has_entered;
}

/**
 * portunus_member_get_name:
 * @self: a member
 *
 * Returns: what it calls itself, or ""
 */
const char *
portunus_member_get_name (PortunusMember *self)
{
  return self->name != NULL ? self->name : "";
}

/**
 * portunus_member_expect:
 * @self: a member
 * @seconds: from now on; 0 to wait for nothing any more
 *
 * Lets the member go with %PORTUNUS_ROOM_FAILURE_NO_ANSWER when the time is over, in the place of what was expected
 * before.
 */
void
portunus_member_expect (PortunusMember *self,
                        guint           seconds)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
  if (seconds == 0)
    return;
  self->deadline = g_timeout_source_new_seconds (seconds);
  g_source_set_callback (self->deadline, too_late_cb, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

/**
 * portunus_member_trust:
 * @self: a member that is known to be a part of this process
 *
 * Asks it for no signs of life: it lives as long as we do.
 */
void
portunus_member_trust (PortunusMember *self)
{
  portunus_gate_web_socket_trust (self->socket);
}

/**
 * portunus_member_send:
 * @self: a member
 * @text: a message
 *
 * Queues @text. A member that lets too much queue up is cut off; its "left" may come before this returns.
 */
void
portunus_member_send (PortunusMember *self,
                      const char     *text)
{
  if (!self->has_left)
    portunus_gate_web_socket_send_text (self->socket, text);
}

static void
fail_with (PortunusMember      *self,
           PortunusRoomFailure  failure,
           const char          *text)
{
  if (self->has_left)
    return;
  g_debug ("Member %.6s: %s", self->id, portunus_room_failure_get_sentence (failure));
  portunus_member_send (self, text);
  portunus_gate_web_socket_close (self->socket, portunus_room_failure_get_close_code (failure),
                                  portunus_room_failure_get_code (failure));
  leave (self);
}

/**
 * portunus_member_send_off:
 * @self: a member
 *
 * Closes the connection of a client that may come back at once, and leaves: the server ends, and its rooms do not.
 */
void
portunus_member_send_off (PortunusMember *self)
{
  if (self->has_left)
    return;
  portunus_gate_web_socket_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  leave (self);
}

/**
 * portunus_member_fail:
 * @self: a member
 * @failure: why
 *
 * Tells the client why, closes the connection, and leaves.
 */
void
portunus_member_fail (PortunusMember      *self,
                      PortunusRoomFailure  failure)
{
  g_autofree char *text = portunus_room_message_error (failure);

  fail_with (self, failure, text);
}

/**
 * portunus_member_fail_password:
 * @self: a member
 * @n_left: how many tries there are left
 *
 * Tells the client that its password is wrong, closes the connection, and leaves.
 */
void
portunus_member_fail_password (PortunusMember *self,
                               guint           n_left)
{
  g_autofree char *text = portunus_room_message_wrong_password (n_left);

  fail_with (self, PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD, text);
}
