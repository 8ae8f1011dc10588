/* test-limits.c: the parts that keep clients within their share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-listen-address.h"
#include "portunus-rate-limiter.h"
#include "portunus-test.h"
#include "portunus-token-bucket.h"

#define SECOND G_USEC_PER_SEC

static void
test_bucket (void)
{
  PortunusTokenBucket bucket;

  portunus_token_bucket_init (&bucket, 3, 2, 0);
  g_assert_true (portunus_token_bucket_is_full (&bucket, 0));
  for (guint i = 0; i < 3; i++)
    g_assert_true (portunus_token_bucket_take (&bucket, 1, 0));
  g_assert_false (portunus_token_bucket_take (&bucket, 1, 0));
  g_assert_false (portunus_token_bucket_take (&bucket, 1, SECOND / 2 - 1));
  g_assert_true (portunus_token_bucket_take (&bucket, 1, SECOND / 2));
  g_assert_false (portunus_token_bucket_take (&bucket, 4, 100 * SECOND));
  g_assert_true (portunus_token_bucket_take (&bucket, 3, 100 * SECOND));
  /* A clock that goes back gives nothing, and takes nothing. */
  g_assert_false (portunus_token_bucket_take (&bucket, 1, 99 * SECOND));
}

static gboolean
take (PortunusRateLimiter *limiter,
      const char          *text,
      gint64               now_us)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return portunus_rate_limiter_take (limiter, address, now_us);
}

static void
test_limiter (void)
{
  g_autoptr (PortunusRateLimiter) limiter = portunus_rate_limiter_new (2, 1, 100);

  g_assert_true (take (limiter, "192.0.2.1", 0));
  g_assert_true (take (limiter, "::ffff:192.0.2.1", 0));
  g_assert_false (take (limiter, "192.0.2.1", 0));
  g_assert_true (take (limiter, "192.0.2.2", 0));
  g_assert_true (take (limiter, "2001:db8::1", 0));
  g_assert_true (take (limiter, "2001:db8::ffff:2", 0));
  g_assert_false (take (limiter, "2001:db8:0:0:3::", 0));
  g_assert_true (take (limiter, "2001:db8:0:1::1", 0));
  g_assert_true (take (limiter, "192.0.2.1", SECOND));
}

static void
test_limiter_full (void)
{
  g_autoptr (PortunusRateLimiter) limiter = portunus_rate_limiter_new (1, 1, 3);

  g_assert_true (take (limiter, "192.0.2.1", 0));
  g_assert_true (take (limiter, "192.0.2.2", 0));
  g_assert_true (take (limiter, "192.0.2.3", 0));
  g_assert_false (take (limiter, "192.0.2.4", 0));
  g_assert_true (take (limiter, "192.0.2.4", SECOND));
  g_assert_true (take (limiter, "192.0.2.5", SECOND));
}

static void
test_listen_address (void)
{
  static const char * const bad[] = {
    "", ":", "8443", ":8443", "0.0.0.0", "0.0.0.0:", "0.0.0.0:x", "0.0.0.0:65536", "0.0.0.0:-1", "0.0.0.0: 1",
    "localhost:8443", "::1:8443", "[::1]", "[::1:8443", "[]:8443", "[127.0.0.1:8443", "1.2.3:1",
  };
  g_autoptr (GInetSocketAddress) v4 = portunus_listen_address_parse ("127.0.0.1:8443", NULL);
  g_autoptr (GInetSocketAddress) v6 = portunus_listen_address_parse ("[::]:0", NULL);

  g_assert_cmpuint (g_inet_socket_address_get_port (v4), ==, 8443);
  g_assert_true (g_inet_address_get_is_loopback (g_inet_socket_address_get_address (v4)));
  g_assert_cmpuint (g_inet_socket_address_get_port (v6), ==, 0);
  g_assert_true (g_inet_address_get_is_any (g_inet_socket_address_get_address (v6)));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (portunus_listen_address_parse (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/server/limits/bucket", test_bucket);
  g_test_add_func ("/server/limits/limiter", test_limiter);
  g_test_add_func ("/server/limits/limiter-full", test_limiter_full);
  g_test_add_func ("/server/limits/listen-address", test_listen_address);

  return g_test_run ();
}
