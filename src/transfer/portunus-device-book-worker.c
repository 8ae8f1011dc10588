/* portunus-device-book-worker.c: reading and writing the device book, one thing after the other, on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-device-book-private.h"

#include "portunus-context.h"

/* What others write shows this much later at most. */
#define RELOAD_LIMIT_MS 500

/* Either a change to write, or a read. */
typedef struct
{
  /* Owned */
  PortunusDeviceBook   *book;
  PortunusDeviceRecord *record;
  GTask                *task;       /* of a load */
  GPtrArray            *records;    /* what was read */
  GError               *error;

  PortunusDeviceWrite   what;
} Job;

static void read_again (PortunusDeviceBook *self);

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->book);
  _portunus_device_record_free (job->record);
  g_clear_object (&job->task);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

static void
answer_flushes (PortunusDeviceBook *self)
{
  g_autoptr (GPtrArray) flushes = NULL;

  if (self->n_writes > 0 || self->flushes->len == 0)
    return;
  flushes = g_steal_pointer (&self->flushes);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < flushes->len; i++)
    {
      if (self->error != NULL)
        g_task_return_error (g_ptr_array_index (flushes, i), g_error_copy (self->error));
      else
        g_task_return_boolean (g_ptr_array_index (flushes, i), TRUE);
    }
  g_clear_error (&self->error);
}

static void
finish_write (Job *job)
{
  PortunusDeviceBook *self = job->book;

  self->n_writes--;
  if (job->error != NULL)
    {
      _portunus_device_book_emit_problem (self, job->error);
      if (self->error == NULL)
        self->error = g_steal_pointer (&job->error);
    }
  answer_flushes (self);
  if (self->n_writes == 0 && self->needs_reload)
    read_again (self);
}

/* What was read before a write of ours was done would take that back. */
static void
finish_read (Job *job)
{
  PortunusDeviceBook *self = job->book;

  if (job->records != NULL && self->n_writes > 0)
    self->needs_reload = TRUE;
  else if (job->records != NULL)
    _portunus_device_book_take (self, job->records);
  else
    g_debug ("The device book cannot be read: %s", job->error->message);
  if (job->task != NULL && job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->task != NULL)
    g_task_return_boolean (job->task, TRUE);
}

static void
job_done_cb (gpointer data)
{
  Job *job = data;

  if (job->record != NULL)
    finish_write (job);
  else
    finish_read (job);
}

static void
run_on_worker (gpointer data,
               gpointer user_data)
{
  Job *job = data;

  if (job->record != NULL)
    _portunus_device_store_write (job->book->path, job->what, job->record, &job->error);
  else
    job->records = _portunus_device_store_read (job->book->path, &job->error);
  portunus_context_post (job->book->context, job_done_cb, job, job_free);
}

static void
push (Job *job)
{
  PortunusDeviceBook *self = job->book;

  if (self->worker == NULL)
    self->worker = g_thread_pool_new (run_on_worker, NULL, 1, FALSE, NULL);
  g_thread_pool_push (self->worker, job, NULL);
}

void
_portunus_device_book_write (PortunusDeviceBook         *self,
                             PortunusDeviceWrite         what,
                             const PortunusDeviceRecord *record)
{
  Job *job;

  if (self->is_closed)
    return;
  job = g_new0 (Job, 1);
  job->book = g_object_ref (self);
  job->record = _portunus_device_record_copy (record);
  job->what = what;
  self->n_writes++;
  push (job);
}

/* @task: (transfer full) (nullable) */
static void
read_all (PortunusDeviceBook *self,
          GTask              *task)
{
  Job *job = g_new0 (Job, 1);

  job->book = g_object_ref (self);
  job->task = task;
  push (job);
}

static void
read_again (PortunusDeviceBook *self)
{
  self->needs_reload = FALSE;
  if (!self->is_closed)
    read_all (self, NULL);
}

/* Other hints come when somebody just looked. */
static void
file_changed_cb (GFileMonitor       *monitor,
                 GFile              *file,
                 GFile              *other,
                 GFileMonitorEvent   event,
                 PortunusDeviceBook *self)
{
  if (event != G_FILE_MONITOR_EVENT_CHANGED && event != G_FILE_MONITOR_EVENT_CREATED)
    return;
  if (self->n_writes > 0)
    self->needs_reload = TRUE;
  else
    read_again (self);
}

static void
watch_file (PortunusDeviceBook *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);
  g_autoptr (GError) error = NULL;

  if (self->monitor != NULL)
    return;
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->monitor == NULL)
    {
      g_debug ("What others write into the device book will not be noticed: %s", error->message);
      return;
    }
  g_file_monitor_set_rate_limit (self->monitor, RELOAD_LIMIT_MS);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self, 0);
}

/**
 * portunus_device_book_load_async:
 * @self: a book
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Reads what is stored, and from then on follows what other processes write.
 */
void
portunus_device_book_load_async (PortunusDeviceBook  *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (PORTUNUS_IS_DEVICE_BOOK (self) && !self->is_closed);

  g_task_set_source_tag (task, portunus_device_book_load_async);
  watch_file (self);
  read_all (self, task);
}

/**
 * portunus_device_book_load_finish:
 * @self: a book
 * @result: the result
 * @error: return location for a #PortunusStoreError
 *
 * Returns: whether it was read
 */
gboolean
portunus_device_book_load_finish (PortunusDeviceBook  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * portunus_device_book_flush_async:
 * @self: a book
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Waits until all changes are written.
 */
void
portunus_device_book_flush_async (PortunusDeviceBook  *self,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_return_if_fail (PORTUNUS_IS_DEVICE_BOOK (self));

  g_task_set_source_tag (task, portunus_device_book_flush_async);
  g_ptr_array_add (self->flushes, task);
  answer_flushes (self);
}

/**
 * portunus_device_book_flush_finish:
 * @self: a book
 * @result: the result
 * @error: return location for the #PortunusStoreError of the first change since the last flush that was not written
 *
 * Returns: whether everything was written
 */
gboolean
portunus_device_book_flush_finish (PortunusDeviceBook  *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * portunus_device_book_close:
 * @self: a book
 *
 * Blocks until all changes are written; later ones are not. A second call does nothing.
 */
void
portunus_device_book_close (PortunusDeviceBook *self)
{
  g_return_if_fail (PORTUNUS_IS_DEVICE_BOOK (self));

  self->is_closed = TRUE;
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->worker != NULL)
    g_thread_pool_free (self->worker, FALSE, TRUE);
  self->worker = NULL;
}
