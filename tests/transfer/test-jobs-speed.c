/* test-jobs-speed.c: transfers that keep a speed
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "jobs-fixture.h"

#include "portunus-transfer-error.h"

#define SIZE       400000
#define PER_SECOND 400000
/* A quarter of a second's bytes may come at once. */
#define MIN_US     (G_USEC_PER_SEC * 7 / 10)

typedef struct
{
  PortunusThrottle *upload;
  PortunusThrottle *download;
} Speeds;

static void
slow_down (Attempt *attempt)
{
  Speeds *speeds = attempt->user_data;

  if (speeds->upload != NULL)
    portunus_job_set_throttle (PORTUNUS_JOB (attempt->send_job), speeds->upload);
  if (speeds->download != NULL)
    portunus_job_set_throttle (PORTUNUS_JOB (attempt->receive_job), speeds->download);
}

static gint64
run_for (Jobs   *jobs,
         Speeds *speeds)
{
  gint64 start_us = g_get_monotonic_time ();
  Attempt attempt = { .on_offer = slow_down, .user_data = speeds };

  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_no_error (attempt.send_error);
  g_assert_no_error (attempt.receive_error);
  attempt_clear (&attempt);
  return g_get_monotonic_time () - start_us;
}

static void
check_speed (Jobs     *jobs,
             gboolean  is_upload)
{
  g_autoptr (PortunusThrottle) throttle = portunus_throttle_new (PER_SECOND);
  Speeds speeds = { .upload = is_upload ? throttle : NULL, .download = is_upload ? NULL : throttle };

  g_free (jobs_make_file (jobs, "a", SIZE, 1));
  jobs_list (jobs, "a", NULL);
  g_assert_cmpint (run_for (jobs, &speeds), >=, MIN_US);
  jobs_assert_same (jobs, "a", "a");
}

static void
test_upload (Jobs          *jobs,
             gconstpointer  data)
{
  check_speed (jobs, TRUE);
}

static void
test_download (Jobs          *jobs,
               gconstpointer  data)
{
  check_speed (jobs, FALSE);
}

static gboolean
cancel_cb (gpointer user_data)
{
  Attempt *attempt = user_data;

  if (portunus_transfer_get_state (attempt->outgoing) != PORTUNUS_TRANSFER_RUNNING)
    return G_SOURCE_CONTINUE;
  portunus_job_cancel (PORTUNUS_JOB (attempt->receive_job));
  return G_SOURCE_REMOVE;
}

static void
slow_down_and_cancel (Attempt *attempt)
{
  slow_down (attempt);
  g_timeout_add (20, cancel_cb, attempt);
}

/* At a byte a second this would take days. */
static void
test_cancel (Jobs          *jobs,
             gconstpointer  data)
{
  g_autoptr (PortunusThrottle) upload = portunus_throttle_new (1);
  g_autoptr (PortunusThrottle) download = portunus_throttle_new (1);
  Speeds speeds = { .upload = upload, .download = download };
  Attempt attempt = { .on_offer = slow_down_and_cancel, .user_data = &speeds };

  g_free (jobs_make_file (jobs, "a", SIZE, 1));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_error (attempt.receive_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (attempt.send_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER);
  attempt_clear (&attempt);
}

static gboolean
lift_cb (gpointer user_data)
{
  Attempt *attempt = user_data;
  Speeds *speeds = attempt->user_data;

  if (portunus_transfer_get_state (attempt->outgoing) != PORTUNUS_TRANSFER_RUNNING)
    return G_SOURCE_CONTINUE;
  portunus_throttle_set (speeds->upload, 0);
  portunus_throttle_set (speeds->download, 0);
  return G_SOURCE_REMOVE;
}

static void
slow_down_and_lift (Attempt *attempt)
{
  slow_down (attempt);
  g_timeout_add (100, lift_cb, attempt);
}

/* Who waits for hours goes on at once, or nearly. */
static void
test_lift (Jobs          *jobs,
           gconstpointer  data)
{
  g_autoptr (PortunusThrottle) upload = portunus_throttle_new (1);
  g_autoptr (PortunusThrottle) download = portunus_throttle_new (1);
  Speeds speeds = { .upload = upload, .download = download };
  Attempt attempt = { .on_offer = slow_down_and_lift, .user_data = &speeds };

  g_free (jobs_make_file (jobs, "a", SIZE, 1));
  jobs_list (jobs, "a", NULL);
  attempt_begin (&attempt, jobs);
  attempt_run (&attempt);
  g_assert_no_error (attempt.send_error);
  g_assert_no_error (attempt.receive_error);
  attempt_clear (&attempt);
  jobs_assert_same (jobs, "a", "a");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  jobs_add ("/transfer/jobs-speed/upload", NULL, test_upload);
  jobs_add ("/transfer/jobs-speed/download", NULL, test_download);
  jobs_add ("/transfer/jobs-speed/cancel", NULL, test_cancel);
  jobs_add ("/transfer/jobs-speed/lift", NULL, test_lift);
  return g_test_run ();
}
