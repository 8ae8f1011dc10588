/* test-keyring-file.c: the keyring store on libsecret's own file, as in a sandbox
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "portunus-crypto-error.h"
#include "portunus-test.h"
#include "store-fixture.h"

/* libsecret's file back end loses the entity tag of every write, which the leak sanitizer takes for a leak of ours. The
 * same code of ours is checked for leaks by test-keyring-session. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

static void
test_store (void)
{
  PortunusSecretStore *store = portunus_keyring_secret_store_new ();

  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, "keyring");
  fixture_check_store (store);
  g_assert_finalize_object (store);
}

static void
test_kept (void)
{
  g_autoptr (PortunusSecretStore) store = portunus_keyring_secret_store_new ();
  g_autoptr (PortunusSecretStore) other = portunus_keyring_secret_store_new ();

  g_assert_true (fixture_store_text (store, "kept", "one", NULL));
  fixture_assert_text (other, "kept", "one");
}

static void
check_open (PortunusSecretStoreChoice choice)
{
  PortunusKeyringTrouble trouble;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecretStore) store = fixture_open_store (choice, NULL, &trouble, &error);

  g_assert_no_error (error);
  g_assert_cmpint (trouble, ==, PORTUNUS_KEYRING_TROUBLE_NONE);
  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, "keyring");
  fixture_assert_text (store, "probe", NULL);
}

static void
test_open (void)
{
  check_open (PORTUNUS_SECRET_STORE_AUTO);
  check_open (PORTUNUS_SECRET_STORE_KEYRING);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *dir = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "test.keyring", NULL);
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "test-pass", TRUE);
  g_test_add_func ("/keyring-file/store", test_store);
  g_test_add_func ("/keyring-file/kept", test_kept);
  g_test_add_func ("/keyring-file/open", test_open);
  result = g_test_run ();
  portunus_test_remove_tree (dir);
  return result;
}
