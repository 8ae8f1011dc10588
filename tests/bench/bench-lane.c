/* bench-lane.c: how fast the WebRTC lane moves bytes between two processes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "portunus-rtc-lane-private.h"
#include "portunus-rtc-pipe.h"
#include "portunus-rtc-plugins.h"

typedef struct
{
  PortunusLane *lane;
  GMainLoop    *loop;
  guint64       total;
  gint64        connect_us;
  gint64        start_us;
} Bench;

static gpointer
send_on_worker (gpointer data)
{
  Bench *bench = data;
  g_autofree guint32 *noise = g_malloc (PORTUNUS_LANE_MAX_DATA);
  g_autoptr (GBytes) frame = NULL;
  guint64 n_left = bench->total;

  for (guint i = 0; i < PORTUNUS_LANE_MAX_DATA / 4; i++)
    noise[i] = g_random_int ();
  frame = g_bytes_new_take (g_steal_pointer (&noise), PORTUNUS_LANE_MAX_DATA);

  while (n_left > 0)
    {
      gsize length = MIN (n_left, PORTUNUS_LANE_MAX_DATA);
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (frame, 0, length);
      g_autoptr (GError) error = NULL;

      if (!portunus_lane_send_data (bench->lane, part, &error))
        g_error ("%s", error->message);
      n_left -= length;
    }
  return NULL;
}

static gboolean
report_done_cb (gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GBytes) message = g_bytes_new_static ("done", 4);

  portunus_lane_send_control (bench->lane, message);
  return G_SOURCE_REMOVE;
}

static gpointer
receive_on_worker (gpointer data)
{
  Bench *bench = data;
  guint64 n_left = bench->total;

  while (n_left > 0)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) frame = portunus_lane_receive_data (bench->lane, &error);

      if (frame == NULL)
        g_error ("%s", error->message);
      n_left -= g_bytes_get_size (frame);
      portunus_lane_release_data (bench->lane, g_bytes_get_size (frame));
    }
  g_idle_add (report_done_cb, bench);
  return NULL;
}

static void
sender_opened_cb (PortunusLane *lane,
                  Bench        *bench)
{
  bench->start_us = g_get_monotonic_time ();
  g_thread_unref (g_thread_new ("send", send_on_worker, bench));
}

static void
receiver_opened_cb (PortunusLane *lane,
                    Bench        *bench)
{
  g_thread_unref (g_thread_new ("receive", receive_on_worker, bench));
}

static void
done_cb (PortunusLane *lane,
         GBytes       *message,
         Bench        *bench)
{
  double seconds = (g_get_monotonic_time () - bench->start_us) / (double) G_USEC_PER_SEC;

  printf ("{\"mb_s\":%.1f,\"seconds\":%.3f,\"connect_ms\":%.0f,\"path\":\"%s\"}\n", bench->total / seconds / 1e6,
          seconds, (bench->start_us - bench->connect_us) / 1e3, portunus_lane_get_path (lane));
  fflush (stdout);
  portunus_lane_close (lane);
}

static void
closed_cb (PortunusLane *lane,
           const GError *error,
           Bench        *bench)
{
  if (error != NULL)
    g_printerr ("%s\n", error->message);
  g_main_loop_quit (bench->loop);
}

static void
run (Bench                    *bench,
     const PortunusRtcOptions *options,
     int                       fd,
     gboolean                  is_sender)
{
  g_autoptr (PortunusRtcReaper) reaper = portunus_rtc_reaper_new ();

  portunus_rtc_warm_up ();
  bench->loop = g_main_loop_new (NULL, FALSE);
  bench->lane = _portunus_rtc_lane_new (options, reaper, is_sender);
  portunus_rtc_pipe_connect (bench->lane, fd);
  g_signal_connect (bench->lane, "opened", G_CALLBACK (is_sender ? sender_opened_cb : receiver_opened_cb), bench);
  g_signal_connect (bench->lane, "control", G_CALLBACK (done_cb), bench);
  g_signal_connect (bench->lane, "closed", G_CALLBACK (closed_cb), bench);
  bench->connect_us = g_get_monotonic_time ();
  portunus_lane_start (bench->lane);
  g_main_loop_run (bench->loop);
  portunus_rtc_reaper_wait (reaper, 10000);
}

int
main (int   argc,
      char *argv[])
{
  int n_connections = 2;
  int window = 0;
  int mib = 300;
  GOptionEntry entries[] = {
    { "connections", 0, 0, G_OPTION_ARG_INT, &n_connections, "Peer connections", "N" },
    { "window", 0, 0, G_OPTION_ARG_INT, &window, "Unacknowledged bytes on each", "BYTES" },
    { "mib", 0, 0, G_OPTION_ARG_INT, &mib, "How much to send", "MIB" },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  PortunusRtcOptions options;
  Bench bench = { 0 };
  int fds[2];
  pid_t child;

  portunus_rtc_options_init (&options);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      socketpair (AF_UNIX, SOCK_STREAM, 0, fds) != 0)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "no socket pair");
      return 2;
    }

  bench.total = (guint64) mib << 20;
  options.n_connections = n_connections;
  options.window = window > 0 ? (gsize) window : options.window;
  child = fork ();
  close (fds[child == 0 ? 0 : 1]);
  run (&bench, &options, fds[child == 0 ? 1 : 0], child != 0);
  if (child != 0)
    waitpid (child, NULL, 0);
  return 0;
}
