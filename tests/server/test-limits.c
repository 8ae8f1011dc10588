/* test-limits.c: the parts that keep clients within their share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-listen-address.h"
#include "portunus-metered-stream.h"
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

/* A stream whose other end has @n bytes for it. */
static PortunusMeteredStream *
new_stream (gsize           n,
            GOutputStream **written)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (g_malloc0 (n), n, g_free);
  g_autoptr (GOutputStream) output = g_memory_output_stream_new_resizable ();
  g_autoptr (GIOStream) base = g_simple_io_stream_new (input, output);

  if (written != NULL)
    *written = output;
  return portunus_metered_stream_new (base);
}

/* Gives how many bytes came until @error or the end. */
static gsize
drain (PortunusMeteredStream  *stream,
       gsize                   piece,
       GError                **error)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (stream));
  g_autofree char *buffer = g_malloc (piece);
  gsize n_bytes = 0;

  while (TRUE)
    {
      gssize n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer, piece, NULL, error);

      if (n <= 0)
        return n_bytes;
      n_bytes += n;
    }
}

static void
test_stream_counts (void)
{
  GOutputStream *written;
  g_autoptr (PortunusMeteredStream) stream = new_stream (1000, &written);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (stream));
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (drain (stream, 300, &error), ==, 1000);
  g_assert_no_error (error);
  g_assert_cmpuint (portunus_metered_stream_get_n_loose (stream), ==, 1000);
  portunus_metered_stream_account (stream, 400);
  g_assert_cmpuint (portunus_metered_stream_get_n_loose (stream), ==, 600);
  portunus_metered_stream_account (stream, 4000);
  g_assert_cmpuint (portunus_metered_stream_get_n_loose (stream), ==, 0);

  g_assert_cmpint (g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), "12345", 5, NULL,
                                                               NULL), ==, 5);
  g_assert_cmpuint (portunus_metered_stream_get_n_written (stream), ==, 5);
  g_assert_cmpuint (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (written)), ==, 5);
}

static void
expect_cut (PortunusMeteredStream *stream,
            gsize                  n_bytes)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (drain (stream, 100, &error), ==, n_bytes);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
}

static void
test_stream_limits (void)
{
  g_autoptr (PortunusMeteredStream) size = new_stream (1000, NULL);
  g_autoptr (PortunusMeteredStream) rate = new_stream (1000, NULL);
  g_autoptr (PortunusMeteredStream) loose = new_stream (1000, NULL);

  portunus_metered_stream_set_max_read (size, 300);
  expect_cut (size, 300);
  portunus_metered_stream_set_max_rate (rate, 500, 1);
  expect_cut (rate, 500);
  portunus_metered_stream_set_max_loose (loose, 700, 1);
  expect_cut (loose, 700);
  portunus_metered_stream_account (loose, 700);
  portunus_metered_stream_set_max_loose (loose, 100, 1);
  g_assert_cmpuint (drain (loose, 100, NULL), ==, 100);
}

/* After its share a client has to let others go first, and loses nothing by it. */
static void
test_stream_turns (void)
{
  g_autoptr (PortunusMeteredStream) stream = new_stream (200000, NULL);
  gsize n_bytes = 0;
  guint n_turns = 0;

  while (n_bytes < 200000)
    {
      g_autoptr (GError) error = NULL;

      n_bytes += drain (stream, 4096, &error);
      if (n_bytes < 200000)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      n_turns++;
    }
  g_assert_cmpuint (n_turns, ==, 4);
}

static void
count_cb (GIOStream *stream,
          guint     *n)
{
  (*n)++;
}

static void
test_stream_close (void)
{
  PortunusMeteredStream *stream = new_stream (10, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  guint n_closed = 0;

  g_signal_connect (stream, "closed", G_CALLBACK (count_cb), &n_closed);
  g_io_stream_close_async (G_IO_STREAM (stream), G_PRIORITY_DEFAULT, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (g_io_stream_close_finish (G_IO_STREAM (stream), result, NULL));
  g_assert_true (g_io_stream_close (G_IO_STREAM (stream), NULL, NULL));
  g_assert_cmpuint (n_closed, ==, 1);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&result);
  g_assert_finalize_object (stream);
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
  g_test_add_func ("/server/limits/stream-counts", test_stream_counts);
  g_test_add_func ("/server/limits/stream-limits", test_stream_limits);
  g_test_add_func ("/server/limits/stream-turns", test_stream_turns);
  g_test_add_func ("/server/limits/stream-close", test_stream_close);

  return g_test_run ();
}
