/* test-rtc-process.c: the peer is another process, and dies
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "portunus-rtc-lane-private.h"
#include "portunus-rtc-pipe.h"
#include "portunus-rtc-plugins.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

typedef struct
{
  gboolean  is_open;
  gboolean  is_closed;
  GError   *error;
} Outcome;

static void
opened_cb (PortunusLane *lane,
           Outcome      *outcome)
{
  outcome->is_open = TRUE;
}

static void
closed_cb (PortunusLane *lane,
           const GError *error,
           Outcome      *outcome)
{
  outcome->is_closed = TRUE;
  outcome->error = error != NULL ? g_error_copy (error) : NULL;
}

static PortunusLane *
start_lane (PortunusRtcReaper *reaper,
            int                fd,
            gboolean           is_offerer)
{
  PortunusRtcOptions options;
  g_autoptr (GError) error = NULL;
  PortunusLane *lane;

  portunus_rtc_plugins_check (&error);
  g_assert_no_error (error);
  portunus_rtc_options_init (&options);
  options.ping_ms = 100;
  options.silence_ms = 1000;
  lane = _portunus_rtc_lane_new (&options, reaper, is_offerer);
  portunus_rtc_pipe_connect (lane, fd);
  portunus_lane_start (lane);
  return lane;
}

static int
run_peer (int fd)
{
  g_autoptr (PortunusRtcReaper) reaper = portunus_rtc_reaper_new ();
  g_autoptr (PortunusLane) lane = start_lane (reaper, fd, FALSE);

  for (;;)
    g_main_context_iteration (NULL, TRUE);
  return lane == NULL;
}

static pid_t
spawn_peer (int fds[2])
{
  pid_t child = fork ();

  if (child == 0)
    {
      g_autofree char *fd = g_strdup_printf ("%d", fds[1]);

      close (fds[0]);
      execl ("/proc/self/exe", "test-rtc-process", "--peer", fd, NULL);
      _exit (127);
    }
  close (fds[1]);
  return child;
}

static gboolean
is_open (gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_no_error (outcome->error);
  return outcome->is_open;
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Outcome *) user_data)->is_closed;
}

static void
test_kill (void)
{
  g_autoptr (PortunusRtcReaper) reaper = portunus_rtc_reaper_new ();
  PortunusLane *lane;
  Outcome outcome = { 0 };
  gint64 killed_us;
  int fds[2];
  pid_t child;

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
  child = spawn_peer (fds);
  lane = start_lane (reaper, fds[0], TRUE);
  g_signal_connect (lane, "opened", G_CALLBACK (opened_cb), &outcome);
  g_signal_connect (lane, "closed", G_CALLBACK (closed_cb), &outcome);
  portunus_test_wait (is_open, &outcome, 15000);

  kill (child, SIGKILL);
  killed_us = g_get_monotonic_time ();
  waitpid (child, NULL, 0);
  portunus_test_wait (is_closed, &outcome, 10000);
  g_assert_error (outcome.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_cmpint (g_get_monotonic_time () - killed_us, <, 5 * G_USEC_PER_SEC);
  g_clear_error (&outcome.error);
  g_assert_finalize_object (lane);
  g_assert_true (portunus_rtc_reaper_wait (reaper, 10000));
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 3 && g_str_equal (argv[1], "--peer"))
    return run_peer (atoi (argv[2]));

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rtc/process/kill", test_kill);
  return g_test_run ();
}
