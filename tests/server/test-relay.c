/* test-relay.c: two are brought together, and those who do not keep to the rules are shown out
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "portunus-relay-message.h"
#include "server-fixture.h"

#define MIB (1024 * 1024)
#define TOKEN "AAAAAAAAAAAAAAAAAAAAAA"
#define OTHER_TOKEN "BAAAAAAAAAAAAAAAAAAAAA"
#define PATIENCE_SECONDS 2

/* Checked code takes longer to say it all than the other side has patience with who does not listen. */
#if defined (__SANITIZE_ADDRESS__)
#define CAN_MEASURE FALSE
#define N_TINY 5000
#else
#define CAN_MEASURE TRUE
#define N_TINY 100000
#endif

typedef struct
{
  ServerFixture     server;
  PortunusRoomInfo *room;
  char             *path;
  Guest            *member;
  PortunusAdmission *admission;
  RawGuest         *one;
  RawGuest         *other;
  RawGuest         *third;
} Fixture;

static const PortunusServerOptions with_defaults = { .relay = { .patience_seconds = PATIENCE_SECONDS } };
static const PortunusServerOptions without = { .relay = { .is_off = TRUE } };
static const PortunusServerOptions for_two = { .relay = { .max_per_room = 2 } };
static const PortunusServerOptions for_one_client = { .relay = { .max_per_client = 2 } };
static const PortunusServerOptions slowly = { .relay = { .pair_per_second = MIB } };
static const PortunusServerOptions slowly_in_all = { .relay = { .total_per_second = MIB } };

static RawGuest *
come_with (Fixture    *f,
           const char *path,
           const char *token,
           const char *ticket)
{
  g_autoptr (GError) error = NULL;
  RawGuest *guest = raw_guest_new (&f->server, path, NULL, &error);

  g_assert_no_error (error);
  if (token != NULL)
    {
      g_autofree char *text = portunus_relay_message_new_pass (token, ticket);

      soup_websocket_connection_send_text (guest->socket, text);
    }
  return guest;
}

static RawGuest *
come (Fixture    *f,
      const char *path,
      const char *token)
{
  return come_with (f, path, token, f->admission->ticket);
}

static void
wait_inside (Guest *guest)
{
  guest_wait_heard (guest, "joined");
}

typedef struct
{
  RawGuest *guest;
  guint     n;
} Expectation;

static gboolean
has_heard (gpointer user_data)
{
  Expectation *expectation = user_data;

  return expectation->guest->n_heard >= expectation->n || expectation->guest->is_closed;
}

static void
wait_heard (RawGuest *guest,
            guint     n)
{
  Expectation expectation = { guest, n };

  portunus_test_wait (has_heard, &expectation, 60000);
  g_assert_cmpuint (guest->n_heard, >=, n);
}

static void
say (RawGuest   *guest,
     const char *text)
{
  /* The server may have closed it meanwhile. */
  if (soup_websocket_connection_get_state (guest->socket) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_send_binary (guest->socket, text, strlen (text));
}

static void
assert_out (RawGuest   *guest,
            const char *code,
            gushort     close_code)
{
  g_autofree char *said = g_strdup_printf ("{\"type\":\"error\",\"code\":\"%s\"", code);

  raw_guest_wait_closed (guest);
  g_assert_nonnull (strstr (guest->heard->str, said));
  g_assert_cmpuint (soup_websocket_connection_get_close_code (guest->socket), ==, close_code);
}

static void
set_up (Fixture       *f,
        gconstpointer  options)
{
  server_fixture_set_up (&f->server, options);
  f->room = server_fixture_make_room (&f->server, NULL);
  f->path = g_strdup_printf ("/relay/%s?v=1", f->room->id);
  f->admission = portunus_admission_new (NULL);
  f->member = guest_new_with (&f->server, f->room->id, f->admission);
  wait_inside (f->member);
}

static void
tear_down (Fixture       *f,
           gconstpointer  options)
{
  g_clear_pointer (&f->one, raw_guest_free);
  g_clear_pointer (&f->other, raw_guest_free);
  g_clear_pointer (&f->third, raw_guest_free);
  g_clear_pointer (&f->member, guest_free);
  portunus_admission_unref (f->admission);
  portunus_room_info_free (f->room);
  g_free (f->path);
  server_fixture_tear_down (&f->server, NULL);
}

static void
pair (Fixture *f)
{
  f->one = come (f, f->path, TOKEN);
  f->other = come (f, f->path, TOKEN);
  wait_heard (f->one, 1);
  wait_heard (f->other, 1);
  g_assert_cmpstr (f->one->heard->str, ==, "{\"type\":\"paired\"}\n");
  g_string_truncate (f->one->heard, 0);
  g_string_truncate (f->other->heard, 0);
}

/* After another pair that came to nothing. */
static void
pair_again (Fixture *f)
{
  g_clear_pointer (&f->one, raw_guest_free);
  pair (f);
  f->one->n_heard = 0;
  f->other->n_heard = 0;
}

static gboolean
is_empty (gpointer user_data)
{
  Fixture *f = user_data;

  return portunus_metrics_get (portunus_server_get_metrics (f->server.server), PORTUNUS_METRIC_MEMBERS, NULL) == 0;
}

static void
wait_empty (Fixture *f)
{
  portunus_test_wait (is_empty, f, 20000);
}

static void
test_pass (Fixture       *f,
           gconstpointer  options)
{
  PortunusMetrics *metrics = portunus_server_get_metrics (f->server.server);
  g_autoptr (GString) expected = g_string_new (NULL);

  pair (f);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = g_strdup_printf ("message %u", i);

      say (f->one, text);
      say (f->other, text);
      g_string_append_printf (expected, "%s\n", text);
    }
  wait_heard (f->one, 1001);
  wait_heard (f->other, 1001);
  g_assert_cmpstr (f->one->heard->str, ==, expected->str);
  g_assert_cmpstr (f->other->heard->str, ==, expected->str);
  g_assert_cmpfloat (portunus_metrics_get (metrics, PORTUNUS_METRIC_RELAYS, NULL), ==, 1);
  g_assert_cmpfloat (portunus_metrics_get (metrics, PORTUNUS_METRIC_RELAY_BYTES, NULL), ==, 2 * (expected->len - 1000));
}

/* What one said last arrives before the end. */
static void
test_leave (Fixture       *f,
            gconstpointer  options)
{
  pair (f);
  for (guint i = 0; i < 100; i++)
    say (f->one, "before");
  soup_websocket_connection_close (f->one->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  assert_out (f->other, "peer-gone", 4411);
  g_assert_cmpuint (f->other->n_heard, ==, 102);
}

static void
test_third (Fixture       *f,
            gconstpointer  options)
{
  g_autoptr (RawGuest) third = NULL;

  pair (f);
  third = come (f, f->path, TOKEN);
  assert_out (third, "relay-taken", 4423);
  say (f->one, "still here");
  wait_heard (f->other, 2);
  g_assert_cmpstr (f->other->heard->str, ==, "still here\n");
}

static void
test_other_room (Fixture       *f,
                 gconstpointer  options)
{
  PortunusRoomInfo *room = server_fixture_make_room (&f->server, NULL);
  g_autofree char *path = g_strdup_printf ("/relay/%s?v=1", room->id);
  g_autoptr (PortunusAdmission) admission = portunus_admission_new (NULL);
  g_autoptr (Guest) member = guest_new_with (&f->server, room->id, admission);

  wait_inside (member);
  f->one = come (f, f->path, TOKEN);
  f->other = come_with (f, path, TOKEN, admission->ticket);
  assert_out (f->one, "relay-alone", 4424);
  assert_out (f->other, "relay-alone", 4424);
  portunus_room_info_free (room);
}

static void
test_no_room (Fixture       *f,
              gconstpointer  options)
{
  f->one = come (f, "/relay/00000000000000000000000000000000?v=1", NULL);
  assert_out (f->one, "room-not-found", 4404);
}

static void
test_version (Fixture       *f,
              gconstpointer  options)
{
  g_autofree char *path = g_strdup_printf ("/relay/%s?v=2", f->room->id);

  f->one = come (f, path, NULL);
  assert_out (f->one, "version", 4426);
}

static void
test_first_words (Fixture       *f,
                  gconstpointer  options)
{
  static const char * const words[] = {
    "", "x", "{}", "{\"type\":\"relay\"}", "{\"type\":\"relay\",\"token\":7}", "{\"type\":\"relay\",\"token\":\"AA\"}",
    "{\"type\":\"relay\",\"token\":\"AAAAAAAAAAAAAAAAAAAAA=\"}", "{\"type\":\"signal\",\"token\":\"" TOKEN "\"}",
    "{\"type\":\"relay\",\"token\":\"" TOKEN TOKEN "\"}",
    "{\"type\":\"relay\",\"token\":\"" TOKEN "\",\"ticket\":7}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr (RawGuest) guest = come (f, f->path, NULL);

      soup_websocket_connection_send_text (guest->socket, words[i]);
      assert_out (guest, "bad-message", 1008);
    }
  f->one = come (f, f->path, NULL);
  say (f->one, "binary");
  assert_out (f->one, "bad-message", 1008);
}

static void
test_text_after (Fixture       *f,
                 gconstpointer  options)
{
  pair (f);
  soup_websocket_connection_send_text (f->one->socket, "text");
  assert_out (f->one, "bad-message", 1008);
  assert_out (f->other, "peer-gone", 4411);
}

static void
test_too_long (Fixture       *f,
               gconstpointer  options)
{
  g_autofree char *text = g_strnfill (PORTUNUS_RELAY_MAX_MESSAGE + 1, 'x');

  pair (f);
  say (f->one, text);
  raw_guest_wait_closed (f->one);
  g_assert_cmpuint (soup_websocket_connection_get_close_code (f->one->socket), ==, SOUP_WEBSOCKET_CLOSE_TOO_BIG);
  assert_out (f->other, "peer-gone", 4411);
}

static void
test_off (Fixture       *f,
          gconstpointer  options)
{
  f->one = come (f, f->path, NULL);
  assert_out (f->one, "relay-off", 4403);
}

static void
test_full (Fixture       *f,
           gconstpointer  options)
{
  g_autoptr (RawGuest) third = NULL;

  pair (f);
  third = come (f, f->path, OTHER_TOKEN);
  assert_out (third, "relay-full", 4429);
}

static void
test_room_closes (Fixture       *f,
                  gconstpointer  options)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (RawGuest) third = NULL;

  pair (f);
  third = come (f, f->path, OTHER_TOKEN);
  portunus_server_close_room_async (f->server.server, f->room->id, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_server_close_room_finish (f->server.server, result, NULL));
  assert_out (f->one, "room-closed", 4410);
  assert_out (f->other, "room-closed", 4410);
  assert_out (third, "room-closed", 4410);
}

/* A ticket is of one room, is what the server made, and is good while its guest is in the room. */
static void
test_not_admitted (Fixture       *f,
                   gconstpointer  options)
{
  PortunusRoomInfo *room = server_fixture_make_room (&f->server, NULL);
  g_autofree char *path = g_strdup_printf ("/relay/%s?v=1", room->id);
  g_autofree char *forged = g_strdup (f->admission->ticket);
  g_autofree char *own = g_strdup (f->admission->ticket);
  const char *tickets[] = { NULL, "", "AAAA", forged };

  forged[strlen (forged) - 2] ^= 1;
  for (guint i = 0; i < G_N_ELEMENTS (tickets); i++)
    {
      g_autoptr (RawGuest) guest = come_with (f, f->path, TOKEN, tickets[i]);

      assert_out (guest, "not-admitted", 4401);
    }
  f->one = come (f, path, TOKEN);
  assert_out (f->one, "not-admitted", 4401);
  pair_again (f);
  g_clear_pointer (&f->member, guest_free);
  wait_empty (f);
  f->third = come_with (f, f->path, OTHER_TOKEN, own);
  assert_out (f->third, "not-admitted", 4401);
  say (f->one, "still here");
  wait_heard (f->other, 1);
  portunus_room_info_free (room);
}

/* Strangers take none of the places of those who are in the room. */
static void
test_strangers (Fixture       *f,
                gconstpointer  options)
{
  RawGuest *strangers[8];

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    strangers[i] = come (f, f->path, NULL);
  pair (f);
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    raw_guest_free (strangers[i]);
}

/* Who is kicked is relayed no more, at once, and does not come again; the other side is told that it left. */
static void
test_kicked (Fixture       *f,
             gconstpointer  options)
{
  g_autoptr (PortunusAdmission) host_admission = portunus_admission_new (NULL);
  g_autofree char *ticket = NULL;
  Guest *host;

  host_admission->host = g_strdup (f->room->host);
  host = guest_new_with (&f->server, f->room->id, host_admission);
  wait_inside (host);
  ticket = g_strdup (f->admission->ticket);
  f->one = come_with (f, f->path, TOKEN, host_admission->ticket);
  f->other = come (f, f->path, TOKEN);
  wait_heard (f->one, 1);
  wait_heard (f->other, 1);
  portunus_room_client_tell (host->client, "kick", f->member->id);
  assert_out (f->other, "kicked", 4403);
  assert_out (f->one, "peer-gone", 4411);
  f->third = come_with (f, f->path, TOKEN, ticket);
  assert_out (f->third, "kicked", 4403);
  guest_free (host);
}

static void
test_server_stops (Fixture       *f,
                   gconstpointer  options)
{
  pair (f);
  portunus_server_stop (f->server.server);
  raw_guest_wait_closed (f->one);
  raw_guest_wait_closed (f->other);
}

static void
test_tiny (Fixture       *f,
           gconstpointer  options)
{
  pair (f);
  for (guint i = 0; i < N_TINY; i++)
    say (f->one, "x");
  wait_heard (f->other, 1 + N_TINY);
  g_assert_cmpuint (f->other->heard->len, ==, 2 * N_TINY);
}

/* More may not pass in the first second than a second's worth and the slack. */
static void
test_pace (Fixture       *f,
           gconstpointer  options)
{
  g_autofree char *text = g_strnfill (MIB / 32, 'x');
  gint64 begin_us;

  pair (f);
  begin_us = g_get_monotonic_time ();
  for (guint i = 0; i < 2 * 32; i++)
    say (f->one, text);
  wait_heard (f->other, 1 + 2 * 32);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >, 1500 * 1000);
}

static gssize
get_rss (void)
{
  g_autofree char *text = NULL;
  long pages = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*d %ld", &pages), ==, 1);
  return pages * sysconf (_SC_PAGESIZE);
}

static GIOStream *
come_raw (Fixture *f)
{
  GIOStream *stream = raw_stream_new (&f->server);
  g_autofree char *text = portunus_relay_message_new_pass (TOKEN, f->admission->ticket);

  raw_stream_upgrade (stream, f->path);
  g_assert_true (raw_stream_send_frame (stream, 0x81, text, strlen (text)));
  return stream;
}

/* A binary frame (RFC 6455 §5.2), masked with zeros. */
static GByteArray *
make_frame (gsize length)
{
  const guint8 head[8] = { 0x82, 0x80 | 126, length >> 8, length & 0xff };
  GByteArray *frame = g_byte_array_new ();

  if (length < 126)
    {
      const guint8 small[6] = { 0x82, 0x80 | length };

      g_byte_array_append (frame, small, sizeof small);
    }
  else
    {
      g_byte_array_append (frame, head, sizeof head);
    }
  g_byte_array_set_size (frame, frame->len + length);
  memset (frame->data + frame->len - length, 'x', length);
  return frame;
}

/* Until nothing more was taken for a while. */
static guint64
push (GIOStream  *stream,
      GByteArray *frame)
{
  GPollableOutputStream *output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  gint64 taken_us = g_get_monotonic_time ();
  guint64 n_taken = 0;

  while (g_get_monotonic_time () - taken_us < G_USEC_PER_SEC)
    {
      gsize offset = n_taken % frame->len;
      gssize n = g_pollable_output_stream_write_nonblocking (output, frame->data + offset, frame->len - offset, NULL,
                                                             NULL);

      if (n > 0)
        {
          n_taken += n;
          taken_us = g_get_monotonic_time ();
        }
      else
        g_usleep (1000);
    }
  return n_taken;
}

/* Who does not read costs no more than it may, whatever is sent to it, and is shown out. */
static void
test_stuck (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (GIOStream) reader = NULL;
  g_autoptr (GIOStream) writer = NULL;
  g_autoptr (GByteArray) frame = make_frame (GPOINTER_TO_UINT (data));
  g_autofree char *heard = NULL;
  gssize before;
  guint64 n_taken;

  set_up (f, &with_defaults);
  reader = come_raw (f);
  writer = come_raw (f);
  before = get_rss ();
  n_taken = push (writer, frame);
  g_test_message ("%" G_GUINT64_FORMAT " bytes were taken, and %" G_GSSIZE_FORMAT " bytes of memory", n_taken,
                  get_rss () - before);
  g_assert_cmpuint (n_taken, <, 16 * MIB);
  if (CAN_MEASURE)
    g_assert_cmpint (get_rss () - before, <, MIB);
  if (frame->len > 1000)
    {
      heard = raw_stream_read (writer);
      g_assert_nonnull (strstr (heard, "peer-gone"));
    }
  tear_down (f, NULL);
}

static void
add (const char           *name,
     gconstpointer         options,
     void                (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/relay/", name, NULL);

  g_test_add (path, Fixture, options, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("pass", NULL, test_pass);
  add ("leave", NULL, test_leave);
  add ("third", NULL, test_third);
  add ("other-room", &with_defaults, test_other_room);
  add ("no-room", NULL, test_no_room);
  add ("version", NULL, test_version);
  add ("first-words", NULL, test_first_words);
  add ("text-after", NULL, test_text_after);
  add ("too-long", NULL, test_too_long);
  add ("off", &without, test_off);
  add ("full/room", &for_two, test_full);
  add ("full/client", &for_one_client, test_full);
  add ("room-closes", NULL, test_room_closes);
  add ("not-admitted", NULL, test_not_admitted);
  add ("strangers", &for_two, test_strangers);
  add ("kicked", NULL, test_kicked);
  add ("server-stops", NULL, test_server_stops);
  add ("tiny", NULL, test_tiny);
  add ("pace/pair", &slowly, test_pace);
  add ("pace/total", &slowly_in_all, test_pace);
  g_test_add ("/relay/stuck/large", Fixture, GUINT_TO_POINTER (60000), NULL, test_stuck, NULL);
  g_test_add ("/relay/stuck/tiny", Fixture, GUINT_TO_POINTER (1), NULL, test_stuck, NULL);

  return server_test_run ();
}
