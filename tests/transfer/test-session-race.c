/* test-session-race.c: of several kinds of lanes, one carries the session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "dud-lane.h"
#include "party.h"
#include "portunus-test.h"

/* So long that a test which waited for it would fail. */
#define NEVER_MS 3600000
#define SOON_MS 50

typedef struct
{
  PortunusTestRoom *room;
  PortunusTestWire *wire;
  Party            *host;
  Party            *guest;
  PartyLink        *a;
  PartyLink        *b;
  DudPlan           here;     /* of the host, who answers */
  DudPlan           there;    /* of the guest, who speaks first */
  GError           *no_way;
  GError           *tampered;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->room = portunus_test_room_new ();
  f->wire = portunus_test_wire_new (NULL);
  f->host = party_new (f->room, f->wire, PORTUNUS_SESSION_SENDS, HANDSHAKE_BOTH);
  f->guest = party_new (f->room, f->wire, PORTUNUS_SESSION_RECEIVES, HANDSHAKE_LINK);
  f->host->race_ms = f->guest->race_ms = NEVER_MS;
  f->no_way = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "A dud");
  f->tampered = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED, "A dud");
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  party_free (f->host);
  party_free (f->guest);
  g_assert_cmpuint (f->here.n_living + f->there.n_living, ==, 0);
  portunus_test_room_unref (f->room);
  portunus_test_wire_unref (f->wire);
  g_error_free (f->no_way);
  g_error_free (f->tampered);
}

static void
prefer_duds (Party   *party,
             DudPlan *plan)
{
  g_ptr_array_insert (party->factories, 0, dud_lane_factory_new (plan));
}

static void
join (Fixture *f)
{
  party_join (f->host);
  party_join (f->guest);
  party_settle ();
  f->a = party_find (f->host, "peer-2");
  f->b = party_find (f->guest, PARTY_HOST);
}

/* Both are on the good lane, talk over it, and hold no other. */
static void
expect_good_lane (Fixture *f)
{
  party_wait_open (f->a);
  party_wait_open (f->b);
  g_assert_cmpstr (portunus_lane_get_kind (portunus_session_get_lane (f->a->session)), ==, "memory");
  g_assert_cmpstr (portunus_lane_get_kind (portunus_session_get_lane (f->b->session)), ==, "memory");
  party_say (f->a, "from-host");
  party_say (f->b, "from-guest");
  party_settle ();
  g_assert_cmpstr (g_ptr_array_index (f->a->controls, 0), ==, "{\"t\":\"from-guest\"}");
  g_assert_cmpstr (g_ptr_array_index (f->b->controls, 0), ==, "{\"t\":\"from-host\"}");
  g_assert_cmpuint (f->here.n_living + f->there.n_living, ==, 0);
}

static void
test_late (Fixture       *f,
           gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  f->guest->race_ms = SOON_MS;
  join (f);
  g_assert_cmpuint (f->here.n_made, ==, 1);
  g_assert_cmpuint (f->there.n_made, ==, 1);
  expect_good_lane (f);
  g_assert_cmpuint (f->here.n_closed, ==, 1);
  g_assert_cmpuint (f->there.n_closed, ==, 1);
}

/* A kind that is quick where it works at all is not waited for as long as others. */
static void
test_head_start (Fixture       *f,
                 gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  f->there.head_start_ms = SOON_MS;
  join (f);
  g_assert_cmpuint (f->there.n_made, ==, 1);
  expect_good_lane (f);
}

/* Nobody waits for a lane that is known to be none. */
static void
test_initiator_fails (Fixture       *f,
                      gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  f->there.fails_with = f->no_way;
  join (f);
  expect_good_lane (f);
}

static void
test_responder_fails (Fixture       *f,
                      gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  f->here.fails_with = f->no_way;
  join (f);
  expect_good_lane (f);
  g_assert_cmpuint (f->there.n_closed, ==, 1);
}

static void
test_cannot_be_made (Fixture       *f,
                     gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  f->here.cannot_be_made = TRUE;
  f->there.cannot_be_made = GPOINTER_TO_INT (data);
  join (f);
  expect_good_lane (f);
}

/* What only one of them knows is not tried. */
static void
test_not_common (Fixture       *f,
                 gconstpointer  data)
{
  prefer_duds (GPOINTER_TO_INT (data) ? f->host : f->guest, &f->there);
  join (f);
  expect_good_lane (f);
  g_assert_cmpuint (f->there.n_made, ==, 0);
}

static void
test_all_fail (Fixture       *f,
               gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  g_ptr_array_set_size (f->host->factories, 1);
  g_ptr_array_set_size (f->guest->factories, 1);
  (GPOINTER_TO_INT (data) ? &f->here : &f->there)->fails_with = f->no_way;
  join (f);
  party_wait_closed (f->a);
  party_wait_closed (f->b);
  g_assert_error (f->a->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

/* Somebody who plays with one lane gets no other. */
static void
test_tampered (Fixture       *f,
               gconstpointer  data)
{
  prefer_duds (f->host, &f->here);
  prefer_duds (f->guest, &f->there);
  (GPOINTER_TO_INT (data) ? &f->here : &f->there)->fails_with = f->tampered;
  join (f);
  party_wait_closed (f->a);
  party_wait_closed (f->b);
  g_assert_error (f->a->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
  g_assert_error (f->b->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

static void
add (const char     *name,
     int             data,
     void          (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/session-race/", name, NULL);

  g_test_add (path, Fixture, GINT_TO_POINTER (data), setup, test, teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("late", 0, test_late);
  add ("head-start", 0, test_head_start);
  add ("initiator-fails", 0, test_initiator_fails);
  add ("responder-fails", 0, test_responder_fails);
  add ("cannot-be-made/responder", FALSE, test_cannot_be_made);
  add ("cannot-be-made/both", TRUE, test_cannot_be_made);
  add ("not-common/host", TRUE, test_not_common);
  add ("not-common/guest", FALSE, test_not_common);
  add ("all-fail/host", TRUE, test_all_fail);
  add ("all-fail/guest", FALSE, test_all_fail);
  add ("tampered/host", TRUE, test_tampered);
  add ("tampered/guest", FALSE, test_tampered);

  return g_test_run ();
}
