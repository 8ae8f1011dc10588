/* portunus-receive-job.c: takes an offer of one peer and receives it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-receive-job.h"

#include <string.h>

#include "portunus-accept-codec.h"
#include "portunus-context.h"
#include "portunus-job-messages.h"
#include "portunus-name.h"
#include "portunus-offer-codec.h"
#include "portunus-receiver.h"
#include "portunus-transfer-error.h"

#define MAX_NAME_CHARS 200

typedef enum
{
  STATE_WAITING,
  STATE_ASKING,
  STATE_RECEIVING,
  STATE_ENDING,
  STATE_FINISHED,
} State;

struct _PortunusReceiveJob
{
  GObject              parent_instance;

  /* Owned */
  PortunusSession     *session;
  PortunusTransfer    *transfer;
  PortunusOfferReader *reader;
  PortunusOffer       *offer;
  PortunusReceiver    *receiver;
  GThread             *worker;
  GMainContext        *context;
  GError              *error;

  State                state;
};

enum
{
  OFFER,
  TEXT,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusReceiveJob, portunus_receive_job, G_TYPE_OBJECT)

static void
finish (PortunusReceiveJob *self)
{
  g_autoptr (PortunusReceiveJob) guard = g_object_ref (self);

  if (self->state == STATE_FINISHED)
    return;
  self->state = STATE_FINISHED;
  g_signal_handlers_disconnect_by_data (self->session, self);
  portunus_session_close (self->session);
  g_signal_emit (self, signals[FINISHED], 0, self->error);
}

/* The one way out. The worker notices that the lane is over and reports; only then is the job finished. */
static void
end (PortunusReceiveJob *self,
     const GError       *error)
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
end_with (PortunusReceiveJob    *self,
          PortunusTransferError  code,
          const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  end (self, error);
}

/* What the worker reports, on its way to the context of the job. */
typedef struct
{
  PortunusReceiveJob *job;
  GPtrArray          *messages;
  guint               n_files;
  guint64             bytes;
  guint               index;
  PortunusFileStatus  status;
  char               *text;
  GError             *error;
} Report;

static Report *
report_new (PortunusReceiveJob *self)
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
  g_clear_pointer (&report->messages, g_ptr_array_unref);
  g_free (report->text);
  g_clear_error (&report->error);
  g_free (report);
}

static void
take_plan (gpointer data)
{
  Report *report = data;
  PortunusReceiveJob *self = report->job;

  for (guint i = 0; i < report->messages->len; i++)
    portunus_session_send_control (self->session, g_ptr_array_index (report->messages, i));
  portunus_transfer_set_totals (self->transfer, report->n_files, report->bytes);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RUNNING);
}

static void
plan_on_worker (GByteArray *wanted,
                GHashTable *have,
                guint64     total_bytes,
                gpointer    user_data)
{
  PortunusReceiveJob *self = user_data;
  Report *report = report_new (self);

  report->messages = portunus_accept_write (portunus_offer_get_id (self->offer), wanted, have);
  report->n_files = portunus_manifest_get_n_files (portunus_offer_get_manifest (self->offer));
  report->bytes = total_bytes;
  portunus_context_post (self->context, take_plan, report, report_free);
}

static void
take_progress (gpointer data)
{
  Report *report = data;

  portunus_transfer_set_progress (report->job->transfer, report->n_files, report->bytes);
}

static void
progress_on_worker (guint    files_done,
                    guint64  done_bytes,
                    gpointer user_data)
{
  PortunusReceiveJob *self = user_data;
  Report *report = report_new (self);

  report->n_files = files_done;
  report->bytes = done_bytes;
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
  portunus_transfer_report_file (report->job->transfer, name, report->status, report->text);
}

static void
file_on_worker (guint               index,
                PortunusFileStatus  status,
                const char         *message,
                gpointer            user_data)
{
  PortunusReceiveJob *self = user_data;
  Report *report = report_new (self);

  report->index = index;
  report->status = status;
  report->text = g_strdup (message);
  portunus_context_post (self->context, take_file, report, report_free);
}

static void
take_refusal (gpointer data)
{
  Report *report = data;
  g_autoptr (JsonObject) message = NULL;

  message = portunus_job_new_message ("refuse", portunus_offer_get_id (report->job->offer));
  json_object_set_int_member (message, "i", report->index);
  json_object_set_string_member (message, "code", portunus_transfer_error_get_name (report->error));
  portunus_session_send_control (report->job->session, message);
}

static void
refuse_on_worker (guint         index,
                  const GError *error,
                  gpointer      user_data)
{
  PortunusReceiveJob *self = user_data;
  Report *report = report_new (self);

  report->index = index;
  report->error = g_error_copy (error);
  portunus_context_post (self->context, take_refusal, report, report_free);
}

static void
take_text (gpointer data)
{
  Report *report = data;

  g_signal_emit (report->job, signals[TEXT], 0, report->text);
}

static void
text_on_worker (const char *text,
                gpointer    user_data)
{
  PortunusReceiveJob *self = user_data;
  Report *report = report_new (self);

  report->text = g_strdup (text);
  portunus_context_post (self->context, take_text, report, report_free);
}

static const PortunusReceiverReports reports = {
  .plan = plan_on_worker,
  .progress = progress_on_worker,
  .file = file_on_worker,
  .refuse = refuse_on_worker,
  .text = text_on_worker,
};

static void
send_verified (PortunusReceiveJob *self)
{
  g_autoptr (JsonObject) message = portunus_job_new_message ("verified", portunus_offer_get_id (self->offer));

  json_object_set_int_member (message, "files", portunus_receiver_get_n_done (self->receiver));
  json_object_set_int_member (message, "bytes", portunus_receiver_get_done_bytes (self->receiver));
  json_object_set_int_member (message, "failed", portunus_receiver_get_n_failed (self->receiver));
  portunus_session_send_control (self->session, message);
}

static void
take_success (PortunusReceiveJob *self)
{
  guint n_failed = portunus_receiver_get_n_failed (self->receiver);
  g_autoptr (GError) error = NULL;

  send_verified (self);
  if (n_failed > 0)
    error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
                         "%u of the files did not arrive", n_failed);
  end (self, error);
}

static void
take_end_of_worker (gpointer data)
{
  Report *report = data;
  PortunusReceiveJob *self = report->job;

  g_clear_pointer (&self->worker, g_thread_join);
  if (self->state == STATE_ENDING)
    {
      finish (self);
      return;
    }
  if (report->error == NULL)
    {
      take_success (self);
      return;
    }
  portunus_job_send_stop (self->session, portunus_offer_get_id (self->offer), report->error);
  end (self, report->error);
}

static gpointer
run_on_worker (gpointer user_data)
{
  Report *report = user_data;

  portunus_receiver_run (report->job->receiver, &report->error);
  portunus_context_post (report->job->context, take_end_of_worker, report, report_free);
  return NULL;
}

static void
handle_offer (PortunusReceiveJob *self,
              JsonObject         *message)
{
  g_autoptr (GError) error = NULL;
  PortunusManifest *manifest;

  if (self->state != STATE_WAITING)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The sender offered twice");
      return;
    }
  if (!portunus_offer_reader_add (self->reader, message, &self->offer, &error))
    {
      end (self, error);
      return;
    }
  if (self->offer == NULL)
    return;

  manifest = portunus_offer_get_manifest (self->offer);
  self->state = STATE_ASKING;
  portunus_transfer_set_title (self->transfer, portunus_offer_get_title (self->offer));
  portunus_transfer_set_totals (self->transfer, portunus_manifest_get_n_files (manifest),
                                portunus_manifest_has_unknown_size (manifest)
                                ? G_MAXUINT64 : portunus_manifest_get_total_bytes (manifest));
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_OFFERED);
  g_signal_emit (self, signals[OFFER], 0, self->offer);
}

static void
control_cb (PortunusSession    *session,
            JsonObject         *message,
            PortunusReceiveJob *self)
{
  const char *type = json_object_get_string_member (message, "t");
  g_autoptr (GError) error = NULL;

  if (self->state >= STATE_ENDING)
    return;
  if (strcmp (type, "offer") == 0 || strcmp (type, "offer-part") == 0)
    handle_offer (self, message);
  else if ((error = portunus_job_read_stop (message)) != NULL)
    end (self, error);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message of an unknown kind came");
}

static void
closed_cb (PortunusSession    *session,
           GError             *error,
           PortunusReceiveJob *self)
{
  if (error != NULL)
    end (self, error);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side left before everything was here");
}

/**
 * portunus_receive_job_accept:
 * @self: a job that emitted "offer"
 * @destination: where it goes; copied
 * @wanted: (nullable): one byte for each entry; %NULL for all
 *
 * Begins to receive.
 */
void
portunus_receive_job_accept (PortunusReceiveJob        *self,
                             const PortunusDestination *destination,
                             GByteArray                *wanted)
{
  g_autoptr (PortunusSecret) key = NULL;
  PortunusReceiverConfig config;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_JOB (self));

  if (self->state != STATE_ASKING)
    return;
  key = portunus_session_dup_data_key (self->session, FALSE);
  config = (PortunusReceiverConfig) {
    .lane = portunus_session_get_lane (self->session),
    .key = key,
    .offer = self->offer,
    .wanted = wanted,
    .directory = destination->directory,
    .policy = destination->policy,
    .journal_path = destination->journal_path,
    .sender_device = portunus_session_get_peer_device (self->session),
  };
  self->state = STATE_RECEIVING;
  self->receiver = portunus_receiver_new (&config, &reports, self);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_CHECKING);
  /* Writing, hashing and waiting for frames block, so they get a thread for as long as the transfer runs. */
  self->worker = g_thread_new ("portunus-receive", run_on_worker, report_new (self));
}

/**
 * portunus_receive_job_decline:
 * @self: a job that emitted "offer"
 *
 * Tells the sender that it is not wanted; "finished" follows with %PORTUNUS_TRANSFER_ERROR_DECLINED.
 */
void
portunus_receive_job_decline (PortunusReceiveJob *self)
{
  g_autoptr (JsonObject) message = NULL;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_JOB (self));

  if (self->state != STATE_ASKING)
    return;
  message = portunus_job_new_message ("decline", portunus_offer_get_id (self->offer));
  portunus_session_send_control (self->session, message);
  end_with (self, PORTUNUS_TRANSFER_ERROR_DECLINED, "Declined");
}

/**
 * portunus_receive_job_cancel:
 * @self: a job
 *
 * Stops; what arrived stays for another attempt.
 */
void
portunus_receive_job_cancel (PortunusReceiveJob *self)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_JOB (self));

  if (self->state >= STATE_ENDING)
    return;
  if (self->offer != NULL)
    portunus_job_send_stop (self->session, portunus_offer_get_id (self->offer), NULL);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  end (self, error);
}

static void
portunus_receive_job_dispose (GObject *object)
{
  PortunusReceiveJob *self = PORTUNUS_RECEIVE_JOB (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->transfer);

  G_OBJECT_CLASS (portunus_receive_job_parent_class)->dispose (object);
}

static void
portunus_receive_job_finalize (GObject *object)
{
  PortunusReceiveJob *self = PORTUNUS_RECEIVE_JOB (object);

  /* The worker holds a reference through its last report, so there is none left here. */
  g_assert (self->worker == NULL);
  g_clear_pointer (&self->receiver, portunus_receiver_free);
  g_clear_pointer (&self->reader, portunus_offer_reader_free);
  g_clear_object (&self->offer);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (portunus_receive_job_parent_class)->finalize (object);
}

static void
portunus_receive_job_class_init (PortunusReceiveJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_receive_job_dispose;
  object_class->finalize = portunus_receive_job_finalize;

  signals[OFFER] = g_signal_new ("offer", PORTUNUS_TYPE_RECEIVE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, PORTUNUS_TYPE_OFFER);
  signals[TEXT] = g_signal_new ("text", PORTUNUS_TYPE_RECEIVE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_RECEIVE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_receive_job_init (PortunusReceiveJob *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->reader = portunus_offer_reader_new ();
}

/**
 * portunus_receive_job_new:
 * @session: an open session with a peer that sends
 * @transfer: shows the progress
 *
 * Returns: (transfer full): a job that waits for the offer
 */
PortunusReceiveJob *
portunus_receive_job_new (PortunusSession  *session,
                          PortunusTransfer *transfer)
{
  PortunusReceiveJob *self = g_object_new (PORTUNUS_TYPE_RECEIVE_JOB, NULL);

  self->session = g_object_ref (session);
  self->transfer = g_object_ref (transfer);
  g_signal_connect_object (session, "control", G_CALLBACK (control_cb), self, 0);
  g_signal_connect_object (session, "closed", G_CALLBACK (closed_cb), self, 0);
  return self;
}
