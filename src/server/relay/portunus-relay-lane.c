/* portunus-relay-lane.c: the lane through the room's server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-lane.h"

#include <string.h>

#include "portunus-context.h"
#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-relay-flow.h"
#include "portunus-relay-frame.h"
#include "portunus-relay-message.h"
#include "portunus-relay-waker.h"
#include "portunus-transfer-error.h"

#define CONNECT_SECONDS 30
#define PING_SECONDS 5
#define SILENCE_MS 15000
/* What was released and is little is acknowledged after this time. */
#define ACK_DELAY_MS 60

typedef enum
{
  STATE_NEW,
  STATE_CONNECTING,
  STATE_OPEN,
  STATE_CLOSING,
  STATE_CLOSED,
} State;

struct _PortunusRelayLane
{
  PortunusLane         parent_instance;

  /* Owned */
  PortunusRelaySocket *socket;
  PortunusRelayFlow   *flow;
  GSource             *deadline;
  GSource             *heartbeat;
  GSource             *ack;
  char                *token;

  /* Borrowed: the flow's */
  PortunusRelayWaker  *waker;

  State                state;
  guint32              n_pings;
  gboolean             is_offerer;
};

G_DEFINE_FINAL_TYPE (PortunusRelayLane, portunus_relay_lane, PORTUNUS_TYPE_LANE)

static void
set_state (PortunusRelayLane *self,
           State              state)
{
  g_assert (state > self->state);
  self->state = state;
}

static GSource *
attach (PortunusRelayLane *self,
        GSource           *source,
        GSourceFunc        callback)
{
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, portunus_relay_waker_get_context (self->waker));
  return source;
}

static void
post (PortunusRelayLane *self,
      PortunusPostFunc   func)
{
  portunus_context_post (portunus_relay_waker_get_context (self->waker), func, g_object_ref (self), g_object_unref);
}

static void
end_flow (PortunusRelayLane *self,
          const GError      *error)
{
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The lane was closed");

  portunus_relay_flow_end (self->flow, error != NULL ? error : cancelled);
}

/* The one way out. @error is NULL after an orderly end. */
static void
finish (PortunusRelayLane *self,
        const GError      *error)
{
  g_autoptr (PortunusRelayLane) guard = g_object_ref (self);

  if (self->state == STATE_CLOSED)
    return;
  if (self->state != STATE_CLOSING)
    end_flow (self, error);
  set_state (self, STATE_CLOSED);
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->heartbeat);
  portunus_clear_source (&self->ack);
  portunus_relay_socket_close (self->socket);
  portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

static void
finish_with (PortunusRelayLane     *self,
             PortunusTransferError  code,
             const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  finish (self, error);
}

static void
send_number (PortunusRelayLane      *self,
             PortunusRelayFrameType  type,
             guint64                 number)
{
  g_autoptr (GBytes) message = portunus_relay_frame_new_number (type, number);

  if (type == PORTUNUS_RELAY_FRAME_PONG)
    portunus_relay_socket_answer (self->socket, message);
  else
    portunus_relay_socket_send (self->socket, message);
}

static void
send_body (PortunusRelayLane      *self,
           PortunusRelayFrameType  type,
           GBytes                 *body)
{
  g_autoptr (GBytes) message = portunus_relay_frame_new_body (type, body);

  portunus_relay_socket_send (self->socket, message);
}

static void
send_ack (PortunusRelayLane *self,
          gboolean           is_late)
{
  guint64 n_released;

  if (portunus_relay_flow_take_ack (self->flow, is_late, &n_released))
    send_number (self, PORTUNUS_RELAY_FRAME_ACK, n_released);
}

static gboolean
ack_cb (gpointer user_data)
{
  PortunusRelayLane *self = user_data;

  portunus_clear_source (&self->ack);
  send_ack (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* Sends what the workers left; what it hands on is never more than the window. */
static void
flush (gpointer data)
{
  PortunusRelayLane *self = data;
  GBytes *frame;

  if (self->state != STATE_OPEN)
    return;
  send_ack (self, FALSE);
  if (self->ack == NULL && portunus_relay_flow_has_unacked (self->flow))
    self->ack = attach (self, g_timeout_source_new (ACK_DELAY_MS), ack_cb);
  while ((frame = portunus_relay_flow_take (self->flow)) != NULL)
    {
      send_body (self, PORTUNUS_RELAY_FRAME_DATA, frame);
      g_bytes_unref (frame);
    }
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  PortunusRelayLane *self = user_data;

  if (portunus_relay_socket_get_silence_ms (self->socket) < SILENCE_MS)
    {
      send_number (self, PORTUNUS_RELAY_FRAME_PING, ++self->n_pings);
      return G_SOURCE_CONTINUE;
    }
  finish_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side of the relay is silent");
  return G_SOURCE_REMOVE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  finish_with (user_data, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The relay did not connect us in time");
  return G_SOURCE_REMOVE;
}

static void
paired_cb (PortunusRelaySocket *socket,
           PortunusRelayLane   *self)
{
  set_state (self, STATE_OPEN);
  portunus_clear_source (&self->deadline);
  self->heartbeat = attach (self, g_timeout_source_new_seconds (PING_SECONDS), heartbeat_cb);
  portunus_lane_emit_opened (PORTUNUS_LANE (self), "relay");
  flush (self);
}

/* The peer ended the lane in order: the last frames are still given out, then the workers learn of it. */
static void
take_goodbye (PortunusRelayLane *self)
{
  g_autoptr (GError) error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                          "The other side closed the connection");

  portunus_relay_flow_end (self->flow, error);
  set_state (self, STATE_CLOSING);
  finish (self, NULL);
}

static gboolean
take_frame (PortunusRelayLane   *self,
            PortunusRelayFrame  *frame,
            GError             **error)
{
  switch (frame->type)
    {
    case PORTUNUS_RELAY_FRAME_MESSAGE:
      portunus_lane_emit_control (PORTUNUS_LANE (self), frame->body);
      return TRUE;
    case PORTUNUS_RELAY_FRAME_ACK:
      return portunus_relay_flow_put_ack (self->flow, frame->number, error);
    case PORTUNUS_RELAY_FRAME_PING:
      send_number (self, PORTUNUS_RELAY_FRAME_PONG, frame->number);
      return TRUE;
    case PORTUNUS_RELAY_FRAME_PONG:
      return TRUE;
    case PORTUNUS_RELAY_FRAME_BYE:
      take_goodbye (self);
      return TRUE;
    case PORTUNUS_RELAY_FRAME_DATA:
      return portunus_relay_flow_put (self->flow, frame->body, error);
    default:
      g_assert_not_reached ();
    }
}

static void
message_cb (PortunusRelaySocket *socket,
            GBytes              *message,
            PortunusRelayLane   *self)
{
  g_autoptr (PortunusRelayLane) guard = g_object_ref (self);
  g_auto (PortunusRelayFrame) frame = { 0 };
  g_autoptr (GError) error = NULL;

  if (self->state != STATE_OPEN)
    return;
  if (!portunus_relay_frame_parse (message, &frame, &error) || !take_frame (self, &frame, &error))
    finish (self, error);
}

static void
closed_cb (PortunusRelaySocket *socket,
           GError              *error,
           PortunusRelayLane   *self)
{
  finish (self, self->state == STATE_CLOSING ? NULL : error);
}

static void
begin (gpointer data)
{
  PortunusRelayLane *self = data;
  g_autoptr (JsonObject) message = json_object_new ();
  guint8 token[PORTUNUS_RELAY_TOKEN_BYTES];

  if (self->state != STATE_CONNECTING)
    return;
  portunus_fill_random (token, sizeof token);
  self->token = portunus_encode_base64url (token, sizeof token);
  json_object_set_string_member (message, "t", "relay-open");
  json_object_set_string_member (message, "token", self->token);
  portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
  if (self->state == STATE_CONNECTING)
    portunus_relay_socket_connect (self->socket, self->token);
}

static void
portunus_relay_lane_start (PortunusLane *lane)
{
  PortunusRelayLane *self = PORTUNUS_RELAY_LANE (lane);

  g_return_if_fail (self->state == STATE_NEW);

  set_state (self, STATE_CONNECTING);
  self->deadline = attach (self, g_timeout_source_new_seconds (CONNECT_SECONDS), deadline_cb);
  if (self->is_offerer)
    post (self, begin);
}

static void
portunus_relay_lane_negotiate (PortunusLane *lane,
                               JsonObject   *message)
{
  PortunusRelayLane *self = PORTUNUS_RELAY_LANE (lane);
  const char *type;
  const char *token;

  g_return_if_fail (self->state != STATE_NEW);
  if (self->state >= STATE_CLOSING)
    return;
  if (self->is_offerer || self->token != NULL || !portunus_json_get_string (message, "t", 16, &type, NULL)
      || strcmp (type, "relay-open") != 0 || !portunus_json_get_string (message, "token", 64, &token, NULL)
      || !portunus_relay_is_token (token))
    {
      finish_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A negotiation message of a relay is malformed");
      return;
    }
  self->token = g_strdup (token);
  portunus_relay_socket_connect (self->socket, token);
}

static void
portunus_relay_lane_send_control (PortunusLane *lane,
                                  GBytes       *message)
{
  PortunusRelayLane *self = PORTUNUS_RELAY_LANE (lane);

  if (self->state == STATE_OPEN)
    send_body (self, PORTUNUS_RELAY_FRAME_MESSAGE, message);
}

static gboolean
portunus_relay_lane_send_data (PortunusLane  *lane,
                               GBytes        *frame,
                               GError       **error)
{
  return portunus_relay_flow_send (PORTUNUS_RELAY_LANE (lane)->flow, frame, error);
}

static GBytes *
portunus_relay_lane_receive_data (PortunusLane  *lane,
                                  GError       **error)
{
  return portunus_relay_flow_receive (PORTUNUS_RELAY_LANE (lane)->flow, error);
}

static void
portunus_relay_lane_release_data (PortunusLane *lane,
                                  gsize         n_bytes)
{
  portunus_relay_flow_release (PORTUNUS_RELAY_LANE (lane)->flow, n_bytes);
}

static void
closed (gpointer data)
{
  finish (data, NULL);
}

/* The socket keeps itself alive until the goodbye has left. */
static void
portunus_relay_lane_close (PortunusLane *lane)
{
  PortunusRelayLane *self = PORTUNUS_RELAY_LANE (lane);

  if (self->state >= STATE_CLOSING)
    return;
  if (self->state == STATE_OPEN)
    send_number (self, PORTUNUS_RELAY_FRAME_BYE, 0);
  set_state (self, STATE_CLOSING);
  end_flow (self, NULL);
  portunus_relay_socket_close (self->socket);
  post (self, closed);
}

static const char *
portunus_relay_lane_get_kind (PortunusLane *lane)
{
  return "relay";
}

static void
portunus_relay_lane_dispose (GObject *object)
{
  PortunusRelayLane *self = PORTUNUS_RELAY_LANE (object);

  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->heartbeat);
  portunus_clear_source (&self->ack);
  end_flow (self, NULL);
  if (self->socket != NULL)
    portunus_relay_socket_close (self->socket);

  G_OBJECT_CLASS (portunus_relay_lane_parent_class)->dispose (object);
}

static void
portunus_relay_lane_finalize (GObject *object)
{
  PortunusRelayLane *self = PORTUNUS_RELAY_LANE (object);

  g_clear_object (&self->socket);
  g_clear_pointer (&self->flow, portunus_relay_flow_unref);
  g_free (self->token);

  G_OBJECT_CLASS (portunus_relay_lane_parent_class)->finalize (object);
}

static void
portunus_relay_lane_class_init (PortunusRelayLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  object_class->dispose = portunus_relay_lane_dispose;
  object_class->finalize = portunus_relay_lane_finalize;

  lane_class->get_kind = portunus_relay_lane_get_kind;
  lane_class->start = portunus_relay_lane_start;
  lane_class->negotiate = portunus_relay_lane_negotiate;
  lane_class->send_control = portunus_relay_lane_send_control;
  lane_class->send_data = portunus_relay_lane_send_data;
  lane_class->receive_data = portunus_relay_lane_receive_data;
  lane_class->release_data = portunus_relay_lane_release_data;
  lane_class->close = portunus_relay_lane_close;
}

static void
portunus_relay_lane_init (PortunusRelayLane *self)
{
  self->waker = portunus_relay_waker_new (G_OBJECT (self), flush);
  self->flow = portunus_relay_flow_new (portunus_relay_waker_wake, self->waker, portunus_relay_waker_free);
}

/**
 * portunus_relay_lane_new:
 * @where: which server and room; copied
 * @is_offerer: whether we speak first
 *
 * Returns: (transfer full): a lane that is not started
 */
PortunusLane *
portunus_relay_lane_new (const PortunusRelayWhere *where,
                         gboolean                  is_offerer)
{
  PortunusRelayLane *self = g_object_new (PORTUNUS_TYPE_RELAY_LANE, NULL);

  self->is_offerer = is_offerer;
  self->socket = portunus_relay_socket_new (where);
  g_signal_connect_object (self->socket, "paired", G_CALLBACK (paired_cb), self, 0);
  g_signal_connect_object (self->socket, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->socket, "closed", G_CALLBACK (closed_cb), self, 0);
  return PORTUNUS_LANE (self);
}
