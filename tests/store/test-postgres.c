/* test-postgres.c: the SQL layer on a real PostgreSQL server, which goes away, falls silent and comes back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-database.h"

#include <signal.h>
#include <string.h>

#include "portunus-postgres-private.h"
#include "portunus-server-store.h"
#include "portunus-test-postgres.h"
#include "portunus-test.h"

static const char * const version_1[] = {
  "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB) STRICT", NULL
};
static const char * const version_2[] = {
  "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB) STRICT",
  "ALTER TABLE things ADD COLUMN weight INTEGER DEFAULT 7", NULL
};
static const char * const broken_version_2[] = {
  "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB) STRICT",
  "CREATE TABLE more (x INTEGER); CREATE TABLE things (x INTEGER)", NULL
};

/* One server for all tests of this program, each of which has a database of its own. */
typedef struct
{
  PortunusTestPostgres *server;
} Shared;

static PortunusDatabase *
open_database (const char         *location,
               const char * const *migrations)
{
  g_autoptr (GError) error = NULL;
  PortunusDatabase *database = portunus_database_open (location, migrations, &error);

  g_assert_no_error (error);
  return database;
}

static gboolean
insert (PortunusDatabase  *database,
        gint64             number,
        const char        *name,
        GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    database, "INSERT INTO things (number, name, data) VALUES (?, ?, ?)", error);

  portunus_statement_bind_int (statement, 0, number);
  portunus_statement_bind_text (statement, 1, name);
  portunus_statement_bind_blob (statement, 2, "a\0b", 3);
  return portunus_statement_run (statement, error);
}

static gint64
ask_int (PortunusDatabase *database,
         const char       *sql)
{
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement = portunus_database_prepare (database, sql, &error);
  gint64 value;

  g_assert_true (portunus_statement_step (statement, &error));
  g_assert_no_error (error);
  value = portunus_statement_get_int (statement, 0);
  portunus_statement_reset (statement);
  return value;
}

static void
test_translation (gconstpointer data)
{
  static const struct
  {
    const char *sql;
    const char *expected;
    guint       n_parameters;
  } cases[] = {
    { "SELECT ?, ?", "SELECT $1, $2", 2 },
    { "SELECT '?', \"BLOB\", ?", "SELECT '?', \"BLOB\", $1", 1 },
    { "a BLOB, b INTEGER) STRICT;", "a BYTEA, b BIGINT) ;", 0 },
    { "BLOBS INTEGER_ xSTRICT", "BLOBS INTEGER_ xSTRICT", 0 },
    { "'it''s ?' ?", "'it''s ?' $1", 1 },
    { "'no end ?", "'no end ?", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint n_parameters;
      g_autofree char *text = _portunus_postgres_translate (cases[i].sql, &n_parameters);

      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_cmpuint (n_parameters, ==, cases[i].n_parameters);
    }
}

static void
test_values (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) database = open_database (location, version_1);
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement;
  gconstpointer blob;
  gsize length;

  g_assert_true (insert (database, G_MININT64, "grün", NULL));
  g_assert_cmpint (portunus_database_get_n_changed (database), ==, 1);
  g_assert_true (insert (database, G_MAXINT64, NULL, NULL));
  statement = portunus_database_prepare (database, "SELECT number, name, data FROM things ORDER BY number", &error);
  g_assert_true (portunus_statement_step (statement, &error));
  g_assert_cmpint (portunus_statement_get_int (statement, 0), ==, G_MININT64);
  g_assert_cmpstr (portunus_statement_get_text (statement, 1), ==, "grün");
  blob = portunus_statement_get_blob (statement, 2, &length);
  g_assert_cmpmem (blob, length, "a\0b", 3);
  g_assert_true (portunus_statement_step (statement, &error));
  g_assert_cmpint (portunus_statement_get_int (statement, 0), ==, G_MAXINT64);
  g_assert_null (portunus_statement_get_text (statement, 1));
  g_assert_false (portunus_statement_step (statement, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask_int (database, "SELECT -5"), ==, -5);
  g_assert_cmpint (ask_int (database, "SELECT NULL"), ==, 0);
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM things"), ==, 2);
}

static void
test_transactions (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) database = open_database (location, version_1);
  g_autoptr (GError) twice = NULL;
  g_autoptr (GError) undone = NULL;

  g_assert_true (portunus_database_begin (database, NULL));
  g_assert_true (insert (database, 1, "a", NULL));
  portunus_database_rollback (database);
  portunus_database_rollback (database);
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM things"), ==, 0);

  g_assert_true (portunus_database_begin (database, NULL));
  g_assert_true (insert (database, 1, "a secret", NULL));
  g_assert_false (insert (database, 2, "a secret", &twice));
  g_assert_error (twice, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FAILED);
  g_assert_null (strstr (twice->message, "a secret"));
  g_assert_false (portunus_database_commit (database, &undone));
  g_assert_error (undone, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FAILED);
  portunus_database_rollback (database);
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM things"), ==, 0);
}

static void
test_migrations (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (GError) failed = NULL;
  g_autoptr (GError) too_new = NULL;
  PortunusDatabase *database;

  portunus_database_close (open_database (location, version_1));
  g_assert_null (portunus_database_open (location, broken_version_2, &failed));
  g_assert_error (failed, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FAILED);
  database = open_database (location, version_1);
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM pg_class WHERE relname = 'more'"), ==, 0);
  portunus_database_close (database);

  database = open_database (location, version_2);
  g_assert_true (insert (database, 1, "a", NULL));
  g_assert_cmpint (ask_int (database, "SELECT weight FROM things"), ==, 7);
  portunus_database_close (database);
  g_assert_null (portunus_database_open (location, version_1, &too_new));
  g_assert_error (too_new, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_TOO_NEW);
}

static void
test_restart (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) database = open_database (location, version_1);
  g_autoptr (PortunusDatabase) writer = open_database (location, version_1);
  g_autoptr (GError) lost = NULL;
  g_autoptr (GError) down = NULL;

  g_assert_true (insert (database, 1, "a", NULL));
  g_assert_true (portunus_database_begin (writer, NULL));
  g_assert_true (insert (writer, 2, "b", NULL));
  portunus_test_postgres_stop (shared->server);
  g_assert_false (insert (database, 3, "c", &down));
  g_assert_error (down, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  portunus_test_postgres_start (shared->server);

  /* What is in the middle of a transaction does not go on as if nothing had been. */
  g_assert_false (insert (writer, 4, "d", &lost));
  g_assert_error (lost, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  g_assert_false (portunus_database_commit (writer, NULL));
  portunus_database_rollback (writer);
  g_assert_cmpint (ask_int (writer, "SELECT count(*) FROM things"), ==, 1);
}

/* Nothing fails when the server was restarted between two calls. */
static void
test_quiet_restart (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) database = open_database (location, version_1);
  g_autoptr (GError) error = NULL;

  g_assert_true (insert (database, 1, "a", NULL));
  portunus_test_postgres_stop (shared->server);
  portunus_test_postgres_start (shared->server);
  g_assert_true (insert (database, 2, "b", &error));
  g_assert_no_error (error);
}

static void
test_silence (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) database = open_database (location, version_1);
  g_autoptr (GError) silent = NULL;
  g_autoptr (GError) still = NULL;

  ((PortunusPostgresDatabase *) database)->timeout_ms = 200;
  portunus_test_postgres_signal (shared->server, SIGSTOP);
  g_assert_false (insert (database, 1, "a", &silent));
  g_assert_error (silent, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  ((PortunusPostgresDatabase *) database)->retry_us = G_MAXINT64;
  g_assert_false (insert (database, 2, "b", &still));
  g_assert_error (still, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  portunus_test_postgres_signal (shared->server, SIGCONT);

  ((PortunusPostgresDatabase *) database)->timeout_ms = 30000;
  ((PortunusPostgresDatabase *) database)->retry_us = 0;
  g_assert_true (insert (database, 3, "c", NULL));
}

static void
test_lock (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) first = open_database (location, version_1);
  g_autoptr (PortunusDatabase) second = open_database (location, version_1);
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_database_begin (first, NULL));
  g_assert_true (insert (first, 1, "a", NULL));
  g_assert_true (portunus_database_execute (second, "SET lock_timeout = 50", NULL));
  g_assert_false (insert (second, 1, "a", &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_BUSY);
  g_assert_true (portunus_database_commit (first, NULL));
}

/* Who had it cannot write any more once somebody else took it while there was no connection. */
static void
test_claim (gconstpointer data)
{
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autofree char *elsewhere = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) first = open_database (location, version_1);
  g_autoptr (PortunusDatabase) second = open_database (location, version_1);
  g_autoptr (PortunusDatabase) other = open_database (elsewhere, version_1);
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_database_claim (first, NULL));
  g_assert_true (portunus_database_claim (first, NULL));
  g_assert_true (portunus_database_claim (other, NULL));
  g_assert_false (portunus_database_claim (second, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED);
  g_clear_error (&error);
  g_assert_true (insert (first, 1, "a", NULL));
  portunus_test_postgres_stop (shared->server);
  portunus_test_postgres_start (shared->server);
  ((PortunusPostgresDatabase *) second)->retry_us = 0;
  g_assert_true (portunus_database_claim (second, NULL));
  g_assert_false (insert (first, 2, "b", &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED);
  portunus_database_close (g_steal_pointer (&second));
  ((PortunusPostgresDatabase *) first)->retry_us = 0;
  g_assert_true (insert (first, 3, "c", NULL));
}

static void
test_password (gconstpointer data)
{
  static const char * const no_migrations[] = { NULL };
  const Shared *shared = data;
  g_autofree char *location = portunus_test_postgres_add_database (shared->server);
  g_autoptr (PortunusDatabase) database = open_database (location, version_1);
  const char *folder = portunus_test_postgres_get_folder (shared->server);
  g_autofree char *good = g_strdup_printf ("postgresql://locked:tOp%%40s3cret@/postgres?host=%s", folder);
  g_autofree char *bad = g_strdup_printf ("postgresql://locked:wr0ng@/postgres?host=%s", folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_database_execute (database, "CREATE ROLE locked LOGIN SUPERUSER "
                                                      "PASSWORD 'tOp@s3cret'", NULL));
  portunus_database_close (open_database (good, no_migrations));
  g_assert_null (portunus_database_open (bad, no_migrations, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
  g_assert_null (strstr (error->message, "wr0ng"));
}

static void
test_locations (gconstpointer data)
{
  static const struct
  {
    const char *location;
    gboolean    is_good;
    gboolean    has_password;
  } cases[] = {
    { "memory:", TRUE, FALSE },
    { "/srv/a.db", TRUE, FALSE },
    { "postgresql://host/name", TRUE, FALSE },
    { "postgres://me@host:5432/name?sslmode=verify-full", TRUE, FALSE },
    { "postgresql://me:s3cret@host/name", TRUE, TRUE },
    { "postgresql://host/name?password=s3cret", TRUE, TRUE },
    { "postgresql://host/name?sslpassword=s3cret", TRUE, TRUE },
    { "postgresql://me:s3cret%zz@host/name", FALSE, FALSE },
    { "postgresql://host/name?nonsense=s3cret", FALSE, FALSE },
    { "mysql://me:s3cret@host/name", FALSE, FALSE },
    { "", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (portunus_server_store_check_location (cases[i].location, &error), ==, cases[i].is_good);
      g_assert_true (cases[i].is_good || strstr (error->message, "s3cret") == NULL);
      g_assert_cmpint (portunus_server_store_has_password (cases[i].location), ==, cases[i].has_password);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char   *path;
    GTestDataFunc run;
  } tests[] = {
    { "/store/postgres/values", test_values },
    { "/store/postgres/transactions", test_transactions },
    { "/store/postgres/migrations", test_migrations },
    { "/store/postgres/restart", test_restart },
    { "/store/postgres/claim", test_claim },
    { "/store/postgres/quiet-restart", test_quiet_restart },
    { "/store/postgres/silence", test_silence },
    { "/store/postgres/lock", test_lock },
    { "/store/postgres/password", test_password },
  };
  Shared shared = { NULL };
  int code;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/store/postgres/translation", NULL, test_translation);
  g_test_add_data_func ("/store/postgres/locations", NULL, test_locations);
  shared.server = portunus_test_postgres_new ();
  if (shared.server == NULL)
    g_test_add_func ("/store/postgres/server", portunus_test_postgres_skip);
  for (gsize i = 0; shared.server != NULL && i < G_N_ELEMENTS (tests); i++)
    g_test_add_data_func (tests[i].path, &shared, tests[i].run);
  code = g_test_run ();
  g_clear_pointer (&shared.server, portunus_test_postgres_free);
  return code;
}
