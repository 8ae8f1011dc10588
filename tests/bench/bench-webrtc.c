/* bench-webrtc.c: how fast a bare webrtcbin moves bytes to another or to a browser's page; shares nothing with the lane
 * it is the yardstick of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MESSAGE_SIZE    65536
#define MAX_CONNECTIONS 8
#define NAIVE_HIGH      (16 * 1024 * 1024)
#define NAIVE_LOW       (8 * 1024 * 1024)

typedef struct
{
  struct _Bench        *bench;
  guint                 number;
  GstElement           *pipeline;
  GstElement           *webrtcbin;
  GstWebRTCDataChannel *control;
  GstWebRTCDataChannel *bulk;

  /* Guarded by the bench's mutex. */
  guint                 n_open;
  guint64               n_sent;
  guint64               n_acked;
  guint64               n_received;
} Connection;

typedef struct _Bench
{
  int        n_connections;
  int        window;
  int        ack_bytes;
  int        buffer_size;
  int        mib;
  gboolean   is_naive;
  int        page_fd;

  gboolean   is_sender;
  FILE      *signaling;
  GBytes    *payload;
  guint64    total;
  Connection connections[MAX_CONNECTIONS];

  /* Guards the counters here and in the connections, and writing to the signaling. */
  GMutex     mutex;
  GCond      cond;
  guint64    n_taken;
  guint64    n_received;
} Bench;

static void
signal_peer (Connection *connection,
             char        kind,
             const char *text)
{
  Bench *bench = connection->bench;
  g_autofree char *base64 = g_base64_encode ((const guchar *) text, strlen (text));

  g_mutex_lock (&bench->mutex);
  fprintf (bench->signaling, "%c %u %s\n", kind, connection->number, base64);
  fflush (bench->signaling);
  g_mutex_unlock (&bench->mutex);
}

static void
set_association_id_cb (const GValue *item,
                       gpointer      user_data)
{
  GstElement *element = g_value_get_object (item);

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "sctp-association-id") != NULL)
    g_object_set (element, "sctp-association-id", ((Connection *) user_data)->number + 1, NULL);
}

static void
tune (Connection *connection)
{
  g_autoptr (GstIterator) iterator = gst_bin_iterate_recurse (GST_BIN (connection->webrtcbin));
  g_autoptr (GObject) sctp = NULL;
  g_autoptr (GObject) dtls = NULL;
  g_autoptr (GObject) ice = NULL;

  gst_iterator_foreach (iterator, set_association_id_cb, connection);
  g_object_get (connection->webrtcbin, "sctp-transport", &sctp, NULL);
  g_object_get (sctp, "transport", &dtls, NULL);
  g_object_get (dtls, "transport", &ice, NULL);
  if (connection->bench->buffer_size > 0)
    g_object_set (ice, "send-buffer-size", connection->bench->buffer_size,
                  "receive-buffer-size", connection->bench->buffer_size, NULL);
}

static void
described_cb (GstPromise *promise,
              gpointer    user_data)
{
  Connection *connection = user_data;
  const char *kind = connection->bench->is_sender ? "offer" : "answer";
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  g_autofree char *text = NULL;

  gst_structure_get (gst_promise_get_reply (promise), kind, GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &description, NULL);
  tune (connection);
  g_signal_emit_by_name (connection->webrtcbin, "set-local-description", description, NULL);
  text = gst_sdp_message_as_text (description->sdp);
  signal_peer (connection, 'S', text);
}

static void
describe (Connection *connection)
{
  g_autoptr (GstPromise) promise = gst_promise_new_with_change_func (described_cb, connection, NULL);

  g_signal_emit_by_name (connection->webrtcbin, connection->bench->is_sender ? "create-offer" : "create-answer", NULL,
                         promise);
}

static void
candidate_cb (GstElement *webrtcbin,
              guint       mline,
              const char *candidate,
              Connection *connection)
{
  signal_peer (connection, 'C', candidate);
}

static void
take_description (Connection *connection,
                  const char *text)
{
  g_autoptr (GstWebRTCSessionDescription) description = NULL;
  GstSDPMessage *sdp = NULL;

  gst_sdp_message_new_from_text (text, &sdp);
  description = gst_webrtc_session_description_new (connection->bench->is_sender ? GST_WEBRTC_SDP_TYPE_ANSWER
                                                                                 : GST_WEBRTC_SDP_TYPE_OFFER, sdp);
  g_signal_emit_by_name (connection->webrtcbin, "set-remote-description", description, NULL);
  if (!connection->bench->is_sender)
    describe (connection);
}

static gpointer
read_signaling (gpointer data)
{
  Bench *bench = data;
  int fd = dup (fileno (bench->signaling));
  FILE *file = fdopen (fd, "r");
  char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, file) > 0)
    {
      g_auto (GStrv) fields = g_strsplit (g_strchomp (line), " ", 3);
      Connection *connection = &bench->connections[atoi (fields[1])];
      gsize length;
      g_autofree guchar *bytes = g_base64_decode (fields[2], &length);
      g_autofree char *text = g_strndup ((char *) bytes, length);

      if (fields[0][0] == 'S')
        take_description (connection, text);
      else
        g_signal_emit_by_name (connection->webrtcbin, "add-ice-candidate", 0, text);
    }
  free (line);
  fclose (file);
  return NULL;
}

static void
open_cb (GstWebRTCDataChannel *channel,
         Connection           *connection)
{
  g_mutex_lock (&connection->bench->mutex);
  connection->n_open++;
  g_cond_broadcast (&connection->bench->cond);
  g_mutex_unlock (&connection->bench->mutex);
}

static void
send_ack (Connection *connection,
          guint64     n_bytes)
{
  guint64 number = GUINT64_TO_BE (n_bytes);
  g_autoptr (GBytes) message = g_bytes_new (&number, sizeof number);

  gst_webrtc_data_channel_send_data_full (connection->control, message, NULL);
}

/* Everybody is told at the end, so that the sender learns of it without a window, too. */
static void
bulk_cb (GstWebRTCDataChannel *channel,
         GBytes               *message,
         Connection           *connection)
{
  Bench *bench = connection->bench;
  gboolean is_due[MAX_CONNECTIONS] = { FALSE };
  guint64 n_received[MAX_CONNECTIONS];
  gboolean is_last;

  g_mutex_lock (&bench->mutex);
  connection->n_received += g_bytes_get_size (message);
  bench->n_received += g_bytes_get_size (message);
  is_last = bench->n_received >= bench->total;
  for (int i = 0; i < bench->n_connections; i++)
    {
      Connection *other = &bench->connections[i];

      n_received[i] = other->n_received;
      is_due[i] = is_last || (!bench->is_naive && other == connection &&
                              other->n_received - other->n_acked >= (guint64) bench->ack_bytes);
      if (is_due[i])
        other->n_acked = other->n_received;
    }
  g_mutex_unlock (&bench->mutex);

  for (int i = 0; i < bench->n_connections; i++)
    if (is_due[i])
      send_ack (&bench->connections[i], n_received[i]);
}

static void
ack_cb (GstWebRTCDataChannel *channel,
        GBytes               *message,
        Connection           *connection)
{
  guint64 number;

  memcpy (&number, g_bytes_get_data (message, NULL), sizeof number);
  g_mutex_lock (&connection->bench->mutex);
  connection->n_acked = GUINT64_FROM_BE (number);
  g_cond_broadcast (&connection->bench->cond);
  g_mutex_unlock (&connection->bench->mutex);
}

static void
drained_cb (GstWebRTCDataChannel *channel,
            Connection           *connection)
{
  g_mutex_lock (&connection->bench->mutex);
  g_cond_broadcast (&connection->bench->cond);
  g_mutex_unlock (&connection->bench->mutex);
}

static GstWebRTCDataChannel *
create_channel (Connection *connection,
                const char *label,
                int         id,
                GCallback   message_cb)
{
  g_autoptr (GstStructure) options = gst_structure_new ("options", "negotiated", G_TYPE_BOOLEAN, TRUE,
                                                        "id", G_TYPE_INT, id, NULL);
  GstWebRTCDataChannel *channel = NULL;

  g_signal_emit_by_name (connection->webrtcbin, "create-data-channel", label, options, &channel);
  g_signal_connect (channel, "on-open", G_CALLBACK (open_cb), connection);
  g_signal_connect (channel, "on-message-data", message_cb, connection);
  return channel;
}

static void
start_connection (Bench *bench,
                  guint  number)
{
  Connection *connection = &bench->connections[number];
  g_autoptr (GObject) ice = NULL;

  connection->bench = bench;
  connection->number = number;
  connection->pipeline = gst_pipeline_new (NULL);
  connection->webrtcbin = gst_element_factory_make ("webrtcbin", NULL);
  g_object_set (connection->webrtcbin, "bundle-policy", GST_WEBRTC_BUNDLE_POLICY_MAX_BUNDLE, NULL);
  g_object_get (connection->webrtcbin, "ice-agent", &ice, NULL);
  g_object_set (ice, "ice-tcp", FALSE, NULL);
  gst_bin_add (GST_BIN (connection->pipeline), connection->webrtcbin);
  g_signal_connect (connection->webrtcbin, "on-ice-candidate", G_CALLBACK (candidate_cb), connection);
  gst_element_set_state (connection->pipeline, GST_STATE_READY);
  connection->control = create_channel (connection, "control", 0, G_CALLBACK (ack_cb));
  connection->bulk = create_channel (connection, "bulk", 1, G_CALLBACK (bulk_cb));
  if (bench->is_naive)
    {
      g_object_set (connection->bulk, "buffered-amount-low-threshold", (guint64) NAIVE_LOW, NULL);
      g_signal_connect (connection->bulk, "on-buffered-amount-low", G_CALLBACK (drained_cb), connection);
    }
  gst_element_set_state (connection->pipeline, GST_STATE_PLAYING);
  if (bench->is_sender)
    describe (connection);
}

static gboolean
is_full (Connection *connection)
{
  guint64 n_buffered;

  if (!connection->bench->is_naive)
    return connection->n_sent - connection->n_acked + MESSAGE_SIZE > (guint64) connection->bench->window;
  g_object_get (connection->bulk, "buffered-amount", &n_buffered, NULL);
  return n_buffered > NAIVE_HIGH;
}

static gpointer
send_all (gpointer data)
{
  Connection *connection = data;
  Bench *bench = connection->bench;

  for (;;)
    {
      gboolean is_done;

      g_mutex_lock (&bench->mutex);
      while (is_full (connection))
        g_cond_wait_until (&bench->cond, &bench->mutex, g_get_monotonic_time () + 100 * G_TIME_SPAN_MILLISECOND);
      is_done = bench->n_taken >= bench->total;
      if (!is_done)
        {
          bench->n_taken += MESSAGE_SIZE;
          connection->n_sent += MESSAGE_SIZE;
        }
      g_mutex_unlock (&bench->mutex);

      if (is_done)
        return NULL;
      if (!gst_webrtc_data_channel_send_data_full (connection->bulk, bench->payload, NULL))
        g_error ("The channel does not take more");
    }
}

static gboolean
are_open (Bench *bench)
{
  for (int i = 0; i < bench->n_connections; i++)
    if (bench->connections[i].n_open < 2)
      return FALSE;
  return TRUE;
}

static gboolean
are_acked (Bench *bench)
{
  guint64 n_acked = 0;

  for (int i = 0; i < bench->n_connections; i++)
    n_acked += bench->connections[i].n_acked;
  return n_acked >= bench->total;
}

static void
wait_for (Bench     *bench,
          gboolean (*predicate) (Bench *bench))
{
  g_mutex_lock (&bench->mutex);
  while (!predicate (bench))
    g_cond_wait (&bench->cond, &bench->mutex);
  g_mutex_unlock (&bench->mutex);
}

static void
run_sender (Bench *bench)
{
  GThread *threads[MAX_CONNECTIONS];
  gint64 start_us;
  double seconds;

  wait_for (bench, are_open);
  start_us = g_get_monotonic_time ();
  for (int i = 0; i < bench->n_connections; i++)
    threads[i] = g_thread_new ("send", send_all, &bench->connections[i]);
  for (int i = 0; i < bench->n_connections; i++)
    g_thread_join (threads[i]);
  wait_for (bench, are_acked);
  seconds = (g_get_monotonic_time () - start_us) / (double) G_USEC_PER_SEC;
  printf ("{\"mb_s\":%.1f,\"seconds\":%.3f}\n", bench->total / seconds / 1e6, seconds);
  fflush (stdout);
}

static void
run (Bench *bench,
     int    fd)
{
  g_autofree guint32 *noise = g_new (guint32, MESSAGE_SIZE / 4);

  for (guint i = 0; i < MESSAGE_SIZE / 4; i++)
    noise[i] = g_random_int ();
  gst_init (NULL, NULL);
  bench->signaling = fdopen (fd, "r+");
  bench->payload = g_bytes_new (noise, MESSAGE_SIZE);
  for (int i = 0; i < bench->n_connections; i++)
    start_connection (bench, i);
  if (!bench->is_sender)
    {
      read_signaling (bench);
      _exit (0);
    }
  g_thread_unref (g_thread_new ("signaling", read_signaling, bench));
  run_sender (bench);
  shutdown (fd, SHUT_RDWR);
  wait (NULL);
  _exit (0);
}

/* The peer is a child of ours, or a page to which somebody passes our lines on. */
static gboolean
connect_peer (Bench *bench,
              int   *fd)
{
  int fds[2];

  *fd = bench->page_fd;
  if (*fd >= 0)
    return TRUE;
  if (socketpair (AF_UNIX, SOCK_STREAM, 0, fds) != 0)
    return FALSE;
  bench->is_sender = fork () != 0;
  close (fds[bench->is_sender ? 1 : 0]);
  *fd = fds[bench->is_sender ? 0 : 1];
  return TRUE;
}

int
main (int   argc,
      char *argv[])
{
  static Bench bench = { .n_connections = 2, .window = 768 * 1024, .ack_bytes = 65536, .buffer_size = 4 << 20,
                         .mib = 300, .page_fd = -1 };
  GOptionEntry entries[] = {
    { "connections", 0, 0, G_OPTION_ARG_INT, &bench.n_connections, "Peer connections", "N" },
    { "window", 0, 0, G_OPTION_ARG_INT, &bench.window, "Unacknowledged bytes on each", "BYTES" },
    { "ack", 0, 0, G_OPTION_ARG_INT, &bench.ack_bytes, "Bytes between acknowledgements", "BYTES" },
    { "buffers", 0, 0, G_OPTION_ARG_INT, &bench.buffer_size, "Size of the socket buffers, 0 for the default", "BYTES" },
    { "mib", 0, 0, G_OPTION_ARG_INT, &bench.mib, "How much to send", "MIB" },
    { "page", 0, 0, G_OPTION_ARG_INT, &bench.page_fd, "The peer is a page behind this socket, and sends", "FD" },
    { "send", 0, 0, G_OPTION_ARG_NONE, &bench.is_sender, "Send to the page", NULL },
    { "naive", 0, 0, G_OPTION_ARG_NONE, &bench.is_naive, "One connection, no window, default buffers", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || bench.n_connections < 1 ||
      bench.n_connections > MAX_CONNECTIONS)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "bad arguments");
      return 2;
    }
  if (bench.is_naive)
    {
      bench.n_connections = 1;
      bench.buffer_size = 0;
    }
  bench.total = (guint64) bench.mib << 20;
  if (!connect_peer (&bench, &fd))
    return 1;
  run (&bench, fd);
  return 0;
}
