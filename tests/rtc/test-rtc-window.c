/* test-rtc-window.c: credit, order and the books of what was released
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-rtc-frame.h"
#include "portunus-rtc-inbox.h"
#include "portunus-rtc-reorder.h"
#include "portunus-rtc-window.h"
#include "portunus-transfer-error.h"

#define assert_protocol(error) \
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL)

static void
test_send_bytes (void)
{
  PortunusRtcSendWindow window;
  g_autoptr (GError) error = NULL;

  portunus_rtc_send_window_init (&window, 200000);
  g_assert_cmpuint (portunus_rtc_send_window_get_free (&window), ==, 200000);
  portunus_rtc_send_window_take (&window, 65536);
  portunus_rtc_send_window_take (&window, 134464);
  g_assert_cmpuint (portunus_rtc_send_window_get_free (&window), ==, 0);

  g_assert_true (portunus_rtc_send_window_ack (&window, 0, &error));
  g_assert_cmpuint (portunus_rtc_send_window_get_free (&window), ==, 0);
  g_assert_true (portunus_rtc_send_window_ack (&window, 65535, &error));
  g_assert_cmpuint (window.n_messages, ==, 2);
  g_assert_true (portunus_rtc_send_window_ack (&window, 65536, &error));
  g_assert_cmpuint (window.n_messages, ==, 1);
  g_assert_cmpuint (portunus_rtc_send_window_get_free (&window), ==, 65536);
  g_assert_true (portunus_rtc_send_window_ack (&window, 200000, &error));
  g_assert_cmpuint (portunus_rtc_send_window_get_free (&window), ==, 200000);
  g_assert_no_error (error);
}

static void
test_send_messages (void)
{
  PortunusRtcSendWindow window;

  portunus_rtc_send_window_init (&window, PORTUNUS_RTC_WINDOW_DEFAULT);
  for (guint round = 1; round <= 3; round++)
    {
      while (portunus_rtc_send_window_get_free (&window) > 0)
        portunus_rtc_send_window_take (&window, 9);
      g_assert_cmpuint (window.n_messages, ==, PORTUNUS_RTC_WINDOW_MAX_MESSAGES);
      g_assert_true (portunus_rtc_send_window_ack (&window, window.n_acked + 9 * 100, NULL));
      g_assert_cmpuint (window.n_messages, ==, PORTUNUS_RTC_WINDOW_MAX_MESSAGES - 100);
    }
}

static void
test_send_bad_ack (void)
{
  PortunusRtcSendWindow window;
  g_autoptr (GError) error = NULL;

  portunus_rtc_send_window_init (&window, PORTUNUS_RTC_WINDOW_DEFAULT);
  portunus_rtc_send_window_take (&window, 1000);
  g_assert_false (portunus_rtc_send_window_ack (&window, 1001, &error));
  assert_protocol (error);
  g_clear_error (&error);
  g_assert_false (portunus_rtc_send_window_ack (&window, G_MAXUINT64, &error));
  assert_protocol (error);
  g_clear_error (&error);
  g_assert_true (portunus_rtc_send_window_ack (&window, 1000, &error));
  g_assert_false (portunus_rtc_send_window_ack (&window, 999, &error));
  assert_protocol (error);
}

static void
test_receive_bytes (void)
{
  PortunusRtcReceiveWindow window = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 16; i++)
    g_assert_true (portunus_rtc_receive_window_accept (&window, 65536, &error));
  g_assert_false (portunus_rtc_receive_window_accept (&window, 1, &error));
  assert_protocol (error);
  g_clear_error (&error);

  g_assert_false (portunus_rtc_receive_window_has_unacked (&window));
  portunus_rtc_receive_window_release (&window, 65536);
  g_assert_true (portunus_rtc_receive_window_has_unacked (&window));
  /* What was released does not count before the peer has been told. */
  g_assert_false (portunus_rtc_receive_window_accept (&window, 1, NULL));
  g_assert_cmpuint (portunus_rtc_receive_window_take_ack (&window), ==, 65536);
  g_assert_false (portunus_rtc_receive_window_has_unacked (&window));
  g_assert_true (portunus_rtc_receive_window_accept (&window, 65536, &error));
  g_assert_false (portunus_rtc_receive_window_accept (&window, 1, NULL));
}

static void
test_receive_messages (void)
{
  PortunusRtcReceiveWindow window = { 0 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < PORTUNUS_RTC_WINDOW_MAX_MESSAGES; i++)
    g_assert_true (portunus_rtc_receive_window_accept (&window, 9, &error));
  g_assert_false (portunus_rtc_receive_window_accept (&window, 9, &error));
  assert_protocol (error);
  portunus_rtc_receive_window_release (&window, 9);
  g_assert_cmpuint (portunus_rtc_receive_window_take_ack (&window), ==, 9);
  g_assert_true (portunus_rtc_receive_window_accept (&window, 9, NULL));
}

static void
test_receive_due (void)
{
  PortunusRtcReceiveWindow window = { 0 };

  for (guint i = 0; i < 200; i++)
    portunus_rtc_receive_window_accept (&window, 1000, NULL);
  for (guint i = 0; i < 65; i++)
    portunus_rtc_receive_window_release (&window, 1000);
  g_assert_false (portunus_rtc_receive_window_is_due (&window));
  portunus_rtc_receive_window_release (&window, 1000);
  g_assert_true (portunus_rtc_receive_window_is_due (&window));
  portunus_rtc_receive_window_take_ack (&window);
  g_assert_false (portunus_rtc_receive_window_is_due (&window));

  for (guint i = 0; i < 200; i++)
    portunus_rtc_receive_window_accept (&window, 9, NULL);
  for (guint i = 0; i < 134; i++)
    portunus_rtc_receive_window_release (&window, 1000);
  g_assert_true (portunus_rtc_receive_window_is_due (&window));
  portunus_rtc_receive_window_take_ack (&window);
  for (guint i = 0; i < PORTUNUS_RTC_ACK_MESSAGES - 1; i++)
    portunus_rtc_receive_window_release (&window, 9);
  g_assert_false (portunus_rtc_receive_window_is_due (&window));
  portunus_rtc_receive_window_release (&window, 9);
  g_assert_true (portunus_rtc_receive_window_is_due (&window));
}

static GBytes *
new_number (guint64 number)
{
  return g_bytes_new (&number, sizeof number);
}

static gboolean
put (PortunusRtcReorder *queue,
     guint64             sequence,
     GError            **error)
{
  g_autoptr (GBytes) frame = new_number (sequence);

  return portunus_rtc_reorder_put (queue, sequence, sequence % 3, frame, error);
}

static void
assert_next (PortunusRtcReorder *queue,
             guint64             sequence)
{
  guint association;
  g_autoptr (GBytes) frame = NULL;

  g_assert_true (portunus_rtc_reorder_is_ready (queue));
  frame = portunus_rtc_reorder_take (queue, &association);
  g_assert_cmpuint (*(const guint64 *) g_bytes_get_data (frame, NULL), ==, sequence);
  g_assert_cmpuint (association, ==, sequence % 3);
}

/* Every permutation of six frames, several rounds around a ring of six. */
static void
test_reorder_permutations (void)
{
  for (guint code = 0; code < 720; code++)
    {
      g_autoptr (PortunusRtcReorder) queue = portunus_rtc_reorder_new (6);

      for (guint round = 0; round < 3; round++)
        {
          guint left[] = { 0, 1, 2, 3, 4, 5 };
          guint rest = code;

          for (guint n = 6; n > 0; n--)
            {
              guint pick = rest % n;

              g_assert_true (put (queue, round * 6 + left[pick], NULL));
              rest /= n;
              left[pick] = left[n - 1];
            }
          for (guint i = 0; i < 6; i++)
            assert_next (queue, round * 6 + i);
          g_assert_false (portunus_rtc_reorder_is_ready (queue));
        }
    }
}

static void
test_reorder_refuse (void)
{
  g_autoptr (PortunusRtcReorder) queue = portunus_rtc_reorder_new (4);
  guint association;
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_rtc_reorder_take (queue, &association));
  g_assert_true (put (queue, 0, NULL));
  g_assert_true (put (queue, 3, NULL));
  g_assert_false (put (queue, 0, &error));
  assert_protocol (error);
  g_clear_error (&error);
  g_assert_false (put (queue, 4, NULL));
  g_assert_false (put (queue, 5, NULL));
  g_assert_false (put (queue, G_MAXUINT64, NULL));

  assert_next (queue, 0);
  g_assert_false (portunus_rtc_reorder_is_ready (queue));
  g_assert_false (put (queue, 0, &error));
  assert_protocol (error);
  g_assert_true (put (queue, 4, NULL));
  g_assert_false (put (queue, 5, NULL));
}

static gboolean
put_message (PortunusRtcInbox  *inbox,
             guint              association,
             guint64            sequence,
             gsize              length,
             GError           **error)
{
  g_autofree guint8 *data = g_malloc0 (length);
  g_autoptr (GBytes) frame = g_bytes_new (data, length);
  g_autoptr (GBytes) message = portunus_rtc_frame_new_bulk (sequence, frame);

  return portunus_rtc_inbox_put (inbox, association, message, error);
}

static void
take_frame (PortunusRtcInbox *inbox,
            gsize             length)
{
  g_autoptr (GBytes) frame = portunus_rtc_inbox_take (inbox);

  g_assert_cmpuint (g_bytes_get_size (frame), ==, length);
}

static void
test_inbox_attribution (void)
{
  g_autoptr (PortunusRtcInbox) inbox = portunus_rtc_inbox_new (2);
  guint64 n_released;

  g_assert_true (put_message (inbox, 1, 0, 100, NULL));
  g_assert_true (put_message (inbox, 0, 2, 300, NULL));
  g_assert_true (put_message (inbox, 1, 1, 200, NULL));
  g_assert_cmpuint (portunus_rtc_inbox_get_peak (inbox), ==, 624);
  take_frame (inbox, 100);
  take_frame (inbox, 200);
  take_frame (inbox, 300);
  g_assert_null (portunus_rtc_inbox_take (inbox));

  g_assert_true (portunus_rtc_inbox_release (inbox, 99));
  g_assert_false (portunus_rtc_inbox_take_ack (inbox, 1, &n_released));
  g_assert_true (portunus_rtc_inbox_release (inbox, 1));
  g_assert_true (portunus_rtc_inbox_take_ack (inbox, 1, &n_released));
  g_assert_cmpuint (n_released, ==, 108);
  g_assert_true (portunus_rtc_inbox_release (inbox, 500));
  g_assert_true (portunus_rtc_inbox_take_ack (inbox, 1, &n_released));
  g_assert_cmpuint (n_released, ==, 316);
  g_assert_true (portunus_rtc_inbox_take_ack (inbox, 0, &n_released));
  g_assert_cmpuint (n_released, ==, 308);
  g_assert_false (portunus_rtc_inbox_release (inbox, 1));
}

/* However a hostile peer spreads its numbers, it cannot make us hold more than one window for each association. */
static void
test_inbox_hostile (void)
{
  g_autoptr (PortunusRtcInbox) inbox = portunus_rtc_inbox_new (2);
  g_autoptr (GError) error = NULL;
  guint64 sequence = 1;

  for (guint association = 0; association < 2; association++)
    {
      while (put_message (inbox, association, sequence, 65528, &error))
        sequence++;
      assert_protocol (error);
      g_clear_error (&error);
    }
  g_assert_cmpuint (portunus_rtc_inbox_get_peak (inbox), ==, 2 * PORTUNUS_RTC_WINDOW_MAX);

  g_assert_false (put_message (inbox, 0, 0, 0, &error));
  assert_protocol (error);
  g_clear_error (&error);
  g_assert_false (put_message (inbox, 0, 0, 65529, &error));
  assert_protocol (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/rtc/window/send/bytes", test_send_bytes);
  g_test_add_func ("/rtc/window/send/messages", test_send_messages);
  g_test_add_func ("/rtc/window/send/bad-ack", test_send_bad_ack);
  g_test_add_func ("/rtc/window/receive/bytes", test_receive_bytes);
  g_test_add_func ("/rtc/window/receive/messages", test_receive_messages);
  g_test_add_func ("/rtc/window/receive/due", test_receive_due);
  g_test_add_func ("/rtc/reorder/permutations", test_reorder_permutations);
  g_test_add_func ("/rtc/reorder/refuse", test_reorder_refuse);
  g_test_add_func ("/rtc/inbox/attribution", test_inbox_attribution);
  g_test_add_func ("/rtc/inbox/hostile", test_inbox_hostile);
  return g_test_run ();
}
