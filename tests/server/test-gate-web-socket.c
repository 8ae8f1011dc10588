/* test-gate-web-socket.c: WebSockets through the gate, and clients who do what the library does not mind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "gate-fixture.h"

static gboolean
is_past (gpointer user_data)
{
  return g_get_monotonic_time () > *(gint64 *) user_data;
}

static void
send_frame (GateClient *client,
            guint8      first,
            gsize       length)
{
  g_autofree guint8 *frame = g_malloc0 (8 + length);

  frame[0] = first;
  frame[1] = 0x80 | (length < 126 ? length : 126);
  frame[2] = length < 126 ? 0 : length >> 8;
  frame[3] = length < 126 ? 0 : length & 0xff;
  g_assert_cmpint (gate_client_try_send (client, frame, (length < 126 ? 6 : 8) + length), >, 0);
}

static gboolean
is_closed (gpointer user_data)
{
  return ((GateFixture *) user_data)->is_closed;
}

/* The last frame: a farewell with this code. */
static void
expect_close_code (GateClient *client,
                   guint       code,
                   gsize       n_reason)
{
  const guint8 *end;

  gate_client_expect_end (client);
  end = (const guint8 *) client->heard->str + client->heard->len - n_reason - 4;
  g_assert_cmpuint (end[0], ==, 0x88);
  g_assert_cmpuint (end[2] << 8 | end[3], ==, code);
}

/* The library limits neither. */
static void
test_unfinished_message (GateFixture   *self,
                         gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  send_frame (client, 0x01, 40000);
  send_frame (client, 0x00, 40000);
  send_frame (client, 0x00, 40000);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1009, 0);
  g_assert_cmpuint (self->heard->len, ==, 0);
}

static void
test_fragments (GateFixture   *self,
                gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  send_frame (client, 0x02, 0);
  for (guint i = 0; i < 1024; i++)
    send_frame (client, 0x00, 0);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1008, 0);
}

static void
test_pings (GateFixture   *self,
            gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  for (guint i = 0; i < 120; i++)
    send_frame (client, 0x89, 100);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1008, 0);
}

static void
test_unmasked (GateFixture   *self,
               gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  g_assert_cmpint (gate_client_try_send (client, "\x81\x01" "a", 3), ==, 3);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1002, 0);
}

/* Data that never stops is no sign of life: a ping wants its pong. */
static void
test_no_pong (GateFixture   *self,
              gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  gint64 next = 0;

  while (!self->is_closed)
    {
      if (g_get_monotonic_time () > next && self->n_overdue == 0)
        {
          send_frame (client, 0x82, 10);
          next = g_get_monotonic_time () + G_USEC_PER_SEC / 10;
        }
      g_main_context_iteration (NULL, FALSE);
      gate_client_listen (client);
    }
  g_assert_cmpuint (self->n_overdue, ==, 1);
  g_assert_false (self->is_slow);
  expect_close_code (client, 4408, strlen ("overdue"));
  g_assert_true (gate_client_has_heard (client, "the last word"));
}

/* A megabyte at most, and when it reads at last it learns why nothing more came. */
static void
test_slow_reader (GateFixture   *self,
                  gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  g_autofree char *text = g_strnfill (60000, 'x');
  gssize before = gate_fixture_get_rss ();
  guint n = 0;

  for (; n < 1000 && self->n_overdue == 0; n++)
    {
      portunus_gate_web_socket_send_text (self->socket, text);
      g_assert_cmpuint (portunus_gate_web_socket_get_n_queued (self->socket), <=, 640 * 1024 + 60004);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (self->is_slow);
  g_assert_cmpuint (n * 60000, <, 2 * MIB);
  g_assert_cmpint (gate_fixture_get_rss () - before, <, 2 * MIB);
  expect_close_code (client, 4413, strlen ("overdue"));
  g_assert_true (gate_client_has_heard (client, "the last word"));
  portunus_test_wait (is_closed, self, 10000);
}

static void
test_paused_input (GateFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 5;

  portunus_gate_web_socket_set_paused (self->socket, TRUE);
  send_frame (client, 0x82, 1000);
  portunus_test_wait (is_past, &until, 10000);
  g_assert_cmpuint (self->heard->len, ==, 0);
  portunus_gate_web_socket_set_paused (self->socket, FALSE);
  while (self->heard->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (self->heard->str, ==, "1000\n");
}

static gboolean
is_pinged (gpointer user_data)
{
  GateClient *client = user_data;

  gate_client_listen (client);
  return gate_client_has_heard (client, "\r\n\r\n\x89");
}

static void
test_ping (GateFixture   *self,
           gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  portunus_test_wait (is_pinged, client, 10000);
  g_assert_true (portunus_gate_web_socket_is_open (self->socket));
}

/* Its own pings are signs of life, without a pong of its. */
static void
test_pinging_client (GateFixture   *self,
                     gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  gint64 end_us = g_get_monotonic_time () + (self->web_socket_limits.dead_seconds + 1) * G_USEC_PER_SEC;
  gint64 next_us = 0;

  while (g_get_monotonic_time () < end_us && !self->is_closed)
    {
      if (g_get_monotonic_time () >= next_us)
        {
          send_frame (client, 0x89, 1);
          next_us = g_get_monotonic_time () + G_USEC_PER_SEC / 2;
        }
      g_main_context_iteration (NULL, FALSE);
      gate_client_listen (client);
    }
  g_assert_true (portunus_gate_web_socket_is_open (self->socket));
  g_assert_true (gate_client_has_heard (client, "\x8a\x01"));
  g_assert_false (gate_client_has_heard (client, "\x89\x01"));
}

static void
test_trusted (GateFixture   *self,
              gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  gint64 end_us = g_get_monotonic_time () + (self->web_socket_limits.dead_seconds + 1) * G_USEC_PER_SEC;

  portunus_gate_web_socket_trust (self->socket);
  portunus_test_wait (is_past, &end_us, 10000);
  gate_client_listen (client);
  g_assert_true (portunus_gate_web_socket_is_open (self->socket));
  g_assert_false (gate_client_has_heard (client, "\x89\x01"));
}

/* What was queued comes first, and a client that says nothing to it is not waited for. */
static void
test_close (GateFixture   *self,
            gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  g_autofree char *text = g_strnfill (60000, 'x');
  gsize n_head = client->heard->len;

  for (guint i = 0; i < 10; i++)
    portunus_gate_web_socket_send_text (self->socket, text);
  g_assert_cmpuint (portunus_gate_web_socket_get_n_queued (self->socket), >, 0);
  portunus_gate_web_socket_close (self->socket, 4001, "enough");
  g_assert_false (portunus_gate_web_socket_is_open (self->socket));
  portunus_gate_web_socket_send_text (self->socket, text);
  expect_close_code (client, 4001, strlen ("enough"));
  g_assert_cmpuint (client->heard->len, ==, n_head + 10 * 60004 + 4 + strlen ("enough"));
  portunus_test_wait (is_closed, self, 10000);
}

/* What it said before it learnt of the end comes too late. */
static void
test_close_crossing (GateFixture   *self,
                     gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  send_frame (client, 0x81, 10);
  portunus_gate_web_socket_close (self->socket, 1000, NULL);
  send_frame (client, 0x88, 0);
  expect_close_code (client, 1000, 0);
  portunus_test_wait (is_closed, self, 10000);
  g_assert_cmpuint (self->heard->len, ==, 0);
}

static void
test_client_closes (GateFixture   *self,
                    gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);

  send_frame (client, 0x88, 0);
  expect_close_code (client, 1000, 0);
  portunus_test_wait (is_closed, self, 10000);
}

/* It says goodbye and takes nothing any more. */
static void
test_deaf_client_closes (GateFixture   *self,
                         gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_upgrade (self);
  g_autofree char *text = g_strnfill (60000, 'x');

  for (guint i = 0; i < 10; i++)
    portunus_gate_web_socket_send_text (self->socket, text);
  send_frame (client, 0x88, 0);
  portunus_test_wait (is_closed, self, 10000);
  g_assert_cmpuint (self->n_overdue, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add ("/server/gate-web-socket/" path, GateFixture, NULL, gate_fixture_set_up, func, gate_fixture_tear_down)
  ADD ("unfinished-message", test_unfinished_message);
  ADD ("fragments", test_fragments);
  ADD ("pings", test_pings);
  ADD ("unmasked", test_unmasked);
  ADD ("no-pong", test_no_pong);
  ADD ("slow-reader", test_slow_reader);
  ADD ("paused-input", test_paused_input);
  ADD ("ping", test_ping);
  ADD ("pinging-client", test_pinging_client);
  ADD ("trusted", test_trusted);
  ADD ("close", test_close);
  ADD ("close-crossing", test_close_crossing);
  ADD ("client-closes", test_client_closes);
  ADD ("deaf-client-closes", test_deaf_client_closes);

  return g_test_run ();
}
