/* test-gate.c: the gate by itself before a small HTTP server: order, deadlines, back-pressure, WebSockets
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "portunus-gate-head.h"
#include "portunus-gate-web-socket.h"
#include "portunus-gate.h"
#include "portunus-test.h"

#define MIB (1024 * 1024)
#define PIECE 65536

typedef struct
{
  SoupServer            *soup;
  PortunusGate          *gate;
  PortunusGateLimits     limits;
  PortunusGateWebSocket *socket;
  GString               *heard;
  guint64                n_uploaded;
  guint64                n_downloaded;
  guint64                n_to_send;
  SoupServerMessage     *paused;
  gboolean               is_closed;
  gboolean               is_slow;
  guint                  n_overdue;
} Fixture;

/* A client's socket, never blocking: server and client share the test's thread. */
typedef struct
{
  GSocket *socket;
  GString *heard;
  gboolean is_over;
} Client;

static guint64
get_max_body (const char *method,
              const char *path,
              gpointer    user_data)
{
  return g_str_has_prefix (path, "/upload") ? 1024 * (guint64) MIB : 10;
}

static void
chunk_cb (SoupServerMessage *message,
          GBytes            *chunk,
          Fixture           *self)
{
  self->n_uploaded += g_bytes_get_size (chunk);
  if (self->paused == NULL && strstr (g_uri_get_path (soup_server_message_get_uri (message)), "pause") != NULL)
    {
      self->paused = message;
      soup_server_message_pause (message);
    }
}

static void
started_cb (SoupServer        *server,
            SoupServerMessage *message,
            Fixture           *self)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  g_signal_connect (message, "got-chunk", G_CALLBACK (chunk_cb), user_data);
}

static void
append_piece (SoupServerMessage *message,
              Fixture           *self)
{
  static char piece[PIECE];
  gsize n = MIN (self->n_to_send, sizeof piece);

  if (n > 0)
    soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, piece, n);
  else
    soup_message_body_complete (soup_server_message_get_response_body (message));
  self->n_to_send -= n;
  self->n_downloaded += n;
  soup_server_message_unpause (message);
}

static void
stream_out (SoupServerMessage *message,
            Fixture           *self,
            SoupEncoding       encoding)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_server_message_set_status (message, 200, NULL);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  soup_message_headers_set_encoding (headers, encoding);
  if (encoding == SOUP_ENCODING_CONTENT_LENGTH)
    soup_message_headers_set_content_length (headers, self->n_to_send);
  g_signal_connect (message, "wrote-headers", G_CALLBACK (append_piece), self);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (append_piece), self);
}

static void
message_cb (PortunusGateWebSocket *socket,
            int                    type,
            GBytes                *message,
            Fixture               *self)
{
  g_string_append_printf (self->heard, "%" G_GSIZE_FORMAT "\n", g_bytes_get_size (message));
}

static void
overdue_cb (PortunusGateWebSocket *socket,
            gboolean               is_slow,
            Fixture               *self)
{
  self->n_overdue++;
  self->is_slow = is_slow;
  portunus_gate_web_socket_cut (socket, is_slow ? 4413 : 4408, "overdue", "the last word");
}

static void
web_socket_closed_cb (PortunusGateWebSocket *socket,
                      Fixture               *self)
{
  self->is_closed = TRUE;
}

static void
upgraded_cb (SoupServerMessage *message,
             Fixture           *self)
{
  static const PortunusGateWebSocketLimits limits = {
    .max_message = 100000, .max_queue = 640 * 1024, .send_buffer = 128 * 1024, .ping_seconds = 1, .dead_seconds = 3,
  };

  self->socket = portunus_gate_web_socket_new (message, &limits);
  g_signal_connect (self->socket, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->socket, "overdue", G_CALLBACK (overdue_cb), self);
  g_signal_connect (self->socket, "closed", G_CALLBACK (web_socket_closed_cb), self);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *self = user_data;

  if (strcmp (path, "/ws") == 0)
    {
      if (portunus_gate_web_socket_accept (message))
        g_signal_connect (message, "wrote-informational", G_CALLBACK (upgraded_cb), self);
    }
  else if (strcmp (path, "/length") == 0)
    stream_out (message, self, SOUP_ENCODING_CONTENT_LENGTH);
  else if (strcmp (path, "/chunks") == 0)
    stream_out (message, self, SOUP_ENCODING_CHUNKED);
  else if (strcmp (path, "/close") == 0)
    stream_out (message, self, SOUP_ENCODING_EOF);
  else
    {
      g_autofree char *text = g_strdup_printf ("<%s %s %" G_GUINT64_FORMAT ">",
                                               soup_server_message_get_method (message), path, self->n_uploaded);

      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, text, strlen (text));
    }
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  const PortunusGateLimits defaults = PORTUNUS_GATE_LIMITS_INIT;
  g_autoptr (GError) error = NULL;

  self->limits = data != NULL ? *(const PortunusGateLimits *) data : defaults;
  self->limits.max_body = get_max_body;
  self->limits.sweep_ms = 20;
  self->heard = g_string_new (NULL);
  self->soup = soup_server_new (NULL, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (started_cb), self);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, answer_cb, self, NULL);
  self->gate = portunus_gate_new (self->soup, NULL, &self->limits);
  g_assert_true (portunus_gate_listen (self->gate, G_INET_SOCKET_ADDRESS (address), &error));
  g_assert_no_error (error);
}

static gboolean
is_empty (gpointer user_data)
{
  return portunus_gate_get_n_connections (((Fixture *) user_data)->gate) == 0;
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  if (self->socket != NULL)
    g_signal_handlers_disconnect_by_data (self->socket, self);
  portunus_gate_stop (self->gate);
  portunus_gate_kill_all (self->gate);
  portunus_test_wait (is_empty, self, 10000);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  if (self->socket != NULL)
    g_assert_finalize_object (self->socket);
  portunus_gate_free (self->gate);
  g_assert_finalize_object (self->soup);
  g_string_free (self->heard, TRUE);
}

static Client *
client_new (Fixture *fixture)
{
  Client *self = g_new0 (Client, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, portunus_gate_get_port (fixture->gate));
  g_autoptr (GError) error = NULL;

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_socket_set_option (self->socket, SOL_SOCKET, SO_RCVBUF, 128 * 1024, NULL);
  g_assert_true (g_socket_connect (self->socket, address, NULL, &error));
  g_socket_set_blocking (self->socket, FALSE);
  self->heard = g_string_new (NULL);
  return self;
}

static void
client_free (Client *self)
{
  g_object_unref (self->socket);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

static gssize
client_try_send (Client     *self,
                 const void *data,
                 gsize       length)
{
  return g_socket_send_with_blocking (self->socket, data, length, FALSE, NULL, NULL);
}

/* For what fits into the socket's buffer. */
static void
client_say (Client     *self,
            const char *text)
{
  g_assert_cmpint (client_try_send (self, text, strlen (text)), ==, strlen (text));
}

static void
client_listen (Client *self)
{
  static char buffer[PIECE];
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_receive_with_blocking (self->socket, buffer, sizeof buffer, FALSE, NULL, &error);

  if (n > 0)
    g_string_append_len (self->heard, buffer, n);
  if (n == 0 || (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)))
    self->is_over = TRUE;
}

static gboolean
is_over (gpointer user_data)
{
  client_listen (user_data);
  return ((Client *) user_data)->is_over;
}

typedef struct
{
  Client     *client;
  const char *what;
} Hope;

static gboolean
has_heard (gpointer user_data)
{
  Hope *hope = user_data;

  client_listen (hope->client);
  return g_strstr_len (hope->client->heard->str, hope->client->heard->len, hope->what) != NULL;
}

static void
client_expect (Client     *self,
               const char *what)
{
  Hope hope = { self, what };

  portunus_test_wait (has_heard, &hope, 10000);
}

static void
client_expect_end (Client *self)
{
  portunus_test_wait (is_over, self, 10000);
}

static gssize
get_rss (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  words = g_strsplit (text, " ", 3);
  return g_ascii_strtoll (words[1], NULL, 10) * 4096;
}

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"

/* Whatever the pieces, all are answered, in order, on one connection. */
static void
test_pipeline (Fixture       *self,
               gconstpointer  data)
{
  static const char text[] = GET ("/1") "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                             "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nde\r\n1\r\nf\r\n"
                             "0\r\nT: t\r\n\r\n" "HEAD /4 HTTP/1.1\r\nHost: x\r\n\r\n" GET ("/5")
                             "GET /6 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" GET ("/7");

  for (gsize piece = 1; piece < sizeof text; piece = piece < 8 ? piece + 1 : piece * 2)
    {
      g_autoptr (Client) client = client_new (self);
      const char *at;

      self->n_uploaded = 0;
      for (gsize i = 0; i < sizeof text - 1; i += piece)
        {
          g_assert_cmpint (client_try_send (client, text + i, MIN (piece, sizeof text - 1 - i)), >, 0);
          while (g_main_context_iteration (NULL, FALSE))
            continue;
        }
      client_expect_end (client);
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
test_expect (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (Client) client = client_new (self);

  client_say (client, "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  client_expect (client, "HTTP/1.1 100 Continue\r\n\r\n");
  g_assert_null (strstr (client->heard->str, " 200 "));
  client_say (client, "hello");
  client_expect (client, "<PUT /upload 5>");
  client_say (client, GET ("/next"));
  client_expect (client, "<GET /next 5>");
}

static void
test_old_client (Fixture       *self,
                 gconstpointer  data)
{
  static const char * const paths[] = { "/length", "/chunks", "/close" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (Client) client = client_new (self);
      g_autofree char *text = g_strdup_printf ("GET %s HTTP/1.0\r\nHost: x\r\n\r\n", paths[i]);
      const char *body;

      self->n_to_send = 200000;
      client_say (client, text);
      client_expect_end (client);
      g_assert_null (strstr (client->heard->str, "Transfer-Encoding"));
      body = strstr (client->heard->str, "\r\n\r\n") + 4;
      g_assert_cmpuint (client->heard->len - (body - client->heard->str), ==, 200000);
    }
}

static void
expect_refusal (Fixture    *self,
                const char *text,
                const char *status)
{
  g_autoptr (Client) client = client_new (self);

  client_say (client, text);
  client_expect_end (client);
  if (!g_str_has_prefix (client->heard->str, status))
    g_error ("Instead of %s the answer to\n%s\nis\n%s", status, text, client->heard->str);
  g_assert_null (strstr (client->heard->str + 1, "HTTP/1.1"));
}

static void
test_refusals (Fixture       *self,
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
test_deadlines (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (Client) silent = client_new (self);
  g_autoptr (Client) half = client_new (self);
  g_autoptr (Client) idle = client_new (self);
  g_autoptr (Client) slow = client_new (self);

  client_say (half, "GET / HT");
  client_say (idle, GET ("/"));
  client_say (slow, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nx");
  client_expect_end (half);
  g_assert_true (g_str_has_prefix (half->heard->str, "HTTP/1.1 408 "));
  client_expect_end (silent);
  g_assert_cmpuint (silent->heard->len, ==, 0);
  client_expect_end (idle);
  g_assert_nonnull (strstr (idle->heard->str, "<GET /"));
  client_expect_end (slow);
  portunus_test_wait (is_empty, self, 10000);
}

static void
test_stuck_reader (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (Client) client = client_new (self);
  gssize before = get_rss ();

  self->n_to_send = 1024 * (guint64) MIB;
  client_say (client, GET ("/length"));
  portunus_test_wait (is_empty, self, 10000);
  /* No more than the kernel took. */
  g_assert_cmpuint (self->n_downloaded, <, 64 * MIB);
  g_assert_cmpint (get_rss () - before, <, 8 * MIB);
}

static void
test_max_requests (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (Client) client = client_new (self);

  client_say (client, GET ("/1") GET ("/2") GET ("/3") GET ("/4"));
  client_expect_end (client);
  g_assert_nonnull (strstr (client->heard->str, "Connection: close\r\n\r\n<GET /3"));
  g_assert_null (strstr (client->heard->str, "<GET /4"));
}

typedef struct
{
  Client  *client;
  guint64  n_left;
  guint64  n_heard;
} Load;

static gboolean
has_downloaded (gpointer user_data)
{
  Load *load = user_data;

  client_listen (load->client);
  load->n_heard += load->client->heard->len;
  g_string_truncate (load->client->heard, 0);
  return load->n_heard >= load->n_left;
}

/* Hundreds of megabytes pass and none of them stays. */
static void
test_download (Fixture       *self,
               gconstpointer  data)
{
  static const char * const requests[] = { GET ("/length"), GET ("/chunks"), GET ("/close") };
  gssize before = get_rss ();
  g_autoptr (Client) client = client_new (self);

  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      Load load = { client, 100 * MIB, 0 };

      self->n_to_send = load.n_left;
      client_say (client, requests[i]);
      portunus_test_wait (has_downloaded, &load, 60000);
    }
  g_assert_cmpint (get_rss () - before, <, 8 * MIB);
}

static gboolean
has_uploaded (gpointer user_data)
{
  static char piece[PIECE];
  Load *load = user_data;
  gssize n = client_try_send (load->client, piece, MIN (load->n_left, sizeof piece));

  load->n_left -= MAX (n, 0);
  return load->n_left == 0;
}

static void
test_upload (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (Client) client = client_new (self);
  Load load = { client, 200 * MIB, 0 };
  gssize before = get_rss ();

  client_say (client, "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 209715200\r\n\r\n");
  portunus_test_wait (has_uploaded, &load, 60000);
  client_expect (client, "<PUT /upload 209715200>");
  g_assert_cmpint (get_rss () - before, <, 8 * MIB);
}

static gboolean
is_paused (gpointer user_data)
{
  return ((Fixture *) user_data)->paused != NULL;
}

static gboolean
is_over_time (gpointer user_data)
{
  return g_get_monotonic_time () > *(gint64 *) user_data;
}

/* Whoever takes the upload can let the client wait, who then gets rid of no more than fits into the network. */
static void
test_upload_pause (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (Client) client = client_new (self);
  Load load = { client, 64 * MIB, 0 };
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;

  client_say (client, "PUT /upload/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 67108864\r\n\r\n");
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
  client_expect (client, "<PUT /upload/pause 67108864>");
}

static Client *
open_web_socket (Fixture *self)
{
  Client *client = client_new (self);

  client_say (client, "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  client_expect (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (client->heard->str, "HTTP/1.1 101 "));
  g_assert_null (strstr (client->heard->str, "Extensions"));
  g_assert_nonnull (self->socket);
  return client;
}

static void
send_frame (Client *client,
            guint8  first,
            gsize   length)
{
  g_autofree guint8 *frame = g_malloc0 (8 + length);

  frame[0] = first;
  frame[1] = 0x80 | (length < 126 ? length : 126);
  frame[2] = length < 126 ? 0 : length >> 8;
  frame[3] = length < 126 ? 0 : length & 0xff;
  g_assert_cmpint (client_try_send (client, frame, (length < 126 ? 6 : 8) + length), >, 0);
}

static gboolean
is_closed (gpointer user_data)
{
  return ((Fixture *) user_data)->is_closed;
}

/* The last frame: a farewell with this code. */
static void
expect_close_code (Client *client,
                   guint   code,
                   gsize   n_reason)
{
  const guint8 *end;

  client_expect_end (client);
  end = (const guint8 *) client->heard->str + client->heard->len - n_reason - 4;
  g_assert_cmpuint (end[0], ==, 0x88);
  g_assert_cmpuint (end[2] << 8 | end[3], ==, code);
}

/* The library limits neither. */
static void
test_unfinished_message (Fixture       *self,
                         gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);

  send_frame (client, 0x01, 40000);
  send_frame (client, 0x00, 40000);
  send_frame (client, 0x00, 40000);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1009, 0);
  g_assert_cmpuint (self->heard->len, ==, 0);
}

static void
test_fragments (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);

  send_frame (client, 0x02, 0);
  for (guint i = 0; i < 1024; i++)
    send_frame (client, 0x00, 0);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1008, 0);
}

static void
test_pings (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);

  for (guint i = 0; i < 120; i++)
    send_frame (client, 0x89, 100);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1008, 0);
}

static void
test_unmasked (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);

  g_assert_cmpint (client_try_send (client, "\x81\x01" "a", 3), ==, 3);
  portunus_test_wait (is_closed, self, 10000);
  expect_close_code (client, 1002, 0);
}

/* Data that never stops is no sign of life: a ping wants its pong. */
static void
test_no_pong (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);
  gint64 next = 0;

  while (!self->is_closed)
    {
      if (g_get_monotonic_time () > next && self->n_overdue == 0)
        {
          send_frame (client, 0x82, 10);
          next = g_get_monotonic_time () + G_USEC_PER_SEC / 10;
        }
      g_main_context_iteration (NULL, FALSE);
      client_listen (client);
    }
  g_assert_cmpuint (self->n_overdue, ==, 1);
  g_assert_false (self->is_slow);
  expect_close_code (client, 4408, strlen ("overdue"));
  g_assert_nonnull (g_strstr_len (client->heard->str, client->heard->len, "the last word"));
}

/* A megabyte at most, and when it reads at last it learns why nothing more came. */
static void
test_slow_reader (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);
  g_autofree char *text = g_strnfill (60000, 'x');
  gssize before = get_rss ();
  guint n = 0;

  for (; n < 1000 && self->n_overdue == 0; n++)
    {
      portunus_gate_web_socket_send_text (self->socket, text);
      g_assert_cmpuint (portunus_gate_web_socket_get_n_queued (self->socket), <=, 640 * 1024 + 60004);
      g_main_context_iteration (NULL, FALSE);
    }
  g_assert_true (self->is_slow);
  g_assert_cmpuint (n * 60000, <, 2 * MIB);
  g_assert_cmpint (get_rss () - before, <, 2 * MIB);
  expect_close_code (client, 4413, strlen ("overdue"));
  g_assert_nonnull (g_strstr_len (client->heard->str, client->heard->len, "the last word"));
  portunus_test_wait (is_closed, self, 10000);
}

static void
test_paused_input (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (Client) client = open_web_socket (self);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC / 5;
  Hope hope = { client, NULL };

  portunus_gate_web_socket_set_paused (self->socket, TRUE);
  send_frame (client, 0x82, 1000);
  portunus_test_wait (is_over_time, &until, 10000);
  g_assert_cmpuint (self->heard->len, ==, 0);
  portunus_gate_web_socket_set_paused (self->socket, FALSE);
  hope.what = "";
  while (self->heard->len == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (self->heard->str, ==, "1000\n");
  g_assert_true (has_heard (&hope));
}

/* Nobody waits for a client that the end of the server does not interest. */
static void
test_stop (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (Client) paused = client_new (self);
  g_autoptr (Client) reader = client_new (self);
  g_autoptr (Client) socket = open_web_socket (self);

  client_say (paused, "GET / HTTP/1.1\r\n");
  self->n_to_send = 1024 * (guint64) MIB;
  client_say (reader, GET ("/chunks"));
  client_expect (reader, "200 OK");
  portunus_gate_web_socket_set_paused (self->socket, TRUE);
  portunus_gate_stop (self->gate);
  portunus_gate_kill_all (self->gate);
  portunus_test_wait (is_empty, self, 1000);
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

#define ADD_WITH(path, options, func) g_test_add ("/server/gate/" path, Fixture, options, set_up, func, tear_down)
#define ADD(path, func) ADD_WITH (path, NULL, func)
  ADD ("pipeline", test_pipeline);
  ADD ("expect", test_expect);
  ADD ("old-client", test_old_client);
  ADD ("refusals", test_refusals);
  ADD_WITH ("deadlines", &short_limits, test_deadlines);
  ADD_WITH ("stuck-reader", &short_limits, test_stuck_reader);
  ADD_WITH ("max-requests", &few_requests, test_max_requests);
  ADD ("download", test_download);
  ADD ("upload", test_upload);
  ADD ("upload-pause", test_upload_pause);
  ADD ("unfinished-message", test_unfinished_message);
  ADD ("fragments", test_fragments);
  ADD ("pings", test_pings);
  ADD ("unmasked", test_unmasked);
  ADD ("no-pong", test_no_pong);
  ADD ("slow-reader", test_slow_reader);
  ADD ("paused-input", test_paused_input);
  ADD ("stop", test_stop);

  return g_test_run ();
}
