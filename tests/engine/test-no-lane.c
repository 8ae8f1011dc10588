/* test-no-lane.c: where no connection can come about both sides know it at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "onlooker.h"

#include <string.h>

#include "portunus-test.h"
#include "portunus-transfer-error.h"

/* Far less than the 45 seconds in which a conversation must open. */
#define AT_ONCE_US (5 * G_USEC_PER_SEC)

static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   gboolean        *is_closed)
{
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_LANE);
  *is_closed = TRUE;
}

static gboolean
is_true (gpointer user_data)
{
  const gboolean *value = user_data;

  return *value;
}

/* The share may hear of the visitor a little later than the visitor of its own end. */
static gboolean
has_transfer (gpointer user_data)
{
  Sending *sending = user_data;

  return g_list_model_get_n_items (portunus_share_get_transfers (sending->share)) > 0;
}

/* Somebody who knows the secret and has no lanes. */
static PortunusMeeting *
enter (Device              *device,
       const char          *link,
       PortunusSessionRole  role,
       gboolean            *is_closed)
{
  const OnlookerOptions options = { .role = role, .knows_secret = TRUE };
  PortunusMeeting *meeting = onlooker_new (device, link, &options);

  g_signal_connect (meeting, "session-closed", G_CALLBACK (session_closed_cb), is_closed);
  onlooker_enter (meeting);
  return meeting;
}

static void
leave (PortunusMeeting *meeting,
       gboolean        *is_closed)
{
  g_signal_handlers_disconnect_by_data (meeting, is_closed);
  onlooker_leave (meeting);
}

typedef struct
{
  Device  *here;
  Device  *there;
  Device  *host;
  Sending *sending;
  char    *link;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  const PortunusShareOptions options = { .text = "x" };

  f->host = device_new ("Host");
  f->here = device_new ("Here");
  f->there = device_new ("There");
  f->sending = sending_new (f->host, &options);
  sending_wait_ready (f->sending);
  f->link = g_strdup (portunus_share_get_link (f->sending->share));
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  sending_free (f->sending);
  device_free (f->host);
  device_free (f->here);
  device_free (f->there);
  g_free (f->link);
}

static void
test_receiver (Fixture       *f,
               gconstpointer  data)
{
  gint64 begin_us = g_get_monotonic_time ();
  gboolean is_closed = FALSE;
  PortunusMeeting *visitor = enter (f->here, f->link, PORTUNUS_SESSION_RECEIVES, &is_closed);

  portunus_test_wait (is_true, &is_closed, 10000);
  portunus_test_wait (has_transfer, f->sending, 10000);
  transfer_wait_state (sending_get_transfer (f->sending, 0), PORTUNUS_TRANSFER_FAILED);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, AT_ONCE_US);
  leave (visitor, &is_closed);
}

/* The one without lanes waits in a room of its own, whose owner is gone. */
static void
test_sender (Fixture       *f,
             gconstpointer  data)
{
  g_autofree char *server = g_strndup (f->link, strstr (f->link, "/r/") - f->link);
  const PortunusShareOptions options = { .text = "x", .server = server };
  Sending *owner = sending_new (f->here, &options);
  g_autofree char *link = NULL;
  gboolean is_closed = FALSE;
  gint64 begin_us;
  PortunusMeeting *visitor;
  Fetching *fetching;

  sending_wait_ready (owner);
  link = g_strdup (portunus_share_get_link (owner->share));
  sending_free (owner);
  visitor = enter (f->here, link, PORTUNUS_SESSION_SENDS, &is_closed);
  begin_us = g_get_monotonic_time ();
  fetching = fetching_new (f->there, link, ANSWER_YES);
  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_LANE);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, AT_ONCE_US);
  portunus_test_wait (is_true, &is_closed, 10000);
  fetching_free (fetching);
  leave (visitor, &is_closed);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/engine/no-lane/receiver", Fixture, NULL, setup, test_receiver, teardown);
  g_test_add ("/engine/no-lane/sender", Fixture, NULL, setup, test_sender, teardown);

  return g_test_run ();
}
