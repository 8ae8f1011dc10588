/* portunus-tcp-meeting.c: finding the two TCP connections of a lane, from both ends at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-meeting.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "portunus-encoding.h"

/* Connections from anybody that may be under examination at once, and for how long one may be. */
#define MAX_VISITORS    16
#define VISITOR_SECONDS 3
/* Connections of the peer that wait to be taken; it makes one to each of our addresses, and we to each of its. */
#define MAX_OFFERED     (4 * PORTUNUS_TCP_MAX_ADDRESSES)

/* What the initiator says on the connection that it takes. */
#define TAKEN 1

struct _PortunusTcpMeeting
{
  GObject            parent_instance;

  /* Owned */
  GSocketClient     *client;
  GSocketService    *service;
  GCancellable      *cancellable;
  GSocketConnection *control;       /* the one that was taken */
  GSocketConnection *data;

  PortunusTcpSide    side;
  guint8             token[PORTUNUS_TCP_TOKEN_SIZE];
  guint              n_visitors;
  guint              n_offered;
  gboolean           is_taking;     /* the initiator: one is being told */
  gboolean           is_over;
};

/* One connection on its way into the lane. */
typedef struct
{
  PortunusTcpMeeting *meeting;
  GSocketConnection  *connection;
  GSocketAddress     *address;      /* where we connected to, NULL for a visitor */
  PortunusTcpChannel  channel;
  guint8              word;
} Visit;

enum
{
  MET,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusTcpMeeting, portunus_tcp_meeting, G_TYPE_OBJECT)

static Visit *
visit_new (PortunusTcpMeeting *meeting,
           GSocketAddress     *address,
           PortunusTcpChannel  channel)
{
  Visit *self = g_new0 (Visit, 1);

  self->meeting = g_object_ref (meeting);
  self->address = address != NULL ? g_object_ref (address) : NULL;
  self->channel = channel;
  return self;
}

static void
visit_free (Visit *self)
{
  g_clear_object (&self->connection);
  g_clear_object (&self->address);
  g_object_unref (self->meeting);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

/* A lane has pauses, and small frames in a hurry. */
static void
prepare (GSocketConnection *connection,
         guint              timeout_seconds)
{
  GSocket *socket = g_socket_connection_get_socket (connection);

  g_socket_set_timeout (socket, timeout_seconds);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

static void
check_met (PortunusTcpMeeting *self)
{
  g_autoptr (GSocketConnection) control = NULL;
  g_autoptr (GSocketConnection) data = NULL;

  if (self->is_over || self->control == NULL || self->data == NULL)
    return;
  control = g_steal_pointer (&self->control);
  data = g_steal_pointer (&self->data);
  portunus_tcp_meeting_end (self);
  prepare (control, 0);
  prepare (data, 0);
  g_signal_emit (self, signals[MET], 0, control, data);
}

static void connect_to (PortunusTcpMeeting *self,
                        GSocketAddress     *address,
                        PortunusTcpChannel  channel);

/* Whoever connected for control messages connects for data. */
static void
take_control (PortunusTcpMeeting *self,
              Visit              *visit)
{
  if (self->is_over || self->control != NULL)
    return;
  self->control = g_object_ref (visit->connection);
  if (visit->address != NULL)
    connect_to (self, visit->address, PORTUNUS_TCP_CHANNEL_DATA);
  else
    check_met (self);
}

static void
take_data (PortunusTcpMeeting *self,
           Visit              *visit)
{
  if (self->is_over || self->data != NULL)
    return;
  self->data = g_object_ref (visit->connection);
  check_met (self);
}

static void
told_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Visit) visit = user_data;
  PortunusTcpMeeting *self = visit->meeting;

  self->is_taking = FALSE;
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    take_control (self, visit);
}

static void
heard_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (Visit) visit = user_data;
  gsize n_read = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &n_read, NULL) && n_read == 1
      && visit->word == TAKEN)
    take_control (visit->meeting, visit);
}

/* Both know that the other is the one; the initiator says which of several such connections it is to be. */
static void
settle (Visit *visit)
{
  PortunusTcpMeeting *self = visit->meeting;
  GIOStream *stream = G_IO_STREAM (visit->connection);

  if (visit->channel == PORTUNUS_TCP_CHANNEL_DATA)
    {
      take_data (self, visit);
      visit_free (visit);
    }
  else if (!self->side.is_initiator && self->n_offered < MAX_OFFERED)
    {
      self->n_offered++;
      prepare (visit->connection, 0);
      g_input_stream_read_all_async (g_io_stream_get_input_stream (stream), &visit->word, 1, G_PRIORITY_DEFAULT,
                                     self->cancellable, heard_cb, visit);
    }
  else if (self->side.is_initiator && self->control == NULL && !self->is_taking)
    {
      self->is_taking = TRUE;
      visit->word = TAKEN;
      g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), &visit->word, 1, G_PRIORITY_DEFAULT,
                                       self->cancellable, told_cb, visit);
    }
  else
    {
      visit_free (visit);
    }
}

static void
greeted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (Visit) visit = user_data;
  g_autoptr (GError) error = NULL;

  if (!portunus_tcp_greet_finish (G_IO_STREAM (source), result, &error))
    g_debug ("An address of the peer does not answer: %s", error->message);
  else if (!visit->meeting->is_over)
    settle (g_steal_pointer (&visit));
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Visit) visit = user_data;
  PortunusTcpMeeting *self = visit->meeting;
  g_autoptr (GError) error = NULL;

  visit->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (visit->connection == NULL)
    {
      g_debug ("An address of the peer cannot be reached: %s", error->message);
      return;
    }
  if (self->is_over)
    return;
  prepare (visit->connection, VISITOR_SECONDS);
  portunus_tcp_greet_async (G_IO_STREAM (visit->connection), &self->side, visit->channel, self->cancellable,
                            greeted_cb, visit);
  visit = NULL;
}

static void
connect_to (PortunusTcpMeeting *self,
            GSocketAddress     *address,
            PortunusTcpChannel  channel)
{
  g_socket_client_connect_async (self->client, G_SOCKET_CONNECTABLE (address), self->cancellable, connected_cb,
                                 visit_new (self, address, channel));
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Visit) visit = user_data;
  g_autoptr (GError) error = NULL;

  visit->meeting->n_visitors--;
  if (!portunus_tcp_answer_finish (G_IO_STREAM (source), result, &visit->channel, &error))
    g_debug ("A visitor was turned away: %s", error->message);
  else if (!visit->meeting->is_over)
    settle (g_steal_pointer (&visit));
}

static gboolean
incoming_cb (GSocketService     *service,
             GSocketConnection  *connection,
             GObject            *source,
             PortunusTcpMeeting *self)
{
  Visit *visit;

  if (self->is_over || self->n_visitors >= MAX_VISITORS)
    return TRUE;
  self->n_visitors++;
  visit = visit_new (self, NULL, PORTUNUS_TCP_CHANNEL_CONTROL);
  visit->connection = g_object_ref (connection);
  prepare (connection, VISITOR_SECONDS);
  portunus_tcp_answer_async (G_IO_STREAM (connection), &self->side, self->cancellable, answered_cb, visit);
  return TRUE;
}

/**
 * portunus_tcp_meeting_listen:
 * @self: a meeting
 * @error: return location for a #GIOErrorEnum
 *
 * Returns: (transfer full): what the peer has to know, or %NULL
 */
JsonObject *
portunus_tcp_meeting_listen (PortunusTcpMeeting  *self,
                             GError             **error)
{
  guint16 port;

  if (self->side.is_initiator)
    portunus_fill_random (self->token, sizeof self->token);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (self->service), NULL, error);
  if (port == 0)
    return NULL;
  g_socket_service_start (self->service);
  return portunus_tcp_open_write (port, self->side.is_initiator ? self->token : NULL);
}

/**
 * portunus_tcp_meeting_knock:
 * @self: a meeting
 * @open: what the peer told
 *
 * Tries all its addresses at once.
 */
void
portunus_tcp_meeting_knock (PortunusTcpMeeting    *self,
                            const PortunusTcpOpen *open)
{
  if (!self->side.is_initiator)
    memcpy (self->token, open->token, sizeof self->token);
  for (guint i = 0; i < open->addresses->len; i++)
    connect_to (self, g_ptr_array_index (open->addresses, i), PORTUNUS_TCP_CHANNEL_CONTROL);
}

void
portunus_tcp_meeting_end (PortunusTcpMeeting *self)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  /* It closes its sockets when it goes, which is after what it still does. */
  g_socket_service_stop (self->service);
  g_clear_object (&self->service);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->control);
  g_clear_object (&self->data);
}

static void
portunus_tcp_meeting_finalize (GObject *object)
{
  PortunusTcpMeeting *self = PORTUNUS_TCP_MEETING (object);

  portunus_tcp_meeting_end (self);
  g_clear_object (&self->client);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (portunus_tcp_meeting_parent_class)->finalize (object);
}

static void
portunus_tcp_meeting_class_init (PortunusTcpMeetingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_tcp_meeting_finalize;

  signals[MET] = g_signal_new ("met", PORTUNUS_TYPE_TCP_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               2, G_TYPE_SOCKET_CONNECTION, G_TYPE_SOCKET_CONNECTION);
}

static void
portunus_tcp_meeting_init (PortunusTcpMeeting *self)
{
  self->cancellable = g_cancellable_new ();
  self->service = g_socket_service_new ();
  self->client = g_socket_client_new ();
  /* A proxy knows nothing of this network. */
  g_socket_client_set_enable_proxy (self->client, FALSE);
  self->side.token = self->token;
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (incoming_cb), self, 0);
}

/**
 * portunus_tcp_meeting_new:
 * @is_initiator: whether we make up the token and take the connection
 *
 * Returns: (transfer full): a meeting that is not begun
 */
PortunusTcpMeeting *
portunus_tcp_meeting_new (gboolean is_initiator)
{
  PortunusTcpMeeting *self = g_object_new (PORTUNUS_TYPE_TCP_MEETING, NULL);

  self->side.is_initiator = is_initiator;
  return self;
}
