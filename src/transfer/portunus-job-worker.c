/* portunus-job-worker.c: the worker of a job, and what it tells
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job-private.h"

#include "portunus-context.h"
#include "portunus-name.h"

/* Something of the worker's on its way to the context of the job. */
typedef struct
{
  PortunusJob     *job;
  PortunusJobFunc  func;
  gpointer         data;
  GDestroyNotify   free_data;
} Post;

static void
run_post (gpointer data)
{
  Post *post = data;

  post->func (post->job, post->data);
}

static void
post_free (gpointer data)
{
  Post *post = data;

  if (post->free_data != NULL && post->data != NULL)
    post->free_data (post->data);
  g_object_unref (post->job);
  g_free (post);
}

/**
 * portunus_job_post_on_worker:
 * @self: a job
 * @func: what to run
 * @data: (transfer full): for @func
 * @free_data: (nullable): frees @data
 *
 * Runs @func in the context of @self, in the order of the calls.
 */
void
portunus_job_post_on_worker (PortunusJob     *self,
                             PortunusJobFunc  func,
                             gpointer         data,
                             GDestroyNotify   free_data)
{
  Post *post = g_new (Post, 1);

  *post = (Post) { .job = g_object_ref (self), .func = func, .data = data, .free_data = free_data };
  portunus_context_post (_portunus_job_get_private (self)->context, run_post, post, post_free);
}

typedef struct
{
  guint   files_done;
  guint64 done_bytes;
} Progress;

static void
take_progress (PortunusJob *self,
               gpointer     data)
{
  const Progress *progress = data;

  portunus_transfer_set_progress (_portunus_job_get_private (self)->transfer, progress->files_done,
                                  progress->done_bytes);
}

/**
 * portunus_job_report_progress_on_worker:
 * @self: a job
 * @files_done: files that are through
 * @done_bytes: bytes that are through
 */
void
portunus_job_report_progress_on_worker (PortunusJob *self,
                                        guint        files_done,
                                        guint64      done_bytes)
{
  Progress *progress = g_new (Progress, 1);

  *progress = (Progress) { .files_done = files_done, .done_bytes = done_bytes };
  portunus_job_post_on_worker (self, take_progress, progress, g_free);
  _portunus_job_pause_on_worker (self);
}

static void
take_skipped (PortunusJob *self,
              gpointer     data)
{
  const guint64 *n_bytes = data;

  portunus_transfer_skip_bytes (_portunus_job_get_private (self)->transfer, *n_bytes);
}

/**
 * portunus_job_report_skipped_on_worker:
 * @self: a job
 * @n_bytes: bytes that the next progress contains and that were there already
 */
void
portunus_job_report_skipped_on_worker (PortunusJob *self,
                                       guint64      n_bytes)
{
  portunus_job_post_on_worker (self, take_skipped, g_memdup2 (&n_bytes, sizeof n_bytes), g_free);
}

typedef struct
{
  guint               index;
  PortunusFileStatus  status;
  char               *message;
} FileReport;

static void
file_report_free (gpointer data)
{
  FileReport *report = data;

  g_free (report->message);
  g_free (report);
}

static char *
dup_name (PortunusJob *self,
          guint        index)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (_portunus_job_get_private (self)->offer);
  PortunusEntry entry;

  portunus_manifest_get_entry (manifest, index, &entry);
  return portunus_text_for_display (entry.path, PORTUNUS_TRANSFER_MAX_NAME);
}

static void
take_file (PortunusJob *self,
           gpointer     data)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);
  const FileReport *report = data;
  g_autofree char *name = dup_name (self, report->index);

  portunus_transfer_report_file (priv->transfer, name, report->status, report->message);
}

/**
 * portunus_job_report_file_on_worker:
 * @self: a job
 * @index: an entry of the manifest
 * @status: what became of it
 * @message: (nullable): why
 */
void
portunus_job_report_file_on_worker (PortunusJob        *self,
                                    guint               index,
                                    PortunusFileStatus  status,
                                    const char         *message)
{
  FileReport *report = g_new (FileReport, 1);

  *report = (FileReport) { .index = index, .status = status, .message = g_strdup (message) };
  portunus_job_post_on_worker (self, take_file, report, file_report_free);
}

static void
take_place (PortunusJob *self,
            gpointer     data)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);
  const FileReport *report = data;
  g_autofree char *name = dup_name (self, report->index);

  portunus_transfer_report_place (priv->transfer, name, report->message);
}

/**
 * portunus_job_report_place_on_worker:
 * @self: a job
 * @index: of the manifest's entry
 * @path: (type filename): where the file is now, relative to the destination
 */
void
portunus_job_report_place_on_worker (PortunusJob *self,
                                     guint        index,
                                     const char  *path)
{
  FileReport *report = g_new (FileReport, 1);

  *report = (FileReport) { .index = index, .message = g_strdup (path) };
  portunus_job_post_on_worker (self, take_place, report, file_report_free);
}

static void
take_end_of_worker (PortunusJob *self,
                    gpointer     data)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_clear_pointer (&priv->worker, g_thread_join);
  if (priv->stage == PORTUNUS_JOB_ENDING)
    _portunus_job_finish (self);
  else
    PORTUNUS_JOB_GET_CLASS (self)->ran (self, data);
}

static gpointer
run_on_worker (gpointer user_data)
{
  g_autoptr (PortunusJob) self = user_data;
  GError *error = NULL;

  PORTUNUS_JOB_GET_CLASS (self)->run (self, &error);
  portunus_job_post_on_worker (self, take_end_of_worker, error, (GDestroyNotify) g_error_free);
  return NULL;
}

/**
 * portunus_job_start_worker:
 * @self: a job without a worker
 * @thread_name: what a debugger shows
 *
 * Starts the worker. Disk, sealing and waiting for credit block, so they get a thread for as long as the transfer runs.
 */
void
portunus_job_start_worker (PortunusJob *self,
                           const char  *thread_name)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_return_if_fail (PORTUNUS_IS_JOB (self) && priv->worker == NULL);

  priv->worker = g_thread_new (thread_name, run_on_worker, g_object_ref (self));
  _portunus_job_follow_pause (self);
}
