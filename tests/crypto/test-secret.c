/* test-secret.c: secrets are copied, shared between threads and wiped at the end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret.h"

#include <openssl/crypto.h>
#include <string.h>

#include "crypto-fixture.h"

#define N_THREADS 4
#define N_ROUNDS  20000

/* What the last call wiped. Thread-local, so that libcrypto's own use elsewhere does not count. */
static _Thread_local gsize n_wiped;
static _Thread_local guint n_wipes;
static _Thread_local gconstpointer wiped;

/* Stands before libcrypto's function of that name, so that the test sees what is wiped. */
void
OPENSSL_cleanse (void   *data,
                 size_t  length)
{
  if (length > 0)
    explicit_bzero (data, length);
  wiped = data;
  n_wiped = length;
  n_wipes++;
}

static void
test_copies (void)
{
  guint8 bytes[] = { 1, 2, 3, 0, 255 };
  g_autoptr (PortunusSecret) secret = portunus_secret_new (bytes, sizeof bytes);
  gsize length;

  memset (bytes, 0, sizeof bytes);
  fixture_assert_secret (secret, "01020300ff");
  g_assert_nonnull (portunus_secret_get_data (secret, NULL));
  portunus_secret_get_data (secret, &length);
  g_assert_cmpuint (length, ==, 5);
}

static void
test_empty (void)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new (NULL, 0);
  g_autoptr (PortunusSecret) other = portunus_secret_new ("", 0);
  gsize length = 1;

  g_assert_nonnull (portunus_secret_get_data (secret, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_true (portunus_secret_equal (secret, other));
}

static void
test_equal (void)
{
  g_autoptr (PortunusSecret) secret = fixture_secret ("000102030405060708090a0b0c0d0e0f");
  g_autoptr (PortunusSecret) shorter = fixture_secret ("000102030405060708090a0b0c0d0e");
  g_autoptr (GBytes) bytes = fixture_bytes ("000102030405060708090a0b0c0d0e0f");

  g_assert_true (portunus_secret_equal (secret, secret));
  g_assert_false (portunus_secret_equal (secret, shorter));
  g_assert_false (portunus_secret_equal (shorter, secret));
  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GBytes) changed = fixture_flip (bytes, i, 1 << bit);
        g_autoptr (PortunusSecret) other = portunus_secret_new (g_bytes_get_data (changed, NULL), 16);

        g_assert_false (portunus_secret_equal (secret, other));
      }
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                                       NULL);
  guint n_ones = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (PortunusSecret) secret = portunus_secret_new_random (16);
      gsize length;
      const guint8 *data = portunus_secret_get_data (secret, &length);

      g_assert_cmpuint (length, ==, 16);
      g_assert_true (g_hash_table_add (seen, g_bytes_new (data, length)));
      for (guint j = 0; j < length; j++)
        n_ones += __builtin_popcount (data[j]);
    }

  /* Of 128,000 fair bits the ones stay this near to half in all but 1 of 10^28 runs. */
  g_assert_cmpuint (n_ones, >, 62000);
  g_assert_cmpuint (n_ones, <, 66000);
}

static void
test_wiped (void)
{
  PortunusSecret *secret = fixture_secret ("0102030405060708");
  PortunusSecret *other = portunus_secret_ref (secret);
  const guint8 *data = portunus_secret_get_data (secret, NULL);

  g_assert_true (other == secret);
  n_wipes = 0;
  portunus_secret_unref (other);
  g_assert_cmpuint (n_wipes, ==, 0);
  fixture_assert_secret (secret, "0102030405060708");

  portunus_secret_unref (secret);
  g_assert_cmpuint (n_wipes, ==, 1);
  g_assert_true (wiped == data);
  g_assert_cmpuint (n_wiped, ==, 8);
}

static gpointer
use_on_worker (gpointer data)
{
  for (guint i = 0; i < N_ROUNDS; i++)
    portunus_secret_unref (portunus_secret_ref (data));
  portunus_secret_unref (data);
  return GUINT_TO_POINTER (n_wipes);
}

static void
test_threads (void)
{
  PortunusSecret *secret = portunus_secret_new_random (32);
  GThread *threads[N_THREADS];
  guint n_ends = 0;

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("use", use_on_worker, portunus_secret_ref (secret));
  n_wipes = 0;
  portunus_secret_unref (secret);
  n_ends = n_wipes;
  for (guint i = 0; i < N_THREADS; i++)
    n_ends += GPOINTER_TO_UINT (g_thread_join (threads[i]));
  g_assert_cmpuint (n_ends, ==, 1);
}

static void
test_boxed (void)
{
  GValue value = G_VALUE_INIT;
  g_autoptr (PortunusSecret) secret = fixture_secret ("0102");

  g_value_init (&value, PORTUNUS_TYPE_SECRET);
  g_value_set_boxed (&value, secret);
  g_assert_true (g_value_get_boxed (&value) == secret);
  g_value_unset (&value);
  fixture_assert_secret (secret, "0102");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/secret/copies", test_copies);
  g_test_add_func ("/secret/empty", test_empty);
  g_test_add_func ("/secret/equal", test_equal);
  g_test_add_func ("/secret/random", test_random);
  g_test_add_func ("/secret/wiped", test_wiped);
  g_test_add_func ("/secret/threads", test_threads);
  g_test_add_func ("/secret/boxed", test_boxed);
  return g_test_run ();
}
