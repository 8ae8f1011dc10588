/* test-identity.c: a device has one key, and keeps it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-identity.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-crypto-error.h"
#include "portunus-test.h"
#include "store-fixture.h"

#define SECRET_NAME "device-key"

static PortunusIdentity *
load (PortunusSecretStore  *store,
      GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_identity_load_async (store, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  return portunus_identity_load_finish (result, error);
}

/* RFC 7748 §6.1 and the SHA-256 of its public key. */
static void
test_known (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  g_autoptr (PortunusSecret) key = fixture_secret ("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  g_autoptr (PortunusIdentity) identity = NULL;
  g_autoptr (GBytes) public_key = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *id = NULL;

  g_assert_true (fixture_store_secret (store, SECRET_NAME, key, NULL));
  identity = load (store, NULL);
  public_key = g_bytes_new (portunus_identity_get_public_key (identity), 32);
  fixture_assert_bytes (public_key, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  g_assert_true (portunus_secret_equal (portunus_identity_get_private_key (identity), key));

  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, public_key);
  id = portunus_device_id_from_key (portunus_identity_get_public_key (identity));
  g_assert_cmpuint (strlen (id), ==, 32);
  g_assert_true (g_str_has_prefix (digest, id));
  g_assert_cmpstr (portunus_identity_get_device_id (identity), ==, id);
}

static void
test_first_start (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
  g_autoptr (PortunusSecretStore) other_store = portunus_memory_secret_store_new ();
  g_autoptr (PortunusIdentity) first = load (store, NULL);
  g_autoptr (PortunusIdentity) again = load (store, NULL);
  g_autoptr (PortunusIdentity) other = load (other_store, NULL);
  g_autoptr (PortunusIdentity) random = portunus_identity_new_random (NULL);

  g_assert_true (portunus_secret_equal (portunus_identity_get_private_key (first),
                                        portunus_identity_get_private_key (again)));
  g_assert_cmpstr (portunus_identity_get_device_id (first), ==, portunus_identity_get_device_id (again));
  g_assert_cmpstr (portunus_identity_get_device_id (first), !=, portunus_identity_get_device_id (other));
  g_assert_cmpstr (portunus_identity_get_device_id (first), !=, portunus_identity_get_device_id (random));
  g_assert_finalize_object (g_steal_pointer (&random));
}

/* A key of the wrong length is not silently replaced: known devices would not know this one any more. */
static void
test_damaged (void)
{
  for (guint length = 0; length < 40; length++)
    {
      g_autoptr (PortunusSecretStore) store = portunus_memory_secret_store_new ();
      g_autoptr (PortunusSecret) key = portunus_secret_new_random (length);
      g_autoptr (PortunusSecret) after = NULL;
      g_autoptr (PortunusIdentity) identity = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (fixture_store_secret (store, SECRET_NAME, key, NULL));
      identity = load (store, &error);
      if (length == 32)
        g_assert_no_error (error);
      else
        g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
      g_assert_true ((identity != NULL) == (length == 32));
      after = fixture_look_up (store, SECRET_NAME, NULL);
      g_assert_true (portunus_secret_equal (key, after));
    }
}

/* Neither a store that does not open nor one that does not write gives an identity. */
static void
test_store_fails (void)
{
  g_autofree char *dir = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "missing", "secrets", NULL);
  g_autoptr (PortunusSecret) passphrase = portunus_secret_new ("pass", 4);
  g_autoptr (PortunusSecretStore) unwritable = portunus_file_secret_store_new (path, passphrase);
  g_autoptr (PortunusSecretStore) unreadable = portunus_file_secret_store_new (dir, passphrase);
  g_autoptr (GError) error = NULL;

  g_assert_null (load (unwritable, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_clear_error (&error);
  g_assert_null (load (unreadable, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_ISDIR);
  portunus_test_remove_tree (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/identity/known", test_known);
  g_test_add_func ("/identity/first-start", test_first_start);
  g_test_add_func ("/identity/damaged", test_damaged);
  g_test_add_func ("/identity/store-fails", test_store_fails);
  return g_test_run ();
}
