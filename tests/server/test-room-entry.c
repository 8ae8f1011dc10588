/* test-room-entry.c: coming into rooms of a real server by password, leave, invitation and ticket, and being sent away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-room-password.h"
#include "portunus-transfer-error.h"
#include "server-fixture.h"

#define N_GUESSERS 100

static PortunusAdmission *
host_admission (PortunusRoomInfo *room)
{
  PortunusAdmission *admission = portunus_admission_new ("Host");

  admission->host = g_strdup (room->host);
  return admission;
}

static Guest *
enter (ServerFixture     *fixture,
       PortunusRoomInfo  *room,
       PortunusAdmission *admission)
{
  Guest *guest = guest_new_with (fixture, room->id, admission);

  guest_wait_heard (guest, "joined");
  return guest;
}

static Guest *
enter_as_host (ServerFixture    *fixture,
               PortunusRoomInfo *room)
{
  g_autoptr (PortunusAdmission) admission = host_admission (room);
  Guest *host = enter (fixture, room, admission);

  g_assert_true (portunus_room_client_is_host (host->client));
  return host;
}

static void
expect_refusal (ServerFixture         *fixture,
                PortunusRoomInfo      *room,
                PortunusAdmission     *admission,
                PortunusTransferError  code,
                const char            *word)
{
  g_autoptr (Guest) guest = guest_new_with (fixture, room->id, admission);

  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, (int) code);
  g_assert_nonnull (strstr (guest->error->message, word));
  g_assert_null (guest->id);
}

static PortunusSecret *
make_proof (char letter)
{
  guint8 proof[PORTUNUS_ROOM_PROOF_SIZE];

  memset (proof, letter, sizeof proof);
  return portunus_secret_new (proof, sizeof proof);
}

static PortunusRoomInfo *
make_password_room (ServerFixture     *fixture,
                    PortunusRoomEntry  entry)
{
  g_autoptr (PortunusSecret) proof = make_proof ('x');
  guint8 digest[PORTUNUS_ROOM_PROOF_SIZE];
  g_autoptr (GBytes) verifier = NULL;

  portunus_room_password_verifier (portunus_secret_get_data (proof, NULL), digest);
  verifier = g_bytes_new (digest, sizeof digest);
  return server_fixture_make_room (fixture, &(PortunusRoomOptions) { .entry = entry, .verifier = verifier });
}

static void
test_password (ServerFixture *fixture,
               gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = make_password_room (fixture, PORTUNUS_ROOM_ENTRY_PASSWORD);
  g_autoptr (PortunusAdmission) right = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) wrong = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) none = portunus_admission_new (NULL);
  g_autoptr (Guest) guest = NULL;

  right->proof = make_proof ('x');
  wrong->proof = make_proof ('y');
  expect_refusal (fixture, room, none, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD, "none was given");
  expect_refusal (fixture, room, NULL, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD, "none was given");
  expect_refusal (fixture, room, wrong, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD, "is wrong");
  guest = enter (fixture, room, right);
  g_assert_false (portunus_room_client_is_host (guest->client));
  g_assert_nonnull (right->ticket);
}

static RawGuest *
open_raw (ServerFixture    *fixture,
          PortunusRoomInfo *room)
{
  g_autofree char *path = g_strconcat ("/ws/", room->id, "?v=1&enter=1", NULL);

  return raw_guest_new (fixture, path, NULL, NULL);
}

/* Nobody may join as often as this at once, so the last ones have to try again. */
static RawGuest *
insist (ServerFixture    *fixture,
        PortunusRoomInfo *room)
{
  RawGuest *guest;

  do
    guest = open_raw (fixture, room);
  while (guest == NULL);
  return guest;
}

static void
test_guessers (ServerFixture *fixture,
               gconstpointer  data)
{
  static const char guess[] = "{\"type\":\"enter\",\"password\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";
  g_autoptr (PortunusRoomInfo) room = make_password_room (fixture, PORTUNUS_ROOM_ENTRY_PASSWORD);
  g_autoptr (GPtrArray) guests = g_ptr_array_new_with_free_func ((GDestroyNotify) raw_guest_free);
  guint n_examined = 0;

  for (guint i = 0; i < N_GUESSERS; i++)
    g_ptr_array_add (guests, insist (fixture, room));
  for (guint i = 0; i < N_GUESSERS; i++)
    soup_websocket_connection_send_text (((RawGuest *) g_ptr_array_index (guests, i))->socket, guess);
  for (guint i = 0; i < N_GUESSERS; i++)
    {
      RawGuest *guest = g_ptr_array_index (guests, i);
      gboolean is_examined;

      raw_guest_wait_closed (guest);
      is_examined = strstr (guest->heard->str, "wrong-password") != NULL;
      g_assert_true (is_examined || strstr (guest->heard->str, "too-many-tries") != NULL);
      n_examined += is_examined;
    }
  g_assert_cmpuint (n_examined, ==, 5);
}

static char *
get_word_after (Guest      *guest,
                const char *what)
{
  const char *start;

  guest_wait_heard (guest, what);
  start = strstr (guest->heard->str, what) + strlen (what);
  return g_strndup (start, strcspn (start, " \n"));
}

static void
test_ask (ServerFixture *fixture,
          gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &(PortunusRoomOptions) {
    .entry = PORTUNUS_ROOM_ENTRY_ASK,
  });
  g_autoptr (PortunusAdmission) admission = portunus_admission_new ("Bo");
  g_autoptr (Guest) early = guest_new_with (fixture, room->id, admission);
  g_autoptr (Guest) host = NULL;
  g_autofree char *early_id = NULL;
  g_autofree char *answered = NULL;

  guest_wait_heard (early, "waiting");
  host = enter_as_host (fixture, room);
  early_id = get_word_after (host, "asked ");
  g_assert_nonnull (strstr (host->heard->str, " Bo\n"));
  portunus_room_client_tell (host->client, "admit", early_id);
  guest_wait_heard (early, "joined 1");
  g_assert_cmpstr (early->id, ==, early_id);
  answered = g_strconcat ("answered ", early_id, NULL);
  guest_wait_heard (host, answered);
  g_assert_true (portunus_signaling_is_host (PORTUNUS_SIGNALING (early->client), host->id));
  g_assert_false (portunus_signaling_is_host (PORTUNUS_SIGNALING (host->client), early->id));
}

static void
test_refuse (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &(PortunusRoomOptions) {
    .entry = PORTUNUS_ROOM_ENTRY_ASK,
  });
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new ("Bo");
  g_autoptr (Guest) guest = guest_new_with (fixture, room->id, admission);
  g_autofree char *id = get_word_after (host, "asked ");

  portunus_room_client_tell (host->client, "refuse", id);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED);
  guest_wait_heard (host, "answered ");
}

/* Who does not ask for the door's messages gets them all the same where it has to. */
static void
test_lock (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) stranger = portunus_admission_new (NULL);
  g_autoptr (Guest) guest = enter (fixture, room, admission);

  portunus_room_client_tell (host->client, "lock", NULL);
  guest_send (host, guest->id, "locked");
  guest_wait_heard (guest, "locked");
  expect_refusal (fixture, room, stranger, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED, "locked");
  expect_refusal (fixture, room, NULL, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED, "locked");
  g_clear_pointer (&guest, guest_free);
  guest = enter (fixture, room, admission);
  portunus_room_client_tell (host->client, "unlock", NULL);
  guest_send (host, guest->id, "unlocked");
  guest_wait_heard (guest, "unlocked");
  guest_free (enter (fixture, room, stranger));
}

static void
test_kick (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) stranger = portunus_admission_new (NULL);
  g_autoptr (Guest) guest = enter (fixture, room, admission);
  g_autoptr (Guest) second = enter (fixture, room, admission);

  portunus_room_client_tell (host->client, "kick", guest->id);
  guest_wait_closed (guest);
  guest_wait_closed (second);
  g_assert_error (second->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED);
  expect_refusal (fixture, room, admission, PORTUNUS_TRANSFER_ERROR_REFUSED, "sent us away");
  expect_refusal (fixture, room, stranger, PORTUNUS_TRANSFER_ERROR_REFUSED, "sent us away");
  expect_refusal (fixture, room, NULL, PORTUNUS_TRANSFER_ERROR_REFUSED, "sent us away");
  guest_wait_heard (host, "peer-left ");
}

static void
test_invitation (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = make_password_room (fixture, PORTUNUS_ROOM_ENTRY_ASK);
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) late = portunus_admission_new (NULL);
  g_autofree char *token = NULL;

  portunus_room_client_invite (host->client, 60);
  token = get_word_after (host, "invited ");
  admission->token = g_strdup (token);
  late->token = g_strdup (token);
  guest_free (enter (fixture, room, admission));
  expect_refusal (fixture, room, late, PORTUNUS_TRANSFER_ERROR_INVITATION, "Somebody came");
  /* The ticket has taken the place of the token. */
  g_assert_null (admission->token);
  guest_free (enter (fixture, room, admission));
}

static void
test_one_time (ServerFixture *fixture,
               gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &(PortunusRoomOptions) {
    .is_one_time = TRUE,
  });
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) late = portunus_admission_new (NULL);

  guest_free (enter (fixture, room, admission));
  expect_refusal (fixture, room, late, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED, "locked");
  guest_free (enter (fixture, room, admission));
}

/* The connections of one guest count as one, and a host does not count. */
static void
test_guests (ServerFixture *fixture,
             gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, &(PortunusRoomOptions) { .max_peers = 1 });
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new (NULL);
  g_autoptr (PortunusAdmission) late = portunus_admission_new (NULL);
  g_autoptr (GPtrArray) guests = g_ptr_array_new_with_free_func ((GDestroyNotify) guest_free);

  for (guint i = 0; i < 8; i++)
    g_ptr_array_add (guests, enter (fixture, room, admission));
  expect_refusal (fixture, room, admission, PORTUNUS_TRANSFER_ERROR_ROOM_FULL, "full");
  expect_refusal (fixture, room, late, PORTUNUS_TRANSFER_ERROR_ROOM_FULL, "full");
}

static void
test_close (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) host = enter_as_host (fixture, room);

  portunus_room_client_tell (host->client, "close", NULL);
  guest_wait_closed (host);
  g_assert_nonnull (strstr (host->error->message, "closed"));
  expect_refusal (fixture, room, NULL, PORTUNUS_TRANSFER_ERROR_NO_ROOM, "no such room");
}

/* A host that leaves with its room has said something right before. */
static void
test_last_words (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (Guest) host = enter_as_host (fixture, room);
  g_autoptr (Guest) guest = enter (fixture, room, NULL);
  g_autofree char *long_text = g_strnfill (PORTUNUS_SIGNALING_MAX_MESSAGE, 'x');

  g_assert_false (portunus_room_client_close_room (guest->client));
  for (guint i = 0; i < 8; i++)
    guest_send (host, guest->id, long_text);
  guest_send (host, guest->id, "farewell");
  g_assert_true (portunus_room_client_close_room (host->client));
  portunus_signaling_close (PORTUNUS_SIGNALING (host->client));
  guest_wait_closed (host);
  g_assert_no_error (host->error);
  guest_wait_closed (guest);
  g_assert_nonnull (strstr (guest->error->message, "closed"));
  g_assert_nonnull (strstr (guest->heard->str, " farewell\n"));
  expect_refusal (fixture, room, NULL, PORTUNUS_TRANSFER_ERROR_NO_ROOM, "no such room");
}

/* What somebody says at the door, or inside without being host, that it may not. */
static void
test_rogue (ServerFixture *fixture,
            gconstpointer  data)
{
  static const char * const texts[] = {
    "{\"type\":\"signal\",\"to\":\"0011223344556677\",\"data\":\"\"}", "{\"type\":\"lock\"}", "{\"type\":\"close\"}",
    "{\"type\":\"enter\",\"host\":7}", "{\"type\":\"enter\",\"password\":\"x\"}", "{\"type\":\"enter\",\"ticket\":{}}",
    "{\"type\":\"enter\",\"name\":[]}", "{\"type\":\"admit\",\"peer\":\"0011223344556677\"}", "[]", "{}", "",
    "{\"type\":\"enter\"}{\"type\":\"enter\"}",
  };
  static const char * const inside[] = {
    "{\"type\":\"enter\"}", "{\"type\":\"lock\"}", "{\"type\":\"unlock\"}", "{\"type\":\"close\"}",
    "{\"type\":\"kick\",\"peer\":\"0011223344556677\"}", "{\"type\":\"invite\",\"expiry_seconds\":60}",
    "{\"type\":\"set\",\"entry\":\"link\"}", "{\"type\":\"forgive\"}",
  };
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts) + G_N_ELEMENTS (inside); i++)
    {
      g_autoptr (RawGuest) guest = open_raw (fixture, room);

      if (i < G_N_ELEMENTS (texts))
        soup_websocket_connection_send_text (guest->socket, texts[i]);
      else
        {
          soup_websocket_connection_send_text (guest->socket, "{\"type\":\"enter\"}");
          soup_websocket_connection_send_text (guest->socket, inside[i - G_N_ELEMENTS (texts)]);
        }
      raw_guest_wait_closed (guest);
      g_assert_nonnull (strstr (guest->heard->str, "bad-message"));
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char  *path;
    void       (*test) (ServerFixture *fixture,
                        gconstpointer  data);
  } tests[] = {
    { "/room-entry/password", test_password },
    { "/room-entry/guessers", test_guessers },
    { "/room-entry/ask", test_ask },
    { "/room-entry/refuse", test_refuse },
    { "/room-entry/lock", test_lock },
    { "/room-entry/kick", test_kick },
    { "/room-entry/invitation", test_invitation },
    { "/room-entry/one-time", test_one_time },
    { "/room-entry/guests", test_guests },
    { "/room-entry/close", test_close },
    { "/room-entry/last-words", test_last_words },
    { "/room-entry/rogue", test_rogue },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, ServerFixture, NULL, server_fixture_set_up, tests[i].test, server_fixture_tear_down);
  return server_test_run ();
}
