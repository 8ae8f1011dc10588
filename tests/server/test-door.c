/* test-door.c: who gets into a room, and how often one may try
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-door.h"
#include "portunus-encoding.h"
#include "portunus-room-password.h"
#include "portunus-test.h"
#include "portunus-ticket.h"
#include "portunus-token.h"

#define ROOM "00112233445566778899aabbccddeeff"
#define OTHER_ROOM "10112233445566778899aabbccddeeff"
#define HERE "c0000201"
#define THERE "c0000202"
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

static PortunusSecret *key;

static PortunusDoor *
make_door (const PortunusRoomOptions *options)
{
  return portunus_door_new (ROOM, key, options);
}

static GBytes *
make_proof (char letter)
{
  guint8 proof[PORTUNUS_ROOM_PROOF_SIZE];

  memset (proof, letter, sizeof proof);
  return g_bytes_new (proof, sizeof proof);
}

static GBytes *
make_verifier (char letter)
{
  g_autoptr (GBytes) proof = make_proof (letter);
  guint8 verifier[PORTUNUS_ROOM_PROOF_SIZE];

  portunus_room_password_verifier (g_bytes_get_data (proof, NULL), verifier);
  return g_bytes_new (verifier, sizeof verifier);
}

/* 0 for in, -1 for waiting, else the failure. */
static int
judge (PortunusDoor                *door,
       const PortunusMemberMessage *claim,
       const char                  *client,
       char                       **guest)
{
  PortunusDoorAnswer answer;

  portunus_door_judge (door, claim, client, 0, &answer);
  if (guest != NULL)
    *guest = g_strdup (answer.guest);
  g_free (answer.guest);
  g_free (answer.token_id);
  if (answer.verdict == PORTUNUS_VERDICT_OUT)
    return answer.failure;
  return answer.verdict == PORTUNUS_VERDICT_WAIT ? -1 : 0;
}

static int
try_nothing (PortunusDoor *door,
             const char   *client)
{
  const PortunusMemberMessage claim = { 0 };

  return judge (door, &claim, client, NULL);
}

static int
try_password (PortunusDoor *door,
              char          letter,
              const char   *client,
              gint64        now_us)
{
  g_autoptr (GBytes) proof = make_proof (letter);
  const PortunusMemberMessage claim = { .password = proof };
  PortunusDoorAnswer answer;

  portunus_door_judge (door, &claim, client, now_us, &answer);
  g_free (answer.guest);
  g_free (answer.token_id);
  return answer.verdict == PORTUNUS_VERDICT_OUT ? (int) answer.failure : 0;
}

static int
try_token (PortunusDoor *door,
           const char   *token,
           const char   *client)
{
  const PortunusMemberMessage claim = { .token = token };

  return judge (door, &claim, client, NULL);
}

static int
try_ticket (PortunusDoor *door,
            const char   *ticket,
            const char   *client)
{
  const PortunusMemberMessage claim = { .ticket = ticket };

  return judge (door, &claim, client, NULL);
}

static void
test_open (void)
{
  const PortunusRoomOptions options = { 0 };
  g_autoptr (PortunusDoor) door = make_door (&options);

  g_assert_true (portunus_door_is_open (door));
  g_assert_cmpint (try_nothing (door, HERE), ==, 0);
  portunus_door_set_locked (door, TRUE);
  g_assert_false (portunus_door_is_open (door));
  g_assert_cmpint (try_nothing (door, HERE), ==, PORTUNUS_ROOM_FAILURE_LOCKED);
}

static void
test_password (void)
{
  g_autoptr (GBytes) verifier = make_verifier ('x');
  const PortunusRoomOptions options = { .entry = PORTUNUS_ROOM_ENTRY_PASSWORD, .verifier = verifier };
  g_autoptr (PortunusDoor) door = make_door (&options);
  guint n_examined = 0;

  g_assert_cmpint (try_nothing (door, HERE), ==, PORTUNUS_ROOM_FAILURE_PASSWORD_NEEDED);
  g_assert_cmpint (try_password (door, 'x', HERE, 0), ==, 0);
  for (guint i = 0; i < 100; i++)
    n_examined += try_password (door, 'a', HERE, 0) == PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD;
  g_assert_cmpuint (n_examined, ==, 5);
  /* Not even the right one, until the hour is over; and nobody else suffers. */
  g_assert_cmpint (try_password (door, 'x', HERE, HOUR_US - 1), ==, PORTUNUS_ROOM_FAILURE_TOO_MANY_TRIES);
  g_assert_cmpint (try_password (door, 'x', THERE, 0), ==, 0);
  g_assert_cmpint (try_password (door, 'x', HERE, HOUR_US), ==, 0);
}

/* A right try between wrong ones does not give new ones: others may be behind the same address. */
static void
test_password_between (void)
{
  g_autoptr (GBytes) verifier = make_verifier ('x');
  const PortunusRoomOptions options = { .entry = PORTUNUS_ROOM_ENTRY_PASSWORD, .verifier = verifier };
  g_autoptr (PortunusDoor) door = make_door (&options);
  guint n_examined = 0;

  for (guint i = 0; i < 20; i++)
    {
      n_examined += try_password (door, 'a', HERE, 0) == PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD;
      try_password (door, 'x', HERE, 0);
    }
  g_assert_cmpuint (n_examined, ==, 5);
}

static void
test_token (void)
{
  g_autoptr (GBytes) verifier = make_verifier ('x');
  const PortunusRoomOptions options = { .entry = PORTUNUS_ROOM_ENTRY_ASK, .verifier = verifier };
  g_autoptr (PortunusDoor) door = make_door (&options);
  g_autoptr (PortunusSecret) other_key = portunus_secret_new_random (PORTUNUS_TOKEN_KEY_SIZE);
  g_autoptr (PortunusDoor) other_room = portunus_door_new (OTHER_ROOM, key, &options);
  g_autoptr (PortunusDoor) other_server = portunus_door_new (ROOM, other_key, &options);
  gint64 expires;
  g_autofree char *token = portunus_door_make_token (door, 60, &expires);
  g_autofree char *second = portunus_door_make_token (door, 60, &expires);
  g_autofree char *stale = portunus_door_make_token (door, 0, &expires);

  g_assert_cmpint (try_token (other_room, token, HERE), ==, PORTUNUS_ROOM_FAILURE_TOKEN_INVALID);
  g_assert_cmpint (try_token (other_server, token, HERE), ==, PORTUNUS_ROOM_FAILURE_TOKEN_INVALID);
  g_assert_cmpint (try_token (door, "x.y.z", HERE), ==, PORTUNUS_ROOM_FAILURE_TOKEN_INVALID);
  g_assert_cmpint (try_token (door, stale, HERE), ==, PORTUNUS_ROOM_FAILURE_TOKEN_EXPIRED);
  g_assert_cmpint (try_token (door, token, HERE), ==, 0);
  g_assert_cmpint (try_token (door, token, HERE), ==, PORTUNUS_ROOM_FAILURE_TOKEN_USED);
  g_assert_cmpint (try_token (door, token, THERE), ==, PORTUNUS_ROOM_FAILURE_TOKEN_USED);
  /* What does not get past the lock is not used up by it. */
  portunus_door_set_locked (door, TRUE);
  g_assert_cmpint (try_token (door, second, HERE), ==, PORTUNUS_ROOM_FAILURE_LOCKED);
  portunus_door_set_locked (door, FALSE);
  g_assert_cmpint (try_token (door, second, HERE), ==, 0);
}

static void
test_ticket (void)
{
  const PortunusRoomOptions options = { 0 };
  g_autoptr (PortunusDoor) door = make_door (&options);
  g_autoptr (PortunusDoor) other_room = portunus_door_new (OTHER_ROOM, key, &options);
  const PortunusMemberMessage nothing = { 0 };
  g_autofree char *guest = NULL;
  g_autofree char *again = NULL;
  g_autofree char *ticket = NULL;
  PortunusMemberMessage claim = { 0 };

  g_assert_cmpint (judge (door, &nothing, HERE, &guest), ==, 0);
  ticket = portunus_door_make_ticket (door, guest);
  claim.ticket = ticket;
  g_assert_cmpint (judge (door, &claim, THERE, &again), ==, 0);
  g_assert_cmpstr (again, ==, guest);
  portunus_door_set_locked (door, TRUE);
  portunus_door_set_locked (other_room, TRUE);
  g_assert_cmpint (try_ticket (door, ticket, HERE), ==, 0);
  g_assert_cmpint (try_ticket (other_room, ticket, HERE), ==, PORTUNUS_ROOM_FAILURE_LOCKED);
  for (gsize i = 0; ticket[i] != '\0'; i++)
    {
      g_autofree char *changed = g_strdup (ticket);

      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      g_assert_cmpint (try_ticket (door, changed, HERE), ==, PORTUNUS_ROOM_FAILURE_LOCKED);
    }
}

static void
test_kick (void)
{
  const PortunusRoomOptions options = { 0 };
  g_autoptr (PortunusDoor) door = make_door (&options);
  g_autofree char *ticket = portunus_door_make_ticket (door, "0011223344556677");
  g_autofree char *neighbour = portunus_door_make_ticket (door, "1011223344556677");
  g_autofree char *token = NULL;
  gint64 expires;

  portunus_door_kick (door, "0011223344556677", HERE);
  token = portunus_door_make_token (door, 60, &expires);
  g_assert_cmpint (try_nothing (door, HERE), ==, PORTUNUS_ROOM_FAILURE_KICKED);
  g_assert_cmpint (try_token (door, token, HERE), ==, PORTUNUS_ROOM_FAILURE_KICKED);
  g_assert_cmpint (try_ticket (door, ticket, THERE), ==, PORTUNUS_ROOM_FAILURE_KICKED);
  g_assert_cmpint (try_ticket (door, neighbour, HERE), ==, 0);
  g_assert_cmpint (try_nothing (door, THERE), ==, 0);
  portunus_door_forgive (door);
  g_assert_cmpint (try_nothing (door, HERE), ==, 0);
  g_assert_cmpint (try_ticket (door, ticket, HERE), ==, PORTUNUS_ROOM_FAILURE_KICKED);
}

/* After a restart those are kept out who were before, and have as few tries left, for as long. */
static void
test_recall (void)
{
  g_autoptr (GBytes) verifier = make_verifier ('x');
  const PortunusRoomOptions options = { .entry = PORTUNUS_ROOM_ENTRY_PASSWORD, .verifier = verifier };
  const PortunusDoorNote notes[] = {
    { .kind = PORTUNUS_DOOR_NOTE_GUEST, .name = (char *) "0011223344556677" },
    { .kind = PORTUNUS_DOOR_NOTE_CLIENT, .name = (char *) HERE },
    { .kind = PORTUNUS_DOOR_NOTE_TRIES, .name = (char *) THERE, .n_tries = 4 },
  };
  g_autoptr (PortunusDoor) door = make_door (&options);
  g_autofree char *ticket = portunus_door_make_ticket (door, "0011223344556677");
  g_autoptr (GBytes) wrong = make_proof ('y');
  const PortunusMemberMessage claim = { .password = wrong };
  PortunusDoorAnswer answer;

  for (guint i = 0; i < G_N_ELEMENTS (notes); i++)
    portunus_door_recall (door, &notes[i], 60, 0);
  g_assert_cmpint (try_ticket (door, ticket, THERE), ==, PORTUNUS_ROOM_FAILURE_KICKED);
  g_assert_cmpint (judge (door, &claim, HERE, NULL), ==, PORTUNUS_ROOM_FAILURE_KICKED);
  portunus_door_judge (door, &claim, THERE, 0, &answer);
  g_assert_cmpint (answer.failure, ==, PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD);
  g_assert_cmpuint (answer.n_left, ==, 0);
  portunus_door_judge (door, &claim, THERE, 59 * G_USEC_PER_SEC, &answer);
  g_assert_cmpint (answer.failure, ==, PORTUNUS_ROOM_FAILURE_TOO_MANY_TRIES);
  portunus_door_judge (door, &claim, THERE, 60 * G_USEC_PER_SEC, &answer);
  g_assert_cmpint (answer.failure, ==, PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD);
  g_assert_cmpuint (answer.n_left, ==, 4);
}

static void
test_host (void)
{
  g_autoptr (GBytes) verifier = make_verifier ('x');
  const PortunusRoomOptions options = { .entry = PORTUNUS_ROOM_ENTRY_PASSWORD, .verifier = verifier };
  g_autoptr (PortunusDoor) door = make_door (&options);
  g_autofree char *first = portunus_door_make_host (door);
  g_autofree char *second = portunus_door_make_host (door);
  g_autoptr (GBytes) old = portunus_decode_base64url (first, PORTUNUS_ROOM_HOST_TOKEN_BYTES, NULL);
  g_autoptr (GBytes) token = portunus_decode_base64url (second, PORTUNUS_ROOM_HOST_TOKEN_BYTES, NULL);
  const PortunusMemberMessage wrong = { .host = old };
  const PortunusMemberMessage right = { .host = token };

  portunus_door_set_locked (door, TRUE);
  g_assert_cmpint (judge (door, &wrong, HERE, NULL), ==, PORTUNUS_ROOM_FAILURE_REFUSED);
  g_assert_cmpint (judge (door, &right, HERE, NULL), ==, 0);
}

/* Without a host nobody is, whatever it shows. */
static void
test_no_host (void)
{
  const PortunusRoomOptions options = { 0 };
  g_autoptr (PortunusDoor) door = make_door (&options);
  const guint8 zeroes[PORTUNUS_ROOM_HOST_TOKEN_BYTES] = { 0 };
  g_autoptr (GBytes) token = g_bytes_new (zeroes, sizeof zeroes);
  const PortunusMemberMessage claim = { .host = token };

  g_assert_cmpint (judge (door, &claim, HERE, NULL), ==, PORTUNUS_ROOM_FAILURE_REFUSED);
}

static void
test_one_time (void)
{
  const PortunusRoomOptions options = { .is_one_time = TRUE };
  g_autoptr (PortunusDoor) door = make_door (&options);

  g_assert_cmpint (try_nothing (door, HERE), ==, 0);
  portunus_door_note_guest (door);
  g_assert_cmpint (try_nothing (door, HERE), ==, PORTUNUS_ROOM_FAILURE_LOCKED);
}

static void
test_ask (void)
{
  const PortunusRoomOptions options = { .entry = PORTUNUS_ROOM_ENTRY_ASK };
  g_autoptr (PortunusDoor) door = make_door (&options);

  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpint (try_nothing (door, HERE), ==, -1);
      portunus_door_refuse (door, HERE, 0);
    }
  g_assert_cmpint (try_nothing (door, HERE), ==, PORTUNUS_ROOM_FAILURE_REFUSED);
  g_assert_cmpint (try_nothing (door, THERE), ==, -1);
  g_assert_false (portunus_door_set_entry (door, PORTUNUS_ROOM_ENTRY_PASSWORD));
  g_assert_true (portunus_door_set_entry (door, PORTUNUS_ROOM_ENTRY_LINK));
  g_assert_cmpint (try_nothing (door, HERE), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  key = portunus_secret_new_random (PORTUNUS_TOKEN_KEY_SIZE);
  g_test_add_func ("/door/open", test_open);
  g_test_add_func ("/door/password", test_password);
  g_test_add_func ("/door/password-between", test_password_between);
  g_test_add_func ("/door/token", test_token);
  g_test_add_func ("/door/ticket", test_ticket);
  g_test_add_func ("/door/kick", test_kick);
  g_test_add_func ("/door/recall", test_recall);
  g_test_add_func ("/door/host", test_host);
  g_test_add_func ("/door/no-host", test_no_host);
  g_test_add_func ("/door/one-time", test_one_time);
  g_test_add_func ("/door/ask", test_ask);
  status = g_test_run ();
  portunus_secret_unref (key);
  return status;
}
