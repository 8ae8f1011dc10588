/* test-database.c: what is written is there again, and failures have the right names
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-database.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "portunus-test.h"

static const char * const version_1[] = {
  "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB)", NULL
};
static const char * const version_2[] = {
  "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB)",
  "ALTER TABLE things ADD COLUMN weight INTEGER DEFAULT 7", NULL
};
static const char * const broken_version_2[] = {
  "CREATE TABLE things (number INTEGER PRIMARY KEY, name TEXT UNIQUE, data BLOB)",
  "CREATE TABLE more (x); CREATE TABLE things (x)", NULL
};

typedef struct
{
  char *directory;
  char *path;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->directory = portunus_test_make_dir ();
  f->path = g_build_filename (f->directory, "test.sqlite", NULL);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  portunus_test_remove_tree (f->directory);
  g_free (f->path);
  g_free (f->directory);
}

static PortunusDatabase *
open_database (const char         *path,
               const char * const *migrations)
{
  g_autoptr (GError) error = NULL;
  PortunusDatabase *database = portunus_database_open (path, migrations, &error);

  g_assert_no_error (error);
  return database;
}

static gboolean
insert (PortunusDatabase  *database,
        const char        *name,
        GError           **error)
{
  PortunusStatement *statement = portunus_database_prepare (
    database, "INSERT INTO things (name, data) VALUES (?, ?)", error);

  portunus_statement_bind_text (statement, 0, name);
  portunus_statement_bind_blob (statement, 1, "a\0b", 3);
  return portunus_statement_run (statement, error);
}

static gint64
ask_int (PortunusDatabase *database,
         const char       *sql)
{
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement = portunus_database_prepare (database, sql, &error);
  gint64 value;

  g_assert_no_error (error);
  g_assert_true (portunus_statement_step (statement, &error));
  value = portunus_statement_get_int (statement, 0);
  portunus_statement_reset (statement);
  return value;
}

static void
test_values (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr (PortunusDatabase) database = open_database (":memory:", version_1);
  g_autoptr (GError) error = NULL;
  PortunusStatement *statement;
  gconstpointer blob;
  gsize length;

  g_assert_true (insert (database, "grün", &error));
  g_assert_cmpint (portunus_database_get_n_changed (database), ==, 1);
  g_assert_true (insert (database, NULL, &error));
  statement = portunus_database_prepare (database, "SELECT number, name, data FROM things ORDER BY number", &error);
  g_assert_true (portunus_statement_step (statement, &error));
  g_assert_cmpint (portunus_statement_get_int (statement, 0), ==, 1);
  g_assert_cmpstr (portunus_statement_get_text (statement, 1), ==, "grün");
  blob = portunus_statement_get_blob (statement, 2, &length);
  g_assert_cmpmem (blob, length, "a\0b", 3);
  g_assert_true (portunus_statement_step (statement, &error));
  g_assert_null (portunus_statement_get_text (statement, 1));
  g_assert_false (portunus_statement_step (statement, &error));
  g_assert_no_error (error);
}

static void
test_integers (Fixture       *f,
               gconstpointer  data)
{
  static const gint64 values[] = { 0, -1, G_MAXINT64, G_MININT64 };
  g_autoptr (PortunusDatabase) database = open_database (":memory:", version_1);

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      PortunusStatement *statement = portunus_database_prepare (database, "SELECT ?", NULL);

      portunus_statement_bind_int (statement, 0, values[i]);
      g_assert_true (portunus_statement_step (statement, NULL));
      g_assert_cmpint (portunus_statement_get_int (statement, 0), ==, values[i]);
    }
}

static void
test_file (Fixture       *f,
           gconstpointer  data)
{
  PortunusDatabase *database = open_database (f->path, version_1);
  struct stat info;

  g_assert_true (insert (database, "a", NULL));
  portunus_database_close (database);
  g_assert_no_errno (g_stat (f->path, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  database = open_database (f->path, version_2);
  g_assert_cmpint (ask_int (database, "SELECT weight FROM things"), ==, 7);
  g_assert_true (portunus_database_check (database, NULL));
  g_assert_cmpint (ask_int (database, "PRAGMA foreign_keys"), ==, 1);
  portunus_database_close (database);
}

static void
test_migrations (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (GError) too_new = NULL;
  g_autoptr (GError) failed = NULL;
  PortunusDatabase *database;

  portunus_database_close (open_database (f->path, version_1));
  g_assert_null (portunus_database_open (f->path, broken_version_2, &failed));
  g_assert_error (failed, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FAILED);
  database = open_database (f->path, version_1);
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM sqlite_master WHERE name = 'more'"), ==, 0);
  portunus_database_close (database);

  portunus_database_close (open_database (f->path, version_2));
  g_assert_null (portunus_database_open (f->path, version_1, &too_new));
  g_assert_error (too_new, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_TOO_NEW);
}

static void
test_transactions (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (PortunusDatabase) database = open_database (f->path, version_1);
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_database_begin (database, NULL));
  g_assert_true (insert (database, "a", NULL));
  portunus_database_rollback (database);
  portunus_database_rollback (database);
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM things"), ==, 0);
  g_assert_true (portunus_database_begin (database, NULL));
  g_assert_true (insert (database, "a", NULL));
  g_assert_false (insert (database, "a", &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_FAILED);
  g_assert_true (g_str_has_prefix (error->message, "test.sqlite: "));
  g_assert_true (portunus_database_commit (database, NULL));
  g_assert_cmpint (ask_int (database, "SELECT count(*) FROM things"), ==, 1);
}

static void
test_two_connections (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr (PortunusDatabase) first = open_database (f->path, version_1);
  g_autoptr (PortunusDatabase) second = open_database (f->path, version_1);
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_database_begin (first, NULL));
  g_assert_true (insert (first, "a", NULL));
  g_assert_cmpint (ask_int (second, "SELECT count(*) FROM things"), ==, 0);
  g_assert_true (portunus_database_execute (second, "PRAGMA busy_timeout = 20", NULL));
  g_assert_false (portunus_database_begin (second, &error));
  g_assert_error (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_BUSY);
  g_assert_true (portunus_database_commit (first, NULL));
  g_assert_cmpint (ask_int (second, "SELECT count(*) FROM things"), ==, 1);
}

static void
test_not_a_database (Fixture       *f,
                     gconstpointer  data)
{
  g_autofree char *garbage = g_strnfill (8192, 'x');
  g_autoptr (GError) corrupt = NULL;
  g_autoptr (GError) missing = NULL;

  g_assert_true (g_file_set_contents (f->path, garbage, -1, NULL));
  g_assert_null (portunus_database_open (f->path, version_1, &corrupt));
  g_assert_error (corrupt, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CORRUPT);
  g_assert_null (portunus_database_open ("/does/not/exist/x.sqlite", version_1, &missing));
  g_assert_error (missing, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_UNAVAILABLE);
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
    { "/store/database/values", test_values },
    { "/store/database/integers", test_integers },
    { "/store/database/file", test_file },
    { "/store/database/migrations", test_migrations },
    { "/store/database/transactions", test_transactions },
    { "/store/database/two-connections", test_two_connections },
    { "/store/database/not-a-database", test_not_a_database },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
