/* test-rogue-server.c: room servers that lie, and the clients who do not believe them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-message-cap.h"
#include "portunus-room-api.h"
#include "portunus-signaling.h"
#include "portunus-transfer-error.h"
#include "server-fixture.h"

#define ROOM  "00112233445566778899aabbccddeeff"
#define OWN   "aaaaaaaaaaaaaaaa"
#define OTHER "bbbbbbbbbbbbbbbb"

#define WELCOME "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\",\"peers\":[\"" OTHER "\"]}"
#define SIGNAL  "{\"type\":\"signal\",\"from\":\"" OTHER "\",\"data\":\"aGk\"}"

typedef struct
{
  SoupServer              *server;
  PortunusLink            *link;
  char                    *base;
  SoupWebsocketConnection *socket;
  /* What it says to whoever joins, and to whoever asks. */
  const char * const      *lines;
  const char              *body;
  guint                    status;
} Fixture;

static void
joined_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *socket,
           gpointer                 user_data)
{
  Fixture *self = user_data;

  g_assert_cmpstr (path, ==, "/ws/" ROOM);
  g_set_object (&self->socket, socket);
  for (guint i = 0; self->lines != NULL && self->lines[i] != NULL; i++)
    soup_websocket_connection_send_text (socket, self->lines[i]);
}

static void
asked_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  Fixture *self = user_data;

  soup_server_message_set_status (message, self->status, NULL);
  if (self->status == SOUP_STATUS_FOUND)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", "/elsewhere");
  if (g_str_equal (path, "/elsewhere"))
    g_error ("A client followed a redirect");
  if (self->body != NULL)
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_STATIC, self->body,
                                      strlen (self->body));
}

static void
set_up (Fixture       *self,
        gconstpointer  lines)
{
  g_autoptr (PortunusSecret) pem = server_fixture_make_pem ();
  gsize length;
  const char *text = (const char *) portunus_secret_get_data (pem, &length);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_pem (text, length, NULL);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  self->lines = lines;
  self->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_websocket_handler (self->server, "/ws", NULL, NULL, joined_cb, self, NULL);
  soup_server_add_handler (self->server, "/api", asked_cb, self, NULL);
  soup_server_add_handler (self->server, "/elsewhere", asked_cb, self, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->link = g_new0 (PortunusLink, 1);
  self->link->host = g_strdup ("127.0.0.1");
  self->link->port = g_uri_get_port (uris->data);
  self->link->room = g_strdup (ROOM);
  self->base = g_strdup_printf ("https://127.0.0.1:%u", self->link->port);
}

static void
tear_down (Fixture       *self,
           gconstpointer  lines)
{
  g_clear_object (&self->socket);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  portunus_link_free (self->link);
  g_free (self->base);
}

static void
test_refused (Fixture       *self,
              gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_null (strstr (guest->heard->str, "message"));
}

/* A piece of a text that never ends (RFC 6455 §5.4). */
static GByteArray *
make_fragment (guint8 first_byte)
{
  const guint8 head[4] = { first_byte, 126, 0xff, 0xff };
  GByteArray *fragment = g_byte_array_new ();

  g_byte_array_append (fragment, head, sizeof head);
  g_byte_array_set_size (fragment, sizeof head + G_MAXUINT16);
  memset (fragment->data + sizeof head, 'x', G_MAXUINT16);
  return fragment;
}

/* As much as fits, in turns with whoever reads it; FALSE once nobody does. */
static gboolean
push (GPollableOutputStream *stream,
      GByteArray            *fragment,
      Guest                 *guest)
{
  gsize n_sent = 0;

  while (n_sent < fragment->len && !guest->is_closed)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (stream, fragment->data + n_sent, fragment->len - n_sent,
                                                             NULL, &error);

      if (n < 0 && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        return FALSE;
      n_sent += MAX (n, 0);
      g_main_context_iteration (NULL, FALSE);
    }
  return n_sent == fragment->len;
}

/* Each fragment is as short as it may be, and all of them together are not. */
static void
test_endless (Fixture       *self,
              gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);
  g_autoptr (GByteArray) fragment = make_fragment (0x01);
  GPollableOutputStream *stream;
  guint64 n_sent = 0;

  guest_wait_heard (guest, "joined");
  stream = G_POLLABLE_OUTPUT_STREAM (
    g_io_stream_get_output_stream (soup_websocket_connection_get_io_stream (self->socket)));
  while (n_sent < 4 * (guint64) PORTUNUS_MESSAGE_CAP_BYTES && push (stream, fragment, guest))
    {
      n_sent += fragment->len;
      fragment->data[0] = 0x00;
    }
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  g_assert_cmpuint (n_sent, >, PORTUNUS_MESSAGE_CAP_BYTES / 2);
  g_assert_cmpuint (n_sent, <, 2 * PORTUNUS_MESSAGE_CAP_BYTES);
}

static void
test_other_version (Fixture       *self,
                    gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_VERSION);
}

/* Shows that the others are refused for what is wrong with them. */
static void
test_accepted (Fixture       *self,
               gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1\nmessage " OTHER " hi\n");
  g_assert_cmpstr (guest->id, ==, OWN);
}

static void
test_binary (Fixture       *self,
             gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1");
  soup_websocket_connection_send_binary (self->socket, SIGNAL, strlen (SIGNAL));
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
send_signal_of (Fixture *self,
                gsize    length)
{
  g_autofree char *data = g_strnfill (length, 'A');
  g_autofree char *text = g_strconcat ("{\"type\":\"signal\",\"from\":\"" OTHER "\",\"data\":\"", data, "\"}", NULL);

  soup_websocket_connection_send_text (self->socket, text);
}

static void
test_long_signal (Fixture       *self,
                  gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1");
  send_signal_of (self, 64 * 1024);
  guest_wait_heard (guest, "message " OTHER);
  send_signal_of (self, 64 * 1024 + 4);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
test_huge_signal (Fixture       *self,
                  gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1");
  send_signal_of (self, 4 * 1024 * 1024);
  guest_wait_closed (guest);
  g_assert_nonnull (guest->error);
  g_assert_null (strstr (guest->heard->str, "message"));
}

/* More peers than a room can have, one by one. */
static void
test_crowd (Fixture       *self,
            gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1");
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"type\":\"peer-joined\",\"peer\":\"%016x\"}", i);

      soup_websocket_connection_send_text (self->socket, text);
    }
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
}

static void
test_hang_up (Fixture       *self,
              gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1");
  soup_websocket_connection_close (self->socket, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

static void
test_break_off (Fixture       *self,
                gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_heard (guest, "joined 1");
  g_io_stream_close (soup_websocket_connection_get_io_stream (self->socket), NULL, NULL);
  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
}

/* The WebSocket is there, but nobody says welcome. */
static void
test_mute (Fixture       *self,
           gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  guest_wait_closed (guest);
  g_assert_error (guest->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
leave_cb (PortunusSignaling *signaling)
{
  portunus_signaling_close (signaling);
}

/* A client may leave in the middle of what it is told. */
static void
test_leave_in_signal (Fixture       *self,
                      gconstpointer  lines)
{
  g_autoptr (Guest) guest = guest_new (self->link, TRUE);

  g_signal_connect (guest->client, "joined", G_CALLBACK (leave_cb), NULL);
  guest_wait_closed (guest);
  g_assert_no_error (guest->error);
  g_assert_null (strstr (guest->heard->str, "message"));
}

static PortunusLink *
resolve (Fixture  *self,
         GError  **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_room_api_resolve_code_async (self->base, 5, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_room_api_resolve_code_finish (result, error);
}

static void
expect_answer (Fixture    *self,
               guint       status,
               const char *body,
               int         code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusLink) link = NULL;

  self->status = status;
  self->body = body;
  link = resolve (self, &error);
  if (code == 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, PORTUNUS_TRANSFER_ERROR, code);
}

static void
test_answers (Fixture       *self,
              gconstpointer  lines)
{
  g_autofree char *spaces = g_strnfill (5000, ' ');
  g_autofree char *large = g_strconcat ("{\"room\":\"" ROOM "\"", spaces, "}", NULL);

  expect_answer (self, 200, "{\"room\":\"" ROOM "\"}", 0);
  expect_answer (self, 200, "{\"room\":\"" ROOM "0\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 200, "{\"room\":\"../../../etc/passwd/and/so/on/\"}", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 200, "{\"room\":1}", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 200, "{\"room\":\"" ROOM "\",\"code\":-1}", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 200, "[]", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 200, "", PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 200, large, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  expect_answer (self, 404, "", PORTUNUS_TRANSFER_ERROR_WRONG_SECRET);
  expect_answer (self, 429, "", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  expect_answer (self, 500, "", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
  expect_answer (self, 302, "", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION);
}

static void
test_cancelled (Fixture       *self,
                gconstpointer  lines)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_room_api_resolve_code_async (self->base, 5, cancellable, portunus_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  portunus_test_wait_result (&result);
  g_assert_null (portunus_room_api_resolve_code_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  static const char * const welcome[] = { WELCOME, NULL };
  static const char * const good[] = { WELCOME, SIGNAL, NULL };
  static const char * const version[] = {
    "{\"type\":\"welcome\",\"version\":2,\"peer\":7,\"peers\":[]}", NULL
  };
  static const struct
  {
    const char *name;
    const char *lines[3];
  } bad[] = {
    { "no-json", { "hello" } },
    { "no-type", { "{}" } },
    { "unknown-type", { "{\"type\":\"surprise\"}" } },
    { "no-version", { "{\"type\":\"welcome\",\"peer\":\"" OWN "\",\"peers\":[]}" } },
    { "no-peer", { "{\"type\":\"welcome\",\"version\":1,\"peers\":[]}" } },
    { "short-peer", { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"aaaa\",\"peers\":[]}" } },
    { "no-peers", { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\"}" } },
    { "bad-peers", { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\",\"peers\":[\"x\"]}" } },
    { "number-peers", { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\",\"peers\":[1]}" } },
    { "array-peers", { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\",\"peers\":[[]]}" } },
    { "twice-in-peers",
      { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\",\"peers\":[\"" OTHER "\",\"" OTHER "\"]}" } },
    { "self-in-peers", { "{\"type\":\"welcome\",\"version\":1,\"peer\":\"" OWN "\",\"peers\":[\"" OWN "\"]}" } },
    { "welcome-twice", { WELCOME, WELCOME } },
    { "signal-first", { SIGNAL } },
    { "joined-first", { "{\"type\":\"peer-joined\",\"peer\":\"" OTHER "\"}" } },
    { "joined-again", { WELCOME, "{\"type\":\"peer-joined\",\"peer\":\"" OTHER "\"}" } },
    { "self-joined", { WELCOME, "{\"type\":\"peer-joined\",\"peer\":\"" OWN "\"}" } },
    { "stranger-left", { WELCOME, "{\"type\":\"peer-left\",\"peer\":\"cccccccccccccccc\"}" } },
    { "from-stranger", { WELCOME, "{\"type\":\"signal\",\"from\":\"cccccccccccccccc\",\"data\":\"aGk\"}" } },
    { "from-self", { WELCOME, "{\"type\":\"signal\",\"from\":\"" OWN "\",\"data\":\"aGk\"}" } },
    { "no-data", { WELCOME, "{\"type\":\"signal\",\"from\":\"" OTHER "\"}" } },
    { "bad-data", { WELCOME, "{\"type\":\"signal\",\"from\":\"" OTHER "\",\"data\":\"a+/=\"}" } },
    { "unknown-error", { "{\"type\":\"error\",\"code\":\"because\"}" } },
    { "bare-error", { "{\"type\":\"error\"}" } },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/server/rogue-server/refused/", bad[i].name, NULL);

      g_test_add (path, Fixture, bad[i].lines, set_up, test_refused, tear_down);
    }
#define ADD(path, lines, func) g_test_add ("/server/rogue-server/" path, Fixture, lines, set_up, func, tear_down)
  ADD ("endless", welcome, test_endless);
  ADD ("accepted", good, test_accepted);
  ADD ("version", version, test_other_version);
  ADD ("binary", welcome, test_binary);
  ADD ("long-signal", welcome, test_long_signal);
  ADD ("huge-signal", welcome, test_huge_signal);
  ADD ("crowd", welcome, test_crowd);
  ADD ("hang-up", welcome, test_hang_up);
  ADD ("break-off", welcome, test_break_off);
  ADD ("mute", NULL, test_mute);
  ADD ("leave-in-signal", good, test_leave_in_signal);
  ADD ("answers", NULL, test_answers);
  ADD ("cancelled", NULL, test_cancelled);

  return server_test_run ();
}
