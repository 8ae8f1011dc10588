/* test-stranger.c: somebody in the room who does not know the secret is in nobody's way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "onlooker.h"

#include <string.h>

#include "portunus-test.h"
#include "portunus-transfer-error.h"

/* Somebody in the room who sees what others do. */
typedef struct
{
  PortunusMeeting *meeting;
  guint            n_authenticated;
  guint            n_refused;
} Visitor;

static void
authenticated_cb (PortunusMeeting *meeting,
                  PortunusSession *session,
                  Visitor         *self)
{
  self->n_authenticated++;
  portunus_session_close (session);
}

static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   Visitor         *self)
{
  if (g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET))
    self->n_refused++;
}

static gboolean
has_authenticated (gpointer user_data)
{
  Visitor *self = user_data;

  return self->n_authenticated > 0;
}

static gboolean
was_refused (gpointer user_data)
{
  Visitor *self = user_data;

  return self->n_refused > 0;
}

static Visitor *
visitor_new (Device     *device,
             const char *text,
             gboolean    knows_secret)
{
  const OnlookerOptions options = {
    .role = PORTUNUS_SESSION_RECEIVES,
    .knows_secret = knows_secret,
    .has_lanes = TRUE,
  };
  Visitor *self = g_new0 (Visitor, 1);

  self->meeting = onlooker_new (device, text, &options);
  g_signal_connect (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self);
  g_signal_connect (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self);
  onlooker_enter (self->meeting);
  return self;
}

static void
visitor_free (Visitor *self)
{
  g_signal_handlers_disconnect_by_data (self->meeting, self);
  onlooker_leave (self->meeting);
  g_free (self);
}

typedef struct
{
  Device  *host;
  Device  *here;
  Device  *there;
  char    *path;
  char    *link;
  Sending *hosting;
} Fixture;

/* A room on the host's server that is empty at first. */
static void
setup (Fixture       *f,
       gconstpointer  data)
{
  PortunusShareOptions options = { .text = "x" };
  g_autofree char *server = NULL;
  Sending *sending;

  f->host = device_new ("Host");
  f->here = device_new ("Here");
  f->there = device_new ("There");
  f->path = device_make_file (f->here, "report.bin", 100000);
  f->hosting = sending_new (f->host, &options);
  sending_wait_ready (f->hosting);
  server = g_strdup (portunus_share_get_link (f->hosting->share));
  *strstr (server, "/r/") = '\0';
  options.server = server;
  sending = sending_new (f->here, &options);
  sending_wait_ready (sending);
  f->link = g_strdup (portunus_share_get_link (sending->share));
  sending_free (sending);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  sending_free (f->hosting);
  device_free (f->host);
  device_free (f->here);
  device_free (f->there);
  g_free (f->path);
  g_free (f->link);
}

static void
send_and_get (Fixture  *f,
              Fetching *fetching)
{
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .room = f->link };
  Sending *sending = sending_new (f->here, &options);

  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  sending_free (sending);
}

static void
test_comes_while_we_wait (Fixture       *f,
                          gconstpointer  data)
{
  Visitor *friend = visitor_new (f->host, f->link, TRUE);
  Fetching *fetching = fetching_new (f->there, f->link, ANSWER_YES);
  Visitor *stranger;

  portunus_test_wait (has_authenticated, friend, 10000);
  stranger = visitor_new (f->host, f->link, FALSE);
  portunus_test_wait (was_refused, stranger, 10000);
  visitor_free (stranger);
  visitor_free (friend);
  g_assert_false (fetching->is_finished);
  send_and_get (f, fetching);
  fetching_free (fetching);
}

static void
test_was_there_before (Fixture       *f,
                       gconstpointer  data)
{
  const char * const paths[] = { f->path, NULL };
  const PortunusShareOptions options = { .paths = paths, .room = f->link };
  Visitor *stranger = visitor_new (f->host, f->link, FALSE);
  Sending *sending = sending_new (f->here, &options);
  Fetching *fetching;

  sending_wait_ready (sending);
  fetching = fetching_new (f->there, f->link, ANSWER_YES);
  fetching_assert_got (fetching, f->path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  visitor_free (stranger);
  fetching_free (fetching);
  sending_free (sending);
}

static void
test_is_alone_with_us (Fixture       *f,
                       gconstpointer  data)
{
  Visitor *stranger = visitor_new (f->host, f->link, FALSE);
  Fetching *fetching = fetching_new (f->there, f->link, ANSWER_YES);

  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  fetching_free (fetching);
  visitor_free (stranger);
}

/* A fellow receiver proves the secret after the stranger failed to, which changes nothing. */
static void
test_is_not_the_only_one (Fixture       *f,
                          gconstpointer  data)
{
  Visitor *stranger = visitor_new (f->host, f->link, FALSE);
  Visitor *friend = visitor_new (f->host, f->link, TRUE);
  Fetching *fetching = fetching_new (f->there, f->link, ANSWER_YES);

  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  fetching_free (fetching);
  visitor_free (friend);
  visitor_free (stranger);
}

#define ADD(path, function) g_test_add ("/engine/stranger/" path, Fixture, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("comes-while-we-wait", test_comes_while_we_wait);
  ADD ("was-there-before", test_was_there_before);
  ADD ("is-alone-with-us", test_is_alone_with_us);
  ADD ("is-not-the-only-one", test_is_not_the_only_one);

  return g_test_run ();
}
