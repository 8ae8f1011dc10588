/* test-store-trouble.c: a store whose disk is full, whose file is damaged or newer, whose server goes, or that is busy
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-database.h"
#include "portunus-server-store-private.h"
#include "portunus-test-store.h"
#include "portunus-test.h"

#define N_CALLS     3000
#define MAX_WAITING 1024
#define PATIENCE_MS 60000

static const PortunusAttemptLimit limit = { "password", 3, 60 };

typedef struct
{
  char  *directory;
  char  *path;
  guint  n_answers;
  guint  n_done;
  guint  n_busy;
  guint  n_cancelled;
  guint  n_unavailable;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->directory = portunus_test_make_dir ();
  f->path = g_build_filename (f->directory, "server.db", NULL);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  portunus_test_remove_tree (f->directory);
  g_free (f->directory);
  g_free (f->path);
}

static void
assert_cannot_open (const char         *path,
                    PortunusStoreError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_test_store_try_open (path, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, (int) code);
}

static void
test_file_mode (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (PortunusServerStore) store = portunus_test_store_open (f->path);
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  struct stat info;

  g_assert_true (portunus_test_store_set_setting (store, "a", "b", NULL));
  g_assert_no_errno (g_stat (f->path, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_no_errno (g_stat (log, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_newer (Fixture       *f,
            gconstpointer  data)
{
  static const char * const migrations[] = { "SELECT 1", "SELECT 1", "SELECT 1", "SELECT 1", "SELECT 1", "SELECT 1",
                                             "SELECT 1", "SELECT 1", "SELECT 1", NULL };
  PortunusDatabase *database = portunus_database_open (f->path, migrations, NULL);

  portunus_database_close (database);
  assert_cannot_open (f->path, PORTUNUS_STORE_ERROR_TOO_NEW);
}

/* A damaged page is found at the start, and neither repaired nor replaced: there may be an account in the file. */
static void
test_damaged (Fixture       *f,
              gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length;
  gsize length_after;
  char garbage[256];

  g_object_unref (portunus_test_store_open (f->path));
  g_assert_true (g_file_get_contents (f->path, &before, &length, NULL));
  memset (garbage, 0x5a, sizeof garbage);
  memcpy (before + 4096, garbage, sizeof garbage);
  g_assert_true (g_file_set_contents (f->path, before, (gssize) length, NULL));
  assert_cannot_open (f->path, PORTUNUS_STORE_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (f->path, &after, &length_after, NULL));
  g_assert_cmpmem (after, length_after, before, length);

  memset (before, 'x', length);
  g_assert_true (g_file_set_contents (f->path, before, (gssize) length, NULL));
  assert_cannot_open (f->path, PORTUNUS_STORE_ERROR_CORRUPT);
}

static void
test_no_place (Fixture       *f,
               gconstpointer  data)
{
  assert_cannot_open ("/does/not/exist/server.db", PORTUNUS_STORE_ERROR_UNAVAILABLE);
  assert_cannot_open (f->directory, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  assert_cannot_open ("mysql://host/database", PORTUNUS_STORE_ERROR_UNAVAILABLE);
}

static gboolean
mount_small (const char *path)
{
  if (unshare (CLONE_NEWNS | (geteuid () == 0 ? 0 : CLONE_NEWUSER)) == 0
      && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
      && mount ("tmpfs", path, "tmpfs", 0, "size=1m") == 0)
    return TRUE;
  g_test_skip ("No file system of a fixed size can be mounted here");
  return FALSE;
}

static void
fill_disk (const char *path)
{
  g_autofree char *block = g_malloc0 (4096);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (write (fd, block, 4096) > 0)
    continue;
  close (fd);
}

static void
test_disk_full (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *filler = g_build_filename (f->directory, "filler", NULL);
  g_autofree char *big = g_strnfill (300000, 'x');
  g_autofree char *kept = NULL;
  g_autoptr (PortunusServerStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) uncounted = NULL;

  if (!mount_small (f->directory))
    return;
  store = portunus_test_store_open (f->path);
  g_assert_true (portunus_test_store_set_setting (store, "kept", "as it was", NULL));
  fill_disk (filler);
  g_assert_false (portunus_test_store_set_setting (store, "kept", big, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FULL);
  for (guint i = 0; uncounted == NULL && i < 100; i++)
    portunus_test_store_take (store, &limit, "10.0.0.1", NULL, &uncounted);
  kept = portunus_test_store_get_setting (store, "kept");
  g_assert_cmpstr (kept, ==, "as it was");

  /* With room again it goes on, and nobody got more tries than there are. */
  g_assert_no_errno (g_unlink (filler));
  g_assert_true (portunus_test_store_set_setting (store, "kept", big, NULL));
  for (guint i = 0; i < limit.max; i++)
    portunus_test_store_take (store, &limit, "10.0.0.1", NULL, NULL);
  g_assert_false (portunus_test_store_take (store, &limit, "10.0.0.1", NULL, NULL));
  g_clear_object (&store);
  g_assert_no_errno (umount (f->directory));
}

static void
set_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Fixture *f = user_data;
  g_autoptr (GError) error = NULL;

  f->n_answers++;
  if (portunus_server_store_set_setting_finish (PORTUNUS_SERVER_STORE (source), result, &error))
    f->n_done++;
  else if (g_error_matches (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_BUSY))
    f->n_busy++;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    f->n_cancelled++;
  else
    g_assert_no_error (error);
}

static gboolean
have_all_answered (gpointer user_data)
{
  Fixture *f = user_data;

  return f->n_answers == N_CALLS;
}

/* Whoever comes when too many wait is told so; all others are served. */
static void
test_queue (Fixture       *f,
            gconstpointer  data)
{
  PortunusServerStore *store = portunus_test_store_open (f->path);

  for (guint i = 0; i < N_CALLS; i++)
    portunus_server_store_set_setting_async (store, "a", "b", NULL, set_cb, f);
  g_assert_cmpuint (f->n_answers, ==, 0);
  g_object_unref (store);
  portunus_test_wait (have_all_answered, f, PATIENCE_MS);
  g_assert_cmpuint (f->n_done, >=, MAX_WAITING);
  g_assert_cmpuint (f->n_busy, >, 0);
  g_assert_cmpuint (f->n_done + f->n_busy, ==, N_CALLS);
}

static void
test_cancelled (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (PortunusServerStore) store = portunus_server_store_new_in_memory ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *value = NULL;

  g_cancellable_cancel (cancellable);
  f->n_answers = N_CALLS - 1;
  portunus_server_store_set_setting_async (store, "a", "b", cancellable, set_cb, f);
  portunus_test_wait (have_all_answered, f, PATIENCE_MS);
  g_assert_cmpuint (f->n_cancelled, ==, 1);
  value = portunus_test_store_get_setting (store, "a");
  g_assert_null (value);
}

static gpointer
set_in_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gboolean is_set;

  g_main_context_push_thread_default (context);
  is_set = portunus_test_store_set_setting (data, "a", "from a thread", NULL);
  g_main_context_pop_thread_default (context);
  return GINT_TO_POINTER (is_set);
}

static void
test_threads (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (PortunusServerStore) store = portunus_server_store_new_in_memory ();
  GThread *thread = g_thread_new ("caller", set_in_thread, store);
  g_autofree char *value = NULL;

  g_assert_true (GPOINTER_TO_INT (g_thread_join (thread)));
  value = portunus_test_store_get_setting (store, "a");
  g_assert_cmpstr (value, ==, "from a thread");
}

typedef struct
{
  PortunusServerStore *store;
  gboolean             is_back;
} Return;

static gboolean
is_back (gpointer user_data)
{
  Return *self = user_data;

  self->is_back = self->is_back || portunus_test_store_ping (self->store, NULL);
  return self->is_back;
}

static void
test_server_restart (Fixture       *f,
                     gconstpointer  data)
{
  g_autoptr (PortunusTestPostgres) server = portunus_test_postgres_new ();
  g_autofree char *location = NULL;
  g_autoptr (PortunusServerStore) store = NULL;
  g_autoptr (GError) error = NULL;
  Return back = { NULL };

  if (server == NULL)
    {
      portunus_test_postgres_skip ();
      return;
    }
  location = portunus_test_postgres_add_database (server);
  store = portunus_test_store_open (location);
  for (guint i = 0; i < limit.max; i++)
    g_assert_true (portunus_test_store_take (store, &limit, "10.0.0.1", NULL, NULL));
  portunus_test_postgres_stop (server);
  g_assert_false (portunus_test_store_take (store, &limit, "10.0.0.1", NULL, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  assert_cannot_open (location, PORTUNUS_STORE_ERROR_UNAVAILABLE);

  portunus_test_postgres_start (server);
  back.store = store;
  portunus_test_wait (is_back, &back, PATIENCE_MS);
  g_clear_error (&error);
  g_assert_false (portunus_test_store_take (store, &limit, "10.0.0.1", NULL, &error));
  g_assert_no_error (error);
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Fixture *f = user_data;
  g_autoptr (GError) error = NULL;

  f->n_answers++;
  if (portunus_server_store_take_attempt_finish (PORTUNUS_SERVER_STORE (source), result, NULL, &error))
    f->n_done++;
  else if (error != NULL)
    {
      g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
      f->n_unavailable++;
    }
}

/* Somebody who is in the way of the first call, so that it is under way when the server stops. */
static PortunusDatabase *
hold_up (const char *location)
{
  PortunusDatabase *database = portunus_database_open (location, _portunus_server_schema, NULL);

  g_assert_true (portunus_database_begin (database, NULL));
  g_assert_true (portunus_database_execute (database, "INSERT INTO attempts VALUES ('password', '10.0.0.1', 1, 0)",
                                            NULL));
  return database;
}

/* Each call has its one answer, and however it came, nobody got more tries than there are. */
static void
test_server_restart_during_calls (Fixture       *f,
                                  gconstpointer  data)
{
  g_autoptr (PortunusTestPostgres) server = portunus_test_postgres_new ();
  g_autofree char *location = NULL;
  g_autoptr (PortunusServerStore) store = NULL;
  g_autoptr (PortunusDatabase) other = NULL;

  if (server == NULL)
    {
      portunus_test_postgres_skip ();
      return;
    }
  location = portunus_test_postgres_add_database (server);
  store = portunus_test_store_open (location);
  other = hold_up (location);
  for (guint i = 0; i < MAX_WAITING; i++)
    portunus_server_store_take_attempt_async (store, &limit, "10.0.0.1", NULL, taken_cb, f);
  portunus_test_postgres_stop (server);
  portunus_test_postgres_start (server);
  f->n_answers += N_CALLS - MAX_WAITING;
  portunus_test_wait (have_all_answered, f, PATIENCE_MS);
  g_assert_cmpuint (f->n_done, <=, limit.max);
  g_assert_cmpuint (f->n_unavailable, >, 0);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void      (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/store/store-trouble/file-mode", test_file_mode },
    { "/store/store-trouble/newer", test_newer },
    { "/store/store-trouble/damaged", test_damaged },
    { "/store/store-trouble/no-place", test_no_place },
    { "/store/store-trouble/queue", test_queue },
    { "/store/store-trouble/cancelled", test_cancelled },
    { "/store/store-trouble/threads", test_threads },
    { "/store/store-trouble/server-restart", test_server_restart },
    { "/store/store-trouble/server-restart-during-calls", test_server_restart_during_calls },
    { "/store/store-trouble/disk-full", test_disk_full },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
