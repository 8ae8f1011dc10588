/* portunus-member.c: one WebSocket connection that is, or wants to be, in a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-member.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-gate-web-socket.h"
#include "portunus-json.h"
#include "portunus-signaling.h"
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
  PortunusGateWebSocket *socket;

  PortunusTokenBucket    messages;
  PortunusTokenBucket    bytes;
  gboolean               has_left;
};

enum
{
  SIGNAL,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusMember, portunus_member, G_TYPE_OBJECT)

static void
leave (PortunusMember *self)
{
  if (self->has_left)
    return;
  self->has_left = TRUE;
  g_signal_emit (self, signals[LEFT], 0);
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

  g_clear_object (&self->socket);
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
  portunus_token_bucket_init (&self->bytes, 2 * BYTES_PER_SECOND, BYTES_PER_SECOND, g_get_monotonic_time ());
}

/**
 * portunus_member_new:
 * @message: a request for a WebSocket whose answer has been written
 *
 * The member lives at least as long as the WebSocket is open, so that what was sent last goes out.
 *
 * Returns: (transfer full): a member with a random id
 */
PortunusMember *
portunus_member_new (SoupServerMessage *message)
{
  static const PortunusGateWebSocketLimits limits = {
    .max_message = MAX_FRAME,
    .max_queue = MAX_QUEUE,
    .send_buffer = SEND_BUFFER,
    .ping_seconds = PORTUNUS_ROOM_PING_SECONDS,
    .dead_seconds = PORTUNUS_ROOM_DEAD_SECONDS,
  };
  PortunusMember *self = g_object_new (PORTUNUS_TYPE_MEMBER, NULL);

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
  portunus_gate_web_socket_close (self->socket, portunus_room_failure_get_close_code (failure),
                                  portunus_room_failure_get_code (failure));
  leave (self);
}
