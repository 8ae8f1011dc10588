/* test-gate.c: requests and answers through the gate: their order, deadlines, and back-pressure both ways
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "gate-fixture.h"

#include "portunus-gate-head.h"

#define PIECE 65536

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

/* Whatever the pieces, all are answered, in order, on one connection. */
static void
test_pipeline (GateFixture   *self,
               gconstpointer  data)
{
  static const char text[] = GET ("/1") "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                             "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nde\r\n1\r\nf\r\n"
                             "0\r\nT: t\r\n\r\n" "HEAD /4 HTTP/1.1\r\nHost: x\r\n\r\n" GET ("/5")
                             "GET /6 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" GET ("/7");

  for (gsize piece = 1; piece < sizeof text; piece = piece < 8 ? piece + 1 : piece * 2)
    {
      g_autoptr (GateClient) client = gate_client_new (self);
      const char *at;

      self->n_uploaded = 0;
      for (gsize i = 0; i < sizeof text - 1; i += piece)
        {
          g_assert_cmpint (gate_client_try_send (client, text + i, MIN (piece, sizeof text - 1 - i)), >, 0);
          while (g_main_context_iteration (NULL, FALSE))
            continue;
        }
      gate_client_expect_end (client);
      at = client->heard->str;
      g_assert_nonnull (at = strstr (at, "<GET /1 0>HTTP/1.1 200 "));
      g_assert_nonnull (at = strstr (at, "<POST /2 3>HTTP/1.1 200 "));
      g_assert_nonnull (at = strstr (at, "<POST /3 6>HTTP/1.1 200 "));
      g_assert_null (strstr (at, "<HEAD"));
      g_assert_nonnull (at = strstr (at, "<GET /5 6>HTTP/1.1 200 "));
      g_assert_nonnull (at = strstr (at, "\r\nConnection: close\r\n"));
      g_assert_true (g_str_has_suffix (at, "<GET /6 6>"));
    }
}

static void
test_expect (GateFixture   *self,
             gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_new (self);

  gate_client_say (client, "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  gate_client_expect (client, "HTTP/1.1 100 Continue\r\n\r\n");
  g_assert_null (strstr (client->heard->str, " 200 "));
  gate_client_say (client, "hello");
  gate_client_expect (client, "<PUT /upload 5>");
  gate_client_say (client, GET ("/next"));
  gate_client_expect (client, "<GET /next 5>");
}

/* The client may send the body all the same, and it must not be taken for the next request. */
static void
test_expect_refused (GateFixture   *self,
                     gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_new (self);

  gate_client_say (client, "PUT /upload/refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 36\r\n"
                   "Expect: 100-continue\r\n\r\n");
  gate_client_expect (client, "HTTP/1.1 403 ");
  gate_client_say (client, GET ("/smuggled"));
  gate_client_expect_end (client);
  g_assert_null (strstr (client->heard->str, "smuggled"));
  g_assert_null (strstr (client->heard->str, " 100 "));
}

static void
test_old_client (GateFixture   *self,
                 gconstpointer  data)
{
  static const char * const paths[] = { "/length", "/chunks", "/close" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GateClient) client = gate_client_new (self);
      g_autofree char *text = g_strdup_printf ("GET %s HTTP/1.0\r\nHost: x\r\n\r\n", paths[i]);
      const char *body;

      self->n_to_send = 200000;
      gate_client_say (client, text);
      gate_client_expect_end (client);
      g_assert_null (strstr (client->heard->str, "Transfer-Encoding"));
      body = strstr (client->heard->str, "\r\n\r\n") + 4;
      g_assert_cmpuint (client->heard->len - (body - client->heard->str), ==, 200000);
    }
}

static void
expect_refusal (GateFixture *self,
                const char  *text,
                const char  *status)
{
  g_autoptr (GateClient) client = gate_client_new (self);

  gate_client_say (client, text);
  gate_client_expect_end (client);
  if (!g_str_has_prefix (client->heard->str, status))
    g_error ("Instead of %s the answer to\n%s\nis\n%s", status, text, client->heard->str);
  g_assert_null (strstr (client->heard->str + 1, "HTTP/1.1"));
}

static void
test_refusals (GateFixture   *self,
               gconstpointer  data)
{
  g_autofree char *long_value = g_strnfill (PORTUNUS_GATE_MAX_HEAD, 'a');
  g_autofree char *long_head = g_strconcat ("GET / HTTP/1.1\r\nA: ", long_value, NULL);

  expect_refusal (self, "nonsense\r\n\r\n" GET ("/"), "HTTP/1.1 400 ");
  expect_refusal (self, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello world" GET ("/"),
                  "HTTP/1.1 413 ");
  expect_refusal (self, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nhello world",
                  "HTTP/1.1 413 ");
  expect_refusal (self, "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n" GET ("/"),
                  "HTTP/1.1 400 ");
  expect_refusal (self, long_head, "HTTP/1.1 431 ");
}

static void
test_deadlines (GateFixture   *self,
                gconstpointer  data)
{
  g_autoptr (GateClient) silent = gate_client_new (self);
  g_autoptr (GateClient) half = gate_client_new (self);
  g_autoptr (GateClient) idle = gate_client_new (self);
  g_autoptr (GateClient) slow = gate_client_new (self);

  gate_client_say (half, "GET / HT");
  gate_client_say (idle, GET ("/"));
  gate_client_say (slow, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx");
  gate_client_expect_end (half);
  g_assert_true (g_str_has_prefix (half->heard->str, "HTTP/1.1 408 "));
  gate_client_expect_end (silent);
  g_assert_cmpuint (silent->heard->len, ==, 0);
  gate_client_expect_end (idle);
  g_assert_nonnull (strstr (idle->heard->str, "<GET /"));
  gate_client_expect_end (slow);
  portunus_test_wait (gate_fixture_is_empty, self, 10000);
}

static void
test_stuck_reader (GateFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_new (self);
  gssize before = gate_fixture_get_rss ();

  self->n_to_send = 1024 * (guint64) MIB;
  gate_client_say (client, GET ("/length"));
  portunus_test_wait (gate_fixture_is_empty, self, 10000);
  /* No more than the kernel took. */
  g_assert_cmpuint (self->n_downloaded, <, 64 * MIB);
  g_assert_cmpint (gate_fixture_get_rss () - before, <, 8 * MIB);
}

static void
test_max_requests (GateFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_new (self);

  gate_client_say (client, GET ("/1") GET ("/2") GET ("/3") GET ("/4"));
  gate_client_expect_end (client);
  g_assert_nonnull (strstr (client->heard->str, "Connection: close\r\n\r\n<GET /3"));
  g_assert_null (strstr (client->heard->str, "<GET /4"));
}

typedef struct
{
  GateClient  *client;
  guint64  n_left;
  guint64  n_heard;
} Load;

static gboolean
has_downloaded (gpointer user_data)
{
  Load *load = user_data;

  gate_client_listen (load->client);
  load->n_heard += load->client->heard->len;
  g_string_truncate (load->client->heard, 0);
  return load->n_heard >= load->n_left;
}

/* Hundreds of megabytes pass and none of them stays. */
static void
test_download (GateFixture   *self,
               gconstpointer  data)
{
  static const char * const requests[] = { GET ("/length"), GET ("/chunks"), GET ("/close") };
  gssize before = gate_fixture_get_rss ();
  g_autoptr (GateClient) client = gate_client_new (self);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      Load load = { client, 100 * MIB, 0 };

      self->n_to_send = load.n_left;
      gate_client_say (client, requests[i]);
      portunus_test_wait (has_downloaded, &load, 60000);
    }
  g_assert_cmpint (gate_fixture_get_rss () - before, <, 8 * MIB);
}

static gboolean
has_uploaded (gpointer user_data)
{
  static char piece[PIECE];
  Load *load = user_data;
  gssize n = gate_client_try_send (load->client, piece, MIN (load->n_left, sizeof piece));

  load->n_left -= MAX (n, 0);
  return load->n_left == 0;
}

static void
test_upload (GateFixture   *self,
             gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_new (self);
  Load load = { client, 200 * MIB, 0 };
  gssize before = gate_fixture_get_rss ();

  gate_client_say (client, "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 209715200\r\n\r\n");
  portunus_test_wait (has_uploaded, &load, 60000);
  gate_client_expect (client, "<PUT /upload 209715200>");
  g_assert_cmpint (gate_fixture_get_rss () - before, <, 8 * MIB);
}

static gboolean
is_paused (gpointer user_data)
{
  return ((GateFixture *) user_data)->paused != NULL;
}

static gboolean
is_over_time (gpointer user_data)
{
  return g_get_monotonic_time () > *(gint64 *) user_data;
}

/* Whoever takes the upload can let the client wait, who then gets rid of no more than fits into the network. */
static void
test_upload_pause (GateFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GateClient) client = gate_client_new (self);
  Load load = { client, 64 * MIB, 0 };
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  gate_client_say (client, "PUT /upload/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 67108864\r\n\r\n");
  while (!is_over_time (&until))
    {
      has_uploaded (&load);
      g_main_context_iteration (NULL, FALSE);
    }
  portunus_test_wait (is_paused, self, 10000);
  g_assert_cmpuint (self->n_uploaded, <, 64 * 1024);
  g_assert_cmpuint (load.n_left, >, 32 * MIB);
  soup_server_message_unpause (self->paused);
  portunus_test_wait (has_uploaded, &load, 60000);
  gate_client_expect (client, "<PUT /upload/pause 67108864>");
}

/* Nobody waits for a client that the end of the server does not interest. */
static void
test_stop (GateFixture   *self,
           gconstpointer  data)
{
  g_autoptr (GateClient) paused = gate_client_new (self);
  g_autoptr (GateClient) reader = gate_client_new (self);
  g_autoptr (GateClient) socket = gate_client_upgrade (self);

  gate_client_say (paused, "GET / HTTP/1.1\r\n");
  self->n_to_send = 1024 * (guint64) MIB;
  gate_client_say (reader, GET ("/chunks"));
  gate_client_expect (reader, "200 OK");
  portunus_gate_web_socket_set_paused (self->socket, TRUE);
  portunus_gate_stop (self->gate);
  portunus_gate_kill_all (self->gate);
  portunus_test_wait (gate_fixture_is_empty, self, 1000);
}

/* What the limits are later means the same as what they were at first: none for each client means no limit. */
static void
test_other_limits (GateFixture   *self,
                   gconstpointer  data)
{
  g_autoptr (GateClient) first = NULL;
  g_autoptr (GateClient) second = NULL;
  g_autoptr (GateClient) third = NULL;

  portunus_gate_set_max_connections (self->gate, 2, 0);
  first = gate_client_new (self);
  second = gate_client_new (self);
  third = gate_client_new (self);
  gate_client_expect_end (third);
  g_assert_cmpstr (third->heard->str, ==, "");
  gate_client_say (first, GET ("/1"));
  gate_client_expect (first, "<GET /1 0>");
  gate_client_say (second, GET ("/2"));
  gate_client_expect (second, "<GET /2 0>");
}

int
main (int    argc,
      char **argv)
{
  PortunusGateLimits short_limits = PORTUNUS_GATE_LIMITS_INIT;
  PortunusGateLimits few_requests = PORTUNUS_GATE_LIMITS_INIT;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  short_limits.head_ms = short_limits.idle_ms = short_limits.stuck_ms = 300;
  short_limits.body_grace_ms = 300;
  short_limits.linger_ms = 300;
  few_requests.max_requests = 3;

#define ADD_WITH(path, options, func) \
  g_test_add ("/server/gate/" path, GateFixture, options, gate_fixture_set_up, func, gate_fixture_tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
  ADD ("pipeline", test_pipeline);
  ADD ("expect", test_expect);
  ADD ("expect-refused", test_expect_refused);
  ADD ("old-client", test_old_client);
  ADD ("refusals", test_refusals);
  ADD_WITH ("deadlines", &short_limits, test_deadlines);
  ADD_WITH ("stuck-reader", &short_limits, test_stuck_reader);
  ADD_WITH ("max-requests", &few_requests, test_max_requests);
  ADD ("download", test_download);
  ADD ("upload", test_upload);
  ADD ("upload-pause", test_upload_pause);
  ADD ("other-limits", test_other_limits);
  ADD ("stop", test_stop);

  return g_test_run ();
}
