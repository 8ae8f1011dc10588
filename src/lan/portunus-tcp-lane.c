/* portunus-tcp-lane.c: the lane straight over TCP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-lane.h"

#include "portunus-addresses.h"
#include "portunus-context.h"
#include "portunus-tcp-control.h"
#include "portunus-tcp-meeting.h"
#include "portunus-tcp-pipe.h"
#include "portunus-transfer-error.h"

#define CONNECT_SECONDS 10
#define PING_SECONDS 5
#define SILENCE_MS 15000
/* How long a peer that said goodbye may take to hang up on the data connection, whose last frames still come. */
#define DRAIN_SECONDS 5

typedef enum
{
  STATE_NEW,
  STATE_MEETING,
  STATE_OPEN,
  STATE_CLOSING,
  STATE_CLOSED,
} State;

struct _PortunusTcpLane
{
  PortunusLane        parent_instance;

  /* Owned */
  GMainContext       *context;
  PortunusTcpMeeting *meeting;
  PortunusTcpControl *control;
  PortunusTcpPipe    *pipe;
  GSource            *deadline;
  GSource            *heartbeat;

  State               state;
  gboolean            is_offerer;
  gboolean            has_told;
  gboolean            has_heard;
};

G_DEFINE_FINAL_TYPE (PortunusTcpLane, portunus_tcp_lane, PORTUNUS_TYPE_LANE)

static GSource *
attach (PortunusTcpLane *self,
        guint            seconds,
        GSourceFunc      callback)
{
  GSource *source = g_timeout_source_new_seconds (seconds);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

static void
end_pipe (PortunusTcpLane *self,
          const GError    *error)
{
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The lane was closed");

  portunus_tcp_pipe_end (self->pipe, error != NULL ? error : cancelled);
}

/* The one way out; workers are seen to by who calls it. */
static void
close_with (PortunusTcpLane *self,
            const GError    *error)
{
  g_autoptr (PortunusTcpLane) guard = g_object_ref (self);

  self->state = STATE_CLOSED;
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->heartbeat);
  portunus_tcp_meeting_end (self->meeting);
  portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

static void
fail (PortunusTcpLane *self,
      const GError    *error)
{
  if (self->state >= STATE_CLOSING)
    return;
  end_pipe (self, error);
  if (self->control != NULL)
    portunus_tcp_control_drop (self->control);
  close_with (self, error);
}

static void
fail_with (PortunusTcpLane       *self,
           PortunusTransferError  code,
           const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  fail (self, error);
}

static gboolean
deadline_cb (gpointer user_data)
{
  fail_with (user_data, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
             "Neither machine reaches the other by TCP: they may be in different networks, or behind firewalls");
  return G_SOURCE_REMOVE;
}

static gboolean
heartbeat_cb (gpointer user_data)
{
  PortunusTcpLane *self = user_data;

  if (portunus_tcp_control_get_silence_ms (self->control) < SILENCE_MS)
    {
      portunus_tcp_control_send (self->control, PORTUNUS_TCP_FRAME_PING, NULL);
      return G_SOURCE_CONTINUE;
    }
  fail_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side is silent");
  return G_SOURCE_REMOVE;
}

static void
message_cb (PortunusTcpControl *control,
            GBytes             *message,
            PortunusTcpLane    *self)
{
  portunus_lane_emit_control (PORTUNUS_LANE (self), message);
}

static GError *
make_goodbye_error (void)
{
  return g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                      "The other side closed the connection");
}

static gboolean
drained_cb (gpointer user_data)
{
  g_autoptr (GError) error = make_goodbye_error ();

  portunus_tcp_pipe_end (user_data, error);
  return G_SOURCE_REMOVE;
}

/* The worker reads to the end, which this puts a time to. */
static void
goodbye_cb (PortunusTcpControl *control,
            PortunusTcpLane    *self)
{
  g_autoptr (GError) error = make_goodbye_error ();
  g_autoptr (GSource) drain = g_timeout_source_new_seconds (DRAIN_SECONDS);

  portunus_tcp_pipe_end_after_last (self->pipe, error);
  g_source_set_callback (drain, drained_cb, portunus_tcp_pipe_ref (self->pipe),
                         (GDestroyNotify) portunus_tcp_pipe_unref);
  g_source_attach (drain, self->context);
  close_with (self, NULL);
}

static void
control_closed_cb (PortunusTcpControl *control,
                   GError             *error,
                   PortunusTcpLane    *self)
{
  fail (self, error);
}

static const char *
judge_path (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  return G_IS_INET_SOCKET_ADDRESS (local) && G_IS_INET_SOCKET_ADDRESS (remote)
         && portunus_addresses_are_near (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local)),
                                         g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)))
           ? "LAN" : "direct";
}

static void
met_cb (PortunusTcpMeeting *meeting,
        GSocketConnection  *control,
        GSocketConnection  *data,
        PortunusTcpLane    *self)
{
  self->state = STATE_OPEN;
  portunus_clear_source (&self->deadline);
  portunus_tcp_pipe_open (self->pipe, data);
  self->control = portunus_tcp_control_new (control);
  g_signal_connect_object (self->control, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->control, "goodbye", G_CALLBACK (goodbye_cb), self, 0);
  g_signal_connect_object (self->control, "closed", G_CALLBACK (control_closed_cb), self, 0);
  self->heartbeat = attach (self, PING_SECONDS, heartbeat_cb);
  portunus_lane_emit_opened (PORTUNUS_LANE (self), judge_path (control));
  if (self->state == STATE_OPEN)
    portunus_tcp_control_start (self->control);
}

/* We may be gone afterwards. */
static void
tell (PortunusTcpLane *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) message = portunus_tcp_meeting_listen (self->meeting, &error);

  self->has_told = TRUE;
  if (message == NULL)
    fail_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, error->message);
  else
    portunus_lane_emit_negotiation (PORTUNUS_LANE (self), message);
}

static void
begin (gpointer data)
{
  PortunusTcpLane *self = data;

  if (self->state == STATE_MEETING)
    tell (self);
}

static void
portunus_tcp_lane_start (PortunusLane *lane)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (lane);

  g_return_if_fail (self->state == STATE_NEW);

  self->state = STATE_MEETING;
  self->deadline = attach (self, CONNECT_SECONDS, deadline_cb);
  if (self->is_offerer)
    portunus_context_post (self->context, begin, g_object_ref (self), g_object_unref);
}

static void
portunus_tcp_lane_negotiate (PortunusLane *lane,
                             JsonObject   *message)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (lane);
  g_autoptr (PortunusTcpOpen) open = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (self->state != STATE_NEW);
  if (self->state >= STATE_CLOSING)
    return;
  if (self->has_heard || (self->is_offerer && !self->has_told))
    {
      fail_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A negotiation message of a TCP connection is out of place");
      return;
    }
  self->has_heard = TRUE;
  open = portunus_tcp_open_read (message, !self->is_offerer, &error);
  if (open == NULL)
    {
      fail (self, error);
      return;
    }
  /* The meeting may be over before the initiator has heard where we listen. */
  if (self->state == STATE_OPEN)
    return;
  portunus_tcp_meeting_knock (self->meeting, open);
  if (!self->is_offerer)
    tell (self);
}

static void
portunus_tcp_lane_send_control (PortunusLane *lane,
                                GBytes       *message)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (lane);

  if (self->state == STATE_OPEN)
    portunus_tcp_control_send (self->control, PORTUNUS_TCP_FRAME_MESSAGE, message);
}

typedef struct
{
  PortunusTcpLane *lane;
  GError          *error;
} Failure;

static void
failure_free (gpointer data)
{
  Failure *self = data;

  g_object_unref (self->lane);
  g_error_free (self->error);
  g_free (self);
}

static void
report (gpointer data)
{
  Failure *failure = data;

  fail (failure->lane, failure->error);
}

/* What a worker runs into ends the lane, where it is not the end of the lane that it runs into. */
static void
post_failure (PortunusTcpLane *self,
              const GError    *error)
{
  Failure *failure = g_new0 (Failure, 1);

  failure->lane = g_object_ref (self);
  failure->error = g_error_copy (error);
  portunus_context_post (self->context, report, failure, failure_free);
}

static gboolean
portunus_tcp_lane_send_data (PortunusLane  *lane,
                             GBytes        *frame,
                             GError       **error)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (lane);
  GError *local_error = NULL;

  if (portunus_tcp_pipe_send (self->pipe, frame, &local_error))
    return TRUE;
  post_failure (self, local_error);
  g_propagate_error (error, local_error);
  return FALSE;
}

static GBytes *
portunus_tcp_lane_receive_data (PortunusLane  *lane,
                                GError       **error)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (lane);
  GError *local_error = NULL;
  GBytes *frame = portunus_tcp_pipe_receive (self->pipe, &local_error);

  if (frame != NULL)
    return frame;
  post_failure (self, local_error);
  g_propagate_error (error, local_error);
  return NULL;
}

/* A worker that does not read is all the credit that TCP needs. */
static void
portunus_tcp_lane_release_data (PortunusLane *lane,
                                gsize         n_bytes)
{
}

static void
closed (gpointer data)
{
  close_with (data, NULL);
}

static void
portunus_tcp_lane_close (PortunusLane *lane)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (lane);

  if (self->state >= STATE_CLOSING)
    return;
  self->state = STATE_CLOSING;
  end_pipe (self, NULL);
  portunus_tcp_meeting_end (self->meeting);
  if (self->control != NULL)
    portunus_tcp_control_leave (self->control);
  portunus_context_post (self->context, closed, g_object_ref (self), g_object_unref);
}

static const char *
portunus_tcp_lane_get_kind (PortunusLane *lane)
{
  return "tcp";
}

static void
portunus_tcp_lane_dispose (GObject *object)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (object);

  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->heartbeat);
  end_pipe (self, NULL);
  portunus_tcp_meeting_end (self->meeting);

  G_OBJECT_CLASS (portunus_tcp_lane_parent_class)->dispose (object);
}

static void
portunus_tcp_lane_finalize (GObject *object)
{
  PortunusTcpLane *self = PORTUNUS_TCP_LANE (object);

  g_clear_object (&self->meeting);
  g_clear_object (&self->control);
  g_clear_pointer (&self->pipe, portunus_tcp_pipe_unref);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (portunus_tcp_lane_parent_class)->finalize (object);
}

static void
portunus_tcp_lane_class_init (PortunusTcpLaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  object_class->dispose = portunus_tcp_lane_dispose;
  object_class->finalize = portunus_tcp_lane_finalize;

  lane_class->get_kind = portunus_tcp_lane_get_kind;
  lane_class->start = portunus_tcp_lane_start;
  lane_class->negotiate = portunus_tcp_lane_negotiate;
  lane_class->send_control = portunus_tcp_lane_send_control;
  lane_class->send_data = portunus_tcp_lane_send_data;
  lane_class->receive_data = portunus_tcp_lane_receive_data;
  lane_class->release_data = portunus_tcp_lane_release_data;
  lane_class->close = portunus_tcp_lane_close;
}

static void
portunus_tcp_lane_init (PortunusTcpLane *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->pipe = portunus_tcp_pipe_new ();
}

/**
 * portunus_tcp_lane_new:
 * @is_offerer: whether we speak first
 *
 * Returns: (transfer full): a lane that is not started
 */
PortunusLane *
portunus_tcp_lane_new (gboolean is_offerer)
{
  PortunusTcpLane *self = g_object_new (PORTUNUS_TYPE_TCP_LANE, NULL);

  self->is_offerer = is_offerer;
  self->meeting = portunus_tcp_meeting_new (is_offerer);
  g_signal_connect_object (self->meeting, "met", G_CALLBACK (met_cb), self, 0);
  return PORTUNUS_LANE (self);
}
