/* test-room-silence.c: who says nothing in a room is asked for a sign of life, but for the process that has the server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "server-fixture.h"

#define TEXT_FRAME 0x81
#define PING_FRAME 0x89
#define PING       "\x89\x01?"
#define PONG       "\x8a\x01!"

/* It says what it must, and nothing after that: it answers no ping either. */
static GIOStream *
come_in (ServerFixture    *fixture,
         PortunusRoomInfo *room,
         gboolean          is_host)
{
  g_autofree char *path = g_strdup_printf ("/ws/%s?v=1&enter=1", room->id);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new ("Silent");
  g_autofree char *text = NULL;
  GIOStream *stream = raw_stream_new (fixture);

  if (is_host)
    admission->host = g_strdup (room->host);
  text = portunus_admission_to_text (admission);
  raw_stream_upgrade (stream, path);
  g_assert_true (raw_stream_send_frame (stream, TEXT_FRAME, text, strlen (text)));
  return stream;
}

static gboolean
has_heard (GString    *heard,
           const char *what)
{
  return memmem (heard->str, heard->len, what, strlen (what)) != NULL;
}

/* Until then, or until the end. */
static GString *
listen_until (GIOStream  *stream,
              const char *what)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  GString *heard = g_string_new (NULL);
  char c;

  while (!has_heard (heard, what) && g_input_stream_read (input, &c, 1, NULL, NULL) == 1)
    g_string_append_c (heard, c);
  return heard;
}

static void
expect_dropped (GIOStream *stream)
{
  g_autoptr (GString) heard = listen_until (stream, "\"silent\"");

  g_assert_true (has_heard (heard, "\"welcome\""));
  g_assert_true (has_heard (heard, PING));
  g_assert_true (has_heard (heard, "\"silent\""));
}

static void
expect_kept (GIOStream *stream)
{
  g_autoptr (GString) heard = NULL;

  g_assert_true (raw_stream_send_frame (stream, PING_FRAME, "!", 1));
  heard = listen_until (stream, PONG);
  g_assert_true (has_heard (heard, "\"welcome\""));
  g_assert_true (has_heard (heard, PONG));
  g_assert_false (has_heard (heard, PING));
}

static void
test_silence (ServerFixture *fixture,
              gconstpointer  data)
{
  const PortunusServerRoomOptions options = { .has_host_within = TRUE };
  g_autoptr (PortunusRoomInfo) own_room = server_fixture_make_room (fixture, &options);
  g_autoptr (PortunusRoomInfo) room = server_fixture_make_room (fixture, NULL);
  g_autoptr (GIOStream) own_host = come_in (fixture, own_room, TRUE);
  g_autoptr (GIOStream) guest = come_in (fixture, own_room, FALSE);
  g_autoptr (GIOStream) host = come_in (fixture, room, TRUE);

  expect_dropped (guest);
  expect_dropped (host);
  expect_kept (own_host);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/server/room-silence", ServerFixture, NULL, server_fixture_set_up, test_silence,
              server_fixture_tear_down);

  return server_test_run ();
}
