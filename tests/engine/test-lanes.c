/* test-lanes.c: transfers go the ways that the settings allow, or the one that was asked for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include "portunus-engine-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

/* Both devices have the same settings here: those of the process. */
typedef struct
{
  Device  *here;
  Device  *there;
  char    *path;
  Sending *sending;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->here = device_new ("Here");
  f->there = device_new ("There");
  f->path = device_make_file (f->here, "report.bin", 200000);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  sending_free (f->sending);
  device_free (f->here);
  device_free (f->there);
  g_free (f->path);
}

static void
allow (Fixture    *f,
       const char *kinds)
{
  g_auto (GStrv) list = g_strsplit (kinds, " ", -1);

  portunus_settings_set_list (portunus_engine_get_settings (f->here->engine), PORTUNUS_SETTING_LANES,
                              (const char * const *) list);
}

static void
share (Fixture    *f,
       const char *lane)
{
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .lane = lane };

  f->sending = sending_new (f->here, &options);
  sending_wait_ready (f->sending);
}

static Fetching *
fetch (Fixture    *f,
       const char *lane)
{
  Fetching *fetching = fetching_new_lane (f->there, portunus_share_get_link (f->sending->share), lane, ANSWER_YES);

  fetching_wait (fetching);
  return fetching;
}

static void
expect_path (Fixture    *f,
             const char *lane,
             const char *path)
{
  Fetching *fetching = fetch (f, lane);

  fetching_assert_got (fetching, f->path);
  g_assert_cmpstr (portunus_transfer_get_path (portunus_pickup_get_transfer (fetching->pickup)), ==, path);
  fetching_free (fetching);
}

/* What is changed counts from the next transfer on, in the same room, which stays for whoever has not answered yet. */
static void
test_changes (Fixture       *f,
              gconstpointer  data)
{
  Device *third = device_new ("Third");
  Fetching *undecided;

  allow (f, "rtc");
  share (f, NULL);
  undecided = fetching_new (third, portunus_share_get_link (f->sending->share), ANSWER_NOTHING);
  fetching_wait_offer (undecided);
  /* As WebRTC within one machine calls it too. */
  expect_path (f, NULL, "LAN");
  allow (f, "relay");
  expect_path (f, NULL, "relay");
  fetching_free (undecided);
  device_free (third);
}

/* What was asked for once counts, whatever is allowed otherwise. */
static void
test_asked_for (Fixture       *f,
                gconstpointer  data)
{
  allow (f, "relay");
  share (f, "tcp");
  expect_path (f, "tcp", "LAN");
}

typedef struct
{
  const char *allowed;
  const char *sends;
  const char *receives;
} Discord;

static const Discord receiver_refuses = { .allowed = "rtc relay", .sends = "tcp" };
static const Discord sender_refuses = { .allowed = "tcp", .receives = "rtc" };

static gboolean
has_failed (gpointer user_data)
{
  Sending *sending = user_data;
  GListModel *transfers = portunus_share_get_transfers (sending->share);

  return g_list_model_get_n_items (transfers) > 0
         && portunus_transfer_get_state (sending_get_transfer (sending, 0)) == PORTUNUS_TRANSFER_FAILED;
}

/* Both sides say so, and what is shared stays there for whoever allows more. */
static void
test_nothing_common (Fixture       *f,
                     gconstpointer  data)
{
  const Discord *discord = data;
  Fetching *fetching;

  allow (f, discord->allowed);
  share (f, discord->sends);
  fetching = fetch (f, discord->receives);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_LANE);
  fetching_free (fetching);
  portunus_test_wait (has_failed, f->sending, 10000);
  g_assert_error (portunus_transfer_get_error (sending_get_transfer (f->sending, 0)), PORTUNUS_TRANSFER_ERROR,
                  PORTUNUS_TRANSFER_ERROR_NO_LANE);
  g_assert_false (f->sending->is_finished);
  allow (f, "");
  expect_path (f, NULL, "LAN");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/engine/lanes/changes", Fixture, NULL, setup, test_changes, teardown);
  g_test_add ("/engine/lanes/asked-for", Fixture, NULL, setup, test_asked_for, teardown);
  g_test_add ("/engine/lanes/receiver-refuses", Fixture, &receiver_refuses, setup, test_nothing_common, teardown);
  g_test_add ("/engine/lanes/sender-refuses", Fixture, &sender_refuses, setup, test_nothing_common, teardown);

  return g_test_run ();
}
