/* test-file-secret-store.c: secrets in an encrypted file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "portunus-crypto-error.h"
#include "portunus-test.h"

/* Magic, salt, check, nonce: where each part of the file begins. */
#define SALT_START    8
#define CHECK_START   24
#define NONCE_START   40
#define CONTENT_START 52

typedef struct
{
  char                *dir;
  char                *path;
  PortunusSecret      *passphrase;
  PortunusSecretStore *store;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->dir = portunus_test_make_dir ();
  fixture->path = g_build_filename (fixture->dir, "secrets", NULL);
  fixture->passphrase = portunus_secret_new ("correct horse", 13);
  fixture->store = portunus_file_secret_store_new (fixture->path, fixture->passphrase);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->store);
  portunus_secret_unref (fixture->passphrase);
  portunus_test_remove_tree (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static void
store_text (PortunusSecretStore *store,
            const char          *name,
            const char          *text)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new (text, strlen (text));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_secret_store_store_async (store, name, secret, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_secret_store_store_finish (store, result, &error));
  g_assert_no_error (error);
}

static PortunusSecret *
look_up (PortunusSecretStore  *store,
         const char           *name,
         GError              **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_secret_store_lookup_async (store, name, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_secret_store_lookup_finish (store, result, error);
}

/* @text %NULL: there must be none of that name, and no error. */
static void
assert_text (PortunusSecretStore *store,
             const char          *name,
             const char          *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) secret = look_up (store, name, &error);
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

static void
assert_refused (const char          *path,
                PortunusSecret      *passphrase,
                PortunusCryptoError  code)
{
  g_autoptr (PortunusSecretStore) store = portunus_file_secret_store_new (path, passphrase);
  g_autoptr (GError) error = NULL;

  g_assert_null (look_up (store, "a", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, (int) code);
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) again = NULL;
  struct stat info;

  assert_text (fixture->store, "a", NULL);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  store_text (fixture->store, "a", "one");
  store_text (fixture->store, "a", "two");
  assert_text (fixture->store, "a", "two");

  again = portunus_file_secret_store_new (fixture->path, fixture->passphrase);
  assert_text (again, "a", "two");
  assert_text (again, "b", NULL);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* Two processes begin with what they read; neither may undo what the other stored. */
static void
test_two_writers (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) other = portunus_file_secret_store_new (fixture->path, fixture->passphrase);

  assert_text (fixture->store, "a", NULL);
  assert_text (other, "a", NULL);
  store_text (fixture->store, "a", "one");
  store_text (other, "b", "two");
  store_text (fixture->store, "c", "three");

  assert_text (other, "a", "one");
  assert_text (fixture->store, "b", "two");
  assert_text (other, "c", "three");
}

static void
test_wrong_passphrase (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (PortunusSecret) wrong = portunus_secret_new ("wrong", 5);

  store_text (fixture->store, "a", "one");
  assert_refused (fixture->path, wrong, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
  assert_text (fixture->store, "a", "one");
}

static void
assert_damage (Fixture             *fixture,
               gsize                position,
               PortunusCryptoError  code)
{
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  content[position] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, content, length, NULL));
  assert_refused (fixture->path, fixture->passphrase, code);
  content[position] ^= 1;
  g_assert_true (g_file_set_contents (fixture->path, content, length, NULL));
}

/* Another salt or check is what a wrong passphrase looks like; all else tells that the file is damaged. */
static void
test_damage (Fixture       *fixture,
             gconstpointer  data)
{
  store_text (fixture->store, "a", "one");
  assert_damage (fixture, 0, PORTUNUS_CRYPTO_ERROR_MALFORMED);
  assert_damage (fixture, SALT_START, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
  assert_damage (fixture, CHECK_START, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
  assert_damage (fixture, NONCE_START, PORTUNUS_CRYPTO_ERROR_MALFORMED);
  assert_damage (fixture, CONTENT_START, PORTUNUS_CRYPTO_ERROR_MALFORMED);
  assert_text (fixture->store, "a", "one");
}

static void
test_truncation (Fixture       *fixture,
                 gconstpointer  data)
{
  const gsize lengths[] = { 0, 1, CHECK_START, CONTENT_START, CONTENT_START + 16 };
  g_autofree char *content = NULL;

  store_text (fixture->store, "a", "one");
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_assert_true (g_file_set_contents (fixture->path, content, lengths[i], NULL));
      assert_refused (fixture->path, fixture->passphrase, PORTUNUS_CRYPTO_ERROR_MALFORMED);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/crypto/file-secret-store/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/crypto/file-secret-store/two-writers", Fixture, NULL, set_up, test_two_writers, tear_down);
  g_test_add ("/crypto/file-secret-store/wrong-passphrase", Fixture, NULL, set_up, test_wrong_passphrase, tear_down);
  g_test_add ("/crypto/file-secret-store/damage", Fixture, NULL, set_up, test_damage, tear_down);
  g_test_add ("/crypto/file-secret-store/truncation", Fixture, NULL, set_up, test_truncation, tear_down);

  return g_test_run ();
}
