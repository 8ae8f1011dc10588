/* portunus-tcp-control.c: the control connection of a TCP lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-control.h"

#include "portunus-lane.h"
#include "portunus-transfer-error.h"

/* A peer that asks and never reads would else fill our memory. */
#define MAX_QUEUED (4 * 1024 * 1024)
/* How long a peer may take to hang up after our goodbye. */
#define LEAVE_SECONDS 3

struct _PortunusTcpControl
{
  GObject            parent_instance;

  /* Owned */
  GSocketConnection *connection;
  GCancellable      *cancellable;
  GBytes            *written;        /* on its way, NULL when nothing is */
  guint8            *body;
  GSource           *leave;

  GQueue             queue;          /* of GBytes */
  gsize              n_queued;
  gint64             heard_us;
  guint8             head[PORTUNUS_TCP_HEAD_SIZE];
  PortunusTcpFrameType type;
  gsize              length;
  gboolean           has_pong;       /* one is in the queue */
  gboolean           is_leaving;
  gboolean           is_over;
};

enum
{
  MESSAGE,
  GOODBYE,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusTcpControl, portunus_tcp_control, G_TYPE_OBJECT)

static void read_head  (PortunusTcpControl *self);
static void write_next (PortunusTcpControl *self);

static void
end (PortunusTcpControl    *self,
     PortunusTransferError  code,
     const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);
  gboolean is_leaving = self->is_leaving;

  if (self->is_over)
    return;
  portunus_tcp_control_drop (self);
  if (!is_leaving)
    g_signal_emit (self, signals[CLOSED], 0, error);
}

static void
end_broken (PortunusTcpControl *self)
{
  end (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The connection to the other side broke");
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PortunusTcpControl) self = user_data;
  gboolean is_ok = g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);

  g_clear_pointer (&self->written, g_bytes_unref);
  if (self->is_over)
    return;
  if (is_ok)
    write_next (self);
  else
    end_broken (self);
}

/* After a goodbye the peer hangs up: were we first, what it still says would make the kernel throw the goodbye away. */
static void
end_writing (PortunusTcpControl *self)
{
  if (self->is_leaving)
    g_socket_shutdown (g_socket_connection_get_socket (self->connection), FALSE, TRUE, NULL);
}

static void
write_next (PortunusTcpControl *self)
{
  gconstpointer data;
  gsize length;

  if (self->written != NULL)
    return;
  self->written = g_queue_pop_head (&self->queue);
  if (self->written == NULL)
    {
      end_writing (self);
      return;
    }
  data = g_bytes_get_data (self->written, &length);
  self->n_queued -= length;
  if (length == PORTUNUS_TCP_HEAD_SIZE && *(const guint8 *) data == PORTUNUS_TCP_FRAME_PONG)
    self->has_pong = FALSE;
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), data, length,
                                   G_PRIORITY_DEFAULT, self->cancellable, written_cb, g_object_ref (self));
}

static GBytes *
make_frame (PortunusTcpFrameType  type,
            GBytes               *body)
{
  guint8 head[PORTUNUS_TCP_HEAD_SIZE];
  GByteArray *frame = g_byte_array_new ();
  gsize length = 0;
  gconstpointer data = body != NULL ? g_bytes_get_data (body, &length) : NULL;

  portunus_tcp_head_write (head, type, length);
  g_byte_array_append (frame, head, sizeof head);
  if (length > 0)
    g_byte_array_append (frame, data, length);
  return g_byte_array_free_to_bytes (frame);
}

/**
 * portunus_tcp_control_send:
 * @self: a control connection
 * @type: what it is
 * @body: (nullable): at most %PORTUNUS_LANE_MAX_CONTROL bytes
 *
 * Queues a frame for the peer. Ends the connection where the peer has not read for a long time.
 */
void
portunus_tcp_control_send (PortunusTcpControl   *self,
                           PortunusTcpFrameType  type,
                           GBytes               *body)
{
  GBytes *frame;

  if (self->is_over || self->is_leaving)
    return;
  frame = make_frame (type, body);
  self->n_queued += g_bytes_get_size (frame);
  g_queue_push_tail (&self->queue, frame);
  if (self->n_queued > MAX_QUEUED)
    end (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side does not listen");
  else
    write_next (self);
}

/* One sign of life answers all that asked for one meanwhile. */
static void
send_pong (PortunusTcpControl *self)
{
  if (self->has_pong)
    return;
  self->has_pong = TRUE;
  portunus_tcp_control_send (self, PORTUNUS_TCP_FRAME_PONG, NULL);
}

static void
take_goodbye (PortunusTcpControl *self)
{
  gboolean is_leaving = self->is_leaving;

  portunus_tcp_control_drop (self);
  if (!is_leaving)
    g_signal_emit (self, signals[GOODBYE], 0);
}

static void
take_frame (PortunusTcpControl *self,
            GBytes             *body)
{
  self->heard_us = g_get_monotonic_time ();
  switch (self->type)
    {
    case PORTUNUS_TCP_FRAME_MESSAGE:
      if (!self->is_leaving)
        g_signal_emit (self, signals[MESSAGE], 0, body);
      break;
    case PORTUNUS_TCP_FRAME_PING:
      send_pong (self);
      break;
    case PORTUNUS_TCP_FRAME_PONG:
      break;
    case PORTUNUS_TCP_FRAME_BYE:
      take_goodbye (self);
      break;
    case PORTUNUS_TCP_FRAME_DATA:
    default:
      end (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "Data came over the connection for control messages");
      break;
    }
  read_head (self);
}

static void
body_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusTcpControl) self = user_data;
  g_autoptr (GBytes) body = g_bytes_new_take (g_steal_pointer (&self->body), self->length);
  gsize n_read = 0;
  gboolean is_ok = g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_read, NULL);

  if (self->is_over)
    return;
  if (is_ok && n_read == self->length)
    take_frame (self, body);
  else
    end_broken (self);
}

static void
head_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusTcpControl) self = user_data;
  g_autoptr (GError) error = NULL;
  gsize n_read = 0;
  gboolean is_ok = g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_read, NULL);

  if (self->is_over)
    return;
  if (!is_ok || n_read < sizeof self->head)
    {
      end_broken (self);
      return;
    }
  if (!portunus_tcp_head_read (self->head, &self->type, &self->length, &error))
    {
      end (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, error->message);
      return;
    }
  self->body = g_malloc (self->length);
  g_input_stream_read_all_async (G_INPUT_STREAM (source), self->body, self->length, G_PRIORITY_DEFAULT,
                                 self->cancellable, body_read_cb, g_object_ref (self));
}

static void
read_head (PortunusTcpControl *self)
{
  if (!self->is_over)
    g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (self->connection)), self->head,
                                   sizeof self->head, G_PRIORITY_DEFAULT, self->cancellable, head_read_cb,
                                   g_object_ref (self));
}

static void
portunus_tcp_control_finalize (GObject *object)
{
  PortunusTcpControl *self = PORTUNUS_TCP_CONTROL (object);

  portunus_tcp_control_drop (self);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->written, g_bytes_unref);
  g_free (self->body);

  G_OBJECT_CLASS (portunus_tcp_control_parent_class)->finalize (object);
}

static void
portunus_tcp_control_class_init (PortunusTcpControlClass *klass)
{
  GType type = PORTUNUS_TYPE_TCP_CONTROL;

  G_OBJECT_CLASS (klass)->finalize = portunus_tcp_control_finalize;

  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                   G_TYPE_BYTES);
  signals[GOODBYE] = g_signal_new ("goodbye", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_ERROR);
}

static void
portunus_tcp_control_init (PortunusTcpControl *self)
{
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->queue);
}

/**
 * portunus_tcp_control_new:
 * @connection: to the peer, who has shown that it is
 *
 * Returns: (transfer full): its control connection
 */
PortunusTcpControl *
portunus_tcp_control_new (GSocketConnection *connection)
{
  PortunusTcpControl *self = g_object_new (PORTUNUS_TYPE_TCP_CONTROL, NULL);

  self->connection = g_object_ref (connection);
  self->heard_us = g_get_monotonic_time ();
  return self;
}

void
portunus_tcp_control_start (PortunusTcpControl *self)
{
  read_head (self);
}

/**
 * portunus_tcp_control_get_silence_ms:
 * @self: a control connection
 *
 * Returns: how long ago anything came, in milliseconds
 */
guint
portunus_tcp_control_get_silence_ms (PortunusTcpControl *self)
{
  return (g_get_monotonic_time () - self->heard_us) / 1000;
}

static gboolean
leave_cb (gpointer user_data)
{
  portunus_tcp_control_drop (user_data);
  return G_SOURCE_REMOVE;
}

/**
 * portunus_tcp_control_leave:
 * @self: a control connection
 *
 * Says goodbye, and waits for the peer to hang up, but no more than 3 s.
 */
void
portunus_tcp_control_leave (PortunusTcpControl *self)
{
  if (self->is_over || self->is_leaving)
    return;
  portunus_tcp_control_send (self, PORTUNUS_TCP_FRAME_BYE, NULL);
  if (self->is_over)
    return;
  self->is_leaving = TRUE;
  write_next (self);
  self->leave = g_timeout_source_new_seconds (LEAVE_SECONDS);
  g_source_set_callback (self->leave, leave_cb, g_object_ref (self), g_object_unref);
  g_source_attach (self->leave, g_main_context_get_thread_default ());
}

void
portunus_tcp_control_drop (PortunusTcpControl *self)
{
  g_autoptr (PortunusTcpControl) guard = NULL;

  if (self->is_over)
    return;
  self->is_over = TRUE;
  if (self->leave != NULL)
    {
      /* Which may hold the last reference. */
      guard = g_object_ref (self);
      g_source_destroy (self->leave);
      g_clear_pointer (&self->leave, g_source_unref);
    }
  g_cancellable_cancel (self->cancellable);
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  /* The descriptor goes with the last operation on it. */
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), TRUE, TRUE, NULL);
}
