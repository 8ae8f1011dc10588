/* test-share-leak.c: twenty transfers leave no thread and no descriptor behind
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include "portunus-test.h"

#define N_TRANSFERS 20

#define SETTLED_US  (1 * G_USEC_PER_SEC)
#define PATIENCE_US (20 * G_USEC_PER_SEC)

typedef gboolean (*Filter) (const char *name);

static guint
count_entries (const char *folder,
               Filter      counts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (counts == NULL || counts (name))
      n++;
  return n;
}

static char *
dup_thread_name (const char *thread)
{
  g_autofree char *path = g_build_filename ("/proc/self/task", thread, "comm", NULL);
  char *name = NULL;

  return g_file_get_contents (path, &name, NULL, NULL) ? g_strchomp (name) : NULL;
}

/* usrsctp has one timer for the whole process, and ends it only if no association is left the moment one goes. */
static gboolean
is_ours (const char *thread)
{
  g_autofree char *name = dup_thread_name (thread);

  return g_strcmp0 (name, "SCTP timer") != 0;
}

typedef struct
{
  guint n_threads;
  guint n_descriptors;
} Count;

static Count
count (void)
{
  return (Count) {
    .n_threads = count_entries ("/proc/self/task", is_ours),
    .n_descriptors = count_entries ("/proc/self/fd", NULL),
  };
}

static void
transfer_once (void)
{
  Device *here = device_new ("Here");
  Device *there = device_new ("There");
  g_autofree char *path = device_make_file (here, "file", 200000);
  Sending *sending = sending_new_file (here, path);
  Fetching *fetching = fetching_new (there, portunus_share_get_link (sending->share), ANSWER_YES);

  fetching_assert_got (fetching, path);
  sending_wait (sending);
  fetching_free (fetching);
  sending_free (sending);
  device_free (here);
  device_free (there);
}

static void
tell_descriptors (const char *when)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/fd", name, NULL);
      g_autofree char *target = g_file_read_link (path, NULL);

      g_test_message ("%s: descriptor %s is %s", when, name, target != NULL ? target : "gone");
    }
}

typedef struct
{
  Count  count;
  gint64 since_us;
} Watch;

static gboolean
is_settled (gpointer user_data)
{
  Watch *watch = user_data;
  Count now = count ();
  gint64 now_us = g_get_monotonic_time ();

  if (now.n_threads != watch->count.n_threads || now.n_descriptors != watch->count.n_descriptors)
    *watch = (Watch) { .count = now, .since_us = now_us };
  return now_us - watch->since_us > SETTLED_US;
}

/* What works on behind the last transfer ends in its own time. */
static Count
count_settled (void)
{
  Watch watch = { .since_us = g_get_monotonic_time () };

  portunus_test_wait (is_settled, &watch, 30000);
  return watch.count;
}

static void
tell_threads (const char *when)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const char *thread;

  while ((thread = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *name = dup_thread_name (thread);

      g_test_message ("%s: thread %s", when, name != NULL ? name : "gone");
    }
}

typedef struct
{
  Count  before;
  gint64 deadline_us;
} Return;

/* Or too late, so that the test can tell what is left. */
static gboolean
is_back (gpointer user_data)
{
  const Return *expected = user_data;
  Count now = count ();

  return (now.n_threads <= expected->before.n_threads && now.n_descriptors <= expected->before.n_descriptors)
         || g_get_monotonic_time () > expected->deadline_us;
}

static void
test_leak (void)
{
  Count before, after;
  Return expected;

  /* Threads of the pool would stay for a while in case there is more to do. */
  g_thread_pool_set_max_unused_threads (0);
  transfer_once ();
  before = count_settled ();
  tell_descriptors ("before");
  for (guint i = 0; i < N_TRANSFERS; i++)
    transfer_once ();
  expected = (Return) { before, g_get_monotonic_time () + PATIENCE_US };
  portunus_test_wait (is_back, &expected, 2 * PATIENCE_US / 1000);
  after = count ();
  tell_threads ("after");
  tell_descriptors ("after");
  g_test_message ("%u and %u threads, %u and %u descriptors", before.n_threads, after.n_threads,
                  before.n_descriptors, after.n_descriptors);
  g_assert_cmpuint (after.n_threads, <=, before.n_threads);
  g_assert_cmpuint (after.n_descriptors, <=, before.n_descriptors);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/engine/share-leak", test_leak);

  return g_test_run ();
}
