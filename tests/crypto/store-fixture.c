/* store-fixture.c: secret stores without callbacks
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "store-fixture.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-test.h"

gboolean
fixture_store_secret (PortunusSecretStore  *store,
                      const char           *name,
                      PortunusSecret       *secret,
                      GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_secret_store_store_async (store, name, secret, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  return portunus_secret_store_store_finish (store, result, error);
}

gboolean
fixture_store_text (PortunusSecretStore  *store,
                    const char           *name,
                    const char           *text,
                    GError              **error)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new (text, strlen (text));

  return fixture_store_secret (store, name, secret, error);
}

PortunusSecret *
fixture_look_up (PortunusSecretStore  *store,
                 const char           *name,
                 GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_secret_store_lookup_async (store, name, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  return portunus_secret_store_lookup_finish (store, result, error);
}

gboolean
fixture_clear (PortunusSecretStore  *store,
               const char           *name,
               GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_secret_store_clear_async (store, name, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  return portunus_secret_store_clear_finish (store, result, error);
}

void
fixture_assert_text (PortunusSecretStore *store,
                     const char          *name,
                     const char          *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) secret = fixture_look_up (store, name, &error);
  g_autoptr (PortunusSecret) expected = NULL;

  g_assert_no_error (error);
  if (text == NULL)
    {
      g_assert_null (secret);
      return;
    }
  expected = portunus_secret_new (text, strlen (text));
  g_assert_nonnull (secret);
  g_assert_true (portunus_secret_equal (secret, expected));
}

/* Every byte value, since some stores only know text. */
static void
check_bytes (PortunusSecretStore *store)
{
  guint8 bytes[256];
  g_autoptr (PortunusSecret) secret = NULL;
  g_autoptr (PortunusSecret) found = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = i;
  secret = portunus_secret_new (bytes, sizeof bytes);
  g_assert_true (fixture_store_secret (store, "bytes", secret, &error));
  g_assert_no_error (error);
  found = fixture_look_up (store, "bytes", &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_true (portunus_secret_equal (secret, found));
  g_assert_true (fixture_clear (store, "bytes", &error));
}

void
fixture_check_store (PortunusSecretStore *store)
{
  g_autoptr (GError) error = NULL;

  fixture_assert_text (store, "a", NULL);
  g_assert_true (fixture_clear (store, "a", &error));
  g_assert_no_error (error);

  g_assert_true (fixture_store_text (store, "a", "one", &error));
  g_assert_true (fixture_store_text (store, "a/b", "two", &error));
  g_assert_true (fixture_store_text (store, "a", "three", &error));
  fixture_assert_text (store, "a", "three");
  fixture_assert_text (store, "a/b", "two");
  fixture_assert_text (store, "b", NULL);

  g_assert_true (fixture_clear (store, "a", &error));
  g_assert_true (fixture_clear (store, "a", &error));
  g_assert_no_error (error);
  fixture_assert_text (store, "a", NULL);
  fixture_assert_text (store, "a/b", "two");
  check_bytes (store);
  g_assert_true (fixture_clear (store, "a/b", &error));
}

PortunusSecretStore *
fixture_open_store (PortunusSecretStoreChoice   choice,
                    const char                 *passphrase,
                    PortunusKeyringTrouble     *trouble,
                    GError                    **error)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "secrets", NULL);
  g_autoptr (PortunusSecret) secret = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  if (passphrase != NULL)
    secret = portunus_secret_new (passphrase, strlen (passphrase));
  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  portunus_secret_store_open_async (choice, path, secret, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  return portunus_secret_store_open_finish (result, trouble, error);
}
