/* test-memory-secret-store.c: secrets that end with the process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include "portunus-test.h"
#include "store-fixture.h"

static void
test_store (void)
{
  PortunusSecretStore *store = portunus_memory_secret_store_new ();

  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, "memory");
  fixture_check_store (store);
  g_assert_finalize_object (store);
}

static void
test_apart (void)
{
  g_autoptr (PortunusSecretStore) one = portunus_memory_secret_store_new ();
  g_autoptr (PortunusSecretStore) other = portunus_memory_secret_store_new ();

  g_assert_true (fixture_store_text (one, "a", "one", NULL));
  fixture_assert_text (other, "a", NULL);
}

static void
test_cancelled (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  portunus_secret_store_lookup_async (store, "a", cancellable, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_null (portunus_secret_store_lookup_finish (store, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_open (void)
{
  PortunusKeyringTrouble trouble;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecretStore) store = fixture_open_store (PORTUNUS_SECRET_STORE_MEMORY, NULL, &trouble, &error);

  g_assert_no_error (error);
  g_assert_cmpint (trouble, ==, PORTUNUS_KEYRING_TROUBLE_NONE);
  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, "memory");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/memory-secret-store/store", test_store);
  g_test_add_func ("/memory-secret-store/apart", test_apart);
  g_test_add_func ("/memory-secret-store/cancelled", test_cancelled);
  g_test_add_func ("/memory-secret-store/open", test_open);
  return g_test_run ();
}
