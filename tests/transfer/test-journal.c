/* test-journal.c: what was received is remembered, whatever ends the run
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-journal.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "portunus-database.h"
#include "sink-fixture.h"

#define SENDER "device-a"

static const char * const lines[] = { "t/a=1111111111", "t/b=2222222222", "t/c=3333333333", "t/d=4444444444", NULL };

typedef struct
{
  Fixture          base;
  char            *path;
  PortunusJournal *journal;
} JournalFixture;

static void
reopen (JournalFixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->journal, portunus_journal_close);
  f->journal = portunus_journal_open (f->path, &error);
  g_assert_no_error (error);
}

static void
setup_journal (JournalFixture *f,
               gconstpointer   data)
{
  setup (&f->base, data);
  f->path = g_build_filename (f->base.directory, "journal.sqlite", NULL);
  f->base.manifest = create_manifest (lines, 7);
  reopen (f);
}

static void
teardown_journal (JournalFixture *f,
                  gconstpointer   data)
{
  g_clear_pointer (&f->journal, portunus_journal_close);
  g_free (f->path);
  teardown (&f->base, data);
}

static PortunusEntry
get_entry (JournalFixture *f,
           guint           index)
{
  PortunusEntry entry;

  portunus_manifest_get_entry (f->base.manifest, index, &entry);
  return entry;
}

static const guint8 *
make_id (guint8 first)
{
  static guint8 ids[256][PORTUNUS_TRANSFER_ID_SIZE];

  ids[first][0] = first;
  return ids[first];
}

static void
begin (JournalFixture *f,
       guint8          id,
       const char     *sender)
{
  PortunusJournalTransfer transfer = {
    .sender_device = sender,
    .title = "four letters",
    .directory = f->base.destination,
    .policy = PORTUNUS_CONFLICT_NEWER,
  };

  memcpy (transfer.id, make_id (id), PORTUNUS_TRANSFER_ID_SIZE);
  portunus_journal_begin_transfer (f->journal, &transfer);
}

static void
set_progress (JournalFixture *f,
              guint8          id,
              guint           index,
              guint64         n_bytes)
{
  g_autofree char *part = g_strdup_printf ("t/.portunus-%02x000000-%u.part", id, index);
  PortunusEntry entry = get_entry (f, index);

  portunus_journal_set_progress (f->journal, make_id (id), index, &entry, part, n_bytes);
}

static void
mark_done (JournalFixture *f,
           guint8          id,
           guint           index)
{
  PortunusEntry entry = get_entry (f, index);

  portunus_journal_mark_done (f->journal, make_id (id), index, &entry, "t (1)/x");
}

/* "0:partial:5 1:done:10" */
static void
assert_files (JournalFixture *f,
              guint8          id,
              const char     *expected)
{
  static const char * const states[] = { "?", "partial", "done" };
  g_autoptr (GPtrArray) files = portunus_journal_list_files (f->journal, make_id (id));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < files->len; i++)
    {
      const PortunusJournalFile *file = files->pdata[i];

      g_string_append_printf (text, "%s%u:%s:%" G_GUINT64_FORMAT, i > 0 ? " " : "", file->index, states[file->state],
                              file->verified_bytes);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_remember (JournalFixture *f,
               gconstpointer   data)
{
  g_autoptr (GHashTable) names = NULL;
  g_autoptr (GPtrArray) files = NULL;
  PortunusJournalFile *file;

  begin (f, 1, SENDER);
  portunus_journal_set_top_name (f->journal, make_id (1), "t", "t (2)");
  set_progress (f, 1, 0, 3);
  set_progress (f, 1, 0, 5);
  mark_done (f, 1, 1);
  reopen (f);

  begin (f, 1, SENDER);
  assert_files (f, 1, "0:partial:5 1:done:10");
  names = portunus_journal_get_top_names (f->journal, make_id (1));
  g_assert_cmpstr (g_hash_table_lookup (names, "t"), ==, "t (2)");
  files = portunus_journal_list_files (f->journal, make_id (1));
  file = files->pdata[0];
  g_assert_cmpstr (file->path, ==, "t/a");
  g_assert_cmpuint (file->size, ==, 10);
  g_assert_cmpint (file->mtime_ns, ==, 7);
  g_assert_cmpstr (file->part_path, ==, "t/.portunus-01000000-0.part");
}

static void
test_unknown_values (JournalFixture *f,
                     gconstpointer   data)
{
  PortunusEntry entry = get_entry (f, 0);
  g_autoptr (GPtrArray) files = NULL;

  entry.size = PORTUNUS_SIZE_UNKNOWN;
  entry.mtime_ns = PORTUNUS_MTIME_UNKNOWN;
  begin (f, 1, SENDER);
  portunus_journal_set_progress (f->journal, make_id (1), 0, &entry, "part", 1);
  reopen (f);
  begin (f, 1, SENDER);
  files = portunus_journal_list_files (f->journal, make_id (1));
  g_assert_cmpuint (((PortunusJournalFile *) files->pdata[0])->size, ==, PORTUNUS_SIZE_UNKNOWN);
  g_assert_cmpint (((PortunusJournalFile *) files->pdata[0])->mtime_ns, ==, PORTUNUS_MTIME_UNKNOWN);
}

/* A sender without a keyring has another key each time, and the same id. */
static void
test_new_key (JournalFixture *f,
              gconstpointer   data)
{
  begin (f, 1, SENDER);
  set_progress (f, 1, 0, 5);
  begin (f, 1, "device-b");
  assert_files (f, 1, "0:partial:5");
  set_progress (f, 1, 0, 6);
  begin (f, 1, SENDER);
  assert_files (f, 1, "0:partial:6");
}

static void
test_other_directory (JournalFixture *f,
                      gconstpointer   data)
{
  put_file (&f->base, "t/.portunus-01000000-0.part", "12345");
  begin (f, 1, SENDER);
  set_progress (f, 1, 0, 5);
  portunus_journal_flush (f->journal);
  g_free (f->base.destination);
  f->base.destination = g_build_filename (f->base.directory, "dest", "t", NULL);
  begin (f, 1, SENDER);
  assert_files (f, 1, "");
  assert_folder (&f->base, ".", "");
}

static void
test_adopt (JournalFixture *f,
            gconstpointer   data)
{
  PortunusEntry entry = get_entry (f, 1);
  PortunusEntry other = entry;
  g_autoptr (PortunusJournalFile) file = NULL;

  begin (f, 1, SENDER);
  set_progress (f, 1, 1, 6);
  reopen (f);

  begin (f, 3, "device-b");
  g_assert_null (portunus_journal_adopt_partial (f->journal, make_id (3), 0, &entry));
  begin (f, 2, SENDER);
  other.size++;
  g_assert_null (portunus_journal_adopt_partial (f->journal, make_id (2), 0, &other));
  other = entry;
  other.mtime_ns++;
  g_assert_null (portunus_journal_adopt_partial (f->journal, make_id (2), 0, &other));
  other = entry;
  other.path = "t/z";
  g_assert_null (portunus_journal_adopt_partial (f->journal, make_id (2), 0, &other));

  file = portunus_journal_adopt_partial (f->journal, make_id (2), 0, &entry);
  g_assert_cmpuint (file->verified_bytes, ==, 6);
  g_assert_cmpstr (file->part_path, ==, "t/.portunus-01000000-1.part");
  assert_files (f, 2, "0:partial:6");
  begin (f, 1, SENDER);
  assert_files (f, 1, "");
}

static void
execute (JournalFixture *f,
         const char     *sql)
{
  static const char * const none[] = { "", "", NULL };
  g_autoptr (PortunusDatabase) database = portunus_database_open (f->path, none, NULL);
  g_autoptr (GError) error = NULL;

  portunus_database_execute (database, sql, &error);
  g_assert_no_error (error);
}

static void
test_sweep (JournalFixture *f,
            gconstpointer   data)
{
  put_file (&f->base, "t/.portunus-01000000-0.part", "12345");
  put_file (&f->base, "t/.portunus-02000000-0.part", "12345");
  put_file (&f->base, "t/mine", "12345");
  begin (f, 1, SENDER);
  set_progress (f, 1, 0, 5);
  begin (f, 2, SENDER);
  set_progress (f, 2, 0, 5);
  begin (f, 3, SENDER);
  portunus_journal_finish_transfer (f->journal, make_id (3));
  reopen (f);
  g_assert_cmpuint (portunus_journal_sweep (f->journal, 3600), ==, 0);

  execute (f, "UPDATE transfers SET updated = updated - 4000 WHERE number = 1;"
              "UPDATE transfers SET updated = updated - 90000 WHERE number = 3");
  g_assert_cmpuint (portunus_journal_sweep (f->journal, 100000), ==, 1);
  g_assert_cmpuint (portunus_journal_sweep (f->journal, 3600), ==, 1);
  assert_folder (&f->base, "t", ".portunus-02000000-0.part|mine");
  g_assert_cmpuint (portunus_journal_sweep (f->journal, 3600), ==, 0);
}

static void
test_damaged (JournalFixture *f,
              gconstpointer   data)
{
  g_autofree char *garbage = g_strnfill (20000, 'x');
  g_autofree char *aside = g_strconcat (f->path, ".corrupt-1", NULL);

  begin (f, 1, SENDER);
  g_clear_pointer (&f->journal, portunus_journal_close);
  g_assert_true (g_file_set_contents (f->path, garbage, -1, NULL));
  g_test_expect_message ("portunus-transfer", G_LOG_LEVEL_MESSAGE, "*was damaged and was moved aside*");
  reopen (f);
  g_test_assert_expected_messages ();
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  begin (f, 1, SENDER);
  set_progress (f, 1, 0, 5);
  assert_files (f, 1, "0:partial:5");
}

/* A journal that can no longer be written does not end the transfer. */
static void
test_full (JournalFixture *f,
           gconstpointer   data)
{
  struct rlimit limit;
  struct rlimit small;

  begin (f, 1, SENDER);
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &limit));
  small = limit;
  small.rlim_cur = 1024;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &small));
  g_test_expect_message ("portunus-transfer", G_LOG_LEVEL_MESSAGE, "The transfer goes on*");
  set_progress (f, 1, 0, 5);
  g_assert_false (portunus_journal_flush (f->journal));
  set_progress (f, 1, 0, 6);
  mark_done (f, 1, 1);
  g_assert_false (portunus_journal_flush (f->journal));
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
  g_test_assert_expected_messages ();
}

static void
test_many (JournalFixture *f,
           gconstpointer   data)
{
  const guint n_files = 20000;
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (GPtrArray) files = NULL;
  PortunusEntry entry = get_entry (f, 0);

  begin (f, 1, SENDER);
  for (guint i = 0; i < n_files; i++)
    portunus_journal_mark_done (f->journal, make_id (1), i, &entry, "t/a");
  portunus_journal_flush (f->journal);
  g_test_message ("%u files noted in %.1f ms", n_files, (g_get_monotonic_time () - began_us) / 1000.0);
  files = portunus_journal_list_files (f->journal, make_id (1));
  g_assert_cmpuint (files->len, ==, n_files);
}

static void
die_at (guint *n_steps_left)
{
  if ((*n_steps_left)-- == 0)
    raise (SIGKILL);
}

/* Receives as the real one does, up to one of its steps. */
static void
receive_some (JournalFixture *f,
              guint           n_steps)
{
  plan_sink (&f->base, lines, PORTUNUS_CONFLICT_OVERWRITE);
  reopen (f);
  begin (f, 1, SENDER);
  for (guint i = 0; i < 4; i++)
    {
      PortunusEntry entry = get_entry (f, i);
      PortunusSinkFile *file = portunus_sink_file_open (f->base.sink, i, NULL, 0, NULL);
      g_autofree char *content = g_strnfill (10, '1' + (char) i);
      g_autofree char *path = NULL;

      for (guint j = 0; j < 10; j++)
        {
          die_at (&n_steps);
          portunus_sink_file_write (file, (const guint8 *) content, 1, NULL);
          die_at (&n_steps);
          portunus_journal_set_progress (f->journal, make_id (1), i, &entry, portunus_sink_file_get_part_path (file),
                                         j + 1);
          portunus_journal_flush (f->journal);
        }
      die_at (&n_steps);
      path = portunus_sink_file_finish (file, NULL);
      die_at (&n_steps);
      portunus_journal_mark_done (f->journal, make_id (1), i, &entry, path);
      portunus_journal_flush (f->journal);
    }
  die_at (&n_steps);
}

static void
receive_rest (JournalFixture            *f,
              const PortunusJournalFile *known,
              guint                      index)
{
  guint64 offset = known != NULL ? known->verified_bytes : 0;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = g_strnfill (10, '1' + (char) index);
  g_autofree char *path = NULL;
  PortunusSinkFile *file;

  /* Killed after the file got its name, before that was noted: the part file is gone, and it is sent again. */
  file = portunus_sink_file_open (f->base.sink, index, known != NULL ? known->part_path : NULL, offset, NULL);
  if (file == NULL)
    {
      offset = 0;
      file = portunus_sink_file_open (f->base.sink, index, NULL, 0, &error);
    }
  g_assert_no_error (error);
  g_assert_true (portunus_sink_file_write (file, (const guint8 *) content + offset, 10 - offset, &error));
  path = portunus_sink_file_finish (file, &error);
  g_assert_no_error (error);
}

static void
resume (JournalFixture *f)
{
  g_autoptr (GPtrArray) files = NULL;

  plan_sink (&f->base, lines, PORTUNUS_CONFLICT_OVERWRITE);
  reopen (f);
  begin (f, 1, SENDER);
  files = portunus_journal_list_files (f->journal, make_id (1));
  for (guint i = 0; i < 4; i++)
    {
      const PortunusJournalFile *known = NULL;

      for (guint j = 0; j < files->len; j++)
        {
          if (((PortunusJournalFile *) files->pdata[j])->index == i)
            known = files->pdata[j];
        }
      if (known == NULL || known->state != PORTUNUS_JOURNAL_DONE)
        receive_rest (f, known, i);
    }
}

/* Killed after every step in turn: the second run always completes the first. */
static void
test_kill (JournalFixture *f,
           gconstpointer   data)
{
  const guint n_steps = 4 * 22 + 1;

  for (guint i = 0; i < n_steps; i++)
    {
      int status;
      pid_t child;

      g_clear_pointer (&f->journal, portunus_journal_close);
      portunus_test_remove_tree (f->base.destination);
      g_assert_no_errno (g_mkdir (f->base.destination, 0755));
      g_unlink (f->path);
      child = fork ();
      if (child == 0)
        {
          receive_some (f, i);
          _exit (0);
        }
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));

      resume (f);
      assert_content (&f->base, "t/a", "1111111111");
      assert_content (&f->base, "t/b", "2222222222");
      assert_content (&f->base, "t/c", "3333333333");
      assert_content (&f->base, "t/d", "4444444444");
      assert_folder (&f->base, "t", "a|b|c|d");
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void      (*run) (JournalFixture *, gconstpointer);
  } tests[] = {
    { "/transfer/journal/remember", test_remember },
    { "/transfer/journal/unknown-values", test_unknown_values },
    { "/transfer/journal/new-key", test_new_key },
    { "/transfer/journal/other-directory", test_other_directory },
    { "/transfer/journal/adopt", test_adopt },
    { "/transfer/journal/sweep", test_sweep },
    { "/transfer/journal/damaged", test_damaged },
    { "/transfer/journal/full", test_full },
    { "/transfer/journal/many", test_many },
    { "/transfer/journal/kill", test_kill },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, JournalFixture, NULL, setup_journal, tests[i].run, teardown_journal);
  return g_test_run ();
}
