/* test-gate-renegotiation.c: a client of TLS 1.2 that begins another handshake and does not go on with it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib-unix.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "server-fixture.h"

#define PATIENCE_MS 20000

typedef struct
{
  GSocket *socket;
  SSL_CTX *context;
  SSL     *tls;
} Client;

static void
client_come (Client        *self,
             ServerFixture *fixture)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback,
                                                                  portunus_server_get_port (fixture->server));
  g_autoptr (GError) error = NULL;

  self->socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_true (g_socket_connect (self->socket, address, NULL, &error));
  g_assert_no_error (error);
  /* The descriptor itself never blocks under GSocket. */
  g_unix_set_fd_nonblocking (g_socket_get_fd (self->socket), FALSE, NULL);
  self->context = SSL_CTX_new (TLS_client_method ());
  SSL_CTX_set_max_proto_version (self->context, TLS1_2_VERSION);
  self->tls = SSL_new (self->context);
  SSL_set_fd (self->tls, g_socket_get_fd (self->socket));
  g_assert_cmpint (SSL_connect (self->tls), ==, 1);
}

static void
client_ask (Client *self)
{
  static const char request[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  char answer[4096] = "";

  g_assert_cmpint (SSL_write (self->tls, request, sizeof request - 1), ==, sizeof request - 1);
  g_assert_cmpint (SSL_read (self->tls, answer, sizeof answer - 1), >, 0);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 "));
}

/* Only the first message of the handshake. */
static void
client_renegotiate (Client *self)
{
  BIO *outgoing = BIO_new (BIO_s_mem ());
  char *hello;
  long length;

  SSL_set0_rbio (self->tls, BIO_new (BIO_s_mem ()));
  SSL_set0_wbio (self->tls, outgoing);
  g_assert_cmpint (SSL_renegotiate (self->tls), ==, 1);
  SSL_do_handshake (self->tls);
  length = BIO_get_mem_data (outgoing, &hello);
  g_assert_cmpint (length, >, 0);
  g_assert_cmpint (send (g_socket_get_fd (self->socket), hello, length, MSG_NOSIGNAL), ==, length);
}

static void
client_expect_end (Client *self)
{
  struct pollfd poll_fd = { g_socket_get_fd (self->socket), POLLIN, 0 };
  char piece[4096];

  do
    g_assert_cmpint (poll (&poll_fd, 1, PATIENCE_MS), ==, 1);
  while (recv (poll_fd.fd, piece, sizeof piece, 0) > 0);
}

static void
client_clear (Client *self)
{
  SSL_free (self->tls);
  SSL_CTX_free (self->context);
  g_object_unref (self->socket);
}

static void
test_renegotiation (void)
{
  ServerFixture fixture = { 0 };
  Client client, other;

  server_fixture_set_up (&fixture, NULL);
  client_come (&client, &fixture);
  client_ask (&client);
  client_renegotiate (&client);
  client_expect_end (&client);

  client_come (&other, &fixture);
  client_ask (&other);
  client_clear (&client);
  client_clear (&other);
  server_fixture_tear_down (&fixture, NULL);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/server/gate-renegotiation", test_renegotiation);
  return g_test_run ();
}
