/* test-jobs-resume.c: an attempt goes on where the one before was broken off, and never with the wrong bytes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-segment.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define SIZE     700000
/* Large enough for a stream of its own. */
#define LARGE    1500000
/* What frames, records and a stream's header add. */
#define OVERHEAD 2000

static guint
count_frames (Jobs *jobs)
{
  guint n_frames;

  jobs_transfer (jobs, PORTUNUS_CONFLICT_OVERWRITE);
  n_frames = portunus_test_wire_get_n_frames (jobs->wire);
  jobs_renew_id (jobs);
  return n_frames;
}

static void
empty_destination (Jobs *jobs)
{
  portunus_test_remove_tree (jobs->to);
  g_assert_no_errno (g_mkdir (jobs->to, 0755));
  jobs_renew_id (jobs);
}

/* Cut after every frame of one file: what arrived does not cross again. */
static void
check_every_frame (gsize size)
{
  Jobs jobs = { 0 };
  guint n_frames;

  jobs_setup (&jobs, NULL);
  g_free (jobs_make_file (&jobs, "a", size, 1));
  jobs_list (&jobs, "a", NULL);
  n_frames = count_frames (&jobs);
  g_assert_cmpuint (n_frames, >=, 10);
  for (guint n = 1; n < n_frames; n++)
    {
      guint64 n_again;

      empty_destination (&jobs);
      jobs_transfer_until (&jobs, PORTUNUS_CONFLICT_RENAME, n);
      n_again = jobs_transfer (&jobs, PORTUNUS_CONFLICT_RENAME);
      g_assert_cmpuint (n_again, <=, size - (n * PORTUNUS_SEGMENT_PLAINTEXT - OVERHEAD) + OVERHEAD);
      jobs_assert_listing (&jobs, "a");
      jobs_assert_same (&jobs, "a", "a");
    }
  jobs_teardown (&jobs, NULL);
}

static void
test_every_frame (void)
{
  check_every_frame (SIZE);
  check_every_frame (LARGE);
}

/* Broken off at each frame again and again until it is done; in the end everything crossed once. */
static void
test_many_attempts (Jobs          *jobs,
                    gconstpointer  data)
{
  guint64 n_crossed = 0;

  g_free (jobs_make_file (jobs, "a", SIZE, 1));
  jobs_list (jobs, "a", NULL);
  for (guint i = 0; i < 8; i++)
    {
      jobs_transfer_until (jobs, PORTUNUS_CONFLICT_RENAME, 1);
      n_crossed += portunus_test_wire_get_n_bytes (jobs->wire);
    }
  n_crossed += jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  g_assert_cmpuint (n_crossed, <=, SIZE + 9 * OVERHEAD);
  jobs_assert_listing (jobs, "a");
  jobs_assert_same (jobs, "a", "a");
}

/* What was on its way when the link broke is lost: at most one window of it crosses again. */
static void
test_lost_window (Jobs          *jobs,
                  gconstpointer  data)
{
  const PortunusTestWireOptions options = {
    .window = 256 * 1024, .cut_after_frames = 15, .loses_queue = TRUE, .delay_ms = 2,
  };
  Attempt attempt = { 0 };
  guint64 n_again;

  g_free (jobs_make_file (jobs, "a", LARGE, 1));
  jobs_list (jobs, "a", NULL);
  portunus_test_wire_set_options (jobs->wire, &options);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  attempt_clear (&attempt);
  n_again = jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  g_assert_cmpuint (n_again, <=, LARGE - 15 * PORTUNUS_SEGMENT_PLAINTEXT + 256 * 1024 + 3 * OVERHEAD);
  jobs_assert_same (jobs, "a", "a");
}

/* Several files, in a folder that gets another name: cut after every frame, all end in the same place. */
static void
check_tree (PortunusConflictPolicy policy)
{
  Jobs jobs = { 0 };
  guint n_frames;

  jobs_setup (&jobs, NULL);
  g_free (jobs_make_file (&jobs, "top/a", 300000, 1));
  g_free (jobs_make_file (&jobs, "top/b", 300000, 2));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("top/c/%02u", i);

      g_free (jobs_make_file (&jobs, name, 5000, i));
    }
  jobs_list (&jobs, "top", NULL);
  n_frames = count_frames (&jobs);
  for (guint n = 1; n < n_frames; n++)
    {
      guint64 n_again;

      empty_destination (&jobs);
      jobs_make_text_file (jobs.to, "top/a", "mine");
      jobs_transfer_until (&jobs, policy, n);
      n_again = jobs_transfer (&jobs, policy);
      g_assert_cmpuint (n_again, <=, 700000 - (n - 1) * PORTUNUS_SEGMENT_PLAINTEXT + 4 * OVERHEAD);
      if (policy == PORTUNUS_CONFLICT_RENAME)
        {
          jobs_assert_content (&jobs, "top/a", "mine");
          jobs_assert_same (&jobs, "top/a", "top (1)/a");
          jobs_assert_same (&jobs, "top/c/19", "top (1)/c/19");
        }
      else
        {
          jobs_assert_same (&jobs, "top/a", policy == PORTUNUS_CONFLICT_SKIP ? "top/a (1)" : "top/a");
          jobs_assert_same (&jobs, "top/b", "top/b");
          jobs_assert_same (&jobs, "top/c/19", "top/c/19");
        }
    }
  jobs_teardown (&jobs, NULL);
}

static void
test_tree (gconstpointer data)
{
  check_tree (GPOINTER_TO_UINT (data));
}

static void
begin_and_break (Jobs *jobs)
{
  g_free (jobs_make_file (jobs, "a", LARGE, 1));
  jobs_list (jobs, "a", NULL);
  jobs_transfer_until (jobs, PORTUNUS_CONFLICT_RENAME, 15);
}

/* The sender was started anew: another transfer, the same device and file. */
static void
test_new_transfer (Jobs          *jobs,
                   gconstpointer  data)
{
  begin_and_break (jobs);
  jobs_renew_id (jobs);
  jobs_list (jobs, "a", NULL);
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), <, LARGE - 14 * PORTUNUS_SEGMENT_PLAINTEXT);
  jobs_assert_listing (jobs, "a");
  jobs_assert_same (jobs, "a", "a");
}

/* Another device that offers the like gets nothing of it. */
static void
test_other_sender (Jobs          *jobs,
                   gconstpointer  data)
{
  begin_and_break (jobs);
  jobs_renew_id (jobs);
  g_assert_finalize_object (jobs->sender);
  jobs->sender = portunus_identity_new_random (NULL);
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), >, LARGE);
  jobs_assert_same (jobs, "a", "a");
}

static void
change_source (Jobs *jobs)
{
  g_autofree char *path = g_build_filename (jobs->from, "a", NULL);
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (pwrite (fd, "changed", 7, 100), ==, 7);
  g_assert_no_errno (close (fd));
}

/* With the old list of files, as when the sender simply tries again, and with a new one. */
static void
test_changed_source (Jobs          *jobs,
                     gconstpointer  data)
{
  begin_and_break (jobs);
  change_source (jobs);
  if (data != NULL)
    jobs_list (jobs, "a", NULL);
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), >, LARGE);
  jobs_assert_same (jobs, "a", "a");
}

/* A change that neither size nor time tell, before the point where it was broken off. */
static void
test_changed_secretly (Jobs          *jobs,
                       gconstpointer  data)
{
  g_autofree char *path = g_build_filename (jobs->from, "a", NULL);
  struct timespec times[2] = { { 0, UTIME_OMIT } };
  struct stat info;

  begin_and_break (jobs);
  g_assert_no_errno (stat (path, &info));
  change_source (jobs);
  times[1] = info.st_mtim;
  g_assert_no_errno (utimensat (AT_FDCWD, path, times, 0));
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), >, LARGE);
  jobs_assert_listing (jobs, "a");
  jobs_assert_same (jobs, "a", "a");
}

static char *
dup_part_path (Jobs *jobs)
{
  g_autofree char *name = jobs_dup_listing (jobs);

  g_assert_true (g_str_has_prefix (name, ".portunus-"));
  g_assert_null (strchr (name, ' '));
  return g_build_filename (jobs->to, name, NULL);
}

static void
test_corrupt_part (Jobs          *jobs,
                   gconstpointer  data)
{
  static const off_t places[] = { 0, 1, 64511, 400000, 900000 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *part = NULL;
      char byte;
      int fd;

      empty_destination (jobs);
      begin_and_break (jobs);
      part = dup_part_path (jobs);
      fd = open (part, O_RDWR | O_CLOEXEC);
      g_assert_cmpint (pread (fd, &byte, 1, places[i]), ==, 1);
      byte ^= 4;
      g_assert_cmpint (pwrite (fd, &byte, 1, places[i]), ==, 1);
      g_assert_no_errno (close (fd));
      g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), >, LARGE);
      jobs_assert_listing (jobs, "a");
      jobs_assert_same (jobs, "a", "a");
    }
}

static void
test_missing_part (Jobs          *jobs,
                   gconstpointer  data)
{
  g_autofree char *part = NULL;

  begin_and_break (jobs);
  part = dup_part_path (jobs);
  g_assert_no_errno (g_unlink (part));
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), >, LARGE);
  jobs_assert_same (jobs, "a", "a");
}

static void
test_short_part (Jobs          *jobs,
                 gconstpointer  data)
{
  g_autofree char *part = NULL;

  begin_and_break (jobs);
  part = dup_part_path (jobs);
  g_assert_no_errno (truncate (part, 1000));
  jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME);
  jobs_assert_same (jobs, "a", "a");
}

static void
test_no_journal (Jobs          *jobs,
                 gconstpointer  data)
{
  begin_and_break (jobs);
  g_assert_no_errno (g_unlink (jobs->journal));
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), >, LARGE);
  jobs_assert_same (jobs, "a", "a");
}

/* What stood in the way meanwhile is not overwritten. */
static void
test_name_taken (Jobs          *jobs,
                 gconstpointer  data)
{
  begin_and_break (jobs);
  jobs_make_text_file (jobs->to, "a", "mine");
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), <, LARGE - 14 * PORTUNUS_SEGMENT_PLAINTEXT);
  jobs_assert_listing (jobs, "a a (1)");
  jobs_assert_content (jobs, "a", "mine");
  jobs_assert_same (jobs, "a", "a (1)");
}

/* A file of the size of the one that comes appears while that one is half there. */
static void
test_skip_with_part (Jobs          *jobs,
                     gconstpointer  data)
{
  g_autofree char *there = g_build_filename (jobs->to, "a", NULL);
  g_autofree char *source = jobs_make_file (jobs, "a", LARGE, 1);
  g_autofree char *content = NULL;
  gsize length;

  jobs_list (jobs, "a", NULL);
  jobs_transfer_until (jobs, PORTUNUS_CONFLICT_SKIP, 15);
  g_assert_true (g_file_get_contents (source, &content, &length, NULL));
  if (data != NULL)
    content[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (there, content, length, NULL));
  jobs_transfer (jobs, PORTUNUS_CONFLICT_SKIP);
  jobs_assert_listing (jobs, data != NULL ? "a a (1)" : "a");
  if (data != NULL)
    jobs_assert_same (jobs, "a", "a (1)");
}

/* A newer file appears while the older one is half there: nothing stays of that. */
static void
test_newer_with_part (Jobs          *jobs,
                      gconstpointer  data)
{
  g_free (jobs_make_file (jobs, "a", LARGE, 1));
  jobs_list (jobs, "a", NULL);
  jobs_transfer_until (jobs, PORTUNUS_CONFLICT_NEWER, 15);
  jobs_make_text_file (jobs->to, "a", "newer");
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_NEWER), <, OVERHEAD);
  jobs_assert_listing (jobs, "a");
  jobs_assert_content (jobs, "a", "newer");
}

static void
test_sparse (Jobs          *jobs,
             gconstpointer  data)
{
  g_autofree char *source = jobs_make_file (jobs, "a", LARGE, 1);
  int fd = open (source, O_WRONLY | O_CLOEXEC);

  g_assert_no_errno (ftruncate (fd, 40 * 1024 * 1024));
  g_assert_cmpint (pwrite (fd, "end", 3, 39 * 1024 * 1024), ==, 3);
  g_assert_no_errno (close (fd));
  jobs_list (jobs, "a", NULL);
  jobs_transfer_until (jobs, PORTUNUS_CONFLICT_RENAME, 20);
  g_assert_cmpuint (jobs_transfer (jobs, PORTUNUS_CONFLICT_RENAME), <, 600000);
  jobs_assert_same (jobs, "a", "a");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/jobs-resume/every-frame", test_every_frame);
  jobs_add ("/transfer/jobs-resume/many-attempts", NULL, test_many_attempts);
  jobs_add ("/transfer/jobs-resume/lost-window", NULL, test_lost_window);
  g_test_add_data_func ("/transfer/jobs-resume/tree/rename", GUINT_TO_POINTER (PORTUNUS_CONFLICT_RENAME), test_tree);
  g_test_add_data_func ("/transfer/jobs-resume/tree/skip", GUINT_TO_POINTER (PORTUNUS_CONFLICT_SKIP), test_tree);
  g_test_add_data_func ("/transfer/jobs-resume/tree/overwrite", GUINT_TO_POINTER (PORTUNUS_CONFLICT_OVERWRITE),
                        test_tree);
  jobs_add ("/transfer/jobs-resume/new-transfer", NULL, test_new_transfer);
  jobs_add ("/transfer/jobs-resume/other-sender", NULL, test_other_sender);
  jobs_add ("/transfer/jobs-resume/changed-source/old-list", NULL, test_changed_source);
  jobs_add ("/transfer/jobs-resume/changed-source/new-list", "new", test_changed_source);
  jobs_add ("/transfer/jobs-resume/changed-secretly", NULL, test_changed_secretly);
  jobs_add ("/transfer/jobs-resume/corrupt-part", NULL, test_corrupt_part);
  jobs_add ("/transfer/jobs-resume/missing-part", NULL, test_missing_part);
  jobs_add ("/transfer/jobs-resume/short-part", NULL, test_short_part);
  jobs_add ("/transfer/jobs-resume/no-journal", NULL, test_no_journal);
  jobs_add ("/transfer/jobs-resume/name-taken", NULL, test_name_taken);
  jobs_add ("/transfer/jobs-resume/skip-with-part/identical", NULL, test_skip_with_part);
  jobs_add ("/transfer/jobs-resume/skip-with-part/different", "different", test_skip_with_part);
  jobs_add ("/transfer/jobs-resume/newer-with-part", NULL, test_newer_with_part);
  jobs_add ("/transfer/jobs-resume/sparse", NULL, test_sparse);

  return g_test_run ();
}
