/* test-open-room.c: a room that many use: files come in, others are fetched, and the host says who may be there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "room-host.h"

#include <string.h>

#include "portunus-pickup-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define PATIENCE_MS  30000
#define N_BYTES      300000
#define N_BYTES_LONG (64 * 1024 * 1024)
/* In kilobytes a second. */
#define SLOW         8000

typedef struct
{
  RoomHost *host;
  Device   *guest;
  Device   *other;
  char     *invitation;
} Fixture;

static void
invited_cb (PortunusOpenRoom *room,
            const char       *link,
            Fixture          *f)
{
  g_assert_null (f->invitation);
  f->invitation = g_strdup (link);
}

static gboolean
is_invited (gpointer user_data)
{
  return ((Fixture *) user_data)->invitation != NULL;
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->host = room_host_new (data);
  f->guest = device_new ("Guest");
  f->other = device_new ("Other");
  g_signal_connect (f->host->room, "invited", G_CALLBACK (invited_cb), f);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  room_host_free (f->host);
  device_free (f->guest);
  device_free (f->other);
  g_free (f->invitation);
}

static PortunusGuest *
find_guest (Fixture    *f,
            const char *name)
{
  GListModel *guests = portunus_open_room_get_guests (f->host->room);

  for (guint i = 0; i < g_list_model_get_n_items (guests); i++)
    {
      g_autoptr (PortunusGuest) guest = g_list_model_get_item (guests, i);

      if (g_strcmp0 (portunus_guest_get_name (guest), name) == 0)
        return guest;
    }
  return NULL;
}

static PortunusTransfer *
get_transfer (Fixture    *f,
              const char *name)
{
  PortunusGuest *guest = find_guest (f, name);
  g_autoptr (PortunusTransfer) transfer = NULL;

  g_assert_nonnull (guest);
  transfer = g_list_model_get_item (portunus_guest_get_transfers (guest), 0);
  g_assert_nonnull (transfer);
  return transfer;
}

static gboolean
is_guest_absent (gpointer user_data)
{
  PortunusGuest *guest = find_guest (user_data, "Guest");

  return guest == NULL || !portunus_guest_is_present (guest);
}

static char *
give_file (Fixture *f,
           gsize    n_bytes)
{
  char *given = device_make_file (f->host->device, "given.bin", n_bytes);

  portunus_open_room_give (f->host->room, (const char * const[]) { given, NULL }, NULL);
  return given;
}

static Fetching *
begin_fetching (Fixture *f,
                Answer   answer)
{
  return fetching_new (f->guest, portunus_open_room_get_link (f->host->room), answer);
}

/* Consumes @fetching. */
static void
assert_got (Fetching   *fetching,
            const char *given)
{
  fetching_wait (fetching);
  g_assert_no_error (fetching->error);
  fetching_assert_got (fetching, given);
  fetching_free (fetching);
}

/* Consumes @fetching. */
static void
assert_failed (Fetching *fetching,
               int       code)
{
  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, code);
  fetching_free (fetching);
}

static void
test_both_ways (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *given = device_make_file (f->host->device, "given.bin", N_BYTES);
  g_autofree char *brought = device_make_file (f->other, "brought.bin", N_BYTES);
  g_autofree char *arrived = g_build_filename (f->host->directory, "brought.bin", NULL);
  const char *link = portunus_open_room_get_link (f->host->room);
  PortunusShareOptions options = { .paths = (const char * const[]) { brought, NULL }, .room = link };
  PortunusShare *share = portunus_open_room_give (f->host->room, (const char * const[]) { given, NULL }, NULL);
  Fetching *fetching;
  Sending *sending;

  g_assert_cmpuint (g_list_model_get_n_items (portunus_open_room_get_shares (f->host->room)), ==, 1);
  fetching = fetching_new (f->guest, link, ANSWER_YES);
  fetching_wait (fetching);
  g_assert_no_error (fetching->error);
  fetching_assert_got (fetching, given);
  transfer_wait_state (get_transfer (f, "Guest"), PORTUNUS_TRANSFER_DONE);
  g_assert_cmpstr (portunus_guest_get_label (find_guest (f, "Guest")), ==, "not verified");

  sending = sending_new (f->other, &options);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  g_assert_cmpuint (f->host->n_offers, ==, 1);
  g_assert_true (g_file_test (arrived, G_FILE_TEST_EXISTS));
  transfer_wait_state (get_transfer (f, "Other"), PORTUNUS_TRANSFER_DONE);
  g_assert_null (find_guest (f, "Host"));

  /* What was delivered may be fetched again, by others too. */
  g_assert_cmpuint (g_list_model_get_n_items (portunus_open_room_get_shares (f->host->room)), ==, 1);
  g_assert_false (portunus_open_room_is_moving (f->host->room));
  portunus_open_room_take_back (f->host->room, share);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_open_room_get_shares (f->host->room)), ==, 0);
  fetching_free (fetching);
  sending_free (sending);
}

/* By the code as well, which all places of the host in the room share. */
static void
test_code (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES);
  Fetching *fetching;

  fetching = fetching_new_code (f->guest, portunus_open_room_get_link (f->host->room),
                                portunus_open_room_get_code (f->host->room), ANSWER_YES);
  assert_got (fetching, given);
}

static void
not_given_cb (PortunusOpenRoom  *room,
              const GError      *error,
              GError           **place)
{
  *place = g_error_copy (error);
}

static gboolean
is_error (gpointer user_data)
{
  return *(GError **) user_data != NULL;
}

static void
test_not_given (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *missing = g_build_filename (f->host->device->dir, "missing", NULL);
  g_autoptr (GError) error = NULL;

  g_signal_connect (f->host->room, "not-given", G_CALLBACK (not_given_cb), &error);
  portunus_open_room_give (f->host->room, (const char * const[]) { missing, NULL }, NULL);
  portunus_test_wait (is_error, &error, PATIENCE_MS);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_open_room_get_shares (f->host->room)), ==, 0);
}

static void
test_kick (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES);
  Fetching *fetching;

  fetching = begin_fetching (f, ANSWER_NOTHING);
  fetching_wait_offer (fetching);
  g_assert_true (portunus_guest_is_present (find_guest (f, "Guest")));
  portunus_open_room_kick (f->host->room, find_guest (f, "Guest"));
  portunus_test_wait (is_guest_absent, f, PATIENCE_MS);
  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED);
  g_assert_nonnull (strstr (fetching->error->message, "sent us away"));
  fetching_free (fetching);
  assert_failed (begin_fetching (f, ANSWER_YES), PORTUNUS_TRANSFER_ERROR_REFUSED);
  portunus_open_room_forgive (f->host->room);
  assert_got (begin_fetching (f, ANSWER_YES), given);
}

/* The lane is up and full, and still whoever is sent away stops at once. */
static void
test_kick_running (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES_LONG);
  Fetching *fetching;

  device_limit (f->guest, SLOW);
  fetching = begin_fetching (f, ANSWER_YES);
  transfer_wait_bytes (portunus_pickup_get_transfer (fetching->pickup), 1);
  portunus_open_room_kick (f->host->room, find_guest (f, "Guest"));
  assert_failed (fetching, PORTUNUS_TRANSFER_ERROR_REFUSED);
}

static void
make_deaf (PortunusRoomClient *client)
{
  GSignalMatchType match = G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_UNBLOCKED;
  guint closed = g_signal_lookup ("closed", G_OBJECT_TYPE (client));
  gulong handler;

  while ((handler = g_signal_handler_find (client, match, closed, 0, NULL, NULL, NULL)) != 0)
    g_signal_handler_block (client, handler);
}

/* It does as if it had not heard, and its lane is direct. */
static void
test_kick_ignored (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES);
  Fetching *fetching;

  fetching = begin_fetching (f, ANSWER_NOTHING);
  fetching_wait_offer (fetching);
  make_deaf (fetching->pickup->client);
  portunus_open_room_kick (f->host->room, find_guest (f, "Guest"));
  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER);
  g_assert_cmpint (portunus_transfer_get_state (get_transfer (f, "Guest")), ==, PORTUNUS_TRANSFER_CANCELLED);
  fetching_free (fetching);
}

static void
assert_wrong_password (Fixture    *f,
                       const char *password,
                       int         n_left)
{
  const char *link = portunus_open_room_get_link (f->host->room);
  Fetching *fetching;

  fetching = password != NULL ? fetching_new_password (f->guest, link, password, ANSWER_YES)
                              : fetching_new (f->guest, link, ANSWER_YES);
  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD);
  g_assert_cmpint (portunus_pickup_get_n_tries_left (fetching->pickup), ==, n_left);
  fetching_free (fetching);
}

static void
test_password (Fixture       *f,
               gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES);
  const char *link = portunus_open_room_get_link (f->host->room);

  assert_wrong_password (f, NULL, -1);
  assert_wrong_password (f, "close sesame", 4);
  assert_wrong_password (f, "open barley", 3);
  assert_got (fetching_new_password (f->guest, link, "open sesame", ANSWER_YES), given);
}

static gboolean
is_locked (gpointer user_data)
{
  return portunus_open_room_is_locked (user_data);
}

static void
test_lock (Fixture       *f,
           gconstpointer  data)
{
  g_assert_false (portunus_open_room_is_locked (f->host->room));
  portunus_open_room_set_locked (f->host->room, TRUE);
  portunus_test_wait (is_locked, f->host->room, PATIENCE_MS);
  assert_failed (begin_fetching (f, ANSWER_YES), PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED);
}

/* Our own other places in the room need no leave. */
static void
test_ask (Fixture       *f,
          gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES);
  Fetching *fetching;

  fetching = begin_fetching (f, ANSWER_YES);
  room_host_wait_asker (f->host);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_open_room_get_guests (f->host->room)), ==, 0);
  room_host_answer (f->host, TRUE);
  assert_got (fetching, given);
}

/* It has the password in it, and is good for one. */
static void
test_invite (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *given = give_file (f, N_BYTES);

  portunus_open_room_invite (f->host->room, 3600);
  portunus_test_wait (is_invited, f, PATIENCE_MS);
  assert_got (fetching_new (f->guest, f->invitation, ANSWER_YES), given);
  assert_failed (fetching_new (f->other, f->invitation, ANSWER_YES), PORTUNUS_TRANSFER_ERROR_INVITATION);
}

static void
test_words (Fixture       *f,
            gconstpointer  data)
{
  g_autofree char *words = portunus_open_room_dup_words (f->host->room);
  g_auto (GStrv) list = g_strsplit (words, " ", -1);

  g_assert_cmpuint (g_strv_length (list), ==, 6);
  g_assert_cmpint (portunus_open_room_get_expires (f->host->room), >=, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (PortunusSecret) password = portunus_secret_new ("open sesame", strlen ("open sesame"));
  const PortunusRoomRules with_password = { .entry = PORTUNUS_ROOM_ENTRY_PASSWORD, .password = password };
  const PortunusRoomRules with_question = { .entry = PORTUNUS_ROOM_ENTRY_ASK };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/open-room/both-ways", Fixture, NULL, setup, test_both_ways, teardown);
  g_test_add ("/open-room/code", Fixture, NULL, setup, test_code, teardown);
  g_test_add ("/open-room/not-given", Fixture, NULL, setup, test_not_given, teardown);
  g_test_add ("/open-room/kick", Fixture, NULL, setup, test_kick, teardown);
  g_test_add ("/open-room/kick-running", Fixture, NULL, setup, test_kick_running, teardown);
  g_test_add ("/open-room/kick-ignored", Fixture, NULL, setup, test_kick_ignored, teardown);
  g_test_add ("/open-room/password", Fixture, &with_password, setup, test_password, teardown);
  g_test_add ("/open-room/lock", Fixture, NULL, setup, test_lock, teardown);
  g_test_add ("/open-room/ask", Fixture, &with_question, setup, test_ask, teardown);
  g_test_add ("/open-room/invite", Fixture, &with_password, setup, test_invite, teardown);
  g_test_add ("/open-room/words", Fixture, NULL, setup, test_words, teardown);
  return g_test_run ();
}
