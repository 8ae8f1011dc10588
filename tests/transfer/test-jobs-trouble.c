/* test-jobs-trouble.c: people who change their minds, files that change or vanish, disks that are full
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "portunus-context.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define NOBODY 65534

static void
assert_codes (Attempt *attempt,
              int      send_code,
              int      receive_code)
{
  g_assert_error (attempt->send_error, PORTUNUS_TRANSFER_ERROR, send_code);
  g_assert_error (attempt->receive_error, PORTUNUS_TRANSFER_ERROR, receive_code);
}

static void
test_decline (Jobs          *jobs,
              gconstpointer  data)
{
  Attempt attempt = { .declines = TRUE };

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_DECLINED, PORTUNUS_TRANSFER_ERROR_DECLINED);
  g_assert_cmpuint (portunus_test_wire_get_n_frames (jobs->wire), ==, 0);
  jobs_assert_listing (jobs, "");
  attempt_clear (&attempt);
}

static void
assert_n_files (PortunusJob *job,
                guint        n_files)
{
  PortunusTransfer *transfer = portunus_job_get_transfer (job);

  g_assert_cmpuint (portunus_transfer_get_n_files (transfer), ==, n_files);
  g_assert_cmpuint (portunus_transfer_get_files_done (transfer), ==, n_files);
}

static void
check_partial (const guint8 *wanted,
               guint         n_files,
               const char   *listing,
               guint64       max_bytes)
{
  Jobs jobs = { 0 };
  Attempt attempt = { 0 };

  jobs_setup (&jobs, NULL);
  g_free (jobs_make_file (&jobs, "a", 1000, 1));
  g_free (jobs_make_file (&jobs, "b", 500000, 2));
  g_free (jobs_make_file (&jobs, "c/d", 1000, 3));
  g_free (jobs_make_file (&jobs, "c/e", 500000, 4));
  jobs_list (&jobs, "a b c", NULL);
  attempt.wanted = g_byte_array_new ();
  g_byte_array_append (attempt.wanted, wanted, 5);
  attempt_begin (&attempt, &jobs);
  attempt_run (&attempt);
  g_assert_no_error (attempt.send_error);
  g_assert_no_error (attempt.receive_error);
  assert_n_files (PORTUNUS_JOB (attempt.send_job), n_files);
  assert_n_files (PORTUNUS_JOB (attempt.receive_job), n_files);
  jobs_assert_listing (&jobs, listing);
  g_assert_cmpuint (portunus_test_wire_get_n_bytes (jobs.wire), <, max_bytes);
  attempt_clear (&attempt);
  jobs_teardown (&jobs, NULL);
}

/* Entries are a, b, c, c/d, c/e. */
static void
test_partial (void)
{
  check_partial ((const guint8[]) { 1, 0, 0, 0, 0 }, 1, "a", 2000);
  check_partial ((const guint8[]) { 0, 0, 0, 1, 0 }, 1, "c/ c/d", 2000);
  check_partial ((const guint8[]) { 1, 0, 1, 1, 0 }, 2, "a c/ c/d", 3000);
  check_partial ((const guint8[]) { 0, 0, 0, 0, 0 }, 0, "", 1000);
  check_partial ((const guint8[]) { 1, 1, 1, 1, 1 }, 4, "a b c/ c/d c/e", 1010000);
}

static void
cancel_sending (gpointer data)
{
  Attempt *attempt = data;

  portunus_job_cancel (PORTUNUS_JOB (attempt->send_job));
}

static void
cancel_receiving (gpointer data)
{
  Attempt *attempt = data;

  portunus_job_cancel (PORTUNUS_JOB (attempt->receive_job));
}

/* Does something in the main context, or at once, when the n-th frame comes by. */
typedef struct
{
  Attempt          *attempt;
  guint             at_frame;
  guint             n_frames;
  PortunusPostFunc  func;
  gboolean          at_once;
  const char       *path;
  guint             n_changes;
} Trigger;

static void
trigger_tap (gboolean  is_from_offerer,
             GBytes   *message,
             GQueue   *delivered,
             gpointer  user_data)
{
  Trigger *trigger = user_data;

  g_queue_push_tail (delivered, g_bytes_ref (message));
  if (++trigger->n_frames != trigger->at_frame)
    return;
  if (trigger->at_once)
    trigger->func (trigger);
  else
    portunus_context_post (NULL, trigger->func, trigger->attempt, NULL);
}

static void
set_trigger (Jobs    *jobs,
             Trigger *trigger)
{
  const PortunusTestWireOptions options = {
    .window = 128 * 1024,
    .tap_data = trigger_tap,
    .tap_user_data = trigger,
  };

  portunus_test_wire_set_options (jobs->wire, &options);
}

static void
check_cancel (guint            at_frame,
              PortunusPostFunc func)
{
  Jobs jobs = { 0 };
  Attempt attempt = { 0 };
  Trigger trigger = { .attempt = &attempt, .at_frame = at_frame, .func = func };
  g_autofree char *listing = NULL;

  jobs_setup (&jobs, NULL);
  /* More than the loop can carry before the message gets its turn. */
  g_free (jobs_make_file (&jobs, "a", 60 * 1000 * 1000, 1));
  jobs_list (&jobs, "a", NULL);
  set_trigger (&jobs, &trigger);
  attempt_begin (&attempt, &jobs);
  attempt_run (&attempt);
  if (func == cancel_sending)
    {
      g_assert_error (attempt.send_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_error (attempt.receive_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER);
    }
  else
    {
      g_assert_error (attempt.receive_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER);
    }
  g_assert_cmpuint (portunus_test_wire_get_peak (jobs.wire), <=, 128 * 1024);
  listing = jobs_dup_listing (&jobs);
  g_assert_true (at_frame == 1 || g_str_has_prefix (listing, ".portunus-"));
  attempt_clear (&attempt);
  jobs_transfer (&jobs, PORTUNUS_CONFLICT_RENAME);
  jobs_assert_listing (&jobs, "a");
  jobs_assert_same (&jobs, "a", "a");
  jobs_teardown (&jobs, NULL);
}

static void
test_cancel (void)
{
  check_cancel (1, cancel_sending);
  check_cancel (20, cancel_sending);
  check_cancel (1, cancel_receiving);
  check_cancel (20, cancel_receiving);
}

static void
test_cancel_before_answer (Jobs          *jobs,
                           gconstpointer  data)
{
  Attempt attempt = { .on_offer = data != NULL ? (AttemptFunc) cancel_sending : (AttemptFunc) cancel_receiving };
  GError *canceller;

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_nonnull (attempt.send_error);
  g_assert_nonnull (attempt.receive_error);
  canceller = data != NULL ? attempt.send_error : attempt.receive_error;
  g_assert_error (canceller, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  jobs_assert_listing (jobs, "");
  attempt_clear (&attempt);
}

/* What cannot be read is left out and said; the rest arrives. */
static void
test_vanished (Jobs          *jobs,
               gconstpointer  data)
{
  Attempt attempt = { 0 };
  g_autofree char *gone = jobs_make_file (jobs, "b", 1000, 2);
  g_autofree char *replaced = jobs_make_file (jobs, "c", 1000, 3);

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  g_free (jobs_make_file (jobs, "d", 1000, 4));
  jobs_list (jobs, "a b c d", NULL);
  g_assert_no_errno (g_unlink (gone));
  g_assert_no_errno (g_unlink (replaced));
  g_assert_no_errno (g_mkdir (replaced, 0755));
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.send_events->str, ==, "a:done b:failed c:failed d:done");
  g_assert_cmpstr (attempt.receive_events->str, ==, "a:done b:failed c:failed d:done");
  jobs_assert_same (jobs, "a", "a");
  jobs_assert_same (jobs, "d", "d");
  attempt_clear (&attempt);
}

static void
rewrite_source (gpointer data)
{
  Trigger *trigger = data;
  int fd = open (trigger->path, O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (pwrite (fd, "changed", 7, trigger->n_changes), ==, 7);
  g_assert_no_errno (ftruncate (fd, 2000000 + trigger->n_changes));
  g_assert_no_errno (close (fd));
  trigger->n_changes++;
}

/* Again and again, every five frames. */
static void
keep_rewriting_source (gpointer data)
{
  Trigger *trigger = data;

  rewrite_source (data);
  trigger->at_frame += 5;
}

static void
truncate_source (gpointer data)
{
  Trigger *trigger = data;

  g_assert_no_errno (truncate (trigger->path, 1000));
}

static void
remove_source (gpointer data)
{
  Trigger *trigger = data;

  g_assert_no_errno (g_unlink (trigger->path));
}

static void
run_changing (Jobs             *jobs,
              Attempt          *attempt,
              PortunusPostFunc  func,
              Trigger          *trigger)
{
  g_autofree char *path = jobs_make_file (jobs, "a", 2000000, 1);

  *trigger = (Trigger) { .attempt = attempt, .at_frame = 10, .func = func, .at_once = TRUE, .path = path };
  g_free (jobs_make_file (jobs, "b", 1000, 2));
  jobs_list (jobs, "a b", NULL);
  set_trigger (jobs, trigger);
  attempt_begin (attempt, jobs);
  attempt_run (attempt);
  trigger->path = NULL;
  jobs_assert_same (jobs, "b", "b");
}

static void
test_changing_once (Jobs          *jobs,
                    gconstpointer  data)
{
  Attempt attempt = { 0 };
  Trigger trigger;

  run_changing (jobs, &attempt, rewrite_source, &trigger);
  g_assert_no_error (attempt.send_error);
  g_assert_no_error (attempt.receive_error);
  g_assert_cmpstr (attempt.send_events->str, ==, "a:restarted a:done b:done");
  g_assert_cmpstr (attempt.receive_events->str, ==, "a:restarted a:done b:done");
  jobs_assert_listing (jobs, "a b");
  jobs_assert_same (jobs, "a", "a");
  attempt_clear (&attempt);
}

static void
test_changing_always (Jobs          *jobs,
                      gconstpointer  data)
{
  Attempt attempt = { 0 };
  Trigger trigger;

  run_changing (jobs, &attempt, keep_rewriting_source, &trigger);
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.send_events->str, ==, "a:restarted a:failed b:done");
  jobs_assert_listing (jobs, "b");
  attempt_clear (&attempt);
}

static void
test_shrinking (Jobs          *jobs,
                gconstpointer  data)
{
  Attempt attempt = { 0 };
  Trigger trigger;

  run_changing (jobs, &attempt, truncate_source, &trigger);
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.receive_events->str, ==, "a:failed b:done");
  attempt_clear (&attempt);
}

/* The name is gone, the content is not: what was opened is read to its end, or the file fails as a whole. */
static void
test_removed (Jobs          *jobs,
              gconstpointer  data)
{
  Attempt attempt = { 0 };
  Trigger trigger;
  g_autofree char *listing = NULL;

  run_changing (jobs, &attempt, remove_source, &trigger);
  listing = jobs_dup_listing (jobs);
  if (attempt.send_error == NULL)
    g_assert_cmpstr (listing, ==, "a b");
  else
    assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  attempt_clear (&attempt);
}

/* A disk that takes no more of one file: it is refused, the sender stops sending it, the others arrive. */
static void
test_disk_error (Jobs          *jobs,
                 gconstpointer  data)
{
  Attempt attempt = { 0 };
  struct rlimit before;
  struct rlimit limit;

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  g_free (jobs_make_file (jobs, "b", 60 * 1000 * 1000, 2));
  g_free (jobs_make_file (jobs, "c", 1000, 3));
  jobs_list (jobs, "a b c", NULL);
  attempt_begin (&attempt, jobs);
  signal (SIGXFSZ, SIG_IGN);
  g_assert_no_errno (getrlimit (RLIMIT_FSIZE, &before));
  limit = before;
  limit.rlim_cur = 2000000;
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &limit));
  attempt_run (&attempt);
  g_assert_no_errno (setrlimit (RLIMIT_FSIZE, &before));

  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_INCOMPLETE, PORTUNUS_TRANSFER_ERROR_INCOMPLETE);
  g_assert_cmpstr (attempt.receive_events->str, ==, "a:done b:failed c:done");
  g_assert_cmpstr (attempt.send_events->str, ==, "a:done b:failed c:done");
  g_assert_cmpuint (portunus_test_wire_get_n_bytes (jobs->wire), <, 50 * 1000 * 1000);
  jobs_assert_same (jobs, "a", "a");
  jobs_assert_same (jobs, "c", "c");
  attempt_clear (&attempt);

  jobs_transfer (jobs, PORTUNUS_CONFLICT_OVERWRITE);
  jobs_assert_listing (jobs, "a b c");
  jobs_assert_same (jobs, "b", "b");
}

/* The superuser writes where it likes, so somebody else tries. */
static void
test_read_only (Jobs          *jobs,
                gconstpointer  data)
{
  Attempt attempt = { 0 };
  gboolean is_root = geteuid () == 0;

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  jobs_list (jobs, "a", NULL);
  g_assert_no_errno (g_chmod (jobs->to, 0555));
  attempt_begin (&attempt, jobs);
  if (is_root)
    g_assert_no_errno (seteuid (NOBODY));
  attempt_run (&attempt);
  if (is_root)
    g_assert_no_errno (seteuid (0));
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_DESTINATION, PORTUNUS_TRANSFER_ERROR_DESTINATION);
  attempt_clear (&attempt);
  g_assert_no_errno (g_chmod (jobs->to, 0755));
  jobs_assert_listing (jobs, "");
}

/* A transfer that has not room is refused before a byte of it crosses. */
static void
test_no_space (Jobs          *jobs,
               gconstpointer  data)
{
  Attempt attempt = { 0 };
  g_autofree char *path = jobs_make_file (jobs, "a", 10, 1);

  g_assert_no_errno (truncate (path, G_GINT64_CONSTANT (1) << 43));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_DISK_FULL, PORTUNUS_TRANSFER_ERROR_DISK_FULL);
  g_assert_cmpuint (portunus_test_wire_get_n_frames (jobs->wire), ==, 0);
  jobs_assert_listing (jobs, "");
  attempt_clear (&attempt);
}

static void
cut_wire (gpointer data)
{
  Attempt *attempt = data;

  portunus_test_wire_cut (attempt->jobs->wire);
}

static void
test_cut_while_asking (Jobs          *jobs,
                       gconstpointer  data)
{
  Attempt attempt = { .on_offer = (AttemptFunc) cut_wire };

  g_free (jobs_make_file (jobs, "a", 1000, 1));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  assert_codes (&attempt, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);
  jobs_assert_listing (jobs, "");
  attempt_clear (&attempt);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  jobs_add ("/transfer/jobs-trouble/decline", NULL, test_decline);
  g_test_add_func ("/transfer/jobs-trouble/partial", test_partial);
  g_test_add_func ("/transfer/jobs-trouble/cancel", test_cancel);
  jobs_add ("/transfer/jobs-trouble/cancel-before-answer/sender", "sender", test_cancel_before_answer);
  jobs_add ("/transfer/jobs-trouble/cancel-before-answer/receiver", NULL, test_cancel_before_answer);
  jobs_add ("/transfer/jobs-trouble/vanished", NULL, test_vanished);
  jobs_add ("/transfer/jobs-trouble/changing-once", NULL, test_changing_once);
  jobs_add ("/transfer/jobs-trouble/changing-always", NULL, test_changing_always);
  jobs_add ("/transfer/jobs-trouble/shrinking", NULL, test_shrinking);
  jobs_add ("/transfer/jobs-trouble/removed", NULL, test_removed);
  jobs_add ("/transfer/jobs-trouble/disk-error", NULL, test_disk_error);
  jobs_add ("/transfer/jobs-trouble/read-only", NULL, test_read_only);
  jobs_add ("/transfer/jobs-trouble/no-space", NULL, test_no_space);
  jobs_add ("/transfer/jobs-trouble/cut-while-asking", NULL, test_cut_while_asking);

  return g_test_run ();
}
