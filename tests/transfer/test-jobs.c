/* test-jobs.c: what is sent arrives, all of it and as it was
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-test.h"
#include "portunus-transfer-error.h"

static void
assert_success (Attempt *attempt)
{
  g_assert_no_error (attempt->receive_error);
  g_assert_no_error (attempt->send_error);
}

static void
test_sizes (void)
{
  static const gsize sizes[] = { 0, 1, 64437, 64438, 64439, 128945, 1048575, 1048576, 3000007 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Jobs jobs = { 0 };
      guint64 n_crossed;

      jobs_setup (&jobs, NULL);
      g_free (jobs_make_file (&jobs, "file.bin", sizes[i], i));
      jobs_list (&jobs, "file.bin", NULL);
      n_crossed = jobs_transfer (&jobs, PORTUNUS_CONFLICT_RENAME);
      jobs_assert_listing (&jobs, "file.bin");
      jobs_assert_same (&jobs, "file.bin", "file.bin");
      /* What sealing and records cost: less than one part in a thousand, and one frame. */
      g_assert_cmpuint (n_crossed, <=, sizes[i] + sizes[i] / 1000 + 200);
      jobs_teardown (&jobs, NULL);
    }
}

static void
test_progress (Jobs          *jobs,
               gconstpointer  data)
{
  Attempt attempt = { 0 };

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  g_free (jobs_make_file (jobs, "b", 2000000, 2));
  jobs_list (jobs, "a b", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  assert_success (&attempt);
  g_assert_cmpstr (attempt.send_events->str, ==, "a:done b:done");
  g_assert_cmpstr (attempt.receive_events->str, ==, "a:done b:done");
  g_assert_cmpstr (portunus_offer_get_title (attempt.offer), ==, "A title");
  g_assert_cmpuint (portunus_transfer_get_n_files (attempt.incoming), ==, 2);
  g_assert_cmpuint (portunus_transfer_get_files_done (attempt.incoming), ==, 2);
  g_assert_cmpuint (portunus_transfer_get_done_bytes (attempt.incoming), ==, 2001000);
  g_assert_cmpuint (portunus_transfer_get_total_bytes (attempt.incoming), ==, 2001000);
  g_assert_cmpuint (portunus_transfer_get_files_done (attempt.outgoing), ==, 2);
  g_assert_cmpuint (portunus_transfer_get_done_bytes (attempt.outgoing), ==, 2001000);
  g_assert_cmpint (portunus_transfer_get_state (attempt.outgoing), ==, PORTUNUS_TRANSFER_VERIFYING);
  attempt_clear (&attempt);
}

static void
test_folders (Jobs          *jobs,
              gconstpointer  data)
{
  g_autofree char *empty = g_build_filename (jobs->from, "top", "empty", NULL);
  g_autofree char *link = g_build_filename (jobs->from, "top", "link", NULL);
  g_autofree char *outside = g_build_filename (jobs->from, "top", "outside", NULL);
  g_autofree char *copied_link = g_build_filename (jobs->to, "top", "link", NULL);
  g_autofree char *script = NULL;
  g_autofree char *target = NULL;

  script = jobs_make_file (jobs, "top/b/run.sh", 100, 1);
  g_assert_no_errno (g_chmod (script, 0750));
  g_free (jobs_make_file (jobs, "top/größe ☃.txt", 7, 2));
  g_free (jobs_make_file (jobs, "top/a", 0, 3));
  g_assert_no_errno (g_mkdir (empty, 0755));
  g_assert_no_errno (symlink ("b/run.sh", link));
  g_assert_no_errno (symlink ("/etc/passwd", outside));
  jobs_list (jobs, "top", NULL);
  jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  jobs_assert_listing (jobs, "top/ top/a top/b/ top/b/run.sh top/empty/ top/größe ☃.txt top/link");
  jobs_assert_same (jobs, "top/b/run.sh", "top/b/run.sh");
  jobs_assert_same (jobs, "top/größe ☃.txt", "top/größe ☃.txt");
  jobs_assert_same (jobs, "top/a", "top/a");
  target = g_file_read_link (copied_link, NULL);
  g_assert_cmpstr (target, ==, "b/run.sh");
}

static void
test_many (Jobs          *jobs,
           gconstpointer  data)
{
  guint64 total = 0;
  guint64 n_crossed;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("many/%u/file-%u", i % 7, i);

      g_free (jobs_make_file (jobs, name, i % 500, i));
      total += i % 500;
    }
  jobs_list (jobs, "many", NULL);
  n_crossed = jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  g_assert_cmpuint (portunus_test_wire_get_n_frames (jobs->wire), <=, 8);
  g_assert_cmpuint (n_crossed, <=, total + 1000 * 50);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("many/%u/file-%u", i % 7, i);

      jobs_assert_same (jobs, name, name);
    }
}

static void
test_sparse (Jobs          *jobs,
             gconstpointer  data)
{
  g_autofree char *source = jobs_make_file (jobs, "sparse", 10000, 1);
  g_autofree char *copy = g_build_filename (jobs->to, "sparse", NULL);
  int fd = open (source, O_WRONLY | O_CLOEXEC);
  struct stat info;

  g_assert_no_errno (ftruncate (fd, 64 * 1024 * 1024));
  g_assert_cmpint (pwrite (fd, "middle", 6, 30 * 1024 * 1024), ==, 6);
  g_assert_no_errno (close (fd));
  jobs_list (jobs, "sparse", NULL);
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), <, 256 * 1024);
  jobs_assert_same (jobs, "sparse", "sparse");
  g_assert_no_errno (stat (copy, &info));
  g_assert_cmpint (info.st_blocks, <, 2048);
}

static void
test_text (Jobs          *jobs,
           gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (1024 * 1024, 't');
  const char *texts[] = { "Hello\nWorld ☃", longest };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      Attempt attempt = { 0 };

      jobs_list (jobs, NULL, texts[i]);
      attempt_begin (&attempt, jobs);
      attempt_run (&attempt);
      assert_success (&attempt);
      g_assert_cmpstr (attempt.text, ==, texts[i]);
      jobs_assert_listing (jobs, "");
      attempt_clear (&attempt);
    }
}

static void
test_text_and_file (Jobs          *jobs,
                    gconstpointer  data)
{
  Attempt attempt = { 0 };

  g_free (jobs_make_file (jobs, "file", 10, 1));
  jobs_list (jobs, "file", "words");
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  assert_success (&attempt);
  g_assert_cmpstr (attempt.text, ==, "words");
  jobs_assert_listing (jobs, "file");
  attempt_clear (&attempt);
}

/* Makes standard input that file until restore_stdin(). */
static int
replace_stdin (const char *path)
{
  int saved = fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, 10);
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_no_errno (dup2 (fd, STDIN_FILENO));
  close (fd);
  return saved;
}

static void
restore_stdin (int saved)
{
  if (saved >= 0)
    g_assert_no_errno (dup2 (saved, STDIN_FILENO));
  else
    close (STDIN_FILENO);
  if (saved >= 0)
    close (saved);
}

static void
assert_same_bytes (Jobs       *jobs,
                   const char *source,
                   const char *copy_name)
{
  g_autofree char *copy = g_build_filename (jobs->to, copy_name, NULL);
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  gsize n_expected;
  gsize n_found;

  g_assert_true (g_file_get_contents (source, &expected, &n_expected, NULL));
  g_assert_true (g_file_get_contents (copy, &found, &n_found, NULL));
  g_assert_cmpmem (expected, n_expected, found, n_found);
}

static void
test_stdin (Jobs          *jobs,
            gconstpointer  data)
{
  g_autofree char *source = jobs_make_file (jobs, "input", 500000, 1);
  int saved = replace_stdin (source);

  jobs_list (jobs, "-", NULL);
  jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  jobs_assert_listing (jobs, "stdin");
  assert_same_bytes (jobs, source, "stdin");
  restore_stdin (saved);
}

/* Standard input is there once: a second attempt must not pass its rest off as the whole. */
static void
test_stdin_again (Jobs          *jobs,
                  gconstpointer  data)
{
  g_autofree char *source = jobs_make_file (jobs, "input", 500000, 1);
  int saved = replace_stdin (source);
  Attempt attempt = { 0 };

  jobs_list (jobs, "-", NULL);
  jobs_transfer_until (jobs, PORTUNUS_CONFLICT_RENAME, GPOINTER_TO_UINT (data));
  portunus_test_wire_set_options (jobs->wire, NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.receive_events->str, ==, "stdin:failed");
  attempt_clear (&attempt);
  restore_stdin (saved);
}

static void
test_rename (Jobs          *jobs,
             gconstpointer  data)
{
  g_free (jobs_make_file (jobs, "a.tar.gz", 10, 1));
  g_free (jobs_make_file (jobs, "photos/1.jpg", 10, 2));
  jobs_make_text_file (jobs->to, "a.tar.gz", "mine");
  jobs_make_text_file (jobs->to, "photos/1.jpg", "mine");
  jobs_list (jobs, "a.tar.gz photos", NULL);
  jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  jobs_assert_listing (jobs, "a (1).tar.gz a.tar.gz photos (1)/ photos (1)/1.jpg photos/ photos/1.jpg");
  jobs_assert_same (jobs, "a.tar.gz", "a (1).tar.gz");
  jobs_assert_same (jobs, "photos/1.jpg", "photos (1)/1.jpg");
  jobs_assert_content (jobs, "a.tar.gz", "mine");
  jobs_assert_content (jobs, "photos/1.jpg", "mine");
}

/* What is identical is not sent, also where it is large; what only has the same size is, under another name. */
static void
test_skip (Jobs          *jobs,
           gconstpointer  data)
{
  g_autofree char *same = jobs_make_file (jobs, "same", 2000000, 1);
  g_autofree char *there = g_build_filename (jobs->to, "same", NULL);

  g_free (jobs_make_file (jobs, "other", 4, 2));
  jobs_make_text_file (jobs->to, "other", "four");
  g_assert_no_errno (g_rename (same, there));
  g_free (jobs_make_file (jobs, "same", 2000000, 1));
  jobs_list (jobs, "same other", NULL);
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_SKIP), <, 1000);
  jobs_assert_listing (jobs, "other other (1) same");
  jobs_assert_content (jobs, "other", "four");
  jobs_assert_same (jobs, "other", "other (1)");
}

static void
test_overwrite (Jobs          *jobs,
                gconstpointer  data)
{
  g_free (jobs_make_file (jobs, "a", 10, 1));
  g_free (jobs_make_file (jobs, "folder/b", 10, 2));
  jobs_make_text_file (jobs->to, "a", "mine");
  jobs_make_text_file (jobs->to, "folder/b", "mine");
  jobs_make_text_file (jobs->to, "folder/c", "mine");
  jobs_list (jobs, "a folder", NULL);
  jobs_transfer (jobs, PORTUNUS_CONFLICT_OVERWRITE);
  jobs_assert_listing (jobs, "a folder/ folder/b folder/c");
  jobs_assert_same (jobs, "a", "a");
  jobs_assert_same (jobs, "folder/b", "folder/b");
  jobs_assert_content (jobs, "folder/c", "mine");
}

static void
set_time (const char *path,
          time_t      seconds)
{
  const struct timespec times[2] = { { seconds, 0 }, { seconds, 0 } };

  g_assert_no_errno (utimensat (AT_FDCWD, path, times, 0));
}

static void
test_newer (Jobs          *jobs,
            gconstpointer  data)
{
  g_autofree char *newer = jobs_make_file (jobs, "newer", 10, 1);
  g_autofree char *older = jobs_make_file (jobs, "older", 10, 2);
  g_autofree char *newer_there = g_build_filename (jobs->to, "newer", NULL);
  g_autofree char *older_there = g_build_filename (jobs->to, "older", NULL);

  jobs_make_text_file (jobs->to, "newer", "mine");
  jobs_make_text_file (jobs->to, "older", "mine");
  set_time (newer, 2000);
  set_time (newer_there, 1000);
  set_time (older, 1000);
  set_time (older_there, 2000);
  jobs_list (jobs, "newer older", NULL);
  jobs_transfer (jobs, PORTUNUS_CONFLICT_NEWER);
  jobs_assert_listing (jobs, "newer older");
  jobs_assert_same (jobs, "newer", "newer");
  jobs_assert_content (jobs, "older", "mine");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/jobs/sizes", test_sizes);
  jobs_add ("/transfer/jobs/progress", NULL, test_progress);
  jobs_add ("/transfer/jobs/folders", NULL, test_folders);
  jobs_add ("/transfer/jobs/many", NULL, test_many);
  jobs_add ("/transfer/jobs/sparse", NULL, test_sparse);
  jobs_add ("/transfer/jobs/text", NULL, test_text);
  jobs_add ("/transfer/jobs/text-and-file", NULL, test_text_and_file);
  jobs_add ("/transfer/jobs/stdin", NULL, test_stdin);
  jobs_add ("/transfer/jobs/stdin-again/early", GUINT_TO_POINTER (1), test_stdin_again);
  jobs_add ("/transfer/jobs/stdin-again/late", GUINT_TO_POINTER (6), test_stdin_again);
  jobs_add ("/transfer/jobs/rename", NULL, test_rename);
  jobs_add ("/transfer/jobs/skip", NULL, test_skip);
  jobs_add ("/transfer/jobs/overwrite", NULL, test_overwrite);
  jobs_add ("/transfer/jobs/newer", NULL, test_newer);

  return g_test_run ();
}
