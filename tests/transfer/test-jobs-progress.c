/* test-jobs-progress.c: what both sides show when a transfer goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define SIZE     1500000
/* The first file is through, the second begun. */
#define N_FRAMES 35

enum
{
  OUTGOING,
  INCOMING,
  N_SIDES
};

/* The values of "done-bytes" of one side in one attempt. */
typedef struct
{
  guint    n_values;
  guint64  first;
  guint64  last;
  double   top_rate;
  gboolean has_fallen;
} Record;

typedef struct
{
  Jobs             *jobs;
  PortunusTransfer *transfers[N_SIDES];
  Record            records[N_SIDES];
} Watch;

static void
done_bytes_cb (PortunusTransfer *transfer,
               GParamSpec       *pspec,
               Record           *record)
{
  guint64 value = portunus_transfer_get_done_bytes (transfer);

  if (record->n_values++ == 0)
    record->first = value;
  else if (value < record->last)
    record->has_fallen = TRUE;
  record->last = value;
}

static void
rate_cb (PortunusTransfer *transfer,
         GParamSpec       *pspec,
         Record           *record)
{
  record->top_rate = MAX (record->top_rate, portunus_transfer_get_rate (transfer));
}

static void
watch_side (Watch *watch,
            guint  side)
{
  if (watch->transfers[side] == NULL)
    watch->transfers[side] = portunus_transfer_new (side == INCOMING);
  watch->records[side] = (Record) { 0 };
  g_signal_connect (watch->transfers[side], "notify::done-bytes", G_CALLBACK (done_bytes_cb), &watch->records[side]);
  g_signal_connect (watch->transfers[side], "notify::rate", G_CALLBACK (rate_cb), &watch->records[side]);
}

/* One attempt, shown by the same two transfers as the one before. */
static void
run_attempt (Watch                  *watch,
             PortunusConflictPolicy  policy,
             guint                   n_frames)
{
  const PortunusTestWireOptions options = { .cut_after_frames = n_frames };
  Attempt attempt = { .policy = policy };

  portunus_test_wire_set_options (watch->jobs->wire, &options);
  for (guint side = 0; side < N_SIDES; side++)
    {
      watch_side (watch, side);
      attempt.earlier[side] = watch->transfers[side];
    }
  attempt_begin (&attempt, watch->jobs);
  attempt_run (&attempt);
  g_assert_true (n_frames > 0 || (attempt.send_error == NULL && attempt.receive_error == NULL));
  attempt_clear (&attempt);
  for (guint side = 0; side < N_SIDES; side++)
    {
      g_signal_handlers_disconnect_by_data (watch->transfers[side], &watch->records[side]);
      portunus_transfer_set_state (watch->transfers[side], PORTUNUS_TRANSFER_RECONNECTING);
    }
}

static void
watch_clear (Watch *watch)
{
  for (guint side = 0; side < N_SIDES; side++)
    g_assert_finalize_object (watch->transfers[side]);
}

static void
begin_two (Watch *watch,
           Jobs  *jobs)
{
  watch->jobs = jobs;
  g_free (jobs_make_file (jobs, "a", SIZE, 1));
  g_free (jobs_make_file (jobs, "b", SIZE, 2));
  jobs_list (jobs, "a b", NULL);
  run_attempt (watch, PORTUNUS_CONFLICT_RENAME, N_FRAMES);
}

static void
assert_end (Watch   *watch,
            guint    side,
            guint    n_files,
            guint64  n_bytes)
{
  g_assert_cmpuint (portunus_transfer_get_done_bytes (watch->transfers[side]), ==, n_bytes);
  g_assert_cmpuint (portunus_transfer_get_total_bytes (watch->transfers[side]), ==, n_bytes);
  g_assert_cmpuint (portunus_transfer_get_files_done (watch->transfers[side]), ==, n_files);
  g_assert_cmpuint (portunus_transfer_get_n_files (watch->transfers[side]), ==, n_files);
}

/* What is left takes more than a moment, what was there before took none. */
static void
test_goes_on (Jobs          *jobs,
              gconstpointer  data)
{
  Watch watch = { 0 };
  guint64 n_crossed;

  begin_two (&watch, jobs);
  run_attempt (&watch, PORTUNUS_CONFLICT_RENAME, 0);
  n_crossed = portunus_test_wire_get_n_bytes (jobs->wire);
  for (guint side = 0; side < N_SIDES; side++)
    {
      g_assert_cmpuint (watch.records[side].first, >=, 2 * SIZE - n_crossed);
      g_assert_cmpuint (watch.records[side].first, >, SIZE);
      g_assert_cmpuint (watch.records[side].first, <, 2 * SIZE);
      g_assert_false (watch.records[side].has_fallen);
      assert_end (&watch, side, 2, 2 * SIZE);
    }
  g_assert_cmpuint (watch.records[OUTGOING].first, ==, watch.records[INCOMING].first);
  watch_clear (&watch);
}

/* A sender that was started anew knows nothing of the first file, and still does not begin at 0. */
static void
test_sender_restarted (Jobs          *jobs,
                       gconstpointer  data)
{
  Watch watch = { 0 };

  begin_two (&watch, jobs);
  g_clear_object (&watch.transfers[OUTGOING]);
  run_attempt (&watch, PORTUNUS_CONFLICT_RENAME, 0);
  g_assert_cmpuint (watch.records[OUTGOING].first, >, 0);
  g_assert_cmpuint (watch.records[OUTGOING].first + SIZE, ==, watch.records[INCOMING].first);
  g_assert_false (watch.records[OUTGOING].has_fallen);
  assert_end (&watch, OUTGOING, 1, SIZE);
  assert_end (&watch, INCOMING, 2, 2 * SIZE);
  watch_clear (&watch);
}

/* What had to be sent again after all is taken back. */
static void
test_changed (Jobs          *jobs,
              gconstpointer  data)
{
  Watch watch = { 0 };

  begin_two (&watch, jobs);
  g_free (jobs_make_file (jobs, "b", SIZE, 3));
  run_attempt (&watch, PORTUNUS_CONFLICT_RENAME, 0);
  for (guint side = 0; side < N_SIDES; side++)
    assert_end (&watch, side, 2, 2 * SIZE);
  jobs_assert_same (jobs, "b", "b");
  watch_clear (&watch);
}

/* A whole file that is there already may be another one: it counts when it is compared, and not for the rate. */
static void
test_identical (Jobs          *jobs,
                gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (jobs->to, "a", NULL);
  g_autofree char *source = jobs_make_file (jobs, "a", SIZE, 1);
  g_autofree char *content = NULL;
  Watch watch = { .jobs = jobs };
  gsize length;

  g_assert_true (g_file_get_contents (source, &content, &length, NULL));
  g_assert_true (g_file_set_contents (copy, content, length, NULL));
  jobs_list (jobs, "a", NULL);
  run_attempt (&watch, PORTUNUS_CONFLICT_SKIP, 0);
  for (guint side = 0; side < N_SIDES; side++)
    {
      g_assert_cmpuint (watch.records[side].first, ==, 0);
      g_assert_cmpfloat (watch.records[side].top_rate, ==, 0);
      assert_end (&watch, side, 1, SIZE);
    }
  watch_clear (&watch);
}

static void
add (const char    *path,
     void         (*func) (Jobs          *jobs,
                           gconstpointer  data))
{
  g_test_add (path, Jobs, NULL, jobs_setup, func, jobs_teardown);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/transfer/jobs-progress/goes-on", test_goes_on);
  add ("/transfer/jobs-progress/sender-restarted", test_sender_restarted);
  add ("/transfer/jobs-progress/changed", test_changed);
  add ("/transfer/jobs-progress/identical", test_identical);

  return g_test_run ();
}
