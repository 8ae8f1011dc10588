/* test-session.c: sessions open, say what they must, and end in order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "party.h"

#include <string.h>

#include "portunus-test.h"
#include "portunus-transfer-error.h"

typedef struct
{
  PortunusTestRoom *room;
  PortunusTestWire *wire;
  Party            *host;
  Party            *guest;
  PartyLink        *a;
  PartyLink        *b;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->room = portunus_test_room_new ();
  f->wire = portunus_test_wire_new (NULL);
  f->host = party_new (f->room, f->wire, PORTUNUS_SESSION_SENDS, HANDSHAKE_BOTH);
  f->guest = party_new (f->room, f->wire, PORTUNUS_SESSION_RECEIVES, HANDSHAKE_LINK);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  party_free (f->host);
  party_free (f->guest);
  portunus_test_room_unref (f->room);
  portunus_test_wire_unref (f->wire);
}

static void
join (Fixture *f)
{
  party_join (f->host);
  party_join (f->guest);
  party_settle ();
  f->a = party_find (f->host, "peer-2");
  f->b = party_find (f->guest, PARTY_HOST);
  g_assert_nonnull (f->a);
  g_assert_nonnull (f->b);
}

static void
join_and_open (Fixture *f)
{
  join (f);
  party_wait_open (f->a);
  party_wait_open (f->b);
}

static void
assert_closed (PartyLink             *link,
               PortunusTransferError  code)
{
  party_wait_closed (link);
  g_assert_error (link->error, PORTUNUS_TRANSFER_ERROR, (int) code);
  g_assert_false (portunus_session_is_open (link->session));
}

static void
assert_heard (PartyLink  *link,
              const char *what)
{
  g_autofree char *expected = g_strdup_printf ("{\"t\":\"%s\"}", what);

  party_settle ();
  g_assert_cmpuint (link->controls->len, >, 0);
  g_assert_cmpstr (g_ptr_array_index (link->controls, link->controls->len - 1), ==, expected);
}

static void
test_open (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusSecret) ours = NULL;
  g_autoptr (PortunusSecret) theirs = NULL;
  g_autoptr (PortunusSecret) back = NULL;

  f->guest->secrets = GPOINTER_TO_UINT (data);
  join_and_open (f);
  g_assert_cmpstr (portunus_session_get_peer_name (f->a->session), ==, "Receiver");
  g_assert_cmpstr (portunus_session_get_peer_name (f->b->session), ==, "Sender");
  g_assert_cmpint (portunus_session_get_peer_role (f->a->session), ==, PORTUNUS_SESSION_RECEIVES);
  g_assert_cmpint (portunus_session_get_peer_role (f->b->session), ==, PORTUNUS_SESSION_SENDS);
  g_assert_cmpstr (portunus_session_get_peer_device (f->a->session), ==,
                   portunus_identity_get_device_id (f->guest->identity));
  g_assert_true (f->a->has_words && f->b->has_words);
  g_assert_true (g_strv_equal (portunus_session_get_words (f->a->session), portunus_session_get_words (f->b->session)));
  g_assert_true (portunus_session_uses_code (f->a->session) == (f->guest->secrets == HANDSHAKE_CODE));
  g_assert_cmpstr (portunus_lane_get_path (portunus_session_get_lane (f->a->session)), ==, "memory");

  ours = portunus_session_dup_data_key (f->a->session, TRUE);
  theirs = portunus_session_dup_data_key (f->b->session, FALSE);
  back = portunus_session_dup_data_key (f->a->session, FALSE);
  g_assert_true (portunus_secret_equal (ours, theirs));
  g_assert_false (portunus_secret_equal (ours, back));
}

static void
test_control (Fixture       *f,
              gconstpointer  data)
{
  join_and_open (f);
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *there = g_strdup_printf ("there-%u", i);
      g_autofree char *back = g_strdup_printf ("back-%u", i);

      party_say (f->a, there);
      party_say (f->b, back);
      if (i % 7 == 0)
        {
          assert_heard (f->b, there);
          assert_heard (f->a, back);
        }
    }
  party_settle ();
  g_assert_cmpuint (f->a->controls->len, ==, 100);
  g_assert_cmpuint (f->b->controls->len, ==, 100);
}

static void
test_largest_control (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr (JsonObject) message = json_object_new ();
  g_autofree char *fill = NULL;

  join_and_open (f);
  fill = g_strnfill (PORTUNUS_SESSION_MAX_CONTROL - strlen ("{\"t\":\"x\",\"v\":\"\"}"), 'v');
  json_object_set_string_member (message, "t", "x");
  json_object_set_string_member (message, "v", fill);
  portunus_session_send_control (f->a->session, message);
  party_settle ();
  g_assert_cmpuint (f->b->controls->len, ==, 1);
  g_assert_cmpuint (strlen (g_ptr_array_index (f->b->controls, 0)), ==, PORTUNUS_SESSION_MAX_CONTROL);
}

static void
test_goodbye (Fixture       *f,
              gconstpointer  data)
{
  join_and_open (f);
  party_say (f->a, "last");
  portunus_session_close (f->a->session);
  g_assert_true (f->a->is_closed);
  party_wait_closed (f->b);
  assert_heard (f->b, "last");
  g_assert_no_error (f->a->error);
  g_assert_no_error (f->b->error);
  party_say (f->a, "too late");
  portunus_session_close (f->a->session);
  party_settle ();
  g_assert_cmpuint (f->b->controls->len, ==, 1);
}

static void
authenticated_close_cb (PortunusSession *session,
                        gpointer         user_data)
{
  portunus_session_close (session);
}

/* Who leaves before there is a lane says so through the room, sealed. */
static void
test_early_goodbye (Fixture       *f,
                    gconstpointer  data)
{
  party_join (f->host);
  party_join (f->guest);
  while ((f->a = party_find (f->host, "peer-2")) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (f->a->session, "authenticated", G_CALLBACK (authenticated_close_cb), NULL);
  party_settle ();
  f->b = party_find (f->guest, PARTY_HOST);
  g_assert_true (f->a->is_closed && f->b->is_closed);
  g_assert_no_error (f->a->error);
  g_assert_no_error (f->b->error);
  g_assert_false (f->a->is_open || f->b->is_open);
}

static void
test_cut (Fixture       *f,
          gconstpointer  data)
{
  join_and_open (f);
  portunus_test_wire_cut (f->wire);
  assert_closed (f->a, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  assert_closed (f->b, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

static void
test_wrong_secret (Fixture       *f,
                   gconstpointer  data)
{
  f->guest->secrets = HANDSHAKE_OTHER_LINK;
  join (f);
  assert_closed (f->a, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  assert_closed (f->b, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  g_assert_false (f->a->is_authenticated || f->b->is_authenticated);
}

static void
test_no_common_lane (Fixture       *f,
                     gconstpointer  data)
{
  g_ptr_array_set_size (f->host->factories, 0);
  join (f);
  assert_closed (f->a, PORTUNUS_TRANSFER_ERROR_NO_LANE);
}

static void
test_no_lane_at_all (Fixture       *f,
                     gconstpointer  data)
{
  g_ptr_array_set_size (f->guest->factories, 0);
  join (f);
  assert_closed (f->b, PORTUNUS_TRANSFER_ERROR_NO_LANE);
}

static void
swallow (PortunusTestRoom *room,
         const char       *from,
         const char       *to,
         GBytes           *message,
         gpointer          user_data)
{
}

static void
test_deadline (Fixture       *f,
               gconstpointer  data)
{
  portunus_test_room_set_server (f->room, swallow, NULL);
  f->host->connect_timeout_ms = 50;
  f->guest->connect_timeout_ms = 100;
  join (f);
  assert_closed (f->a, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  assert_closed (f->b, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
test_peer_left_early (Fixture       *f,
                      gconstpointer  data)
{
  portunus_test_room_set_server (f->room, swallow, NULL);
  join (f);
  portunus_signaling_close (f->guest->signaling);
  assert_closed (f->a, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

/* Only the peer's link to the room is gone, or the room lies: the lane knows better. */
static void
test_peer_seems_to_leave (Fixture       *f,
                          gconstpointer  data)
{
  join_and_open (f);
  for (guint i = 0; i < 3; i++)
    {
      portunus_test_room_say_left (f->room, "peer-2", PARTY_HOST);
      party_settle ();
    }
  party_say (f->b, "still here");
  assert_heard (f->a, "still here");
  g_assert_cmpuint (f->a->controls->len, ==, 1);
  g_assert_false (f->a->is_closed || f->b->is_closed);
}

static void
lose_all (gboolean  is_from_offerer,
          GBytes   *message,
          GQueue   *delivered,
          gpointer  user_data)
{
}

static void
test_peer_left_and_silent (Fixture       *f,
                           gconstpointer  data)
{
  const PortunusTestWireOptions options = { .tap_control = lose_all };

  join_and_open (f);
  portunus_test_wire_set_options (f->wire, &options);
  portunus_test_room_say_left (f->room, "peer-2", PARTY_HOST);
  assert_closed (f->a, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

static void
test_hostile_name (Fixture       *f,
                   gconstpointer  data)
{
  g_free (f->guest->name);
  f->guest->name = g_strdup ("Bob\x1b[2J\xe2\x80\xae" "evil");
  join_and_open (f);
  g_assert_null (strchr (portunus_session_get_peer_name (f->a->session), 0x1b));
  g_assert_null (strstr (portunus_session_get_peer_name (f->a->session), "\xe2\x80\xae"));
}

/* Closing from inside of every signal. */
static void
close_cb (PortunusSession *session,
          gpointer         user_data)
{
  portunus_session_close (session);
}

static void
test_close_inside (Fixture       *f,
                   gconstpointer  data)
{
  party_join (f->host);
  party_join (f->guest);
  while ((f->b = party_find (f->guest, PARTY_HOST)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (f->b->session, data, G_CALLBACK (close_cb), NULL);
  party_settle ();
  g_assert_true (f->b->is_closed);
  g_assert_no_error (f->b->error);
  party_wait_closed (party_find (f->host, "peer-2"));
}

static void
add (const char    *path,
     gconstpointer  data,
     void         (*func) (Fixture       *f,
                           gconstpointer  data))
{
  g_test_add (path, Fixture, data, setup, func, teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/transfer/session/open/link", GUINT_TO_POINTER (HANDSHAKE_LINK), test_open);
  add ("/transfer/session/open/code", GUINT_TO_POINTER (HANDSHAKE_CODE), test_open);
  add ("/transfer/session/control", NULL, test_control);
  add ("/transfer/session/largest-control", NULL, test_largest_control);
  add ("/transfer/session/goodbye", NULL, test_goodbye);
  add ("/transfer/session/early-goodbye", NULL, test_early_goodbye);
  add ("/transfer/session/cut", NULL, test_cut);
  add ("/transfer/session/wrong-secret", NULL, test_wrong_secret);
  add ("/transfer/session/no-common-lane", NULL, test_no_common_lane);
  add ("/transfer/session/no-lane-at-all", NULL, test_no_lane_at_all);
  add ("/transfer/session/deadline", NULL, test_deadline);
  add ("/transfer/session/peer-left-early", NULL, test_peer_left_early);
  add ("/transfer/session/peer-seems-to-leave", NULL, test_peer_seems_to_leave);
  add ("/transfer/session/peer-left-and-silent", NULL, test_peer_left_and_silent);
  add ("/transfer/session/hostile-name", NULL, test_hostile_name);
  add ("/transfer/session/close-inside/authenticated", "authenticated", test_close_inside);
  add ("/transfer/session/close-inside/words-ready", "words-ready", test_close_inside);
  add ("/transfer/session/close-inside/opened", "opened", test_close_inside);

  return g_test_run ();
}
