/* test-rtc-reaper.c: peer connections that do not stop
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gst/gst.h>

#include "portunus-rtc-pair.h"
#include "portunus-test.h"

/* The watchdog in the reaper, and how much later than that it may be on a busy machine. */
#define STOP_MS 5000
#define LATE_MS 10000

static int is_armed;
static int n_stuck;

/* As a driver or a deadlock would: the thread never comes back. */
static GstPadProbeReturn
stick_cb (GstPad          *pad,
          GstPadProbeInfo *info,
          gpointer         user_data)
{
  GMutex mutex;
  GCond cond;

  if (!g_atomic_int_get (&is_armed))
    return GST_PAD_PROBE_OK;

  g_atomic_int_inc (&n_stuck);
  g_mutex_init (&mutex);
  g_cond_init (&cond);
  g_mutex_lock (&mutex);
  for (;;)
    g_cond_wait (&cond, &mutex);
}

/* Where what came from the peer goes into the decoder of SCTP. */
static gboolean
element_added_cb (GSignalInvocationHint *hint,
                  guint                  n_values,
                  const GValue          *values,
                  gpointer               user_data)
{
  GstElement *element = g_value_get_object (&values[2]);
  g_autoptr (GstPad) pad = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "sctp-association-id") != NULL)
    pad = gst_element_get_static_pad (element, "sink");
  if (pad != NULL)
    gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, stick_cb, NULL, NULL);
  return TRUE;
}

static gboolean
are_stuck (gpointer user_data)
{
  return g_atomic_int_get (&n_stuck) >= 2;
}

/* Everything else ends in order; these two threads stay until the process goes. */
static void
run_stuck_program (void)
{
  PortunusRtcPair pair;
  gint64 closed_us;

  gst_init (NULL, NULL);
  g_type_class_unref (g_type_class_ref (GST_TYPE_BIN));
  g_signal_add_emission_hook (g_signal_lookup ("deep-element-added", GST_TYPE_BIN), 0, element_added_cb, NULL, NULL);
  portunus_rtc_pair_init (&pair, 1, 1);
  portunus_rtc_pair_open (&pair);

  g_atomic_int_set (&is_armed, TRUE);
  portunus_test_wait (are_stuck, NULL, 10000);
  closed_us = g_get_monotonic_time ();
  portunus_lane_close (pair.sides[0].lane);
  portunus_lane_close (pair.sides[1].lane);
  portunus_rtc_pair_wait_closed (&pair);
  portunus_rtc_pair_drop (&pair, 0);
  portunus_rtc_pair_drop (&pair, 1);
  g_assert_false (portunus_rtc_reaper_wait (pair.reaper, 1000));
  g_assert_true (portunus_rtc_reaper_wait (pair.reaper, STOP_MS + LATE_MS));
  g_assert_cmpint (g_get_monotonic_time () - closed_us, >=, STOP_MS * G_TIME_SPAN_MILLISECOND);
  portunus_rtc_pair_clear (&pair);
}

static void
test_stuck (void)
{
  if (g_test_subprocess ())
    {
      run_stuck_program ();
      return;
    }
  g_test_trap_subprocess (NULL, 2 * (STOP_MS + LATE_MS) * G_TIME_SPAN_MILLISECOND, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*does not stop and is left behind*does not stop and is left behind*");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rtc/reaper/stuck", test_stuck);
  return g_test_run ();
}
