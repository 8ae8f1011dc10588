/* test-lobby.c: a device waits for others on the local network, and knows again who was there before
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "lobby-fixture.h"

#include "portunus-engine-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 30000

static gboolean
is_null (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static gboolean
has_words (gpointer user_data)
{
  return portunus_transfer_get_words (user_data) != NULL;
}

/* Both see the same words; who accepts knows the other from then on, as somebody that nobody vouches for. */
static void
test_stranger (Fixture       *f,
               gconstpointer  data)
{
  Sending *sending = lobby_send (f, NULL);
  PortunusArrival *arrival = lobby_wait_offer (f);
  PortunusTransfer *got = portunus_arrival_get_transfer (arrival);
  PortunusTransfer *sent = sending_get_transfer (sending, 0);
  PortunusDeviceBook *book = portunus_engine_get_device_book (f->there->engine);
  PortunusKnownDevice *known;

  portunus_test_wait (has_words, got, TIMEOUT_MS);
  portunus_test_wait (has_words, sent, TIMEOUT_MS);
  g_assert_true (g_strv_equal (portunus_transfer_get_words (got), portunus_transfer_get_words (sent)));
  g_assert_cmpstr (portunus_transfer_get_peer_label (got), ==, "not verified");
  g_assert_cmpstr (portunus_transfer_get_peer_label (sent), ==, "not verified");
  g_assert_cmpstr (portunus_transfer_get_peer_name (got), ==, "Here");
  g_assert_null (portunus_arrival_get_known_device (arrival));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (book)), ==, 0);
  portunus_arrival_accept (arrival, NULL);
  lobby_assert_delivered (f, sending, f->waiting->directory);
  known = portunus_device_book_lookup (book, portunus_engine_get_device_id (f->here->engine));
  g_assert_cmpint (portunus_known_device_get_trust (known), ==, PORTUNUS_DEVICE_MET);
  known = portunus_device_book_lookup (portunus_engine_get_device_book (f->here->engine),
                                       portunus_engine_get_device_id (f->there->engine));
  g_assert_cmpint (portunus_known_device_get_trust (known), ==, PORTUNUS_DEVICE_MET);
  sending_free (sending);
}

static void
test_decline (Fixture       *f,
              gconstpointer  data)
{
  Sending *sending = lobby_send (f, NULL);

  portunus_arrival_decline (lobby_wait_offer (f));
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (portunus_engine_get_device_book (f->there->engine))), ==,
                    0);
  sending_free (sending);
}

/* Strangers come and go, and leave nothing in our memory. */
static void
test_gone (Fixture       *f,
           gconstpointer  data)
{
  Sending *sending = lobby_send (f, NULL);
  PortunusArrival *arrival = lobby_wait_offer (f);

  portunus_arrival_decline (arrival);
  sending_wait (sending);
  g_object_add_weak_pointer (G_OBJECT (arrival), (gpointer *) &arrival);
  g_ptr_array_set_size (f->waiting->arrivals, 0);
  portunus_test_wait (is_null, &arrival, TIMEOUT_MS);
  sending_free (sending);
}

static void
test_verified (Fixture       *f,
               gconstpointer  data)
{
  PortunusKnownDevice *known = device_know (f->here, f->there, PORTUNUS_DEVICE_VERIFIED);
  Sending *sending;
  PortunusArrival *arrival;

  device_know (f->there, f->here, PORTUNUS_DEVICE_VERIFIED);
  f->waiting->is_accepting = TRUE;
  sending = lobby_send (f, known);
  arrival = lobby_wait_offer (f);
  g_assert_cmpstr (portunus_transfer_get_peer_label (portunus_arrival_get_transfer (arrival)), ==, "verified");
  lobby_assert_delivered (f, sending, f->waiting->directory);
  g_assert_cmpstr (portunus_transfer_get_peer_label (sending_get_transfer (sending, 0)), ==, "verified");
  sending_free (sending);
}

static void
test_blocked (Fixture       *f,
              gconstpointer  data)
{
  Sending *sending;

  device_know (f->there, f->here, PORTUNUS_DEVICE_BLOCKED);
  sending = lobby_send (f, NULL);
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 0);
  sending_free (sending);
}

/* Whoever is meant and whoever answers are not the same: nothing is sent, and nobody there hears of it. */
static void
test_other_device (Fixture       *f,
                   gconstpointer  data)
{
  Device *elsewhere = device_new ("There");
  PortunusKnownDevice *known = device_know (f->here, elsewhere, PORTUNUS_DEVICE_VERIFIED);
  Sending *sending = lobby_send (f, known);

  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 0);
  sending_free (sending);
  device_free (elsewhere);
}

/* A name that is known, and another key: a stranger, whatever the rules of the known one are. */
static void
test_key_changed (Fixture       *f,
                  gconstpointer  data)
{
  const PortunusAutoAccept rules = { .is_on = TRUE };
  Device *before = device_new ("Here");
  PortunusKnownDevice *known = device_know (f->there, before, PORTUNUS_DEVICE_VERIFIED);
  PortunusArrival *arrival;
  Sending *sending;

  portunus_device_book_set_auto_accept (portunus_engine_get_device_book (f->there->engine),
                                        portunus_known_device_get_id (known), &rules);
  sending = lobby_send (f, NULL);
  arrival = lobby_wait_offer (f);
  g_assert_cmpstr (portunus_transfer_get_peer_label (portunus_arrival_get_transfer (arrival)), ==, "not verified");
  g_assert_true (portunus_arrival_find_namesake (arrival) == known);
  g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
  sending_free (sending);
  device_free (before);
}

static void
test_auto_accept (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *folder = portunus_test_make_dir ();
  Sending *sending;

  lobby_set_rules (f, folder, LOBBY_FILE_SIZE);
  sending = lobby_send (f, NULL);
  lobby_wait_auto_accepted (f);
  lobby_assert_delivered (f, sending, folder);
  g_assert_cmpuint (f->waiting->n_offers, ==, 0);
  sending_free (sending);
  portunus_test_remove_tree (folder);
}

static void
put_in_the_way (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "report.bin", NULL);

  g_assert_true (g_file_set_contents (path, "here before", -1, NULL));
}

/* Who wants to be asked where something is in the way is asked there, with the folder of the rule, and nowhere else. */
static void
test_auto_accept_asks (Fixture       *f,
                       gconstpointer  data)
{
  const PortunusConflictChoice conflicts = { .is_asked = TRUE };
  g_autofree char *folder = portunus_test_make_dir ();
  PortunusArrival *arrival;
  Sending *sending;

  portunus_lobby_set_conflicts (f->waiting->lobby, &conflicts);
  lobby_set_rules (f, folder, 0);
  sending = lobby_send (f, NULL);
  lobby_wait_auto_accepted (f);
  lobby_assert_delivered (f, sending, folder);
  sending_free (sending);

  put_in_the_way (folder);
  sending = lobby_send (f, NULL);
  arrival = lobby_wait_offer (f);
  g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 1);
  g_assert_cmpstr (portunus_arrival_get_directory (arrival), ==, folder);
  portunus_arrival_set_policy (arrival, PORTUNUS_CONFLICT_OVERWRITE);
  portunus_arrival_accept (arrival, NULL);
  lobby_assert_delivered (f, sending, folder);
  sending_free (sending);
  portunus_test_remove_tree (folder);
}

/* Too large, or nowhere to put it: a person decides. */
static void
test_auto_accept_limits (Fixture       *f,
                         gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (f->waiting->directory, "missing", NULL);
  const char * const folders[] = { NULL, missing };
  const guint64 limits[] = { LOBBY_FILE_SIZE - 1, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      Sending *sending;

      f->waiting->n_offers = 0;
      lobby_set_rules (f, folders[i], limits[i]);
      sending = lobby_send (f, NULL);
      lobby_wait_offer (f);
      g_assert_cmpuint (f->waiting->n_auto_accepted, ==, 0);
      sending_free (sending);
    }
}

/* A stranger may have two offers that wait, and somebody who is verified still comes through. */
static void
test_too_many (Fixture       *f,
               gconstpointer  data)
{
  Sending *sendings[4];
  char *paths[4];

  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      g_autofree char *name = g_strdup_printf ("part-%u", i);

      paths[i] = device_make_file (f->here, name, LOBBY_FILE_SIZE);
      if (i == 3)
        device_know (f->there, f->here, PORTUNUS_DEVICE_VERIFIED);
      f->waiting->n_offers = 0;
      sendings[i] = lobby_send_path (f, paths[i], NULL);
      if (i != 2)
        lobby_wait_offer (f);
      else
        sending_wait (sendings[i]);
    }
  g_assert_error (sendings[2]->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_BUSY);
  g_assert_cmpuint (f->waiting->arrivals->len, ==, 3);
  for (guint i = 0; i < G_N_ELEMENTS (sendings); i++)
    {
      sending_free (sendings[i]);
      g_free (paths[i]);
    }
}

static void
test_nobody (Fixture       *f,
             gconstpointer  data)
{
  Sending *sending;

  waiting_close (f->waiting);
  sending = lobby_send (f, NULL);
  sending_wait (sending);
  g_assert_error (sending->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM);
  sending_free (sending);
  waiting_open (f->waiting, f->there);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/lobby/stranger", Fixture, NULL, lobby_set_up, test_stranger, lobby_tear_down);
  g_test_add ("/lobby/decline", Fixture, NULL, lobby_set_up, test_decline, lobby_tear_down);
  g_test_add ("/lobby/gone", Fixture, NULL, lobby_set_up, test_gone, lobby_tear_down);
  g_test_add ("/lobby/verified", Fixture, NULL, lobby_set_up, test_verified, lobby_tear_down);
  g_test_add ("/lobby/blocked", Fixture, NULL, lobby_set_up, test_blocked, lobby_tear_down);
  g_test_add ("/lobby/other-device", Fixture, NULL, lobby_set_up, test_other_device, lobby_tear_down);
  g_test_add ("/lobby/key-changed", Fixture, NULL, lobby_set_up, test_key_changed, lobby_tear_down);
  g_test_add ("/lobby/auto-accept", Fixture, NULL, lobby_set_up, test_auto_accept, lobby_tear_down);
  g_test_add ("/lobby/auto-accept-asks", Fixture, NULL, lobby_set_up, test_auto_accept_asks, lobby_tear_down);
  g_test_add ("/lobby/auto-accept-limits", Fixture, NULL, lobby_set_up, test_auto_accept_limits, lobby_tear_down);
  g_test_add ("/lobby/too-many", Fixture, NULL, lobby_set_up, test_too_many, lobby_tear_down);
  g_test_add ("/lobby/nobody", Fixture, NULL, lobby_set_up, test_nobody, lobby_tear_down);
  return g_test_run ();
}
