/* portunus-job.c: one attempt of a transfer with one open session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job.h"

#include <string.h>

#include "portunus-context.h"
#include "portunus-job-messages.h"
#include "portunus-name.h"
#include "portunus-offer-codec.h"

#define MAX_NAME_CHARS 200

typedef enum
{
  STAGE_RUNNING,
  STAGE_ENDING,
  STAGE_FINISHED,
} Stage;

typedef struct
{
  /* Owned */
  PortunusSession  *session;
  PortunusTransfer *transfer;
  PortunusOffer    *offer;
  GThread          *worker;
  GMainContext     *context;
  GError           *error;

  Stage             stage;
} PortunusJobPrivate;

enum
{
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PortunusJob, portunus_job, G_TYPE_OBJECT)

static PortunusJobPrivate *
get_private (PortunusJob *self)
{
  return portunus_job_get_instance_private (self);
}

static void
finish (PortunusJob *self)
{
  g_autoptr (PortunusJob) guard = g_object_ref (self);
  PortunusJobPrivate *priv = get_private (self);

  if (priv->stage == STAGE_FINISHED)
    return;
  priv->stage = STAGE_FINISHED;
  g_signal_handlers_disconnect_by_data (priv->session, self);
  g_signal_emit (self, signals[FINISHED], 0, priv->error);
}

/**
 * portunus_job_end:
 * @self: a job
 * @error: (nullable): why; %NULL when nothing is missing
 *
 * The one way out: closes the session. A worker notices that the lane is over and reports; only then is the job
 * finished. Does nothing the second time.
 */
void
portunus_job_end (PortunusJob  *self,
                  const GError *error)
{
  PortunusJobPrivate *priv = get_private (self);

  g_return_if_fail (PORTUNUS_IS_JOB (self));

  if (priv->stage != STAGE_RUNNING)
    return;
  priv->stage = STAGE_ENDING;
  priv->error = error != NULL ? g_error_copy (error) : NULL;
  portunus_session_close (priv->session);
  if (priv->worker == NULL)
    finish (self);
}

/**
 * portunus_job_end_with:
 * @self: a job
 * @code: why
 * @message: the same in words
 *
 * As portunus_job_end().
 */
void
portunus_job_end_with (PortunusJob           *self,
                       PortunusTransferError  code,
                       const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  portunus_job_end (self, error);
}

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
  portunus_context_post (get_private (self)->context, run_post, post, post_free);
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

  portunus_transfer_set_progress (get_private (self)->transfer, progress->files_done, progress->done_bytes);
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
}

static void
take_skipped (PortunusJob *self,
              gpointer     data)
{
  const guint64 *n_bytes = data;

  portunus_transfer_skip_bytes (get_private (self)->transfer, *n_bytes);
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

static void
take_file (PortunusJob *self,
           gpointer     data)
{
  PortunusJobPrivate *priv = get_private (self);
  const FileReport *report = data;
  PortunusEntry entry;
  g_autofree char *name = NULL;

  portunus_manifest_get_entry (portunus_offer_get_manifest (priv->offer), report->index, &entry);
  name = portunus_text_for_display (entry.path, MAX_NAME_CHARS);
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
take_end_of_worker (PortunusJob *self,
                    gpointer     data)
{
  PortunusJobPrivate *priv = get_private (self);

  g_clear_pointer (&priv->worker, g_thread_join);
  if (priv->stage == STAGE_ENDING)
    finish (self);
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
  PortunusJobPrivate *priv = get_private (self);

  g_return_if_fail (PORTUNUS_IS_JOB (self) && priv->worker == NULL);

  priv->worker = g_thread_new (thread_name, run_on_worker, g_object_ref (self));
}

static gboolean
is_about_our_transfer (PortunusJob *self,
                       JsonObject  *message)
{
  PortunusJobPrivate *priv = get_private (self);
  guint8 id[PORTUNUS_TRANSFER_ID_SIZE];

  return priv->offer == NULL
         || (portunus_transfer_id_read (message, id, NULL)
             && memcmp (id, portunus_offer_get_id (priv->offer), sizeof id) == 0);
}

static void
control_cb (PortunusSession *session,
            JsonObject      *message,
            PortunusJob     *self)
{
  const char *type = json_object_get_string_member (message, "t");
  g_autoptr (GError) error = NULL;

  if (get_private (self)->stage != STAGE_RUNNING)
    return;
  if (!is_about_our_transfer (self, message))
    portunus_job_end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message is about another transfer");
  else if ((error = portunus_job_read_stop (message)) != NULL)
    portunus_job_end (self, error);
  else if (!PORTUNUS_JOB_GET_CLASS (self)->handle (self, type, message))
    portunus_job_end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message of an unknown kind came");
}

static void
closed_cb (PortunusSession *session,
           GError          *error,
           PortunusJob     *self)
{
  if (error != NULL)
    portunus_job_end (self, error);
  else
    portunus_job_end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                           "The other side left before everything was verified");
}

/**
 * portunus_job_cancel:
 * @self: a job
 *
 * Stops, and tells the peer.
 */
void
portunus_job_cancel (PortunusJob *self)
{
  PortunusJobPrivate *priv = get_private (self);
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_JOB (self));

  if (priv->stage != STAGE_RUNNING)
    return;
  if (priv->offer != NULL)
    portunus_job_send_stop (priv->session, portunus_offer_get_id (priv->offer), NULL);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  portunus_job_end (self, error);
}

/**
 * portunus_job_send_failure:
 * @self: a job with an offer
 * @error: what happened here
 *
 * Tells the peer that it is over, and why.
 */
void
portunus_job_send_failure (PortunusJob  *self,
                           const GError *error)
{
  PortunusJobPrivate *priv = get_private (self);

  portunus_job_send_stop (priv->session, portunus_offer_get_id (priv->offer), error);
}

/**
 * portunus_job_new_message:
 * @self: a job with an offer
 * @type: the message's type
 *
 * Returns: (transfer full): a control message about the job's transfer
 */
JsonObject *
portunus_job_new_message (PortunusJob *self,
                          const char  *type)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  portunus_transfer_id_write (message, portunus_offer_get_id (get_private (self)->offer));
  return message;
}

static void
portunus_job_dispose (GObject *object)
{
  PortunusJobPrivate *priv = get_private (PORTUNUS_JOB (object));

  if (priv->session != NULL)
    g_signal_handlers_disconnect_by_data (priv->session, object);
  g_clear_object (&priv->session);
  g_clear_object (&priv->transfer);

  G_OBJECT_CLASS (portunus_job_parent_class)->dispose (object);
}

static void
portunus_job_finalize (GObject *object)
{
  PortunusJobPrivate *priv = get_private (PORTUNUS_JOB (object));

  /* The worker holds a reference, and its last post another, so there is no worker left here. */
  g_assert (priv->worker == NULL);
  g_clear_object (&priv->offer);
  g_clear_pointer (&priv->context, g_main_context_unref);
  g_clear_error (&priv->error);

  G_OBJECT_CLASS (portunus_job_parent_class)->finalize (object);
}

static void
portunus_job_class_init (PortunusJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_job_dispose;
  object_class->finalize = portunus_job_finalize;

  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_job_init (PortunusJob *self)
{
  get_private (self)->context = g_main_context_ref_thread_default ();
}

/**
 * portunus_job_set_up:
 * @self: a new job
 * @session: its session
 * @transfer: shows the progress
 */
void
portunus_job_set_up (PortunusJob      *self,
                     PortunusSession  *session,
                     PortunusTransfer *transfer)
{
  PortunusJobPrivate *priv = get_private (self);

  priv->session = g_object_ref (session);
  priv->transfer = g_object_ref (transfer);
  g_signal_connect_object (session, "control", G_CALLBACK (control_cb), self, 0);
  g_signal_connect_object (session, "closed", G_CALLBACK (closed_cb), self, 0);
}

/**
 * portunus_job_set_offer:
 * @self: a job without an offer
 * @offer: what it is about; from here on messages about anything else end the job
 */
void
portunus_job_set_offer (PortunusJob   *self,
                        PortunusOffer *offer)
{
  g_set_object (&get_private (self)->offer, offer);
}

/**
 * portunus_job_get_session:
 * @self: a job
 *
 * Returns: (transfer none): its session
 */
PortunusSession *
portunus_job_get_session (PortunusJob *self)
{
  return get_private (self)->session;
}

/**
 * portunus_job_get_transfer:
 * @self: a job
 *
 * Returns: (transfer none): what shows the progress
 */
PortunusTransfer *
portunus_job_get_transfer (PortunusJob *self)
{
  return get_private (self)->transfer;
}

/**
 * portunus_job_get_offer:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): what it is about
 */
PortunusOffer *
portunus_job_get_offer (PortunusJob *self)
{
  return get_private (self)->offer;
}
