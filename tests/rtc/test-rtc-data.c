/* test-rtc-data.c: frames between two lanes over real webrtcbins
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-rtc-pair.h"
#include "portunus-rtc-window.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define N_BYTES (64 * 1024 * 1024)

typedef struct
{
  PortunusLane *lane;
  guint64       n_bytes;
  guint64       n_done;
  int           is_over;
  GError       *error;
} Worker;

/* Sizes from one byte to the largest; content that is different everywhere and the same on both sides. */
static GBytes *
make_frame (guint64 offset,
            guint   number,
            guint64 n_left)
{
  gsize length = MIN (n_left, number % 7 == 3 ? 1 + number % 1500 : PORTUNUS_LANE_MAX_DATA);
  guint8 *data = g_malloc (length + 8);
  guint64 state = offset * 2654435761u + 88172645463325252u;

  for (gsize i = 0; i < length; i += 8)
    {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      memcpy (data + i, &state, 8);
    }
  return g_bytes_new_take (data, length);
}

static gpointer
send_on_worker (gpointer data)
{
  Worker *worker = data;

  for (guint i = 0; worker->n_done < worker->n_bytes && worker->error == NULL; i++)
    {
      g_autoptr (GBytes) frame = make_frame (worker->n_done, i, worker->n_bytes - worker->n_done);

      if (portunus_lane_send_data (worker->lane, frame, &worker->error))
        worker->n_done += g_bytes_get_size (frame);
    }
  g_atomic_int_set (&worker->is_over, 1);
  return NULL;
}

static gpointer
receive_on_worker (gpointer data)
{
  Worker *worker = data;

  for (guint i = 0; worker->n_done < worker->n_bytes && worker->error == NULL; i++)
    {
      g_autoptr (GBytes) expected = make_frame (worker->n_done, i, worker->n_bytes - worker->n_done);
      g_autoptr (GBytes) frame = portunus_lane_receive_data (worker->lane, &worker->error);

      if (frame == NULL)
        break;
      g_assert_true (g_bytes_equal (frame, expected));
      worker->n_done += g_bytes_get_size (frame);
      portunus_lane_release_data (worker->lane, g_bytes_get_size (frame));
    }
  g_atomic_int_set (&worker->is_over, 1);
  return NULL;
}

static gboolean
is_over (gpointer user_data)
{
  return g_atomic_int_get (&((Worker *) user_data)->is_over) == 1;
}

static void
join (Worker  *worker,
      GThread *thread,
      guint    timeout_ms)
{
  portunus_test_wait (is_over, worker, timeout_ms);
  g_thread_join (thread);
}

static gsize
get_peak (PortunusRtcPair *pair,
          guint            side)
{
  return portunus_rtc_flow_get_peak (_portunus_rtc_lane_get_flow (PORTUNUS_RTC_LANE (pair->sides[side].lane)));
}

/* Nothing more fits once less than the largest message is free everywhere. */
static gboolean
is_window_full (gpointer user_data)
{
  PortunusRtcPair *pair = user_data;
  guint n = pair->options.n_connections;

  return get_peak (pair, 1) > n * (PORTUNUS_RTC_WINDOW_DEFAULT - PORTUNUS_RTC_MAX_MESSAGE);
}

/* The reader sleeps until the window is full, then reads it all. */
static void
test_bulk (gconstpointer data)
{
  guint n_connections = GPOINTER_TO_UINT (data);
  PortunusRtcPair pair;
  Worker sender = { 0 };
  Worker receiver = { 0 };
  GThread *threads[2];

  portunus_rtc_pair_init (&pair, n_connections, n_connections);
  sender.lane = pair.sides[0].lane;
  receiver.lane = pair.sides[1].lane;
  sender.n_bytes = receiver.n_bytes = N_BYTES;
  threads[0] = g_thread_new ("send", send_on_worker, &sender);
  portunus_rtc_pair_open (&pair);
  portunus_test_wait (is_window_full, &pair, 10000);
  g_assert_false (is_over (&sender));

  threads[1] = g_thread_new ("receive", receive_on_worker, &receiver);
  join (&receiver, threads[1], 60000);
  join (&sender, threads[0], 1000);
  g_assert_no_error (sender.error);
  g_assert_no_error (receiver.error);
  g_assert_cmpuint (receiver.n_done, ==, N_BYTES);
  g_assert_cmpuint (get_peak (&pair, 1), <=, n_connections * PORTUNUS_RTC_WINDOW_DEFAULT);
  portunus_rtc_pair_clear (&pair);
}

/* The main context stands still meanwhile: data and acknowledgements do not need it. */
static void
test_both_ways (void)
{
  PortunusRtcPair pair;
  Worker workers[4] = { 0 };
  GThread *threads[4];

  portunus_rtc_pair_init (&pair, 2, 2);
  for (guint i = 0; i < 4; i++)
    {
      workers[i].lane = pair.sides[i % 2].lane;
      workers[i].n_bytes = N_BYTES / 4;
      threads[i] = g_thread_new ("worker", i < 2 ? send_on_worker : receive_on_worker, &workers[i]);
    }
  portunus_rtc_pair_open (&pair);
  for (guint i = 0; i < 4; i++)
    {
      g_thread_join (threads[i]);
      g_assert_no_error (workers[i].error);
      g_assert_cmpuint (workers[i].n_done, ==, N_BYTES / 4);
    }
  portunus_rtc_pair_clear (&pair);
}

/* Whoever closes, the blocked sender and the idle receiver return at once, and taking it down does not hang. */
static void
test_close_when_full (gconstpointer data)
{
  guint closer = GPOINTER_TO_UINT (data);
  PortunusRtcPair pair;
  Worker workers[2] = { 0 };
  GThread *threads[2];

  portunus_rtc_pair_init (&pair, 2, 2);
  workers[0].lane = pair.sides[0].lane;
  workers[1].lane = pair.sides[0].lane;
  workers[0].n_bytes = workers[1].n_bytes = N_BYTES;
  threads[0] = g_thread_new ("send", send_on_worker, &workers[0]);
  threads[1] = g_thread_new ("receive", receive_on_worker, &workers[1]);
  portunus_rtc_pair_open (&pair);
  portunus_test_wait (is_window_full, &pair, 10000);

  portunus_lane_close (pair.sides[closer].lane);
  for (guint i = 0; i < 2; i++)
    {
      join (&workers[i], threads[i], 2000);
      if (closer == 0)
        g_assert_error (workers[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_error (workers[i].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
      g_clear_error (&workers[i].error);
    }
  portunus_rtc_pair_wait_closed (&pair);
  g_assert_no_error (pair.sides[0].error);
  g_assert_no_error (pair.sides[1].error);
  portunus_rtc_pair_clear (&pair);
}

static gboolean
is_all_acked (gpointer user_data)
{
  PortunusRtcPair *pair = user_data;

  return portunus_rtc_flow_get_unacked (_portunus_rtc_lane_get_flow (PORTUNUS_RTC_LANE (pair->sides[0].lane))) == 0;
}

/* Less than what makes an acknowledgement due is acknowledged, too, but not before it is released. */
static void
test_small (void)
{
  PortunusRtcPair pair;
  Worker sender = { 0 };
  g_autoptr (GBytes) frame = NULL;
  PortunusRtcFlow *flow;

  portunus_rtc_pair_init (&pair, 1, 1);
  portunus_rtc_pair_open (&pair);
  sender.lane = pair.sides[0].lane;
  sender.n_bytes = 1000;
  send_on_worker (&sender);
  frame = portunus_lane_receive_data (pair.sides[1].lane, NULL);
  g_assert_cmpuint (g_bytes_get_size (frame), ==, 1000);
  flow = _portunus_rtc_lane_get_flow (PORTUNUS_RTC_LANE (pair.sides[0].lane));
  g_assert_cmpuint (portunus_rtc_flow_get_unacked (flow), ==, 1008);
  portunus_lane_release_data (pair.sides[1].lane, 1000);
  portunus_test_wait (is_all_acked, &pair, 2000);
  portunus_rtc_pair_clear (&pair);
}

static gboolean
has_all (gpointer user_data)
{
  return get_peak (user_data, 1) >= 300000;
}

static void
test_drain_after_goodbye (void)
{
  PortunusRtcPair pair;
  Worker sender = { 0 };
  Worker receiver = { 0 };

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_rtc_pair_open (&pair);
  sender.lane = pair.sides[0].lane;
  receiver.lane = pair.sides[1].lane;
  sender.n_bytes = receiver.n_bytes = 300000;
  send_on_worker (&sender);
  portunus_test_wait (has_all, &pair, 5000);
  portunus_lane_close (pair.sides[0].lane);
  portunus_rtc_pair_wait_closed (&pair);

  receive_on_worker (&receiver);
  g_assert_no_error (receiver.error);
  g_assert_cmpuint (receiver.n_done, ==, 300000);
  g_assert_null (portunus_lane_receive_data (receiver.lane, &receiver.error));
  g_assert_error (receiver.error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_clear_error (&receiver.error);
  portunus_rtc_pair_clear (&pair);
}

/* The owner lets go of an open lane without a word: the peer learns of it, and soon. */
static void
test_dropped (void)
{
  PortunusRtcPair pair;
  gint64 dropped_us;

  portunus_rtc_pair_init (&pair, 2, 2);
  portunus_rtc_pair_open (&pair);
  portunus_rtc_pair_drop (&pair, 0);
  dropped_us = g_get_monotonic_time ();
  portunus_rtc_pair_wait_closed (&pair);
  g_assert_cmpint (g_get_monotonic_time () - dropped_us, <, pair.options.silence_ms * G_TIME_SPAN_MILLISECOND / 2);
  g_assert_error (pair.sides[1].error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  portunus_rtc_pair_clear (&pair);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/rtc/data/bulk/one", GUINT_TO_POINTER (1), test_bulk);
  g_test_add_data_func ("/rtc/data/bulk/two", GUINT_TO_POINTER (2), test_bulk);
  g_test_add_func ("/rtc/data/small", test_small);
  g_test_add_func ("/rtc/data/both-ways", test_both_ways);
  g_test_add_data_func ("/rtc/data/close-when-full/sender", GUINT_TO_POINTER (0), test_close_when_full);
  g_test_add_data_func ("/rtc/data/close-when-full/receiver", GUINT_TO_POINTER (1), test_close_when_full);
  g_test_add_func ("/rtc/data/drain-after-goodbye", test_drain_after_goodbye);
  g_test_add_func ("/rtc/data/dropped", test_dropped);
  return g_test_run ();
}
