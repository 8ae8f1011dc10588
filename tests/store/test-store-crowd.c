/* test-store-crowd.c: many at once, on many connections and in two processes, get what one may have
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-store.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "portunus-test-store.h"
#include "portunus-test.h"

#define N_STORES       4
#define N_PER_STORE    25
#define N_PER_PROCESS  60
#define N_ALLOWED      7
#define PATIENCE_MS    60000
#define TAKE_ARGUMENT  "--take"

static const PortunusAttemptLimit limit = { "password", N_ALLOWED, 3600 };

typedef struct
{
  PortunusTestStoreKind  kind;
  PortunusTestPostgres  *server;
  const char            *program;
} Place;

typedef struct
{
  char                *directory;
  char                *location;
  PortunusServerStore *stores[N_STORES];
  guint                n_answers;
  guint                n_wanted;
  guint                n_allowed;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  const Place *place = data;

  f->directory = portunus_test_make_dir ();
  f->location = portunus_test_store_make_location (place->kind, f->directory, place->server);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  for (guint i = 0; i < N_STORES; i++)
    g_clear_object (&f->stores[i]);
  portunus_test_remove_tree (f->directory);
  g_free (f->directory);
  g_free (f->location);
}

/* What is in memory has one connection, which all share. */
static void
open_stores (Fixture     *f,
             const Place *place)
{
  f->stores[0] = portunus_test_store_open (f->location);
  for (guint i = 1; i < N_STORES; i++)
    f->stores[i] = place->kind == PORTUNUS_TEST_STORE_MEMORY ? g_object_ref (f->stores[0])
                                                             : portunus_test_store_open (f->location);
}

static gboolean
have_all_answered (gpointer user_data)
{
  Fixture *f = user_data;

  return f->n_answers == f->n_wanted;
}

static void
wait_for_answers (Fixture *f,
                  guint    n_wanted)
{
  f->n_wanted = n_wanted;
  portunus_test_wait (have_all_answered, f, PATIENCE_MS);
}

static void
count (Fixture  *f,
       gboolean  is_allowed,
       GError   *error)
{
  g_assert_no_error (error);
  f->n_answers++;
  f->n_allowed += is_allowed;
}

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  count (user_data,
         portunus_server_store_take_attempt_finish (PORTUNUS_SERVER_STORE (source), result, NULL, &error), error);
}

static void
used_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  count (user_data, portunus_server_store_use_once_finish (PORTUNUS_SERVER_STORE (source), result, &error), error);
}

static void
advanced_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  count (user_data, portunus_server_store_advance_finish (PORTUNUS_SERVER_STORE (source), result, &error), error);
}

static void
code_used_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  count (user_data,
         portunus_server_store_use_recovery_code_finish (PORTUNUS_SERVER_STORE (source), result, &error), error);
}

static void
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  count (user_data, portunus_server_store_create_admin_finish (PORTUNUS_SERVER_STORE (source), result, &error), error);
}

static void
assert_allowed (Fixture *f,
                guint    n_calls,
                guint    n_allowed)
{
  wait_for_answers (f, n_calls);
  g_assert_cmpuint (f->n_allowed, ==, n_allowed);
  f->n_answers = 0;
  f->n_allowed = 0;
}

static void
test_attempts (Fixture       *f,
               gconstpointer  data)
{
  open_stores (f, data);
  for (guint i = 0; i < N_STORES * N_PER_STORE; i++)
    portunus_server_store_take_attempt_async (f->stores[i % N_STORES], &limit, "10.0.0.1", NULL, taken_cb, f);
  assert_allowed (f, N_STORES * N_PER_STORE, N_ALLOWED);
}

static void
test_once (Fixture       *f,
           gconstpointer  data)
{
  static const char * const codes[] = { "hash", NULL };
  gint64 expires = g_get_real_time () / G_USEC_PER_SEC + 3600;

  open_stores (f, data);
  for (guint i = 0; i < N_STORES * N_PER_STORE; i++)
    portunus_server_store_use_once_async (f->stores[i % N_STORES], "token", "id", expires, NULL, used_cb, f);
  assert_allowed (f, N_STORES * N_PER_STORE, 1);
  for (guint i = 0; i < N_STORES * N_PER_STORE; i++)
    portunus_server_store_advance_async (f->stores[i % N_STORES], "totp", "admin", 57, NULL, advanced_cb, f);
  assert_allowed (f, N_STORES * N_PER_STORE, 1);
  for (guint i = 0; i < N_STORES * N_PER_STORE; i++)
    portunus_server_store_create_admin_async (f->stores[i % N_STORES], "$y$", codes, NULL, created_cb, f);
  assert_allowed (f, N_STORES * N_PER_STORE, 1);
  for (guint i = 0; i < N_STORES * N_PER_STORE; i++)
    portunus_server_store_use_recovery_code_async (f->stores[i % N_STORES], "hash", NULL, code_used_cb, f);
  assert_allowed (f, N_STORES * N_PER_STORE, 1);
}

/* What this program does when it is started with TAKE_ARGUMENT: says how many tries it got, and is gone. */
static void
take_in_process (const char *location)
{
  Fixture f = { .n_wanted = N_PER_PROCESS };
  g_autoptr (PortunusServerStore) store = portunus_test_store_open (location);

  for (guint i = 0; i < N_PER_PROCESS; i++)
    portunus_server_store_take_attempt_async (store, &limit, "10.0.0.1", NULL, taken_cb, &f);
  wait_for_answers (&f, N_PER_PROCESS);
  g_print ("%u\n", f.n_allowed);
  fflush (stdout);
  raise (SIGKILL);
}

static guint
read_number (GSubprocess *process)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, SIGKILL);
  return (guint) g_ascii_strtoull (text, NULL, 10);
}

/* Both find an empty database, which only one of them may fill with tables. What they counted outlives them. */
static void
test_two_processes (Fixture       *f,
                    gconstpointer  data)
{
  const Place *place = data;
  GSubprocess *processes[2];
  guint n_allowed = 0;

  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      g_autoptr (GError) error = NULL;

      processes[i] = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, place->program, TAKE_ARGUMENT,
                                       f->location, NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    {
      n_allowed += read_number (processes[i]);
      g_object_unref (processes[i]);
    }
  g_assert_cmpuint (n_allowed, ==, N_ALLOWED);
  f->stores[0] = portunus_test_store_open (f->location);
  g_assert_false (portunus_test_store_take (f->stores[0], &limit, "10.0.0.1", NULL, NULL));
}

static void
add_tests (const Place *place)
{
  static const char * const kinds[PORTUNUS_TEST_STORE_N_KINDS] = { "memory", "file", "postgres" };
  g_autofree char *attempts = g_strdup_printf ("/store/store-crowd/%s/attempts", kinds[place->kind]);
  g_autofree char *once = g_strdup_printf ("/store/store-crowd/%s/once", kinds[place->kind]);
  g_autofree char *processes = g_strdup_printf ("/store/store-crowd/%s/two-processes", kinds[place->kind]);

  g_test_add (attempts, Fixture, place, setup, test_attempts, teardown);
  g_test_add (once, Fixture, place, setup, test_once, teardown);
  if (place->kind != PORTUNUS_TEST_STORE_MEMORY)
    g_test_add (processes, Fixture, place, setup, test_two_processes, teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (PortunusTestPostgres) server = NULL;
  Place places[PORTUNUS_TEST_STORE_N_KINDS];

  if (argc == 3 && strcmp (argv[1], TAKE_ARGUMENT) == 0)
    take_in_process (argv[2]);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  server = portunus_test_postgres_new ();
  for (guint i = 0; i < PORTUNUS_TEST_STORE_N_KINDS; i++)
    {
      places[i] = (Place) { (PortunusTestStoreKind) i, server, argv[0] };
      if (i != PORTUNUS_TEST_STORE_POSTGRES || server != NULL)
        add_tests (&places[i]);
    }
  if (server == NULL)
    g_test_add_func ("/store/store-crowd/postgres", portunus_test_postgres_skip);
  return g_test_run ();
}
