/* test-room-rogue.c: members of a room who do not keep to the protocol, and their neighbours who do not notice
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-encoding.h"
#include "portunus-room-message.h"
#include "portunus-signaling.h"
#include "server-fixture.h"

typedef struct
{
  ServerFixture     server;
  PortunusRoomInfo *room;
  char             *path;
  Guest            *neighbour;
  RawGuest         *rogue;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  server_fixture_set_up (&self->server, NULL);
  self->room = server_fixture_make_room (&self->server, NULL);
  self->path = g_strconcat ("/ws/", self->room->id, NULL);
  self->neighbour = guest_new_joined (&self->server, self->room->id);
  self->rogue = raw_guest_new (&self->server, self->path, NULL, &error);
  g_assert_no_error (error);
  guest_wait_heard (self->neighbour, "peer-joined");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  raw_guest_free (self->rogue);
  guest_free (self->neighbour);
  portunus_room_info_free (self->room);
  g_free (self->path);
  server_fixture_tear_down (&self->server, NULL);
}

/* The rogue is told why and shown out; the neighbour hears that it left, and goes on. */
static void
expect_out (Fixture    *self,
            const char *code,
            gushort     close_code)
{
  g_autofree char *said = code != NULL ? g_strdup_printf ("{\"type\":\"error\",\"code\":\"%s\"", code) : NULL;
  g_autoptr (Guest) third = NULL;

  raw_guest_wait_closed (self->rogue);
  if (said != NULL)
    g_assert_nonnull (strstr (self->rogue->heard->str, said));
  if (close_code != 0)
    g_assert_cmpuint (soup_websocket_connection_get_close_code (self->rogue->socket), ==, close_code);
  guest_wait_heard (self->neighbour, "peer-left");
  third = guest_new_joined (&self->server, self->room->id);
  guest_send (third, self->neighbour->id, "all is well");
  guest_wait_heard (self->neighbour, "all is well");
}

static void
test_text (Fixture       *self,
           gconstpointer  data)
{
  soup_websocket_connection_send_text (self->rogue->socket, data);
  expect_out (self, "bad-message", 1008);
}

static void
test_deep (Fixture       *self,
           gconstpointer  data)
{
  g_autofree char *deep = g_strnfill (60000, '[');

  soup_websocket_connection_send_text (self->rogue->socket, deep);
  expect_out (self, "bad-message", 1008);
}

static void
test_binary (Fixture       *self,
             gconstpointer  data)
{
  soup_websocket_connection_send_binary (self->rogue->socket, "{}", 2);
  expect_out (self, "bad-message", 1008);
}

/* A second rogue, who needs no library. */
static GIOStream *
open_stream (Fixture *self)
{
  GIOStream *stream = raw_stream_new (&self->server);

  raw_stream_upgrade (stream, self->path);
  g_string_truncate (self->neighbour->heard, 0);
  guest_wait_heard (self->neighbour, "peer-joined");
  return stream;
}

static void
test_not_utf8 (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (GIOStream) stream = open_stream (self);
  g_autofree char *answer = NULL;

  g_assert_true (raw_stream_send_frame (stream, 0x81, "{\"type\":\"\xff\"}", 12));
  answer = raw_stream_read (stream);
  g_assert_nonnull (g_strstr_len (answer, 512, "bad-message"));
  guest_wait_heard (self->neighbour, "peer-left");
}

static void
test_reserved_bits (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (GIOStream) stream = open_stream (self);

  g_assert_true (raw_stream_send_frame (stream, 0xc1, "{}", 2));
  guest_wait_heard (self->neighbour, "peer-left");
}

/* The library limits a frame, but not what many of them make up. */
static void
test_endless_message (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (GIOStream) stream = open_stream (self);
  g_autofree char *part = g_strnfill (60000, ' ');

  g_assert_true (raw_stream_send_frame (stream, 0x01, part, 60000));
  for (guint i = 0; i < 20; i++)
    if (!raw_stream_send_frame (stream, 0x00, part, 60000))
      break;
  guest_wait_heard (self->neighbour, "peer-left");
}

/* Each ping costs an answer that nobody reads. */
static void
test_ping_flood (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (GIOStream) stream = open_stream (self);
  g_autofree char *payload = g_strnfill (125, 'p');
  guint n = 0;

  while (n < 500000 && raw_stream_send_frame (stream, 0x89, payload, 125))
    n++;
  g_assert_cmpuint (n, <, 500000);
  guest_wait_heard (self->neighbour, "peer-left");
}

static void
send_long (Fixture *self,
           gsize    length)
{
  g_autofree char *data = g_strnfill (length, 'A');
  g_autofree char *text = portunus_room_message_signal ("to", "0123456789abcdef", data);

  if (soup_websocket_connection_get_state (self->rogue->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_text (self->rogue->socket, text);
}

static void
test_too_large (Fixture       *self,
                gconstpointer  data)
{
  send_long (self, PORTUNUS_ROOM_MAX_MESSAGE);
  expect_out (self, "bad-message", 1009);
}

/* Well below the limit of a message, but what it carries is above that of a signal. */
static void
test_too_much_data (Fixture       *self,
                    gconstpointer  data)
{
  send_long (self, (PORTUNUS_SIGNALING_MAX_MESSAGE + 3) / 3 * 4);
  expect_out (self, "bad-message", 1008);
}

/* A frame that the library refuses by itself; no room for an answer. */
static void
test_huge_frame (Fixture       *self,
                 gconstpointer  data)
{
  send_long (self, 1024 * 1024);
  expect_out (self, NULL, 0);
}

static void
test_flood (Fixture       *self,
            gconstpointer  data)
{
  g_autofree char *text = portunus_room_message_signal ("to", "0123456789abcdef", "AAAA");

  for (guint i = 0; i < 1000; i++)
    if (soup_websocket_connection_get_state (self->rogue->socket) == SOUP_WEBSOCKET_STATE_OPEN)
      soup_websocket_connection_send_text (self->rogue->socket, text);
  expect_out (self, "too-fast", 1008);
}

static void
run_for_ms (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < until)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
}

/* Above the rate in bytes, below that in messages. */
static void
test_heavy_flood (Fixture       *self,
                  gconstpointer  data)
{
  gint64 start = g_get_monotonic_time ();

  for (guint n = 0; !self->rogue->is_closed && g_get_monotonic_time () - start < 20 * G_USEC_PER_SEC;)
    {
      for (; n < 190 + 90 * (g_get_monotonic_time () - start) / G_USEC_PER_SEC; n++)
        send_long (self, 64 * 1024);
      run_for_ms (10);
    }
  /* What is on its way when the server closes makes the system reset the connection, and the reason may be lost. */
  expect_out (self, NULL, 0);
}

static void
test_burst (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (Guest) other = guest_new_joined (&self->server, self->room->id);
  g_autofree char *last = g_strconcat ("message ", other->id, " the last\n", NULL);

  for (guint i = 0; i < 150; i++)
    guest_send (other, self->neighbour->id, "one of many");
  guest_send (other, self->neighbour->id, "the last");
  guest_wait_heard (self->neighbour, last);
  g_assert_false (other->is_closed);
}

/* To somebody who is gone, or to oneself: no answer, and no harm. */
static void
test_to_nobody (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (Guest) other = guest_new_joined (&self->server, self->room->id);

  guest_send (other, "0123456789abcdef", "hello?");
  guest_send (other, other->id, "hello?");
  guest_send (other, self->neighbour->id, "hello!");
  guest_wait_heard (self->neighbour, "hello!");
  g_assert_null (strstr (other->heard->str, "message"));
  g_assert_false (other->is_closed);
}

/* Peers of another room cannot be reached, whoever knows their id. */
static void
test_other_room (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (PortunusRoomInfo) other_room = server_fixture_make_room (&self->server, NULL);
  g_autoptr (Guest) stranger = guest_new_joined (&self->server, other_room->id);
  g_autoptr (Guest) friend = guest_new_joined (&self->server, self->room->id);

  guest_send (stranger, self->neighbour->id, "psst");
  guest_send (friend, self->neighbour->id, "hello");
  guest_wait_heard (self->neighbour, "hello");
  g_assert_null (strstr (self->neighbour->heard->str, "psst"));
}

static void
test_unknown_member (Fixture       *self,
                     gconstpointer  data)
{
  g_autofree char *text = g_strdup_printf ("{\"later\":[1,{}],\"type\":\"signal\",\"to\":\"%s\",\"data\":\"aGk\"}",
                                           self->neighbour->id);

  soup_websocket_connection_send_text (self->rogue->socket, text);
  guest_wait_heard (self->neighbour, " hi\n");
}

/* Whoever reads nothing is cut off before much has queued up for it, and those who talk to it do not notice. */
static void
test_slow_reader (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (GIOStream) stream = open_stream (self);
  g_autofree char *peer = g_strndup (self->neighbour->heard->str + strlen ("peer-joined "), 16);
  g_autofree char *news = g_strconcat ("peer-left ", peer, NULL);
  g_autofree char *text = g_strnfill (PORTUNUS_SIGNALING_MAX_MESSAGE, 'x');

  /* Up to 15 MiB, at a rate that the server allows. */
  for (guint i = 0; i < 240 && strstr (self->neighbour->heard->str, news) == NULL; i++)
    {
      guest_send (self->neighbour, peer, text);
      run_for_ms (20);
    }
  guest_wait_heard (self->neighbour, news);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    const char *text;
  } texts[] = {
    { "empty", "" },
    { "not-json", "hello" },
    { "cut", "{\"type\":\"signal\"" },
    { "array", "[]" },
    { "no-type", "{}" },
    { "number-type", "{\"type\":1}" },
    { "null-type", "{\"type\":null}" },
    { "unknown-type", "{\"type\":\"shout\"}" },
    { "server-type", "{\"type\":\"welcome\",\"version\":1,\"peer\":\"0123456789abcdef\",\"peers\":[]}" },
    { "no-to", "{\"type\":\"signal\",\"data\":\"AAAA\"}" },
    { "no-data", "{\"type\":\"signal\",\"to\":\"0123456789abcdef\"}" },
    { "number-to", "{\"type\":\"signal\",\"to\":1,\"data\":\"AAAA\"}" },
    { "array-data", "{\"type\":\"signal\",\"to\":\"0123456789abcdef\",\"data\":[\"AAAA\"]}" },
    { "short-to", "{\"type\":\"signal\",\"to\":\"0123456789abcde\",\"data\":\"AAAA\"}" },
    { "long-to", "{\"type\":\"signal\",\"to\":\"0123456789abcdef0\",\"data\":\"AAAA\"}" },
    { "upper-to", "{\"type\":\"signal\",\"to\":\"0123456789ABCDEF\",\"data\":\"AAAA\"}" },
    { "padded-data", "{\"type\":\"signal\",\"to\":\"0123456789abcdef\",\"data\":\"AA==\"}" },
    { "not-base64", "{\"type\":\"signal\",\"to\":\"0123456789abcdef\",\"data\":\"<html>\"}" },
    { "comment", "{\"type\":\"signal\",/* */\"to\":\"0123456789abcdef\",\"data\":\"AAAA\"}" },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *path = g_strconcat ("/server/room-rogue/text/", texts[i].name, NULL);

      g_test_add (path, Fixture, texts[i].text, set_up, test_text, tear_down);
    }
#define ADD(path, func) g_test_add ("/server/room-rogue/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("deep", test_deep);
  ADD ("binary", test_binary);
  ADD ("not-utf8", test_not_utf8);
  ADD ("reserved-bits", test_reserved_bits);
  ADD ("endless-message", test_endless_message);
  ADD ("ping-flood", test_ping_flood);
  ADD ("too-large", test_too_large);
  ADD ("too-much-data", test_too_much_data);
  ADD ("huge-frame", test_huge_frame);
  ADD ("flood", test_flood);
  ADD ("heavy-flood", test_heavy_flood);
  ADD ("burst", test_burst);
  ADD ("to-nobody", test_to_nobody);
  ADD ("other-room", test_other_room);
  ADD ("unknown-member", test_unknown_member);
  ADD ("slow-reader", test_slow_reader);

  return server_test_run ();
}
