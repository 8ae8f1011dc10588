/* test-session-move.c: a session on a detour goes over to a better lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "party.h"
#include "portunus-session-private.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define SOON_MS     10
#define PATIENCE_MS 20000
#define N_FRAMES    100
#define FRAME_BYTES 1000

typedef struct
{
  PortunusTestRoom    *room;
  PortunusTestWire    *straight;
  PortunusTestWire    *detour;
  Party               *host;
  Party               *guest;
  PartyLink           *a;           /* the host's end, which answers */
  PartyLink           *b;
} Fixture;

static void
shut (Party    *party,
      gboolean  is_shut)
{
  portunus_test_lane_factory_shut (g_ptr_array_index (party->factories, 0), is_shut);
}

static Party *
make_party (Fixture             *f,
            PortunusSessionRole  role,
            HandshakeSecrets     secrets)
{
  Party *party = party_new (f->room, f->straight, role, secrets);

  party->move_ms = SOON_MS;
  g_ptr_array_add (party->factories, portunus_test_lane_factory_new_detour (f->detour));
  shut (party, TRUE);
  return party;
}

/* Both begin on the detour, since nothing else is open. */
static void
setup (Fixture       *f,
       gconstpointer  data)
{
  const PortunusTestWireOptions options = { .window = 20 * FRAME_BYTES };

  f->room = portunus_test_room_new ();
  f->straight = portunus_test_wire_new (&options);
  f->detour = portunus_test_wire_new (&options);
  f->host = make_party (f, PORTUNUS_SESSION_SENDS, HANDSHAKE_BOTH);
  f->guest = make_party (f, PORTUNUS_SESSION_RECEIVES, HANDSHAKE_LINK);
  party_join (f->host);
  party_join (f->guest);
  party_settle ();
  f->a = party_find (f->host, "peer-2");
  f->b = party_find (f->guest, PARTY_HOST);
  party_wait_open (f->a);
  party_wait_open (f->b);
  g_assert_cmpstr (portunus_lane_get_kind (portunus_session_get_lane (f->a->session)), ==, "detour");
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  party_free (f->host);
  party_free (f->guest);
  portunus_test_room_unref (f->room);
  portunus_test_wire_unref (f->straight);
  portunus_test_wire_unref (f->detour);
}

static gboolean
is_straight (PartyLink *link)
{
  return strcmp (portunus_lane_get_kind (portunus_session_get_lane (link->session)), "memory") == 0;
}

static gboolean
have_moved (gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_false (f->a->is_closed || f->b->is_closed);
  return is_straight (f->a) && is_straight (f->b);
}

static void
wait_moved (Fixture *f)
{
  portunus_test_wait (have_moved, f, PATIENCE_MS);
  party_settle ();
}

static void
expect_said (PartyLink  *link,
             guint       index,
             const char *what)
{
  g_autofree char *text = g_strdup_printf ("{\"t\":\"%s\"}", what);

  g_assert_cmpuint (link->controls->len, >, index);
  g_assert_cmpstr (g_ptr_array_index (link->controls, index), ==, text);
}

static void
talk (Fixture *f,
      guint    round)
{
  g_autofree char *from_host = g_strdup_printf ("from-host-%u", round);
  g_autofree char *from_guest = g_strdup_printf ("from-guest-%u", round);

  party_say (f->a, from_host);
  party_say (f->b, from_guest);
  party_settle ();
  expect_said (f->a, round, from_guest);
  expect_said (f->b, round, from_host);
}

static void
count_cb (PortunusSession *session,
          guint           *n_moved)
{
  (*n_moved)++;
}

static void
test_talk (Fixture       *f,
           gconstpointer  data)
{
  guint n_moved = 0;

  g_signal_connect (f->a->session, "moved", G_CALLBACK (count_cb), &n_moved);
  g_signal_connect (f->b->session, "moved", G_CALLBACK (count_cb), &n_moved);
  talk (f, 0);
  g_assert_false (is_straight (f->a));
  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  g_assert_cmpuint (n_moved, ==, 2);
  talk (f, 1);

  /* Nobody is there any more. */
  portunus_test_wire_cut (f->detour);
  party_settle ();
  talk (f, 2);
  g_signal_handlers_disconnect_by_data (f->a->session, &n_moved);
  g_signal_handlers_disconnect_by_data (f->b->session, &n_moved);
}

static gboolean
has_tried (gpointer user_data)
{
  return ((PortunusSession *) user_data)->n_try >= 3;
}

/* Tries that come to nothing on one side do no harm, and are not the last. */
static void
test_later (Fixture       *f,
            gconstpointer  data)
{
  shut (GPOINTER_TO_INT (data) ? f->host : f->guest, FALSE);
  portunus_test_wait (has_tried, f->b->session, PATIENCE_MS);
  talk (f, 0);
  g_assert_false (is_straight (f->a) || is_straight (f->b));
  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  talk (f, 1);
}

typedef struct
{
  PortunusLane *lane;
  int           n_done;     /* atomic */
  int           is_enough;  /* atomic */
} Work;

static void
send_number (Work    *work,
             guint32  number)
{
  guint32 content[FRAME_BYTES / sizeof number] = { number };
  g_autoptr (GBytes) frame = g_bytes_new (content, sizeof content);
  g_autoptr (GError) error = NULL;

  portunus_lane_send_data (work->lane, frame, &error);
  g_assert_no_error (error);
}

static gpointer
send_on_worker (gpointer user_data)
{
  Work *work = user_data;

  for (guint32 i = 0; !g_atomic_int_get (&work->is_enough); i++)
    send_number (work, i);
  send_number (work, G_MAXUINT32);
  return NULL;
}

static gpointer
receive_on_worker (gpointer user_data)
{
  Work *work = user_data;
  guint32 number = 0;

  for (guint32 i = 0; number != G_MAXUINT32; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) frame = portunus_lane_receive_data (work->lane, &error);

      g_assert_no_error (error);
      number = *(const guint32 *) g_bytes_get_data (frame, NULL);
      g_assert_true (number == i || number == G_MAXUINT32);
      portunus_lane_release_data (work->lane, g_bytes_get_size (frame));
      g_atomic_int_inc (&work->n_done);
    }
  return NULL;
}

static gboolean
has_begun (gpointer user_data)
{
  return g_atomic_int_get (&((Work *) user_data)->n_done) >= N_FRAMES;
}

static gboolean
is_used (gpointer user_data)
{
  return portunus_test_wire_get_n_frames (user_data) >= N_FRAMES;
}

/* All of it comes, in order, some of it on this way and some on that. */
static void
test_data (Fixture       *f,
           gconstpointer  data)
{
  PartyLink *from = GPOINTER_TO_INT (data) ? f->a : f->b;
  PartyLink *to = GPOINTER_TO_INT (data) ? f->b : f->a;
  Work sending = { .lane = portunus_session_get_lane (from->session) };
  Work receiving = { .lane = portunus_session_get_lane (to->session) };
  GThread *sender = g_thread_new ("send", send_on_worker, &sending);
  GThread *receiver = g_thread_new ("receive", receive_on_worker, &receiving);

  portunus_test_wait (has_begun, &receiving, PATIENCE_MS);
  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  portunus_test_wait (is_used, f->straight, PATIENCE_MS);
  g_atomic_int_set (&sending.is_enough, TRUE);
  g_thread_join (sender);
  g_thread_join (receiver);
  g_assert_cmpuint (portunus_test_wire_get_n_frames (f->detour) + portunus_test_wire_get_n_frames (f->straight), ==,
                    (guint) receiving.n_done);
  party_settle ();
  talk (f, 0);
}

static gpointer
wait_on_worker (gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = portunus_lane_receive_data (work->lane, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (frame), ==, 5);
  portunus_lane_release_data (work->lane, 5);
  return NULL;
}

/* Who waits for a frame on the old way gets it on the new one. */
static void
test_waiting (Fixture       *f,
              gconstpointer  data)
{
  Work work = { .lane = portunus_session_get_lane (f->b->session) };
  GThread *receiver = g_thread_new ("receive", wait_on_worker, &work);
  g_autoptr (GBytes) frame = g_bytes_new_static ("hello", 5);
  g_autoptr (GError) error = NULL;

  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  portunus_lane_send_data (portunus_session_get_lane (f->a->session), frame, &error);
  g_assert_no_error (error);
  g_thread_join (receiver);
  g_assert_cmpuint (portunus_test_wire_get_n_frames (f->straight), ==, 1);
}

static void
test_lost (Fixture       *f,
           gconstpointer  data)
{
  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  portunus_test_wire_cut (f->straight);
  party_wait_closed (f->a);
  party_wait_closed (f->b);
  g_assert_error (f->a->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

/* The goodbye comes after all that was said, whichever way that took. */
static void
test_goodbye (Fixture       *f,
              gconstpointer  data)
{
  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  party_say (f->a, "last");
  portunus_session_close (f->a->session);
  party_wait_closed (f->b);
  g_assert_no_error (f->b->error);
  expect_said (f->b, 0, "last");
}

static JsonObject *
make_message (const char *type,
              gint64      n_try)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  json_object_set_string_member (message, "kind", "memory");
  json_object_set_int_member (message, "try", n_try);
  json_object_set_int_member (message, "n", 0);
  json_object_set_object_member (message, "m", json_object_new ());
  return message;
}

static void
expect_refusal (PartyLink *link)
{
  party_wait_closed (link);
  g_assert_error (link->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
test_move_out_of_turn (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (JsonObject) message = make_message (data, 1);

  portunus_session_send_control (f->b->session, message);
  expect_refusal (f->a);
}

static void
test_try_out_of_turn (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr (JsonObject) message = make_message (data, strcmp (data, "lane") == 0 ? 61 : 1);

  _portunus_session_send_sealed (f->a->session, message);
  expect_refusal (f->b);
}

static void
test_second_move (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (JsonObject) message = NULL;

  shut (f->host, FALSE);
  shut (f->guest, FALSE);
  wait_moved (f);
  message = make_message ("move", f->b->session->n_try);
  portunus_session_send_control (f->b->session, message);
  expect_refusal (f->a);
}

/* What is said of a lane that nobody knows, or no more, may have been on the way. */
static void
test_stale (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (JsonObject) message = make_message (data, 60);

  _portunus_session_send_sealed (f->a->session, message);
  party_settle ();
  talk (f, 0);
}

static void
add (const char     *name,
     gconstpointer   data,
     void          (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transfer/session-move/", name, NULL);

  g_test_add (path, Fixture, data, setup, test, teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("talk", NULL, test_talk);
  add ("later/initiator", GINT_TO_POINTER (TRUE), test_later);
  add ("later/responder", GINT_TO_POINTER (FALSE), test_later);
  add ("data/from-responder", GINT_TO_POINTER (TRUE), test_data);
  add ("data/from-initiator", GINT_TO_POINTER (FALSE), test_data);
  add ("waiting", NULL, test_waiting);
  add ("lost", NULL, test_lost);
  add ("goodbye", NULL, test_goodbye);
  add ("out-of-turn/move", "move", test_move_out_of_turn);
  add ("out-of-turn/moved", "moved", test_move_out_of_turn);
  add ("out-of-turn/lane", "lane", test_try_out_of_turn);
  add ("out-of-turn/lane-ready", "lane-ready", test_try_out_of_turn);
  add ("out-of-turn/else", "bye", test_try_out_of_turn);
  add ("out-of-turn/again", NULL, test_second_move);
  add ("stale/lane", "lane", test_stale);
  add ("stale/lane-over", "lane-over", test_stale);

  return g_test_run ();
}
