/* test-movable-secret-store.c: secrets that go to another store
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-movable-secret-store.h"

#include <glib/gstdio.h>
#include <string.h>

#include "portunus-crypto-error.h"
#include "portunus-test.h"
#include "store-fixture.h"

static const char * const names[] = { "key", "absent", "password", NULL };

/* Takes one secret, and has no room for a second. */
G_DECLARE_FINAL_TYPE (FullStore, full_store, FULL, STORE, PortunusSecretStore)

struct _FullStore
{
  PortunusSecretStore  parent_instance;

  /* Owned */
  PortunusSecretStore *behind;

  gboolean             has_taken_one;
};

G_DEFINE_FINAL_TYPE (FullStore, full_store, PORTUNUS_TYPE_SECRET_STORE)

static void
full_store_lookup_async (PortunusSecretStore *store,
                         const char          *name,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  portunus_secret_store_lookup_async (FULL_STORE (store)->behind, name, cancellable, callback, user_data);
}

static PortunusSecret *
full_store_lookup_finish (PortunusSecretStore  *store,
                          GAsyncResult         *result,
                          GError              **error)
{
  return portunus_secret_store_lookup_finish (FULL_STORE (store)->behind, result, error);
}

static void
full_store_store_async (PortunusSecretStore *store,
                        const char          *name,
                        PortunusSecret      *secret,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  FullStore *self = FULL_STORE (store);

  if (self->has_taken_one)
    g_task_report_new_error (self, callback, user_data, NULL, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "No room");
  else
    portunus_secret_store_store_async (self->behind, name, secret, cancellable, callback, user_data);
  self->has_taken_one = TRUE;
}

static gboolean
full_store_store_finish (PortunusSecretStore  *store,
                         GAsyncResult         *result,
                         GError              **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
full_store_clear_async (PortunusSecretStore *store,
                        const char          *name,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  portunus_secret_store_clear_async (FULL_STORE (store)->behind, name, cancellable, callback, user_data);
}

static void
full_store_finalize (GObject *object)
{
  g_object_unref (FULL_STORE (object)->behind);

  G_OBJECT_CLASS (full_store_parent_class)->finalize (object);
}

static void
full_store_class_init (FullStoreClass *klass)
{
  PortunusSecretStoreClass *store_class = PORTUNUS_SECRET_STORE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = full_store_finalize;
  store_class->lookup_async = full_store_lookup_async;
  store_class->lookup_finish = full_store_lookup_finish;
  store_class->store_async = full_store_store_async;
  store_class->store_finish = full_store_store_finish;
  store_class->clear_async = full_store_clear_async;
  store_class->clear_finish = full_store_store_finish;
}

static void
full_store_init (FullStore *self)
{
}

typedef struct
{
  PortunusSecretStore *memory;
  PortunusSecretStore *file;
  PortunusSecretStore *store;
  char                *path;
  gboolean             has_moved;
} Fixture;

static PortunusSecretStore *
open_file (const char *path,
           const char *passphrase)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new (passphrase, strlen (passphrase));

  return portunus_file_secret_store_new (path, secret);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->path = g_build_filename (g_get_user_data_dir (), "movable-secrets", NULL);
  g_assert_no_errno (g_mkdir_with_parents (g_get_user_data_dir (), 0700));
  fixture->memory = portunus_memory_secret_store_new ();
  fixture->file = open_file (fixture->path, "a passphrase");
  fixture->store = portunus_movable_secret_store_new (fixture->memory);
  g_assert_true (fixture_store_text (fixture->store, "key", "of this device", NULL));
  g_assert_true (fixture_store_text (fixture->store, "password", "of a server", NULL));
  g_assert_true (fixture_store_text (fixture->store, "other", "of another program", NULL));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->store);
  g_assert_finalize_object (fixture->memory);
  /* A worker may still be letting go of it. */
  g_object_unref (fixture->file);
  g_unlink (fixture->path);
  g_free (fixture->path);
}

static gboolean
move (Fixture              *fixture,
      PortunusSecretStore  *target,
      GCancellable         *cancellable,
      GError              **error)
{
  PortunusMovableSecretStore *store = PORTUNUS_MOVABLE_SECRET_STORE (fixture->store);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean has_left_copies = TRUE;
  gboolean is_good;

  portunus_movable_secret_store_move_async (store, target, names, cancellable, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  is_good = portunus_movable_secret_store_move_finish (store, result, &has_left_copies, error);
  g_assert_false (has_left_copies);
  return is_good;
}

static void
assert_unmoved (Fixture *fixture)
{
  g_assert_cmpstr (portunus_secret_store_get_kind (fixture->store), ==, "memory");
  fixture_assert_text (fixture->store, "key", "of this device");
  fixture_assert_text (fixture->memory, "password", "of a server");
}

static void
test_store (Fixture       *fixture,
            gconstpointer  data)
{
  fixture_check_store (fixture->store);
}

static void
test_move (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) again = open_file (fixture->path, "a passphrase");
  g_autoptr (GError) error = NULL;

  g_assert_true (move (fixture, fixture->file, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (portunus_secret_store_get_kind (fixture->store), ==, "file");
  fixture_assert_text (fixture->store, "key", "of this device");
  fixture_assert_text (again, "password", "of a server");
  fixture_assert_text (again, "absent", NULL);
  fixture_assert_text (again, "other", NULL);

  fixture_assert_text (fixture->memory, "key", NULL);
  fixture_assert_text (fixture->memory, "password", NULL);
  fixture_assert_text (fixture->memory, "other", "of another program");
}

/* Whoever moves back finds the newest, and not what an earlier stay has left. */
static void
test_back (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_true (move (fixture, fixture->file, NULL, NULL));
  g_assert_true (fixture_store_text (fixture->memory, "key", "old", NULL));
  g_assert_true (fixture_store_text (fixture->store, "key", "new", NULL));
  g_assert_true (move (fixture, fixture->memory, NULL, NULL));
  fixture_assert_text (fixture->memory, "key", "new");
  fixture_assert_text (fixture->file, "key", NULL);
}

/* What was made while the right place was out of reach replaces nothing there. */
static void
test_of_this_run (Fixture       *fixture,
                  gconstpointer  data)
{
  g_assert_true (fixture_store_text (fixture->file, "key", "of old", NULL));
  g_assert_true (move (fixture, fixture->file, NULL, NULL));
  fixture_assert_text (fixture->store, "key", "of old");
  fixture_assert_text (fixture->store, "password", "of a server");
}

static void
moved_cb (PortunusSecretStore *store,
          Fixture             *fixture)
{
  g_assert_cmpstr (portunus_secret_store_get_kind (store), ==, "file");
  fixture_assert_text (fixture->memory, "key", "of this device");
  fixture_assert_text (fixture->file, "password", "of a server");
  g_assert_false (fixture_store_text (store, "key", "too late", NULL));
  fixture->has_moved = TRUE;
}

/* The new place is known before the old one is emptied, and nothing else changes meanwhile. */
static void
test_order (Fixture       *fixture,
            gconstpointer  data)
{
  PortunusMovableSecretStore *store = PORTUNUS_MOVABLE_SECRET_STORE (fixture->store);
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (GError) error = NULL;
  gboolean has_left_copies;

  g_signal_connect (store, "moved", G_CALLBACK (moved_cb), fixture);
  g_assert_true (move (fixture, fixture->file, NULL, NULL));
  g_assert_true (fixture->has_moved);
  fixture_assert_text (fixture->store, "key", "of this device");
  g_signal_handlers_disconnect_by_data (store, fixture);

  portunus_movable_secret_store_move_async (store, fixture->memory, names, NULL, portunus_test_store_result, &first);
  portunus_movable_secret_store_move_async (store, fixture->memory, names, NULL, portunus_test_store_result, &second);
  portunus_test_wait_result (&second);
  g_assert_false (portunus_movable_secret_store_move_finish (store, second, &has_left_copies, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  portunus_test_wait_result (&first);
  g_assert_true (portunus_movable_secret_store_move_finish (store, first, &has_left_copies, NULL));
}

static void
test_wrong_passphrase (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) wrong = open_file (fixture->path, "another passphrase");
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_store_text (fixture->file, "key", "of old", NULL));
  g_assert_false (move (fixture, wrong, NULL, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
  assert_unmoved (fixture);
  fixture_assert_text (fixture->file, "key", "of old");
}

static void
test_undone (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) behind = portunus_memory_secret_store_new ();
  g_autoptr (FullStore) full = g_object_new (full_store_get_type (), NULL);
  g_autoptr (GError) error = NULL;

  full->behind = g_object_ref (behind);
  g_assert_false (move (fixture, PORTUNUS_SECRET_STORE (full), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_true (full->has_taken_one);
  fixture_assert_text (behind, "key", NULL);
  assert_unmoved (fixture);
}

static void
test_no_place (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (PortunusSecretStore) nowhere = open_file ("/proc/no-such-folder/secrets", "a passphrase");
  g_autoptr (GError) error = NULL;

  g_assert_false (move (fixture, nowhere, NULL, &error));
  g_assert_nonnull (error);
  assert_unmoved (fixture);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (move (fixture, fixture->file, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_unmoved (fixture);
}

static void
test_erase (Fixture       *fixture,
            gconstpointer  data)
{
  PortunusMovableSecretStore *store = PORTUNUS_MOVABLE_SECRET_STORE (fixture->store);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_movable_secret_store_erase_async (store, names, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_movable_secret_store_erase_finish (store, result, &error));
  g_assert_no_error (error);
  fixture_assert_text (fixture->store, "key", NULL);
  fixture_assert_text (fixture->memory, "password", NULL);
  fixture_assert_text (fixture->store, "other", "of another program");
}

#define ADD(name, func) g_test_add ("/movable-secret-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("store", test_store);
  ADD ("move", test_move);
  ADD ("back", test_back);
  ADD ("of-this-run", test_of_this_run);
  ADD ("order", test_order);
  ADD ("wrong-passphrase", test_wrong_passphrase);
  ADD ("undone", test_undone);
  ADD ("no-place", test_no_place);
  ADD ("cancelled", test_cancelled);
  ADD ("erase", test_erase);
  return g_test_run ();
}
