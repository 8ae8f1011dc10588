/* portunus-test-postgres.c: a PostgreSQL server of the test's own, on a socket in a folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-postgres.h"

#include <glib/gstdio.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "portunus-database.h"
#include "portunus-server-store.h"
#include "portunus-test.h"

#define PATTERN    "/usr/lib/postgresql/*/bin/initdb"
#define READY_LINE 7
#define START_MS   60000

struct _PortunusTestPostgres
{
  /* Owned */
  char        *programs;
  char        *folder;
  GSubprocess *server;

  guint        n_databases;
};

/* The newest one that Debian's packages brought, or the one in the path. */
static char *
find_programs (void)
{
  g_autofree char *initdb = g_find_program_in_path ("initdb");
  char *folder = NULL;
  glob_t found;

  if (glob (PATTERN, 0, NULL, &found) == 0)
    folder = g_path_get_dirname (found.gl_pathv[found.gl_pathc - 1]);
  else if (initdb != NULL)
    folder = g_path_get_dirname (initdb);
  globfree (&found);
  return folder;
}

/* PostgreSQL does not run as root. */
static const struct passwd *
find_user (void)
{
  const struct passwd *user = getpwnam ("postgres");

  if (geteuid () != 0)
    return NULL;
  return user != NULL ? user : getpwnam ("nobody");
}

static void
change_user_in_child (gpointer user_data)
{
  const struct passwd *user = user_data;

  if (user != NULL
      && (setgroups (0, NULL) != 0 || setgid (user->pw_gid) != 0 || setuid (user->pw_uid) != 0))
    _exit (126);
  /* A test that fails takes its server along, at once. */
  prctl (PR_SET_PDEATHSIG, SIGQUIT);
}

static GSubprocess *
spawn (PortunusTestPostgres *self,
       const char           *program,
       const char * const   *arguments)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = g_build_filename (self->folder, "log", NULL);
  GSubprocess *process;

  g_ptr_array_add (argv, g_build_filename (self->programs, program, NULL));
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_child_setup (launcher, change_user_in_child, (gpointer) find_user (), NULL);
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_set_stderr_file_path (launcher, log);
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);
  return process;
}

static void
make_cluster (PortunusTestPostgres *self)
{
  static const char * const arguments[] = {
    "-D", "data", "-U", "portunus", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync", NULL
  };
  static const char access[] = "local all locked scram-sha-256\nlocal all all trust\n";
  g_autoptr (GSubprocess) process = spawn (self, "initdb", arguments);
  g_autofree char *path = g_build_filename (self->folder, "data", "pg_hba.conf", NULL);

  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_assert_true (g_file_set_contents (path, access, -1, NULL));
}

PortunusTestPostgres *
portunus_test_postgres_new (void)
{
  g_autofree char *programs = find_programs ();
  const struct passwd *user = find_user ();
  PortunusTestPostgres *self;

  if (programs == NULL || !portunus_server_store_check_location ("postgresql://host/database", NULL))
    return NULL;
  self = g_new0 (PortunusTestPostgres, 1);
  self->programs = g_steal_pointer (&programs);
  self->folder = portunus_test_make_dir ();
  if (user != NULL)
    g_assert_no_errno (chown (self->folder, user->pw_uid, user->pw_gid));
  make_cluster (self);
  portunus_test_postgres_start (self);
  return self;
}

void
portunus_test_postgres_skip (void)
{
  g_test_skip ("There is no PostgreSQL server here");
}

void
portunus_test_postgres_free (PortunusTestPostgres *self)
{
  if (self->server != NULL)
    portunus_test_postgres_stop (self);
  portunus_test_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->programs);
  g_free (self);
}

/* The server writes its state into the eighth line of a file, which pg_ctl reads as well. */
static gboolean
is_ready (gpointer user_data)
{
  PortunusTestPostgres *self = user_data;
  g_autofree char *path = g_build_filename (self->folder, "data", "postmaster.pid", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  return g_strv_length (lines) > READY_LINE && g_str_has_prefix (lines[READY_LINE], "ready");
}

void
portunus_test_postgres_start (PortunusTestPostgres *self)
{
  const char *arguments[] = {
    "-D", "data", "-k", self->folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=40", NULL
  };

  g_assert_null (self->server);
  self->server = spawn (self, "postgres", arguments);
  portunus_test_wait (is_ready, self, START_MS);
}

void
portunus_test_postgres_stop (PortunusTestPostgres *self)
{
  g_subprocess_send_signal (self->server, SIGINT);
  g_assert_true (g_subprocess_wait (self->server, NULL, NULL));
  g_clear_object (&self->server);
}

static GArray *
list_children (PortunusTestPostgres *self)
{
  const char *pid = g_subprocess_get_identifier (self->server);
  g_autofree char *path = g_strdup_printf ("/proc/%s/task/%s/children", pid, pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) words = NULL;
  GArray *children = g_array_new (FALSE, FALSE, sizeof (pid_t));

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  words = g_strsplit (g_strstrip (text), " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      pid_t child = (pid_t) g_ascii_strtoll (words[i], NULL, 10);

      if (child > 0)
        g_array_append_val (children, child);
    }
  return children;
}

void
portunus_test_postgres_signal (PortunusTestPostgres *self,
                               int                   number)
{
  g_autoptr (GArray) children = list_children (self);

  g_subprocess_send_signal (self->server, number);
  for (guint i = 0; i < children->len; i++)
    kill (g_array_index (children, pid_t, i), number);
}

/* A schema of its own is as good as a database of its own, and made in no time. */
char *
portunus_test_postgres_add_database (PortunusTestPostgres *self)
{
  static const char * const no_migrations[] = { NULL };
  g_autofree char *server = g_strdup_printf ("postgresql://portunus@/postgres?host=%s", self->folder);
  g_autofree char *sql = g_strdup_printf ("CREATE SCHEMA test_%u", self->n_databases);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusDatabase) database = portunus_database_open (server, no_migrations, &error);

  g_assert_no_error (error);
  portunus_database_execute (database, sql, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("%s&options=-csearch_path%%3Dtest_%u", server, self->n_databases++);
}

const char *
portunus_test_postgres_get_folder (PortunusTestPostgres *self)
{
  return self->folder;
}
