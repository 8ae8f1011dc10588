/* server-fixture.c: a real room server on a free port, and what its clients were told
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "server-fixture.h"

#include <string.h>

#include "portunus-certificate.h"
#include "portunus-signaling.h"
#include "portunus-trust.h"

static const char * const listen_addresses[] = { "127.0.0.1:0", NULL };
static const char * const names[] = { "localhost", "127.0.0.1", NULL };

PortunusSecret *
server_fixture_make_pem (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PortunusSecret *pem;

  portunus_certificate_load_async (store, names, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  pem = portunus_certificate_load_finish (result, &error);
  g_assert_no_error (error);
  return pem;
}

/* @options: (nullable): a PortunusServerOptions; address and certificate are filled in. */
void
server_fixture_set_up (ServerFixture *self,
                       gconstpointer  options)
{
  g_autoptr (PortunusSecret) pem = server_fixture_make_pem ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PortunusServerOptions filled = { 0 };

  /* As a program does in main(): the sanitizers make the reading of authorities for each connection very slow. */
  portunus_trust_set_up ();
  if (options != NULL)
    filled = *(const PortunusServerOptions *) options;
  filled.listen = listen_addresses;
  filled.tls_pem = pem;
  self->server = portunus_server_new (&filled, &error);
  g_assert_no_error (error);
  portunus_server_start_async (self->server, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_server_start_finish (self->server, result, &error));
  g_assert_no_error (error);
  self->base = g_strdup_printf ("https://127.0.0.1:%u", portunus_server_get_port (self->server));
}

void
server_fixture_tear_down (ServerFixture *self,
                          gconstpointer  options)
{
  portunus_server_stop (self->server);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->server);
  g_free (self->base);
}

PortunusRoomInfo *
server_fixture_make_room (ServerFixture                   *self,
                          const PortunusServerRoomOptions *options)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  PortunusRoomInfo *info;

  portunus_server_create_room_async (self->server, options, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  info = portunus_server_create_room_finish (self->server, result, &error);
  g_assert_no_error (error);
  return info;
}

PortunusLink *
server_fixture_link (ServerFixture *self,
                     const char    *room)
{
  PortunusLink *link = g_new0 (PortunusLink, 1);

  link->host = g_strdup ("127.0.0.1");
  link->port = portunus_server_get_port (self->server);
  link->room = g_strdup (room);
  link->fingerprint = g_bytes_ref (portunus_server_get_fingerprint (self->server));
  return link;
}

static void
joined_cb (PortunusSignaling *signaling,
           const char        *own_id,
           char             **peer_ids,
           Guest             *self)
{
  self->id = g_strdup (own_id);
  for (guint i = 0; peer_ids[i] != NULL; i++)
    g_ptr_array_add (self->peers, g_strdup (peer_ids[i]));
  g_string_append_printf (self->heard, "joined %u\n", self->peers->len);
}

static void
peer_joined_cb (PortunusSignaling *signaling,
                const char        *peer_id,
                Guest             *self)
{
  g_string_append_printf (self->heard, "peer-joined %s\n", peer_id);
}

static void
peer_left_cb (PortunusSignaling *signaling,
              const char        *peer_id,
              Guest             *self)
{
  g_string_append_printf (self->heard, "peer-left %s\n", peer_id);
}

static void
message_cb (PortunusSignaling *signaling,
            const char        *peer_id,
            GBytes            *message,
            Guest             *self)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  g_string_append_printf (self->heard, "message %s %.*s\n", peer_id, (int) MIN (length, 64), text);
}

static void
closed_cb (PortunusSignaling *signaling,
           GError            *error,
           Guest             *self)
{
  g_assert_false (self->is_closed);
  self->is_closed = TRUE;
  if (error != NULL)
    self->error = g_error_copy (error);
}

static void
waiting_cb (PortunusRoomClient *client,
            Guest              *self)
{
  g_string_append (self->heard, "waiting\n");
}

static void
asked_cb (PortunusRoomClient *client,
          const char         *peer_id,
          const char         *name,
          Guest              *self)
{
  g_string_append_printf (self->heard, "asked %s %s\n", peer_id, name);
}

static void
answered_cb (PortunusRoomClient *client,
             const char         *peer_id,
             Guest              *self)
{
  g_string_append_printf (self->heard, "answered %s\n", peer_id);
}

static void
invited_cb (PortunusRoomClient *client,
            const char         *token,
            Guest              *self)
{
  g_string_append_printf (self->heard, "invited %s\n", token);
}

static Guest *
make_guest (const PortunusLink *link,
            gboolean            accepts_any,
            PortunusAdmission  *admission)
{
  Guest *self = g_new0 (Guest, 1);

  self->peers = g_ptr_array_new_with_free_func (g_free);
  self->heard = g_string_new (NULL);
  self->client = portunus_room_client_new (link, accepts_any);
  g_signal_connect (self->client, "joined", G_CALLBACK (joined_cb), self);
  g_signal_connect (self->client, "peer-joined", G_CALLBACK (peer_joined_cb), self);
  g_signal_connect (self->client, "peer-left", G_CALLBACK (peer_left_cb), self);
  g_signal_connect (self->client, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->client, "closed", G_CALLBACK (closed_cb), self);
  g_signal_connect (self->client, "waiting", G_CALLBACK (waiting_cb), self);
  g_signal_connect (self->client, "asked", G_CALLBACK (asked_cb), self);
  g_signal_connect (self->client, "answered", G_CALLBACK (answered_cb), self);
  g_signal_connect (self->client, "invited", G_CALLBACK (invited_cb), self);
  if (admission != NULL)
    portunus_room_client_set_admission (self->client, admission);
  portunus_signaling_start (PORTUNUS_SIGNALING (self->client));
  g_assert_false (self->is_closed);
  return self;
}

Guest *
guest_new (const PortunusLink *link,
           gboolean            accepts_any)
{
  return make_guest (link, accepts_any, NULL);
}

Guest *
guest_new_with (ServerFixture     *fixture,
                const char        *room,
                PortunusAdmission *admission)
{
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room);

  return make_guest (link, FALSE, admission);
}

static gboolean
has_joined (gpointer user_data)
{
  Guest *self = user_data;

  return self->id != NULL || self->is_closed;
}

Guest *
guest_new_joined (ServerFixture *fixture,
                  const char    *room)
{
  g_autoptr (PortunusLink) link = server_fixture_link (fixture, room);
  Guest *self = guest_new (link, FALSE);

  portunus_test_wait (has_joined, self, 10000);
  g_assert_no_error (self->error);
  return self;
}

typedef struct
{
  Guest      *guest;
  const char *what;
} Expectation;

static gboolean
has_heard (gpointer user_data)
{
  Expectation *expectation = user_data;

  return strstr (expectation->guest->heard->str, expectation->what) != NULL || expectation->guest->is_closed;
}

void
guest_wait_heard (Guest      *self,
                  const char *what)
{
  Expectation expectation = { self, what };

  portunus_test_wait (has_heard, &expectation, 10000);
  g_assert_no_error (self->error);
  g_assert_nonnull (strstr (self->heard->str, what));
}

static gboolean
is_closed (gpointer user_data)
{
  Guest *self = user_data;

  return self->is_closed;
}

void
guest_wait_closed (Guest *self)
{
  portunus_test_wait (is_closed, self, 20000);
}

void
guest_send (Guest      *self,
            const char *to,
            const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  portunus_signaling_send (PORTUNUS_SIGNALING (self->client), to, bytes);
}

void
guest_free (Guest *self)
{
  g_signal_handlers_disconnect_by_data (self->client, self);
  portunus_signaling_close (PORTUNUS_SIGNALING (self->client));
  g_clear_object (&self->client);
  g_ptr_array_unref (self->peers);
  g_string_free (self->heard, TRUE);
  g_clear_error (&self->error);
  g_free (self->id);
  g_free (self);
}

static gboolean
accept_any_cb (SoupMessage          *message,
               GTlsCertificate      *certificate,
               GTlsCertificateFlags  errors,
               gpointer              user_data)
{
  return TRUE;
}

static void
raw_message_cb (SoupWebsocketConnection *socket,
                int                      type,
                GBytes                  *message,
                RawGuest                *self)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  g_string_append_printf (self->heard, "%.*s\n", (int) length, text);
  self->n_heard++;
}

static void
raw_closed_cb (SoupWebsocketConnection *socket,
               RawGuest                *self)
{
  self->is_closed = TRUE;
}

RawGuest *
raw_guest_new (ServerFixture *fixture,
               const char    *path,
               const char    *origin,
               GError       **error)
{
  g_autofree char *uri = g_strconcat (fixture->base, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GAsyncResult) result = NULL;
  SoupWebsocketConnection *socket;
  RawGuest *self;

  soup_session_set_proxy_resolver (session, NULL);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);
  soup_session_websocket_connect_async (session, message, origin, NULL, G_PRIORITY_DEFAULT, NULL,
                                        portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  socket = soup_session_websocket_connect_finish (session, result, error);
  if (socket == NULL)
    return NULL;
  self = g_new0 (RawGuest, 1);
  self->session = g_steal_pointer (&session);
  self->socket = socket;
  self->heard = g_string_new (NULL);
  g_signal_connect (socket, "message", G_CALLBACK (raw_message_cb), self);
  g_signal_connect (socket, "closed", G_CALLBACK (raw_closed_cb), self);
  return self;
}

static gboolean
is_raw_closed (gpointer user_data)
{
  RawGuest *self = user_data;

  return self->is_closed;
}

void
raw_guest_wait_closed (RawGuest *self)
{
  portunus_test_wait (is_raw_closed, self, 20000);
}

void
raw_guest_free (RawGuest *self)
{
  g_signal_handlers_disconnect_by_data (self->socket, self);
  g_object_unref (self->socket);
  g_object_unref (self->session);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

GIOStream *
raw_stream_new (ServerFixture *fixture)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (GError) error = NULL;
  GIOStream *stream;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 20);
  base = g_socket_client_connect_to_host (client, "127.0.0.1", portunus_server_get_port (fixture->server), NULL,
                                          &error);
  g_assert_no_error (error);
  stream = g_tls_client_connection_new (G_IO_STREAM (base), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (stream, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);
  g_tls_connection_handshake (G_TLS_CONNECTION (stream), NULL, &error);
  g_assert_no_error (error);
  return stream;
}

void
raw_stream_write (GIOStream  *stream,
                  const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Everything until the end of the stream. */
char *
raw_stream_read (GIOStream *stream)
{
  GString *text = g_string_new (NULL);
  char buffer[1024];
  gssize n;

  while ((n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (text, buffer, n);
  return g_string_free (text, FALSE);
}

void
raw_stream_upgrade (GIOStream  *stream,
                    const char *path)
{
  g_autofree char *request = NULL;
  g_autoptr (GString) answer = g_string_new (NULL);
  char c;

  request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                             path);
  raw_stream_write (stream, request);
  while (strstr (answer->str, "\r\n\r\n") == NULL
         && g_input_stream_read (g_io_stream_get_input_stream (stream), &c, 1, NULL, NULL) == 1)
    g_string_append_c (answer, c);
  g_assert_true (g_str_has_prefix (answer->str, "HTTP/1.1 101 "));
}

/* RFC 6455 §5.2; masked with zeros, which is as good as any mask. Gives whether the other side still listens. */
gboolean
raw_stream_send_frame (GIOStream  *stream,
                       guint8      first_byte,
                       const char *data,
                       gsize       length)
{
  guint8 head[8] = { first_byte };
  gsize head_length = length < 126 ? 2 : 4;
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  g_assert_cmpuint (length, <=, G_MAXUINT16);
  head[1] = 0x80 | MIN (length, 126);
  head[2] = length < 126 ? 0 : length >> 8;
  head[3] = length < 126 ? 0 : length & 0xff;
  return g_output_stream_write_all (output, head, head_length + 4, NULL, NULL, NULL)
         && g_output_stream_write_all (output, data, length, NULL, NULL, NULL);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

guint
count_descriptors (void)
{
  return count_entries ("/proc/self/fd");
}

/* The one we are in, and the one that GLib keeps for itself. */
static gboolean
has_few_threads (gpointer user_data)
{
  return count_entries ("/proc/self/task") <= 2;
}

/* The leak checker trips over threads of the pool, in which TLS shakes hands, that end while it looks. */
int
server_test_run (void)
{
  int status;

  g_thread_pool_set_max_unused_threads (0);
  status = g_test_run ();
  portunus_test_wait (has_few_threads, NULL, 20000);
  return status;
}
