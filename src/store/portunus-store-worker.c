/* portunus-store-worker.c: the thread that owns the connection of a store and does its calls one after the other
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-server-store-private.h"

#include <string.h>

#include "portunus-context.h"

#define MAX_WAITING 1024

struct _PortunusStoreWorker
{
  /* Owned */
  GThread          *thread;
  char             *location;           /* wiped, since a password may be in it */

  /* Of the thread */
  PortunusDatabase *database;
  GError           *open_error;

  GMutex            lock;               /* guards the rest */
  GCond             has_work;
  GQueue            jobs;
  gint64            fixed_now;          /* 0 for the time it is */
  gboolean          is_closing;
};

typedef struct
{
  /* Owned */
  GTask             *task;
  GError            *error;

  PortunusStoreFunc  func;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* In the context of the caller, where the last reference to the store may go with the task. */
static void
deliver_cb (gpointer data)
{
  Job *job = data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (job->task, TRUE);
}

static gboolean
open_database_on_worker (PortunusStoreWorker  *self,
                         GError              **error)
{
  g_autoptr (PortunusDatabase) database = portunus_database_open (self->location, _portunus_server_schema, error);

  if (database == NULL
      || !portunus_database_check (database, error)
      || !portunus_database_set_durable (database, error))
    return FALSE;
  self->database = g_steal_pointer (&database);
  return TRUE;
}

static void
run_on_worker (PortunusStoreWorker *self,
               Job                 *job,
               gint64               now)
{
  PortunusStoreWork work = { .database = self->database, .now = now };

  if (self->open_error != NULL)
    job->error = g_error_copy (self->open_error);
  else if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error)
           && !job->func (&work, g_task_get_task_data (job->task), &job->error))
    g_assert (job->error != NULL);
  portunus_context_post (g_task_get_context (job->task), deliver_cb, job, job_free);
}

/* (nullable): NULL when there will be no more. */
static Job *
wait_for_job (PortunusStoreWorker *self,
              gint64              *now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->jobs.length == 0 && !self->is_closing)
    g_cond_wait (&self->has_work, &self->lock);
  *now = self->fixed_now != 0 ? self->fixed_now : g_get_real_time () / G_USEC_PER_SEC;
  return g_queue_pop_head (&self->jobs);
}

static gpointer
work_on_worker (gpointer data)
{
  PortunusStoreWorker *self = data;
  gint64 now;

  open_database_on_worker (self, &self->open_error);
  for (Job *job = wait_for_job (self, &now); job != NULL; job = wait_for_job (self, &now))
    run_on_worker (self, job, now);
  g_clear_pointer (&self->database, portunus_database_close);
  return NULL;
}

/* Opens in its thread; where that fails, so does every call. */
PortunusStoreWorker *
_portunus_store_worker_new (const char *location)
{
  PortunusStoreWorker *self = g_new0 (PortunusStoreWorker, 1);

  self->location = g_strdup (location);
  g_mutex_init (&self->lock);
  g_cond_init (&self->has_work);
  self->thread = g_thread_new ("portunus-store", work_on_worker, self);
  return self;
}

/* Waits for the calls that are under way, whose callbacks still come. */
void
_portunus_store_worker_free (PortunusStoreWorker *self)
{
  g_mutex_lock (&self->lock);
  self->is_closing = TRUE;
  g_cond_signal (&self->has_work);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->has_work);
  g_clear_error (&self->open_error);
  explicit_bzero (self->location, strlen (self->location));
  g_free (self->location);
  g_free (self);
}

static gboolean
queue_job (PortunusStoreWorker *self,
           Job                 *job)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->jobs.length >= MAX_WAITING)
    return FALSE;
  g_queue_push_tail (&self->jobs, job);
  g_cond_signal (&self->has_work);
  return TRUE;
}

/* @task: (transfer full) */
void
_portunus_store_worker_push (PortunusStoreWorker *self,
                             GTask               *task,
                             PortunusStoreFunc    func)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  if (queue_job (self, job))
    return;
  g_task_return_new_error (task, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_BUSY, "Too many calls wait for the store");
  job_free (job);
}

void
_portunus_store_worker_set_now (PortunusStoreWorker *self,
                                gint64               now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->fixed_now = now;
}
