/* test-pause.c: what is held stands still on every kind of lane, and goes on from there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 30000

static void
pause_cb (PortunusTransfer *transfer)
{
  if (portunus_transfer_can_pause (transfer))
    portunus_transfer_set_paused (transfer, TRUE);
}

typedef struct
{
  PortunusTransfer *transfer;
  guint64           done_bytes;
  gint64            still_since_us;
} Stillness;

/* Nothing moved for a second. */
static gboolean
is_still (gpointer user_data)
{
  Stillness *self = user_data;
  guint64 done_bytes = portunus_transfer_get_done_bytes (self->transfer);

  if (done_bytes != self->done_bytes || self->still_since_us == 0)
    self->still_since_us = g_get_monotonic_time ();
  self->done_bytes = done_bytes;
  return g_get_monotonic_time () - self->still_since_us > G_USEC_PER_SEC;
}

/* Which of the two holds still, over which kind of lane, and what people see of that. */
typedef struct
{
  const char *path;
  const char *lane;
  const char *badge;
  gboolean    is_sender;
} Row;

static const Row rows[] = {
  { "/pause/tcp/sender", "tcp", "LAN", TRUE },
  { "/pause/tcp/receiver", "tcp", "LAN", FALSE },
  { "/pause/rtc/sender", "rtc", "LAN", TRUE },
  { "/pause/rtc/receiver", "rtc", "LAN", FALSE },
  { "/pause/relay/sender", "relay", "relay", TRUE },
  { "/pause/relay/receiver", "relay", "relay", FALSE },
};

static void
test_pause (gconstpointer data)
{
  const Row *row = data;
  Device *here = device_new ("Here");
  Device *there = device_new ("There");
  g_autofree char *path = device_make_file (here, "report.bin", 24 * 1024 * 1024);
  const char * const paths[] = { path, NULL };
  const PortunusShareOptions options = { .paths = paths, .lane = row->lane };
  Sending *sending = sending_new (here, &options);
  Fetching *fetching;
  Stillness stillness = { 0 };

  sending_wait_ready (sending);
  fetching = fetching_new (there, portunus_share_get_link (sending->share), ANSWER_NOTHING);
  fetching_wait_offer (fetching);
  stillness.transfer = row->is_sender ? sending_get_transfer (sending, 0)
                                      : portunus_pickup_get_transfer (fetching->pickup);
  g_signal_connect (stillness.transfer, "notify::can-pause", G_CALLBACK (pause_cb), NULL);
  portunus_pickup_accept (fetching->pickup, NULL);
  transfer_wait_state (stillness.transfer, PORTUNUS_TRANSFER_RUNNING);
  portunus_test_wait (is_still, &stillness, TIMEOUT_MS);
  g_assert_true (portunus_transfer_is_paused (stillness.transfer));
  g_assert_cmpint (portunus_transfer_get_state (stillness.transfer), ==, PORTUNUS_TRANSFER_RUNNING);
  g_assert_cmpstr (portunus_transfer_get_path (stillness.transfer), ==, row->badge);

  g_signal_handlers_disconnect_by_func (stillness.transfer, pause_cb, NULL);
  portunus_transfer_set_paused (stillness.transfer, FALSE);
  fetching_assert_got (fetching, path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_false (portunus_transfer_can_pause (stillness.transfer));
  fetching_free (fetching);
  sending_free (sending);
  device_free (here);
  device_free (there);
}

/* Who is held hears of the end all the same. */
static void
test_pause_and_cancel (void)
{
  Device *here = device_new ("Here");
  Device *there = device_new ("There");
  g_autofree char *path = device_make_file (here, "report.bin", 24 * 1024 * 1024);
  Sending *sending = sending_new_file (here, path);
  Fetching *fetching = fetching_new (there, portunus_share_get_link (sending->share), ANSWER_NOTHING);
  PortunusTransfer *transfer = portunus_pickup_get_transfer (fetching->pickup);

  fetching_wait_offer (fetching);
  g_signal_connect (transfer, "notify::can-pause", G_CALLBACK (pause_cb), NULL);
  portunus_pickup_accept (fetching->pickup, NULL);
  transfer_wait_state (transfer, PORTUNUS_TRANSFER_RUNNING);
  portunus_transfer_request_cancel (transfer);
  fetching_wait (fetching);
  g_assert_error (fetching->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fetching_free (fetching);
  sending_free (sending);
  device_free (here);
  device_free (there);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add_data_func (rows[i].path, &rows[i], test_pause);
  g_test_add_func ("/pause/cancel", test_pause_and_cancel);
  return g_test_run ();
}
