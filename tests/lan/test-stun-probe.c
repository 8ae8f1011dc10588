/* test-stun-probe.c: asking a STUN server, and what is taken for an answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-stun-probe.h"
#include "portunus-test.h"

/* RFC 5769 §2.2 and §2.3. */
#define REQUEST   "000100002112a442b7e7a701bc34d686fa87dfae"
#define ANSWER_V4 "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112a643" \
                  "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
#define ANSWER_V6 "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113a9fa" \
                  "a5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"

static char *
read_answer (const char  *hex,
             GError     **error)
{
  g_autoptr (GBytes) request = portunus_decode_hex (REQUEST, PORTUNUS_STUN_HEAD_SIZE, NULL);
  g_autoptr (GBytes) answer = portunus_decode_hex (hex, strlen (hex) / 2, NULL);
  gsize length;
  gconstpointer data = g_bytes_get_data (answer, &length);

  return portunus_stun_read_answer (g_bytes_get_data (request, NULL), data, length, error);
}

static void
test_vectors (void)
{
  g_autofree char *v4 = read_answer (ANSWER_V4, NULL);
  g_autofree char *v6 = read_answer (ANSWER_V6, NULL);

  g_assert_cmpstr (v4, ==, "192.0.2.1");
  g_assert_cmpstr (v6, ==, "2001:db8:1234:5678:11:2233:4455:6677");
}

/* Every beginning of an answer, and every answer with one bit changed: an error or an address, and no read beyond. */
static void
test_broken (void)
{
  const gsize n = strlen (ANSWER_V4);

  for (gsize length = 0; length < n; length += 2)
    {
      g_autofree char *cut = g_strndup (ANSWER_V4, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (read_answer (cut, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *changed = g_strdup (ANSWER_V4);
      g_autoptr (GError) error = NULL;
      g_autofree char *address = NULL;

      changed[i] = changed[i] == '0' ? '1' : '0';
      address = read_answer (changed, &error);
      g_assert_true ((address != NULL) == (error == NULL));
      if (i < 2 * PORTUNUS_STUN_HEAD_SIZE && changed[i] != ANSWER_V4[i])
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
    }
}

typedef struct
{
  GSocket *socket;
  guint    n_ignored;      /* that many requests get no answer */
} Server;

static gboolean
request_cb (GSocket      *socket,
            GIOCondition  condition,
            gpointer      user_data)
{
  Server *server = user_data;
  g_autoptr (GSocketAddress) from = NULL;
  g_autoptr (GBytes) rest = portunus_decode_hex ("002000080001a147e112a643", 12, NULL);
  guint8 message[64];

  g_assert_cmpint (g_socket_receive_from (socket, &from, (char *) message, sizeof message, NULL, NULL), ==,
                   PORTUNUS_STUN_HEAD_SIZE);
  if (server->n_ignored-- > 0)
    return G_SOURCE_CONTINUE;
  message[0] = 1;
  message[3] = 12;
  memcpy (message + PORTUNUS_STUN_HEAD_SIZE, g_bytes_get_data (rest, NULL), 12);
  g_socket_send_to (socket, from, (char *) message, PORTUNUS_STUN_HEAD_SIZE + 12, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static char *
probe (const char  *server,
       GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_stun_probe_async (server, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_stun_probe_finish (result, error);
}

/* The first request gets lost, as datagrams do. */
static void
test_server (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) own = NULL;
  g_autoptr (GSource) source = NULL;
  g_autofree char *url = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  Server server = { .n_ignored = 1 };

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  own = g_socket_get_local_address (socket, NULL);
  source = g_socket_create_source (socket, G_IO_IN, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (request_cb), &server, NULL);
  g_source_attach (source, NULL);
  url = g_strdup_printf ("turn://me@127.0.0.1:%u?transport=udp",
                         g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (own)));
  address = probe (url, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (address, ==, "192.0.2.1");
}

static void
test_nobody (void)
{
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) malformed = NULL;
  g_autoptr (GError) without_host = NULL;

  g_assert_null (probe ("turn://me@127.0.0.1:1?transport=tcp", &refused));
  g_assert_error (refused, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_assert_null (probe ("no server", &malformed));
  g_assert_nonnull (malformed);
  g_assert_null (probe ("stun:127.0.0.1:3478", &without_host));
  g_assert_error (without_host, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/lan/stun-probe/vectors", test_vectors);
  g_test_add_func ("/lan/stun-probe/broken", test_broken);
  g_test_add_func ("/lan/stun-probe/server", test_server);
  g_test_add_func ("/lan/stun-probe/nobody", test_nobody);

  return g_test_run ();
}
