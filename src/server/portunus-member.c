/* portunus-member.c: one WebSocket connection that is, or wants to be, in a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-member.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-signaling.h"
#include "portunus-token-bucket.h"

#define MESSAGE_BURST 200
#define MESSAGES_PER_SECOND 100
#define BYTES_PER_SECOND (4 * 1024 * 1024)
#define MAX_QUEUE (4 * 1024 * 1024)
/* Over our own limit, which gets an answer; beyond this the library ends the connection without a word. */
#define MAX_FRAME (128 * 1024)
/* What may arrive without making up a message: pings, which cost an answer each, and parts of one that never ends.
 * The library limits neither. */
#define MAX_LOOSE (MAX_FRAME + 64 * 1024)
#define LOOSE_PER_SECOND 64
#define CHECK_SECONDS 5
#define MASK_BYTES 4

struct _PortunusMember
{
  GObject                  parent_instance;

  /* Owned */
  char                    *id;
  SoupWebsocketConnection *socket;
  PortunusConnection      *connection;
  GSource                 *check;

  PortunusTokenBucket      messages;
  /* Where the stream's counter stood when the handshake was over. */
  guint64                  written_before;
  guint64                  n_handed_over;
  gboolean                 has_left;
};

enum
{
  SIGNAL,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusMember, portunus_member, G_TYPE_OBJECT)

/* Size on the wire of an unmasked frame (RFC 6455 §5.2). */
static gsize
count_frame (gsize length)
{
  return length + (length < 126 ? 2 : length <= G_MAXUINT16 ? 4 : 10);
}

static void
leave (PortunusMember *self)
{
  if (self->has_left)
    return;
  self->has_left = TRUE;
  g_signal_emit (self, signals[LEFT], 0);
}

/* An upper bound: each loose byte is taken for one of a ping, whose answer is no longer than the ping was. */
static guint64
count_queued (PortunusMember *self)
{
  PortunusMeteredStream *stream = portunus_connection_get_stream (self->connection);
  guint64 n_written = portunus_metered_stream_get_n_written (stream) - self->written_before;
  guint64 n_bytes = self->n_handed_over + portunus_metered_stream_get_n_loose (stream);

  return n_bytes > n_written ? n_bytes - n_written : 0;
}

static void
cut_off (PortunusMember *self,
         const char     *why)
{
  g_debug ("Member %.6s is cut off: %s", self->id, why);
  portunus_connection_kill (self->connection);
  leave (self);
}

static gboolean
check_cb (gpointer user_data)
{
  g_autoptr (PortunusMember) self = g_object_ref (user_data);
  PortunusMeteredStream *stream = portunus_connection_get_stream (self->connection);
  gint64 silence_us = g_get_monotonic_time () - portunus_metered_stream_get_read_time (stream);

  if (silence_us > PORTUNUS_ROOM_DEAD_SECONDS * G_USEC_PER_SEC)
    cut_off (self, "nothing was heard");
  else if (count_queued (self) > MAX_QUEUE)
    cut_off (self, "it does not read");
  return G_SOURCE_CONTINUE;
}

static gboolean
handle_signal (PortunusMember  *self,
               JsonObject      *object,
               GError         **error)
{
  const char *to;
  const char *data;
  g_autoptr (GBytes) bytes = NULL;

  if (!portunus_json_get_string (object, "to", 2 * PORTUNUS_ROOM_PEER_ID_BYTES, &to, error)
      || !portunus_json_get_string (object, "data", PORTUNUS_ROOM_MAX_MESSAGE, &data, error))
    return FALSE;
  if (!portunus_room_is_peer_id (to))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A peer id is malformed");
      return FALSE;
    }
  bytes = portunus_decode_base64url (data, PORTUNUS_SIGNALING_MAX_MESSAGE, error);
  if (bytes == NULL)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL], 0, to, data);
  return TRUE;
}

static gboolean
handle_text (PortunusMember  *self,
             const char      *text,
             gsize            length,
             GError         **error)
{
  g_autoptr (JsonObject) object = portunus_json_parse (text, length, PORTUNUS_ROOM_MAX_MESSAGE, error);
  const char *type;

  if (object == NULL || !portunus_json_get_string (object, "type", 32, &type, error))
    return FALSE;
  if (strcmp (type, "signal") == 0)
    return handle_signal (self, object, error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "A message is of an unknown type");
  return FALSE;
}


static void
account (PortunusMember *self,
         gsize           length)
{
  portunus_metered_stream_account (portunus_connection_get_stream (self->connection),
                                   count_frame (length) + MASK_BYTES);
}

static void
message_cb (SoupWebsocketConnection *socket,
            int                      type,
            GBytes                  *message,
            gpointer                 user_data)
{
  g_autoptr (PortunusMember) self = g_object_ref (user_data);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  if (self->has_left)
    return;
  account (self, length);
  if (!portunus_token_bucket_take (&self->messages, 1, g_get_monotonic_time ()))
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

static void
pong_cb (SoupWebsocketConnection *socket,
         GBytes                  *message,
         PortunusMember          *self)
{
  account (self, g_bytes_get_size (message));
}

/* The library closes with its own code right after this; the named error still goes out before. */
static void
error_cb (SoupWebsocketConnection *socket,
          GError                  *error,
          gpointer                 user_data)
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

/* Drops the reference the open socket held, see portunus_member_new(). */
static void
closed_cb (SoupWebsocketConnection *socket,
           gpointer                 user_data)
{
  g_autoptr (PortunusMember) self = user_data;

  g_signal_handlers_disconnect_by_data (socket, self);
  leave (self);
}

static void
portunus_member_dispose (GObject *object)
{
  PortunusMember *self = PORTUNUS_MEMBER (object);

  if (self->check != NULL)
    g_source_destroy (self->check);
  g_clear_pointer (&self->check, g_source_unref);
  g_clear_object (&self->socket);
  g_clear_object (&self->connection);
  G_OBJECT_CLASS (portunus_member_parent_class)->dispose (object);
}

static void
portunus_member_finalize (GObject *object)
{
  g_free (PORTUNUS_MEMBER (object)->id);
  G_OBJECT_CLASS (portunus_member_parent_class)->finalize (object);
}

static void
portunus_member_class_init (PortunusMemberClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = portunus_member_dispose;
  G_OBJECT_CLASS (klass)->finalize = portunus_member_finalize;

  signals[SIGNAL] = g_signal_new ("signal", PORTUNUS_TYPE_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                  2, G_TYPE_STRING, G_TYPE_STRING);
  signals[LEFT] = g_signal_new ("left", PORTUNUS_TYPE_MEMBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_member_init (PortunusMember *self)
{
  self->id = portunus_random_id (PORTUNUS_ROOM_PEER_ID_BYTES);
  portunus_token_bucket_init (&self->messages, MESSAGE_BURST, MESSAGES_PER_SECOND, g_get_monotonic_time ());
}

static void
start_check (PortunusMember *self)
{
  self->check = g_timeout_source_new_seconds (CHECK_SECONDS);
  g_source_set_callback (self->check, check_cb, self, NULL);
  g_source_attach (self->check, g_main_context_get_thread_default ());
}

/**
 * portunus_member_new:
 * @socket: the WebSocket, just opened
 * @connection: the connection below it
 *
 * The member lives at least as long as @socket is open, so that what was sent last goes out.
 *
 * Returns: (transfer full): a member with a random id
 */
PortunusMember *
portunus_member_new (SoupWebsocketConnection *socket,
                     PortunusConnection      *connection)
{
  PortunusMember *self = g_object_new (PORTUNUS_TYPE_MEMBER, NULL);
  PortunusMeteredStream *stream = portunus_connection_get_stream (connection);

  self->socket = g_object_ref (socket);
  self->connection = g_object_ref (connection);
  self->written_before = portunus_metered_stream_get_n_written (stream);
  portunus_connection_set_long_lived (connection);
  portunus_metered_stream_set_max_rate (stream, 2 * BYTES_PER_SECOND, BYTES_PER_SECOND);
  portunus_metered_stream_set_max_loose (stream, MAX_LOOSE, LOOSE_PER_SECOND);
  soup_websocket_connection_set_max_incoming_payload_size (socket, MAX_FRAME);
  soup_websocket_connection_set_keepalive_interval (socket, PORTUNUS_ROOM_PING_SECONDS);
  g_signal_connect (socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (socket, "pong", G_CALLBACK (pong_cb), self);
  g_signal_connect (socket, "error", G_CALLBACK (error_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (closed_cb), g_object_ref (self));
  start_check (self);
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
  if (self->has_left || soup_websocket_connection_get_state (self->socket) != SOUP_WEBSOCKET_STATE_OPEN)
    return;
  self->n_handed_over += count_frame (strlen (text));
  soup_websocket_connection_send_text (self->socket, text);
  if (count_queued (self) > MAX_QUEUE)
    cut_off (self, "it does not read");
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

  if (self->has_left)
    return;
  g_debug ("Member %.6s: %s", self->id, portunus_room_failure_get_sentence (failure));
  portunus_member_send (self, text);
  if (soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (self->socket, portunus_room_failure_get_close_code (failure),
                                     portunus_room_failure_get_code (failure));
  leave (self);
}
