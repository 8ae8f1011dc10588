/* test-engine.c: starting an engine, more than once and after it failed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-private.h"

#include <string.h>

#include <glib/gstdio.h>

#include "portunus-crypto-error.h"
#include "portunus-test.h"

typedef struct
{
  char           *dir;
  PortunusEngine *engine;
} Fixture;

static PortunusEngine *
make_engine (const char                *dir,
             PortunusSecretStoreChoice  choice,
             const char                *passphrase)
{
  g_autoptr (PortunusSecret) secret = portunus_secret_new (passphrase, strlen (passphrase));
  const PortunusEngineOptions options = {
    .data_dir = dir,
    .secret_store = choice,
    .passphrase = secret,
    .device_name = "Somebody",
  };

  return portunus_engine_new (&options);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->dir = portunus_test_make_dir ();
  f->engine = make_engine (f->dir, PORTUNUS_SECRET_STORE_MEMORY, "right");
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  portunus_engine_stop (f->engine);
  g_assert_finalize_object (f->engine);
  portunus_test_remove_tree (f->dir);
  g_free (f->dir);
}

static gboolean
start (PortunusEngine  *engine,
       GError         **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  portunus_engine_start_async (engine, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  return portunus_engine_start_finish (engine, result, error);
}

static void
assert_starts (PortunusEngine *engine)
{
  g_autoptr (GError) error = NULL;

  start (engine, &error);
  g_assert_no_error (error);
}

static void
test_started_already (Fixture       *f,
                      gconstpointer  data)
{
  g_autofree char *device = NULL;

  assert_starts (f->engine);
  device = g_strdup (portunus_engine_get_device_id (f->engine));
  assert_starts (f->engine);
  g_assert_cmpstr (portunus_engine_get_device_id (f->engine), ==, device);
}

static void
test_under_way (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) too_early = NULL;

  portunus_engine_start_async (f->engine, NULL, portunus_test_store_result, &first);
  g_assert_false (start (f->engine, &too_early));
  g_assert_error (too_early, G_IO_ERROR, G_IO_ERROR_PENDING);
  portunus_test_wait_result (&first);
  g_assert_true (portunus_engine_start_finish (f->engine, first, &error));
  g_assert_no_error (error);
}

static void
test_after_stop (Fixture       *f,
                 gconstpointer  data)
{
  assert_starts (f->engine);
  portunus_engine_stop (f->engine);
  assert_starts (f->engine);
}

static void
test_after_cancel (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_engine_start_async (f->engine, cancellable, portunus_test_store_result, &result);
  g_cancellable_cancel (cancellable);
  portunus_test_wait_result (&result);
  g_assert_false (portunus_engine_start_finish (f->engine, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_starts (f->engine);
}

/* The folder is not to be had at first: a file is in its place. */
static void
test_after_bad_folder (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *dir = g_build_filename (f->dir, "data", NULL);
  PortunusEngine *engine = make_engine (dir, PORTUNUS_SECRET_STORE_MEMORY, "right");
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (dir, "x", 1, NULL));
  g_assert_false (start (engine, &error));
  g_assert_nonnull (error);
  g_unlink (dir);
  assert_starts (engine);
  portunus_engine_stop (engine);
  g_assert_finalize_object (engine);
}

/* The store does not open at first: it is somebody else's. */
static void
test_after_bad_store (Fixture       *f,
                      gconstpointer  data)
{
  PortunusEngine *owner = make_engine (f->dir, PORTUNUS_SECRET_STORE_FILE, "right");
  PortunusEngine *engine = make_engine (f->dir, PORTUNUS_SECRET_STORE_FILE, "wrong");
  g_autofree char *path = g_build_filename (f->dir, "secrets", NULL);

  assert_starts (owner);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (start (engine, &error));
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE);
      g_assert_null (strstr (error->message, f->dir));
    }
  g_unlink (path);
  assert_starts (engine);
  g_assert_nonnull (portunus_engine_get_device_id (engine));
  portunus_engine_stop (engine);
  g_assert_finalize_object (engine);
  portunus_engine_stop (owner);
  g_assert_finalize_object (owner);
}

/* What is said gets into logs, and the folder has the name of a person in it. */
static void
test_no_folder_in_messages (Fixture       *f,
                            gconstpointer  data)
{
  g_autofree char *path = g_build_filename (f->dir, "secrets", NULL);
  PortunusEngine *engine = make_engine (f->dir, PORTUNUS_SECRET_STORE_FILE, "right");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      /* Not a secret file, and then no file at all. */
      if (i == 0)
        g_assert_true (g_file_set_contents (path, "x", 1, NULL));
      else
        g_assert_true (g_unlink (path) == 0 && g_mkdir (path, 0700) == 0);
      g_assert_false (start (engine, &error));
      g_assert_nonnull (strstr (error->message, "secrets"));
      g_assert_null (strstr (error->message, f->dir));
    }
  g_assert_finalize_object (engine);
}

/* Two programs of one person at a time. */
static void
test_two_of_one_device (Fixture       *f,
                        gconstpointer  data)
{
  PortunusEngine *one = make_engine (f->dir, PORTUNUS_SECRET_STORE_FILE, "right");
  PortunusEngine *two = make_engine (f->dir, PORTUNUS_SECRET_STORE_FILE, "right");

  assert_starts (one);
  assert_starts (two);
  g_assert_cmpstr (portunus_engine_get_device_id (one), ==, portunus_engine_get_device_id (two));
  portunus_engine_stop (one);
  portunus_engine_stop (two);
  g_assert_finalize_object (one);
  g_assert_finalize_object (two);
}

static guint16
host_room (PortunusEngine *engine)
{
  const PortunusRoomOrder order = { .server = NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PortunusHostedRoom) room = NULL;
  g_autoptr (GError) error = NULL;

  portunus_engine_host_room_async (engine, &order, NULL, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  room = portunus_engine_host_room_finish (engine, result, &error);
  g_assert_no_error (error);
  return room->link->port;
}

/* What a browser has of us hangs on the port, so it stays where it can. */
static void
test_port (Fixture       *f,
           gconstpointer  data)
{
  PortunusEngine *two = make_engine (f->dir, PORTUNUS_SECRET_STORE_MEMORY, "right");
  g_autofree char *path = g_build_filename (f->dir, "port", NULL);
  guint16 port;

  assert_starts (f->engine);
  assert_starts (two);
  port = host_room (f->engine);
  g_assert_cmpuint (host_room (two), !=, port);
  portunus_engine_stop (f->engine);
  portunus_engine_stop (two);

  assert_starts (two);
  g_assert_cmpuint (host_room (two), ==, port);
  portunus_engine_stop (two);

  g_assert_true (g_file_set_contents (path, "70000", -1, NULL));
  assert_starts (two);
  g_assert_cmpuint (host_room (two), >, 0);
  portunus_engine_stop (two);
  g_assert_finalize_object (two);
}

#define ADD(path, function) g_test_add ("/engine/engine/" path, Fixture, NULL, setup, function, teardown)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("started-already", test_started_already);
  ADD ("under-way", test_under_way);
  ADD ("after-stop", test_after_stop);
  ADD ("after-cancel", test_after_cancel);
  ADD ("after-bad-folder", test_after_bad_folder);
  ADD ("after-bad-store", test_after_bad_store);
  ADD ("no-folder-in-messages", test_no_folder_in_messages);
  ADD ("two-of-one-device", test_two_of_one_device);
  ADD ("port", test_port);

  return g_test_run ();
}
