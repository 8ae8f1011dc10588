/* portunus-send-job.c: offers a transfer to one peer and sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-send-job.h"

#include <string.h>

#include "portunus-accept-codec.h"
#include "portunus-context.h"
#include "portunus-job-messages.h"
#include "portunus-json.h"
#include "portunus-name.h"
#include "portunus-offer-codec.h"
#include "portunus-sender.h"
#include "portunus-transfer-error.h"

#define MAX_NAME_CHARS 200

typedef enum
{
  STATE_NEW,
  STATE_OFFERED,
  STATE_SENDING,
  STATE_SENT,
  STATE_ENDING,
  STATE_FINISHED,
} State;

struct _PortunusSendJob
{
  GObject               parent_instance;

  /* Owned */
  PortunusSession      *session;
  PortunusSourceSet    *sources;
  PortunusOffer        *offer;
  PortunusTransfer     *transfer;
  PortunusAcceptReader *accept;
  PortunusSender       *sender;
  GThread              *worker;
  GMainContext         *context;
  GError               *error;

  State                 state;
};

enum
{
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSendJob, portunus_send_job, G_TYPE_OBJECT)

static void
finish (PortunusSendJob *self)
{
  g_autoptr (PortunusSendJob) guard = g_object_ref (self);

  if (self->state == STATE_FINISHED)
    return;
  self->state = STATE_FINISHED;
  g_signal_handlers_disconnect_by_data (self->session, self);
  portunus_session_close (self->session);
  g_signal_emit (self, signals[FINISHED], 0, self->error);
}

/* The one way out. The worker notices that the lane is over and reports; only then is the job finished. */
static void
end (PortunusSendJob *self,
     const GError    *error)
{
  if (self->state >= STATE_ENDING)
    return;
  self->state = STATE_ENDING;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  portunus_session_close (self->session);
  if (self->worker == NULL)
    finish (self);
}

static void
end_with (PortunusSendJob       *self,
          PortunusTransferError  code,
          const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  end (self, error);
}

/* What the worker reports, on its way to the context of the job. */
typedef struct
{
  PortunusSendJob    *job;
  guint               files_done;
  guint64             done_bytes;
  guint               index;
  PortunusFileStatus  status;
  char               *message;
  GError             *error;
} Report;

static Report *
report_new (PortunusSendJob *self)
{
  Report *report = g_new0 (Report, 1);

  report->job = g_object_ref (self);
  return report;
}

static void
report_free (gpointer data)
{
  Report *report = data;

  g_object_unref (report->job);
  g_free (report->message);
  g_clear_error (&report->error);
  g_free (report);
}

static void
take_progress (gpointer data)
{
  Report *report = data;

  portunus_transfer_set_progress (report->job->transfer, report->files_done, report->done_bytes);
}

static void
progress_on_worker (guint    files_done,
                    guint64  done_bytes,
                    gpointer user_data)
{
  PortunusSendJob *self = user_data;
  Report *report = report_new (self);

  report->files_done = files_done;
  report->done_bytes = done_bytes;
  portunus_context_post (self->context, take_progress, report, report_free);
}

static void
take_file (gpointer data)
{
  Report *report = data;
  PortunusEntry entry;
  g_autofree char *name = NULL;

  portunus_manifest_get_entry (portunus_offer_get_manifest (report->job->offer), report->index, &entry);
  name = portunus_text_for_display (entry.path, MAX_NAME_CHARS);
  portunus_transfer_report_file (report->job->transfer, name, report->status, report->message);
}

static void
file_on_worker (guint               index,
                PortunusFileStatus  status,
                const char         *message,
                gpointer            user_data)
{
  PortunusSendJob *self = user_data;
  Report *report = report_new (self);

  report->index = index;
  report->status = status;
  report->message = g_strdup (message);
  portunus_context_post (self->context, take_file, report, report_free);
}

static const PortunusSenderReports reports = {
  .progress = progress_on_worker,
  .file = file_on_worker,
};

static void
take_end_of_worker (gpointer data)
{
  Report *report = data;
  PortunusSendJob *self = report->job;

  g_clear_pointer (&self->worker, g_thread_join);
  if (self->state == STATE_ENDING)
    finish (self);
  else if (report->error != NULL)
    end (self, report->error);
  else if (self->state == STATE_SENDING)
    {
      self->state = STATE_SENT;
      portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_VERIFYING);
    }
}

static gpointer
run_on_worker (gpointer user_data)
{
  Report *report = user_data;

  portunus_sender_run (report->job->sender, &report->error);
  portunus_context_post (report->job->context, take_end_of_worker, report, report_free);
  return NULL;
}

static guint64
sum_wanted (PortunusSendJob *self,
            guint           *n_files)
{
  GByteArray *wanted = portunus_accept_reader_get_wanted (self->accept);
  guint64 sum = 0;
  PortunusEntry entry;

  *n_files = 0;
  for (guint i = 0; i < wanted->len; i++)
    {
      portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), i, &entry);
      if (wanted->data[i] == 0 || entry.type == PORTUNUS_ENTRY_DIRECTORY || entry.type == PORTUNUS_ENTRY_SYMLINK)
        continue;
      ++*n_files;
      sum = entry.size == PORTUNUS_SIZE_UNKNOWN || sum == G_MAXUINT64 ? G_MAXUINT64 : sum + entry.size;
    }
  return sum;
}

static void
start_worker (PortunusSendJob *self)
{
  g_autoptr (PortunusSecret) key = portunus_session_dup_data_key (self->session, TRUE);
  PortunusSenderConfig config = {
    .lane = portunus_session_get_lane (self->session),
    .key = key,
    .sources = self->sources,
    .transfer_id = portunus_offer_get_id (self->offer),
    .wanted = portunus_accept_reader_get_wanted (self->accept),
    .have = portunus_accept_reader_get_have (self->accept),
  };
  guint n_files;
  guint64 total_bytes = sum_wanted (self, &n_files);

  self->state = STATE_SENDING;
  self->sender = portunus_sender_new (&config, &reports, self);
  portunus_transfer_set_totals (self->transfer, n_files, total_bytes);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RUNNING);
  /* Reading, sealing and waiting for credit block, so they get a thread for as long as the transfer runs. */
  self->worker = g_thread_new ("portunus-send", run_on_worker, report_new (self));
}

static void
handle_accept (PortunusSendJob *self,
               JsonObject      *message)
{
  g_autoptr (GError) error = NULL;
  gboolean is_complete;

  if (self->state != STATE_OFFERED)
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The receiver accepted twice");
  else if (!portunus_accept_reader_add (self->accept, message, &is_complete, &error))
    end (self, error);
  else if (is_complete)
    start_worker (self);
}

static void
handle_refusal (PortunusSendJob *self,
                JsonObject      *message)
{
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (self->offer));
  guint64 index;

  if (self->sender == NULL || !portunus_json_get_uint64 (message, "i", n_entries - 1, &index, NULL))
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The receiver refused a file that was not sent");
  else
    portunus_sender_skip (self->sender, index);
}

static void
handle_verified (PortunusSendJob *self,
                 JsonObject      *message)
{
  guint64 n_failed;
  g_autoptr (GError) error = NULL;

  if (self->sender == NULL || !portunus_sender_is_complete (self->sender)
      || !portunus_json_get_uint64 (message, "failed", G_MAXUINT, &n_failed, NULL))
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The receiver verified what was not sent");
      return;
    }
  if (n_failed > 0)
    error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
                         "%" G_GUINT64_FORMAT " of the files did not arrive", n_failed);
  end (self, error);
}

static void
handle_message (PortunusSendJob *self,
                const char      *type,
                JsonObject      *message)
{
  g_autoptr (GError) error = NULL;

  if (strcmp (type, "accept") == 0)
    handle_accept (self, message);
  else if (strcmp (type, "refuse") == 0)
    handle_refusal (self, message);
  else if (strcmp (type, "verified") == 0)
    handle_verified (self, message);
  else if (strcmp (type, "decline") == 0)
    end_with (self, PORTUNUS_TRANSFER_ERROR_DECLINED, "The receiver declined");
  else if ((error = portunus_job_read_stop (message)) != NULL)
    end (self, error);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message of an unknown kind came");
}

static void
control_cb (PortunusSession *session,
            JsonObject      *message,
            PortunusSendJob *self)
{
  guint8 id[PORTUNUS_TRANSFER_ID_SIZE];

  if (self->state == STATE_NEW || self->state >= STATE_ENDING)
    return;
  if (!portunus_transfer_id_read (message, id, NULL)
      || memcmp (id, portunus_offer_get_id (self->offer), sizeof id) != 0)
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message is about another transfer");
  else
    handle_message (self, json_object_get_string_member (message, "t"), message);
}

static void
closed_cb (PortunusSession *session,
           GError          *error,
           PortunusSendJob *self)
{
  if (error != NULL)
    end (self, error);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side left before everything was verified");
}

/**
 * portunus_send_job_start:
 * @self: a new job
 *
 * Sends the offer. Call it once, after connecting to "finished".
 */
void
portunus_send_job_start (PortunusSendJob *self)
{
  g_autoptr (GPtrArray) messages = NULL;

  g_return_if_fail (PORTUNUS_IS_SEND_JOB (self) && self->state == STATE_NEW);

  self->state = STATE_OFFERED;
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_OFFERED);
  messages = portunus_offer_write (self->offer);
  for (guint i = 0; i < messages->len; i++)
    portunus_session_send_control (self->session, g_ptr_array_index (messages, i));
}

/**
 * portunus_send_job_cancel:
 * @self: a job
 *
 * Stops; the receiver keeps what it has.
 */
void
portunus_send_job_cancel (PortunusSendJob *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_SEND_JOB (self));

  if (self->state >= STATE_ENDING)
    return;
  portunus_job_send_stop (self->session, portunus_offer_get_id (self->offer), NULL);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  end (self, error);
}

static void
portunus_send_job_dispose (GObject *object)
{
  PortunusSendJob *self = PORTUNUS_SEND_JOB (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_send_job_parent_class)->dispose (object);
}

static void
portunus_send_job_finalize (GObject *object)
{
  PortunusSendJob *self = PORTUNUS_SEND_JOB (object);

  /* The worker holds a reference through its last report, so there is none left here. */
  g_assert (self->worker == NULL);
  g_clear_pointer (&self->sender, portunus_sender_free);
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  g_clear_object (&self->offer);
  g_clear_pointer (&self->accept, portunus_accept_reader_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (portunus_send_job_parent_class)->finalize (object);
}

static void
portunus_send_job_class_init (PortunusSendJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_send_job_dispose;
  object_class->finalize = portunus_send_job_finalize;

  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_SEND_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_send_job_init (PortunusSendJob *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/**
 * portunus_send_job_new:
 * @session: an open session with a peer that receives
 * @sources: what to send
 * @offer: tells about @sources
 * @transfer: shows the progress
 *
 * Returns: (transfer full): a job that was not started
 */
PortunusSendJob *
portunus_send_job_new (PortunusSession   *session,
                       PortunusSourceSet *sources,
                       PortunusOffer     *offer,
                       PortunusTransfer  *transfer)
{
  PortunusSendJob *self = g_object_new (PORTUNUS_TYPE_SEND_JOB, NULL);

  self->session = g_object_ref (session);
  self->sources = portunus_source_set_ref (sources);
  self->offer = g_object_ref (offer);
  self->transfer = g_object_ref (transfer);
  self->accept = portunus_accept_reader_new (portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer)));
  g_signal_connect_object (session, "control", G_CALLBACK (control_cb), self, 0);
  g_signal_connect_object (session, "closed", G_CALLBACK (closed_cb), self, 0);
  return self;
}
