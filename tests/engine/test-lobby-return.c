/* test-lobby-return.c: who comes back into a lobby after the connection was lost, and who is forgotten
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "lobby-fixture.h"

#include "portunus-approach.h"
#include "portunus-engine-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 30000
#define LARGE      (24 * 1024 * 1024)
/* As many as a reception keeps of those who were lost before anybody said yes to them. */
#define MAX_LOST   8

static void
pause_cb (PortunusTransfer *transfer)
{
  if (portunus_transfer_can_pause (transfer))
    portunus_transfer_set_paused (transfer, TRUE);
}

static gboolean
has_come (gpointer user_data)
{
  return ((Waiting *) user_data)->arrivals->len > 0;
}

/* Something from here that a rule accepts, and that is held in the middle of it. */
static Sending *
begin (Fixture *f)
{
  Sending *sending = lobby_send (f, NULL);
  PortunusTransfer *transfer;

  portunus_test_wait (has_come, f->waiting, TIMEOUT_MS);
  transfer = portunus_arrival_get_transfer (f->waiting->arrivals->pdata[0]);
  g_signal_connect (transfer, "notify::can-pause", G_CALLBACK (pause_cb), NULL);
  lobby_wait_auto_accepted (f);
  transfer_wait_state (transfer, PORTUNUS_TRANSFER_RUNNING);
  return sending;
}

static void
stop_rules (Fixture *f)
{
  const PortunusAutoAccept rules = { .is_on = FALSE };

  portunus_device_book_set_auto_accept (portunus_engine_get_device_book (f->there->engine),
                                        portunus_engine_get_device_id (f->here->engine), &rules);
}

static gboolean
has_two (gpointer user_data)
{
  Waiting *waiting = user_data;

  return waiting->arrivals->len > 1
         && portunus_transfer_is_over (portunus_arrival_get_transfer (waiting->arrivals->pdata[0]));
}

static void
assert_empty (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);

  g_assert_nonnull (dir);
  g_assert_null (g_dir_read_name (dir));
}

/* The sender noticed that the connection is dead, and we did not: what it begins anew goes where the rule put it, also
 * where there is no such rule any more. */
static void
test_heir (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *folder = portunus_test_make_dir ();
  Sending *before, *after;

  lobby_set_rules (f, folder, 0);
  before = begin (f);
  stop_rules (f);
  after = lobby_send (f, NULL);
  portunus_test_wait (has_two, f->waiting, TIMEOUT_MS);
  sending_free (before);
  lobby_assert_delivered (f, after, folder);
  g_assert_cmpuint (f->waiting->n_offers, ==, 0);
  assert_empty (f->waiting->directory);
  sending_free (after);
  portunus_test_remove_tree (folder);
}

static void
authenticated_cb (PortunusApproach  *approach,
                  PortunusSession   *session,
                  PortunusSession  **slot)
{
  g_set_object (slot, session);
}

static gboolean
is_set (gpointer user_data)
{
  return *(gpointer *) user_data != NULL;
}

static gboolean
is_lost (gpointer user_data)
{
  return !portunus_arrival_is_busy (user_data);
}

/* Comes to the lobby and goes without a word; what the lobby made of it. */
static PortunusArrival *
come_and_go (Fixture *f,
             Device  *device)
{
  g_autoptr (GPtrArray) lane_factories = portunus_engine_dup_lane_factories (device->engine, "tcp", NULL);
  const PortunusTarget target = { .address = f->waiting->address };
  g_autoptr (PortunusApproach) approach = portunus_approach_new (device->engine, &target, lane_factories, "tcp");
  g_autoptr (PortunusSession) session = NULL;
  guint n_before = f->waiting->arrivals->len;
  PortunusArrival *arrival;

  g_signal_connect (approach, "authenticated", G_CALLBACK (authenticated_cb), &session);
  portunus_approach_start (approach);
  portunus_test_wait (is_set, &session, TIMEOUT_MS);
  portunus_session_close (session);
  portunus_approach_stop (approach);
  while (f->waiting->arrivals->len == n_before)
    g_main_context_iteration (NULL, TRUE);
  arrival = f->waiting->arrivals->pdata[n_before];
  portunus_test_wait (is_lost, arrival, TIMEOUT_MS);
  return arrival;
}

/* Anybody may come and be lost, and nobody may fill our memory by it: the oldest is given up. */
static void
test_forgotten (Fixture       *f,
                gconstpointer  data)
{
  Device *strangers[MAX_LOST + 1];

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      PortunusTransfer *transfer;

      strangers[i] = device_new ("Stranger");
      transfer = portunus_arrival_get_transfer (come_and_go (f, strangers[i]));
      g_assert_cmpint (portunus_transfer_get_state (transfer), ==, PORTUNUS_TRANSFER_RECONNECTING);
    }
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      PortunusTransfer *transfer = portunus_arrival_get_transfer (f->waiting->arrivals->pdata[i]);

      g_assert_cmpint (portunus_transfer_is_over (transfer), ==, i == 0);
      device_free (strangers[i]);
    }
}

/* Where files go is what was said last, also for those who were here before. */
static void
test_folder (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *folder = portunus_test_make_dir ();
  Sending *sending;

  come_and_go (f, f->here);
  portunus_lobby_set_directory (f->waiting->lobby, folder);
  f->waiting->is_accepting = TRUE;
  sending = lobby_send (f, NULL);
  lobby_assert_delivered (f, sending, folder);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 1);
  sending_free (sending);
  portunus_test_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/lobby/return/heir", Fixture, GSIZE_TO_POINTER (LARGE), lobby_set_up, test_heir, lobby_tear_down);
  g_test_add ("/lobby/return/forgotten", Fixture, NULL, lobby_set_up, test_forgotten, lobby_tear_down);
  g_test_add ("/lobby/return/folder", Fixture, NULL, lobby_set_up, test_folder, lobby_tear_down);
  return g_test_run ();
}
