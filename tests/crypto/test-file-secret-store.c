/* test-file-secret-store.c: secrets in an encrypted file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-secret-store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-crypto-error.h"
#include "portunus-test.h"
#include "store-fixture.h"

/* Behind the magic number come salt and check, then the nonce. */
#define SALT_START  8
#define NONCE_START 40

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

static gboolean
is_finalized (gpointer user_data)
{
  gpointer *object = user_data;

  return g_atomic_pointer_get (object) == NULL;
}

/* The last worker may hold its reference for a moment longer than its result needs. */
static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->store), (gpointer *) &fixture->store);
  g_object_unref (fixture->store);
  portunus_test_wait (is_finalized, &fixture->store, 5000);
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
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_store_text (store, name, text, &error));
  g_assert_no_error (error);
}

static void
assert_refused (const char          *path,
                PortunusSecret      *passphrase,
                PortunusCryptoError  code)
{
  g_autoptr (PortunusSecretStore) store = portunus_file_secret_store_new (path, passphrase);
  g_autoptr (GError) error = NULL;

  g_assert_null (fixture_look_up (store, "a", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, (int) code);
}

static void
test_round_trip (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) again = NULL;
  struct stat info;

  fixture_assert_text (fixture->store, "a", NULL);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  store_text (fixture->store, "a", "one");
  store_text (fixture->store, "a", "two");
  fixture_assert_text (fixture->store, "a", "two");

  again = portunus_file_secret_store_new (fixture->path, fixture->passphrase);
  fixture_assert_text (again, "a", "two");
  fixture_assert_text (again, "b", NULL);
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* Two processes begin with what they read; neither may undo what the other stored. */
static void
test_two_writers (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) other = portunus_file_secret_store_new (fixture->path, fixture->passphrase);

  fixture_assert_text (fixture->store, "a", NULL);
  fixture_assert_text (other, "a", NULL);
  store_text (fixture->store, "a", "one");
  store_text (other, "b", "two");
  store_text (fixture->store, "c", "three");

  fixture_assert_text (other, "a", "one");
  fixture_assert_text (fixture->store, "b", "two");
  fixture_assert_text (other, "c", "three");
}

static void
test_wrong_passphrase (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (PortunusSecret) wrong = portunus_secret_new ("wrong", 5);

  store_text (fixture->store, "a", "one");
  assert_refused (fixture->path, wrong, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
  fixture_assert_text (fixture->store, "a", "one");
}

static void
write_file (Fixture    *fixture,
            const char *content,
            gsize       length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (fixture->path, content, length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error);
  g_assert_no_error (error);
}

/* Another salt or check is what a wrong passphrase looks like; all else tells that the file is damaged. Of these two
 * every fourth byte must do, since each costs a scrypt. */
static void
test_damage (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *content = NULL;
  gsize length;

  store_text (fixture->store, "a", "one");
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  for (gsize i = 0; i < length; i++)
    {
      gboolean is_key = i >= SALT_START && i < NONCE_START;
      int code = is_key ? PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE : PORTUNUS_CRYPTO_ERROR_MALFORMED;
      g_autoptr (PortunusSecret) secret = NULL;
      g_autoptr (GError) error = NULL;

      if (is_key && i % 4 != 0)
        continue;
      content[i] ^= 1 << (i % 8);
      write_file (fixture, content, length);
      secret = fixture_look_up (fixture->store, "a", &error);
      g_assert_null (secret);
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, code);
      content[i] ^= 1 << (i % 8);
    }
  write_file (fixture, content, length);
  fixture_assert_text (fixture->store, "a", "one");
}

/* Storing into a file that does not open would lose what is in it. */
static void
test_damage_kept (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *content = NULL;
  g_autofree char *after = NULL;
  gsize length, n_after;
  g_autoptr (GError) error = NULL;

  store_text (fixture->store, "a", "one");
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  content[length - 1] ^= 1;
  write_file (fixture, content, length);
  g_assert_false (fixture_store_text (fixture->store, "b", "two", &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
  g_assert_true (g_file_get_contents (fixture->path, &after, &n_after, NULL));
  g_assert_cmpmem (after, n_after, content, length);
}

static void
test_truncation (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *content = NULL;
  gsize n_content;

  store_text (fixture->store, "a", "one");
  g_assert_true (g_file_get_contents (fixture->path, &content, &n_content, NULL));
  for (gsize length = 0; length < n_content; length++)
    {
      g_autoptr (GError) error = NULL;

      write_file (fixture, content, length);
      g_assert_null (fixture_look_up (fixture->store, "a", &error));
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
    }
}

/* Somebody who reads the file sees neither names nor secrets, and two writes of the same have nothing in common behind
 * what belongs to the passphrase. */
static void
test_sealed (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gsize n_first, n_second;
  guint n_same = 0;

  store_text (fixture->store, "a-name-to-find", "a secret to find");
  g_assert_true (g_file_get_contents (fixture->path, &first, &n_first, NULL));
  store_text (fixture->store, "a-name-to-find", "a secret to find");
  g_assert_true (g_file_get_contents (fixture->path, &second, &n_second, NULL));

  g_assert_null (memmem (first, n_first, "name", 4));
  g_assert_null (memmem (first, n_first, "secret", 6));
  g_assert_cmpuint (n_first, ==, n_second);
  for (gsize i = NONCE_START; i < n_first; i++)
    n_same += first[i] == second[i];
  g_assert_cmpuint (n_same, <, (n_first - NONCE_START) / 4);
}

/* Nothing but the file and its lock is ever there, and whoever has the file open goes on reading the old one. */
static void
test_atomic (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (GDir) dir = NULL;
  g_autofree char *before = NULL;
  g_autofree char *read_late = g_malloc0 (4096);
  gsize length;
  const char *name;
  int fd;

  store_text (fixture->store, "a", "one");
  g_assert_true (g_file_get_contents (fixture->path, &before, &length, NULL));
  fd = g_open (fixture->path, O_RDONLY, 0);
  g_assert_cmpint (fd, >=, 0);
  store_text (fixture->store, "b", "two");
  g_assert_cmpint (read (fd, read_late, 4096), ==, (gssize) length);
  g_assert_cmpmem (read_late, length, before, length);
  g_assert_true (g_close (fd, NULL));

  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_true (g_str_equal (name, "secrets") || g_str_equal (name, "secrets.lock"));
}

/* A place that cannot be written leaves the store as it was. */
static void
test_unwritable (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "missing", "secrets", NULL);
  g_autoptr (PortunusSecretStore) store = portunus_file_secret_store_new (path, fixture->passphrase);
  g_autoptr (GError) error = NULL;

  g_assert_false (fixture_store_text (store, "a", "one", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  fixture_assert_text (store, "a", NULL);
}

/* Operations that were begun together all happen, and each gives its own answer. */
static void
test_at_once (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new ("x", 1);
  GAsyncResult *results[8] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%u", i);

      portunus_secret_store_store_async (fixture->store, name, secret, NULL, portunus_test_store_result, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      portunus_test_wait_result (&results[i]);
      g_assert_true (portunus_secret_store_store_finish (fixture->store, results[i], NULL));
      g_object_unref (results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%u", i);

      fixture_assert_text (fixture->store, name, "x");
    }
}

/* Stores of several processes have nothing in common but the file and its lock. */
static void
test_many_writers (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new ("x", 1);
  PortunusSecretStore *stores[4];
  GAsyncResult *results[G_N_ELEMENTS (stores) * 6] = { NULL };

  store_text (fixture->store, "first", "x");
  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    stores[i] = portunus_file_secret_store_new (fixture->path, fixture->passphrase);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%u", i);

      portunus_secret_store_store_async (stores[i % G_N_ELEMENTS (stores)], name, secret, NULL,
                                         portunus_test_store_result, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      portunus_test_wait_result (&results[i]);
      g_assert_true (portunus_secret_store_store_finish (stores[i % G_N_ELEMENTS (stores)], results[i], NULL));
      g_object_unref (results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%u", i);

      fixture_assert_text (fixture->store, name, "x");
    }
  for (guint i = 0; i < G_N_ELEMENTS (stores); i++)
    g_object_unref (stores[i]);
}

static void
test_check (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_cmpstr (portunus_secret_store_get_kind (fixture->store), ==, "file");
  fixture_check_store (fixture->store);
}

static void
test_open (void)
{
  PortunusKeyringTrouble trouble;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecretStore) store = fixture_open_store (PORTUNUS_SECRET_STORE_FILE, "pass", &trouble, &error);
  g_autoptr (PortunusSecretStore) refused = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (trouble, ==, PORTUNUS_KEYRING_TROUBLE_NONE);
  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, "file");
  store_text (store, "a", "one");

  refused = fixture_open_store (PORTUNUS_SECRET_STORE_FILE, "other", NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
  g_clear_error (&error);
  refused = fixture_open_store (PORTUNUS_SECRET_STORE_FILE, NULL, NULL, &error);
  g_assert_null (refused);
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/file-secret-store/check", Fixture, NULL, set_up, test_check, tear_down);
  g_test_add ("/file-secret-store/round-trip", Fixture, NULL, set_up, test_round_trip, tear_down);
  g_test_add ("/file-secret-store/two-writers", Fixture, NULL, set_up, test_two_writers, tear_down);
  g_test_add ("/file-secret-store/wrong-passphrase", Fixture, NULL, set_up, test_wrong_passphrase, tear_down);
  g_test_add ("/file-secret-store/damage", Fixture, NULL, set_up, test_damage, tear_down);
  g_test_add ("/file-secret-store/damage-kept", Fixture, NULL, set_up, test_damage_kept, tear_down);
  g_test_add ("/file-secret-store/truncation", Fixture, NULL, set_up, test_truncation, tear_down);
  g_test_add ("/file-secret-store/sealed", Fixture, NULL, set_up, test_sealed, tear_down);
  g_test_add ("/file-secret-store/atomic", Fixture, NULL, set_up, test_atomic, tear_down);
  g_test_add ("/file-secret-store/unwritable", Fixture, NULL, set_up, test_unwritable, tear_down);
  g_test_add ("/file-secret-store/at-once", Fixture, NULL, set_up, test_at_once, tear_down);
  g_test_add ("/file-secret-store/many-writers", Fixture, NULL, set_up, test_many_writers, tear_down);
  g_test_add_func ("/file-secret-store/open", test_open);
  return g_test_run ();
}
