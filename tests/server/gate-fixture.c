/* gate-fixture.c: the gate before a small HTTP server, and its clients, all in one thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "gate-fixture.h"

#include <sys/socket.h>

#define PIECE 65536

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
          GateFixture       *self)
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
            GateFixture       *self)
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
  if (strcmp (path, "/upload/refuse") == 0)
    soup_server_message_set_status (message, SOUP_STATUS_FORBIDDEN, NULL);
}

static void
append_piece (SoupServerMessage *message,
              GateFixture       *self)
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
            GateFixture       *self,
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
            GateFixture           *self)
{
  g_string_append_printf (self->heard, "%" G_GSIZE_FORMAT "\n", g_bytes_get_size (message));
}

static void
overdue_cb (PortunusGateWebSocket *socket,
            gboolean               is_slow,
            GateFixture           *self)
{
  self->n_overdue++;
  self->is_slow = is_slow;
  portunus_gate_web_socket_cut (socket, is_slow ? 4413 : 4408, "overdue", "the last word");
}

static void
web_socket_closed_cb (PortunusGateWebSocket *socket,
                      GateFixture           *self)
{
  self->is_closed = TRUE;
}

static void
upgraded_cb (SoupServerMessage *message,
             GateFixture       *self)
{
  self->socket = portunus_gate_web_socket_new (message, &self->web_socket_limits);
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
  GateFixture *self = user_data;

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

void
gate_fixture_set_up (GateFixture   *self,
                     gconstpointer  data)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  const PortunusGateLimits defaults = PORTUNUS_GATE_LIMITS_INIT;
  g_autoptr (GError) error = NULL;

  self->limits = data != NULL ? *(const PortunusGateLimits *) data : defaults;
  self->limits.max_body = get_max_body;
  self->limits.sweep_ms = 20;
  self->web_socket_limits = (PortunusGateWebSocketLimits) {
    .max_message = 100000, .max_queue = 640 * 1024, .send_buffer = 128 * 1024, .ping_seconds = 1, .dead_seconds = 3,
  };
  self->heard = g_string_new (NULL);
  self->soup = soup_server_new (NULL, NULL);
  g_signal_connect (self->soup, "request-started", G_CALLBACK (started_cb), self);
  soup_server_add_early_handler (self->soup, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->soup, NULL, answer_cb, self, NULL);
  self->gate = portunus_gate_new (self->soup, NULL, &self->limits);
  g_assert_true (portunus_gate_listen (self->gate, G_INET_SOCKET_ADDRESS (address), &error));
  g_assert_no_error (error);
}

gboolean
gate_fixture_is_empty (gpointer user_data)
{
  return portunus_gate_get_n_connections (((GateFixture *) user_data)->gate) == 0;
}

void
gate_fixture_tear_down (GateFixture   *self,
                        gconstpointer  data)
{
  if (self->socket != NULL)
    g_signal_handlers_disconnect_by_data (self->socket, self);
  portunus_gate_stop (self->gate);
  portunus_gate_kill_all (self->gate);
  portunus_test_wait (gate_fixture_is_empty, self, 10000);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  if (self->socket != NULL)
    g_assert_finalize_object (self->socket);
  portunus_gate_free (self->gate);
  g_assert_finalize_object (self->soup);
  g_string_free (self->heard, TRUE);
}

GateClient *
gate_client_new (GateFixture *fixture)
{
  GateClient *self = g_new0 (GateClient, 1);
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

void
gate_client_free (GateClient *self)
{
  g_object_unref (self->socket);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

gssize
gate_client_try_send (GateClient *self,
                      const void *data,
                      gsize       length)
{
  return g_socket_send_with_blocking (self->socket, data, length, FALSE, NULL, NULL);
}

/* For what fits into the socket's buffer. */
void
gate_client_say (GateClient *self,
                 const char *text)
{
  g_assert_cmpint (gate_client_try_send (self, text, strlen (text)), ==, strlen (text));
}

void
gate_client_listen (GateClient *self)
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
  gate_client_listen (user_data);
  return ((GateClient *) user_data)->is_over;
}

/* There are zeros in the heads of frames. */
gboolean
gate_client_has_heard (GateClient *self,
                       const char *what)
{
  return memmem (self->heard->str, self->heard->len, what, strlen (what)) != NULL;
}

typedef struct
{
  GateClient *client;
  const char *what;
} Hope;

static gboolean
has_heard (gpointer user_data)
{
  Hope *hope = user_data;

  gate_client_listen (hope->client);
  return gate_client_has_heard (hope->client, hope->what);
}

void
gate_client_expect (GateClient *self,
                    const char *what)
{
  Hope hope = { self, what };

  portunus_test_wait (has_heard, &hope, 10000);
}

void
gate_client_expect_end (GateClient *self)
{
  portunus_test_wait (is_over, self, 10000);
}

/* A sanitizer keeps what was freed, so that there is nothing to learn from its figure. */
gssize
gate_fixture_get_rss (void)
{
#ifdef __SANITIZE_ADDRESS__
  return 0;
#else
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;

  g_file_get_contents ("/proc/self/statm", &text, NULL, NULL);
  words = g_strsplit (text, " ", 3);
  return g_ascii_strtoll (words[1], NULL, 10) * 4096;
#endif
}

GateClient *
gate_client_upgrade (GateFixture *self)
{
  GateClient *client = gate_client_new (self);

  gate_client_say (client, "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"
                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  gate_client_expect (client, "\r\n\r\n");
  g_assert_true (g_str_has_prefix (client->heard->str, "HTTP/1.1 101 "));
  g_assert_null (strstr (client->heard->str, "Extensions"));
  g_assert_nonnull (self->socket);
  return client;
}
