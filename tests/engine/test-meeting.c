/* test-meeting.c: guesses at a code, one after the other, all at once, and over several stays in the room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-meeting.h"

#include <string.h>

#include "portunus-test-lane.h"
#include "portunus-test-signaling.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define ROOM "00112233445566778899aabbccddeeff"

typedef struct
{
  PortunusTestRoom *room;
  PortunusTestWire *wire;
  GPtrArray        *factories;
  GPtrArray        *people;
} Fixture;

/* Somebody in the room, and what came of it. */
typedef struct
{
  PortunusIdentity *identity;
  PortunusMeeting  *meeting;
  GError           *error;
  guint             n_authenticated;
  guint             n_closed;
  guint             n_wrong_codes;
  guint             n_left;
} Person;

static void
person_free (gpointer data)
{
  Person *self = data;

  g_signal_handlers_disconnect_by_data (self->meeting, self);
  portunus_meeting_leave (self->meeting);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->meeting);
  g_object_unref (self->identity);
  g_clear_error (&self->error);
  g_free (self);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->room = portunus_test_room_new ();
  f->wire = portunus_test_wire_new (NULL);
  f->factories = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (f->factories, portunus_test_lane_factory_new (f->wire));
  f->people = g_ptr_array_new_with_free_func (person_free);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  g_ptr_array_unref (f->people);
  g_ptr_array_unref (f->factories);
  portunus_test_wire_unref (f->wire);
  portunus_test_room_unref (f->room);
}

static void
authenticated_cb (PortunusMeeting *meeting,
                  PortunusSession *session,
                  Person          *self)
{
  self->n_authenticated++;
}

static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   Person          *self)
{
  self->n_closed++;
  if (self->error == NULL && error != NULL)
    self->error = g_error_copy (error);
}

static void
wrong_code_cb (PortunusMeeting *meeting,
               guint            n_left,
               Person          *self)
{
  self->n_wrong_codes++;
  self->n_left = n_left;
}

static PortunusSecret *
make_secret (guint8 value)
{
  guint8 bytes[40];

  memset (bytes, value, sizeof bytes);
  return portunus_secret_new (bytes, sizeof bytes);
}

/* @link and @code are the secrets they know, 0 for none. */
static Person *
enter (Fixture             *f,
       PortunusSessionRole  role,
       guint8               link,
       guint8               code,
       guint                n_code_failures)
{
  Person *self = g_new0 (Person, 1);
  g_autoptr (PortunusSignaling) signaling = portunus_test_signaling_new (f->room);
  g_autoptr (PortunusSecret) link_secret = link != 0 ? make_secret (link) : NULL;
  g_autoptr (PortunusSecret) code_secret = code != 0 ? make_secret (code) : NULL;
  g_autoptr (GError) error = NULL;
  PortunusMeetingConfig config = {
    .signaling = signaling,
    .room = ROOM,
    .name = "Somebody",
    .role = role,
    .link_secret = link_secret,
    .code_secret = code_secret,
    .n_code_failures = n_code_failures,
    .lane_factories = f->factories,
  };

  config.identity = self->identity = portunus_identity_new_random (&error);
  g_assert_no_error (error);
  self->meeting = portunus_meeting_new (&config);
  g_signal_connect (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self);
  g_signal_connect (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self);
  g_signal_connect (self->meeting, "wrong-code", G_CALLBACK (wrong_code_cb), self);
  g_ptr_array_add (f->people, self);
  portunus_meeting_start (self->meeting);
  return self;
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static Person *
guess (Fixture *f,
       guint8   code)
{
  return enter (f, PORTUNUS_SESSION_RECEIVES, 0, code, 0);
}

static void
test_right_code (Fixture       *f,
                 gconstpointer  data)
{
  Person *sender = enter (f, PORTUNUS_SESSION_SENDS, 1, 7, 0);
  Person *receiver;

  settle ();
  receiver = guess (f, 7);
  settle ();
  g_assert_cmpuint (sender->n_authenticated, ==, 1);
  g_assert_cmpuint (receiver->n_authenticated, ==, 1);
  g_assert_cmpuint (sender->n_wrong_codes, ==, 0);
}

static void
test_one_after_the_other (Fixture       *f,
                          gconstpointer  data)
{
  Person *sender = enter (f, PORTUNUS_SESSION_SENDS, 1, 7, 0);
  Person *late;
  Person *by_link;

  settle ();
  for (guint i = 1; i <= PORTUNUS_CODE_MAX_FAILURES; i++)
    {
      Person *person = guess (f, 10 + i);

      settle ();
      g_assert_error (person->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
      g_assert_cmpuint (sender->n_wrong_codes, ==, i);
      g_assert_cmpuint (sender->n_left, ==, PORTUNUS_CODE_MAX_FAILURES - i);
      g_ptr_array_remove (f->people, person);
    }
  late = guess (f, 7);
  settle ();
  g_assert_error (late->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED);
  g_assert_cmpuint (sender->n_authenticated, ==, 0);
  g_ptr_array_remove (f->people, late);

  by_link = enter (f, PORTUNUS_SESSION_RECEIVES, 1, 0, 0);
  settle ();
  g_assert_cmpuint (sender->n_authenticated, ==, 1);
  g_assert_cmpuint (by_link->n_authenticated, ==, 1);
}

/* However many are under way, no more than three are judged; the one that is right comes too late. */
static void
test_all_at_once (Fixture       *f,
                  gconstpointer  data)
{
  Person *sender = enter (f, PORTUNUS_SESSION_SENDS, 1, 7, 0);

  settle ();
  for (guint i = 0; i < 20; i++)
    guess (f, 20 + i);
  guess (f, 7);
  settle ();
  /* Nobody is left to wait for an answer. */
  for (guint i = 0; i < f->people->len; i++)
    {
      Person *person = g_ptr_array_index (f->people, i);

      g_assert_false (portunus_meeting_is_anybody_unproved (person->meeting));
      g_assert_true (person == sender || person->error != NULL);
    }
  g_assert_cmpuint (sender->n_wrong_codes, ==, PORTUNUS_CODE_MAX_FAILURES);
  g_assert_cmpuint (sender->n_left, ==, 0);
  g_assert_cmpuint (sender->n_authenticated, ==, 0);
  g_assert_cmpuint (sender->n_closed, ==, 21);
}

/* A room that throws the sender out must not give anybody new guesses. */
static void
test_failures_of_an_earlier_stay (Fixture       *f,
                                  gconstpointer  data)
{
  Person *sender = enter (f, PORTUNUS_SESSION_SENDS, 1, 7, PORTUNUS_CODE_MAX_FAILURES - 1);
  Person *late;

  settle ();
  guess (f, 30);
  settle ();
  g_assert_cmpuint (sender->n_wrong_codes, ==, 1);
  g_assert_cmpuint (sender->n_left, ==, 0);
  late = guess (f, 7);
  settle ();
  g_assert_cmpuint (sender->n_authenticated, ==, 0);
  g_assert_nonnull (late->error);
}

static void
test_is_anybody_unproved (Fixture       *f,
                          gconstpointer  data)
{
  Person *receiver = enter (f, PORTUNUS_SESSION_RECEIVES, 1, 0, 0);

  settle ();
  g_assert_false (portunus_meeting_is_anybody_unproved (receiver->meeting));
  enter (f, PORTUNUS_SESSION_SENDS, 2, 0, 0);
  settle ();
  g_assert_cmpuint (receiver->n_closed, ==, 1);
  g_assert_false (portunus_meeting_is_anybody_unproved (receiver->meeting));
}

#define ADD(path, function) g_test_add ("/engine/meeting/" path, Fixture, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("right-code", test_right_code);
  ADD ("one-after-the-other", test_one_after_the_other);
  ADD ("all-at-once", test_all_at_once);
  ADD ("failures-of-an-earlier-stay", test_failures_of_an_earlier_stay);
  ADD ("is-anybody-unproved", test_is_anybody_unproved);

  return g_test_run ();
}
