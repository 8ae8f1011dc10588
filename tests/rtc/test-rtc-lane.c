/* test-rtc-lane.c: two lanes over real webrtcbins
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-rtc-pair.h"
#include "portunus-rtc-window.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

static void
test_connect (gconstpointer data)
{
  const guint *counts = data;
  PortunusRtcPair pair;

  portunus_rtc_pair_init (&pair, counts[0], counts[1]);
  g_assert_cmpstr (portunus_lane_get_kind (pair.sides[0].lane), ==, "rtc");
  g_assert_null (portunus_lane_get_path (pair.sides[0].lane));
  portunus_rtc_pair_open (&pair);
  g_assert_cmpstr (portunus_lane_get_path (pair.sides[0].lane), ==, "LAN");
  g_assert_cmpstr (portunus_lane_get_path (pair.sides[1].lane), ==, "LAN");
  portunus_rtc_pair_clear (&pair);
}

static void
send_number (PortunusLane *lane,
             guint         number,
             gsize         padding)
{
  g_autofree guint8 *data = g_malloc0 (sizeof number + padding);
  g_autoptr (GBytes) message = NULL;

  memcpy (data, &number, sizeof number);
  message = g_bytes_new_take (g_steal_pointer (&data), sizeof number + padding);
  portunus_lane_send_control (lane, message);
}

static void
assert_numbers (PortunusRtcPairSide *side,
                guint                n)
{
  g_assert_cmpuint (side->controls->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      guint number;

      memcpy (&number, g_bytes_get_data (side->controls->pdata[i], NULL), sizeof number);
      g_assert_cmpuint (number, ==, i);
    }
}

#define N_CONTROLS 300

static gboolean
have_controls (gpointer user_data)
{
  PortunusRtcPair *pair = user_data;

  return pair->sides[0].controls->len >= N_CONTROLS && pair->sides[1].controls->len >= N_CONTROLS;
}

static void
test_control (void)
{
  PortunusRtcPair pair;
  gsize largest = PORTUNUS_LANE_MAX_CONTROL - sizeof (guint);

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_rtc_pair_open (&pair);
  for (guint i = 0; i < N_CONTROLS; i++)
    {
      send_number (pair.sides[0].lane, i, i % 10 == 0 ? largest : i);
      send_number (pair.sides[1].lane, i, 0);
    }
  portunus_test_wait (have_controls, &pair, 20000);
  assert_numbers (&pair.sides[0], N_CONTROLS);
  assert_numbers (&pair.sides[1], N_CONTROLS);
  g_assert_cmpuint (g_bytes_get_size (pair.sides[1].controls->pdata[0]), ==, PORTUNUS_LANE_MAX_CONTROL);
  portunus_rtc_pair_clear (&pair);
}

static void
greet_and_leave_cb (PortunusLane *lane,
                    gpointer      user_data)
{
  for (guint i = 0; i < 3; i++)
    send_number (lane, i, 0);
  portunus_lane_close (lane);
}

/* Whoever is ready first may speak and leave before the other side has even noticed that it is connected. */
static void
test_early_goodbye (gconstpointer data)
{
  guint speaker = GPOINTER_TO_UINT (data);
  PortunusRtcPair pair;

  portunus_rtc_pair_init (&pair, 2, 2);
  g_signal_connect (pair.sides[speaker].lane, "opened", G_CALLBACK (greet_and_leave_cb), NULL);
  portunus_rtc_pair_start (&pair);
  portunus_rtc_pair_wait_closed (&pair);
  g_assert_no_error (pair.sides[0].error);
  g_assert_no_error (pair.sides[1].error);
  assert_numbers (&pair.sides[1 - speaker], 3);
  portunus_rtc_pair_clear (&pair);
}

/* The first association may bring messages while another is not up; they wait until all are verified. */
static void
test_early_messages (void)
{
  PortunusRtcPair pair;
  GObject *association;

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_rtc_pair_start (&pair);
  g_main_context_iteration (NULL, TRUE);
  association = G_OBJECT (_portunus_rtc_lane_get_association (PORTUNUS_RTC_LANE (pair.sides[0].lane), 0));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) message = g_bytes_new (&i, sizeof i);

      g_signal_emit_by_name (association, "control", message);
    }
  g_signal_emit_by_name (association, "goodbye");
  g_assert_cmpuint (pair.sides[0].controls->len, ==, 0);
  g_assert_cmpuint (pair.sides[0].n_closed, ==, 0);

  portunus_rtc_pair_wait_closed (&pair);
  g_assert_no_error (pair.sides[0].error);
  g_assert_cmpuint (pair.sides[0].n_opened, ==, 1);
  assert_numbers (&pair.sides[0], 3);
  portunus_rtc_pair_clear (&pair);
}

static void
test_wrong_association (void)
{
  PortunusRtcPair pair;
  g_autoptr (GBytes) message = g_bytes_new_static ("hello", 5);

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_rtc_pair_open (&pair);
  portunus_rtc_association_send_control (
    _portunus_rtc_lane_get_association (PORTUNUS_RTC_LANE (pair.sides[0].lane), 1), message);
  portunus_rtc_pair_wait_closed (&pair);
  g_assert_error (pair.sides[1].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_error (pair.sides[0].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (pair.sides[1].controls->len, ==, 0);
  portunus_rtc_pair_clear (&pair);
}

static void
test_close (gconstpointer data)
{
  guint closer = GPOINTER_TO_UINT (data);
  PortunusRtcPair pair;

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_rtc_pair_open (&pair);
  send_number (pair.sides[closer].lane, 0, 1000);
  portunus_lane_close (pair.sides[closer].lane);
  portunus_lane_close (pair.sides[closer].lane);
  g_assert_cmpuint (pair.sides[closer].n_closed, ==, 0);
  portunus_rtc_pair_wait_closed (&pair);
  g_assert_no_error (pair.sides[0].error);
  g_assert_no_error (pair.sides[1].error);
  assert_numbers (&pair.sides[1 - closer], 1);

  send_number (pair.sides[0].lane, 0, 0);
  send_number (pair.sides[1].lane, 0, 0);
  portunus_rtc_pair_clear (&pair);
}

static gboolean
is_first_closed (gpointer user_data)
{
  return ((PortunusRtcPair *) user_data)->sides[0].n_closed == 1;
}

static void
test_close_unopened (void)
{
  PortunusRtcPair pair;

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_lane_start (pair.sides[0].lane);
  portunus_lane_close (pair.sides[0].lane);
  portunus_test_wait (is_first_closed, &pair, 5000);
  g_assert_no_error (pair.sides[0].error);
  g_assert_cmpuint (pair.sides[0].n_opened, ==, 0);
  portunus_rtc_pair_clear (&pair);
}

static gboolean
lose_answers (JsonObject *message,
              gboolean    is_from_offerer)
{
  return is_from_offerer || g_strcmp0 (json_object_get_string_member_with_default (message, "kind", ""), "answer") != 0;
}

static void
test_deadline (void)
{
  PortunusRtcPair pair;
  PortunusRtcOptions options;

  portunus_rtc_options_init (&options);
  options.connect_ms = 700;
  portunus_rtc_pair_init_with_options (&pair, &options, 1, 1);
  pair.filter = lose_answers;
  portunus_rtc_pair_start (&pair);
  portunus_rtc_pair_wait_closed (&pair);
  g_assert_error (pair.sides[0].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  g_assert_error (pair.sides[1].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  portunus_rtc_pair_clear (&pair);
}

/* As somebody on the way would who puts his own certificate in place of the peer's. */
static gboolean
change_fingerprint (JsonObject *message,
                    gboolean    is_from_offerer)
{
  g_autofree char *sdp = NULL;
  char *digit;

  if (is_from_offerer || !json_object_has_member (message, "sdp"))
    return TRUE;

  sdp = g_strdup (json_object_get_string_member (message, "sdp"));
  digit = strstr (sdp, "fingerprint:sha-256 ") + strlen ("fingerprint:sha-256 ");
  *digit = *digit == '0' ? '1' : '0';
  json_object_set_string_member (message, "sdp", sdp);
  return TRUE;
}

static void
greet_cb (PortunusLane *lane,
          gpointer      user_data)
{
  send_number (lane, 0, 0);
}

static gpointer
send_one_on_worker (gpointer lane)
{
  g_autoptr (GBytes) frame = g_bytes_new_static ("payload", 7);

  portunus_lane_send_data (lane, frame, NULL);
  return NULL;
}

static void
test_wrong_fingerprint (void)
{
  PortunusRtcPair pair;
  GThread *worker;
  g_autoptr (GError) error = NULL;

  portunus_rtc_pair_init (&pair, 2, 2);
  pair.filter = change_fingerprint;
  g_signal_connect (pair.sides[1].lane, "opened", G_CALLBACK (greet_cb), NULL);
  worker = g_thread_new ("send", send_one_on_worker, pair.sides[1].lane);
  portunus_rtc_pair_start (&pair);
  portunus_rtc_pair_wait_closed (&pair);
  g_thread_join (worker);

  g_assert_error (pair.sides[0].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  g_assert_nonnull (pair.sides[1].error);
  g_assert_cmpuint (pair.sides[0].n_opened, ==, 0);
  g_assert_cmpuint (pair.sides[0].controls->len, ==, 0);
  g_assert_null (portunus_lane_receive_data (pair.sides[0].lane, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  portunus_rtc_pair_clear (&pair);
}

int
main (int   argc,
      char *argv[])
{
  static const guint one_one[] = { 1, 1 };
  static const guint four_two[] = { 4, 2 };
  static const guint one_three[] = { 1, 3 };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/rtc/lane/connect/one", one_one, test_connect);
  g_test_add_data_func ("/rtc/lane/connect/answerer-takes-fewer", four_two, test_connect);
  g_test_add_data_func ("/rtc/lane/connect/answerer-could-more", one_three, test_connect);
  g_test_add_func ("/rtc/lane/control", test_control);
  g_test_add_data_func ("/rtc/lane/early-goodbye/offerer", GUINT_TO_POINTER (0), test_early_goodbye);
  g_test_add_data_func ("/rtc/lane/early-goodbye/answerer", GUINT_TO_POINTER (1), test_early_goodbye);
  g_test_add_func ("/rtc/lane/early-messages", test_early_messages);
  g_test_add_func ("/rtc/lane/wrong-association", test_wrong_association);
  g_test_add_data_func ("/rtc/lane/close/offerer", GUINT_TO_POINTER (0), test_close);
  g_test_add_data_func ("/rtc/lane/close/answerer", GUINT_TO_POINTER (1), test_close);
  g_test_add_func ("/rtc/lane/close/unopened", test_close_unopened);
  g_test_add_func ("/rtc/lane/deadline", test_deadline);
  g_test_add_func ("/rtc/lane/wrong-fingerprint", test_wrong_fingerprint);
  return g_test_run ();
}
