/* portunus-receive-job.c: takes an offer of one peer and receives it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-receive-job.h"

#include <string.h>

#include "portunus-accept-codec.h"
#include "portunus-job-private.h"
#include "portunus-offer-codec.h"
#include "portunus-receiver.h"
#include "portunus-ticket-lane.h"

typedef enum
{
  STATE_WAITING,
  STATE_ASKING,
  STATE_RECEIVING,
} State;

struct _PortunusReceiveJob
{
  PortunusJob          parent_instance;

  /* Owned */
  PortunusOfferReader *reader;
  PortunusReceiver    *receiver;
  PortunusIntake      *intake;           /* where the peer puts content over HTTP; NULL for another lane */

  State                state;
  guint                n_wanted_files;   /* set before the worker starts */
};

enum
{
  OFFER,
  TEXT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusReceiveJob, portunus_receive_job, PORTUNUS_TYPE_JOB)

typedef struct
{
  GPtrArray *messages;
  guint      n_files;
  guint64    total_bytes;
} Plan;

static void
plan_free (gpointer data)
{
  Plan *plan = data;

  g_ptr_array_unref (plan->messages);
  g_free (plan);
}

static void
send_ticket (PortunusReceiveJob *self)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  PortunusLane *lane = portunus_session_get_lane (portunus_job_get_session (job));
  g_autofree char *ticket = NULL;
  g_autoptr (JsonObject) message = NULL;

  if (self->intake == NULL || lane == NULL)
    return;
  ticket = portunus_ticket_lane_publish_intake (PORTUNUS_TICKET_LANE (lane), self->intake);
  if (ticket == NULL)
    return;
  message = portunus_job_new_message (job, "upload");
  json_object_set_string_member (message, "ticket", ticket);
  portunus_session_send_control (portunus_job_get_session (job), message);
}

static void
take_plan (PortunusJob *job,
           gpointer     data)
{
  const Plan *plan = data;
  PortunusTransfer *transfer = portunus_job_get_transfer (job);

  for (guint i = 0; i < plan->messages->len; i++)
    portunus_session_send_control (portunus_job_get_session (job), g_ptr_array_index (plan->messages, i));
  send_ticket (PORTUNUS_RECEIVE_JOB (job));
  portunus_transfer_set_totals (transfer, plan->n_files, plan->total_bytes);
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_RUNNING);
}

static void
plan_on_worker (GByteArray *wanted,
                GHashTable *have,
                guint64     total_bytes,
                gpointer    user_data)
{
  PortunusOffer *offer = portunus_job_get_offer (user_data);
  Plan *plan = g_new0 (Plan, 1);

  plan->messages = portunus_accept_write (portunus_offer_get_id (offer), wanted, have);
  plan->n_files = PORTUNUS_RECEIVE_JOB (user_data)->n_wanted_files;
  plan->total_bytes = total_bytes;
  portunus_job_post_on_worker (user_data, take_plan, plan, plan_free);
}

static void
progress_on_worker (guint    files_done,
                    guint64  done_bytes,
                    gpointer user_data)
{
  portunus_job_report_progress_on_worker (user_data, files_done, done_bytes);
}

static void
skipped_on_worker (guint64  n_bytes,
                   gpointer user_data)
{
  portunus_job_report_skipped_on_worker (user_data, n_bytes);
}

static void
file_on_worker (guint               index,
                PortunusFileStatus  status,
                const char         *message,
                gpointer            user_data)
{
  portunus_job_report_file_on_worker (user_data, index, status, message);
}

static void
place_on_worker (guint       index,
                 const char *path,
                 gpointer    user_data)
{
  portunus_job_report_place_on_worker (user_data, index, path);
}

static void
take_message (PortunusJob *job,
              gpointer     message)
{
  portunus_session_send_control (portunus_job_get_session (job), message);
}

static void
refuse_on_worker (guint         index,
                  const GError *error,
                  gpointer      user_data)
{
  JsonObject *message = portunus_job_new_message (user_data, "refuse");

  json_object_set_int_member (message, "i", index);
  json_object_set_string_member (message, "code", portunus_transfer_error_get_name (error));
  portunus_job_post_on_worker (user_data, take_message, message, (GDestroyNotify) json_object_unref);
}

static void
take_text (PortunusJob *job,
           gpointer     text)
{
  g_signal_emit (job, signals[TEXT], 0, text);
}

static void
text_on_worker (const char *text,
                gpointer    user_data)
{
  portunus_job_post_on_worker (user_data, take_text, g_strdup (text), g_free);
}

static void
moved_on_worker (gsize    n_bytes,
                 gpointer user_data)
{
  _portunus_job_pace_on_worker (user_data, n_bytes);
}

static const PortunusReceiverReports reports = {
  .plan = plan_on_worker,
  .progress = progress_on_worker,
  .skipped = skipped_on_worker,
  .file = file_on_worker,
  .place = place_on_worker,
  .refuse = refuse_on_worker,
  .text = text_on_worker,
  .moved = moved_on_worker,
};

static gboolean
portunus_receive_job_run (PortunusJob  *job,
                          GError      **error)
{
  return portunus_receiver_run (PORTUNUS_RECEIVE_JOB (job)->receiver, error);
}

static void
send_verified (PortunusReceiveJob *self)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  g_autoptr (JsonObject) message = portunus_job_new_message (job, "verified");

  json_object_set_int_member (message, "files", portunus_receiver_get_n_done (self->receiver));
  json_object_set_int_member (message, "bytes", portunus_receiver_get_done_bytes (self->receiver));
  json_object_set_int_member (message, "failed", portunus_receiver_get_n_failed (self->receiver));
  portunus_session_send_control (portunus_job_get_session (job), message);
}

static void
portunus_receive_job_ran (PortunusJob  *job,
                          const GError *error)
{
  PortunusReceiveJob *self = PORTUNUS_RECEIVE_JOB (job);
  guint n_failed = portunus_receiver_get_n_failed (self->receiver);
  g_autoptr (GError) incomplete = NULL;

  if (error != NULL)
    {
      portunus_job_fail (job, error);
      return;
    }
  send_verified (self);
  if (n_failed > 0)
    incomplete = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
                              "%u of the files did not arrive", n_failed);
  portunus_job_end (job, incomplete);
}

static void
take_offer (PortunusReceiveJob *self,
            PortunusOffer      *offer)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  PortunusTransfer *transfer = portunus_job_get_transfer (PORTUNUS_JOB (self));

  self->state = STATE_ASKING;
  portunus_job_expect_nothing (PORTUNUS_JOB (self));
  portunus_job_set_offer (PORTUNUS_JOB (self), offer);
  portunus_transfer_set_title (transfer, portunus_offer_get_title (offer));
  portunus_transfer_set_totals (transfer, portunus_manifest_get_n_files (manifest),
                                portunus_manifest_has_unknown_size (manifest)
                                ? G_MAXUINT64 : portunus_manifest_get_total_bytes (manifest));
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_OFFERED);
  g_signal_emit (self, signals[OFFER], 0, offer);
}

static void
expect_part (PortunusReceiveJob *self)
{
  portunus_job_set_id (PORTUNUS_JOB (self), portunus_offer_reader_get_id (self->reader));
  portunus_job_expect_part (PORTUNUS_JOB (self));
}

static void
handle_offer (PortunusReceiveJob *self,
              JsonObject         *message)
{
  g_autoptr (PortunusOffer) offer = NULL;
  g_autoptr (GError) error = NULL;

  if (self->state != STATE_WAITING)
    portunus_job_fail_with (PORTUNUS_JOB (self), PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The sender offered twice");
  else if (!portunus_offer_reader_add (self->reader, message, &offer, &error))
    portunus_job_fail (PORTUNUS_JOB (self), error);
  else if (offer != NULL)
    take_offer (self, offer);
  else
    expect_part (self);
}

static gboolean
portunus_receive_job_handle (PortunusJob *job,
                             const char  *type,
                             JsonObject  *message)
{
  if (strcmp (type, "offer") != 0 && strcmp (type, "offer-part") != 0)
    return FALSE;
  handle_offer (PORTUNUS_RECEIVE_JOB (job), message);
  return TRUE;
}

/* The worker may wait for content before anybody has a ticket. */
static void
lane_closed_cb (PortunusLane       *lane,
                GError             *error,
                PortunusReceiveJob *self)
{
  portunus_intake_close (self->intake);
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
  PortunusJob *job = PORTUNUS_JOB (self);
  PortunusSession *session;
  g_autoptr (PortunusSecret) key = NULL;
  PortunusReceiverConfig config;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_JOB (self));

  if (self->state != STATE_ASKING)
    return;
  session = portunus_job_get_session (job);
  key = portunus_session_dup_data_key (session, FALSE);
  config = (PortunusReceiverConfig) {
    .lane = portunus_session_get_lane (session),
    .key = key,
    .offer = portunus_job_get_offer (job),
    .wanted = wanted,
    .directory = destination->directory,
    .policy = destination->policy,
    .journal_path = destination->journal_path,
    .max_bytes = destination->max_bytes,
    .keeps_consent = destination->keeps_consent,
    .sender_device = portunus_session_get_peer_device (session),
  };
  if (config.lane == NULL)
    return;
  if (destination->throttle != NULL)
    portunus_job_set_throttle (job, destination->throttle);
  if (PORTUNUS_IS_TICKET_LANE (config.lane))
    {
      self->intake = portunus_intake_new (config.offer);
      g_signal_connect_object (config.lane, "closed", G_CALLBACK (lane_closed_cb), self, 0);
    }
  config.intake = self->intake;
  self->state = STATE_RECEIVING;
  portunus_manifest_sum_wanted (portunus_offer_get_manifest (config.offer), wanted, &self->n_wanted_files);
  self->receiver = portunus_receiver_new (&config, &reports, self);
  portunus_transfer_set_directory (portunus_job_get_transfer (job), destination->directory);
  portunus_transfer_set_state (portunus_job_get_transfer (job), PORTUNUS_TRANSFER_CHECKING);
  portunus_job_start_worker (job, "portunus-receive");
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
  PortunusJob *job = PORTUNUS_JOB (self);
  g_autoptr (JsonObject) message = NULL;

  g_return_if_fail (PORTUNUS_IS_RECEIVE_JOB (self));

  if (self->state != STATE_ASKING)
    return;
  message = portunus_job_new_message (job, "decline");
  portunus_session_send_control (portunus_job_get_session (job), message);
  portunus_job_end_with (job, PORTUNUS_TRANSFER_ERROR_DECLINED, "Declined");
}

static void
portunus_receive_job_finalize (GObject *object)
{
  PortunusReceiveJob *self = PORTUNUS_RECEIVE_JOB (object);

  g_clear_pointer (&self->receiver, portunus_receiver_free);
  g_clear_pointer (&self->intake, portunus_intake_unref);
  g_clear_pointer (&self->reader, portunus_offer_reader_free);

  G_OBJECT_CLASS (portunus_receive_job_parent_class)->finalize (object);
}

static void
portunus_receive_job_class_init (PortunusReceiveJobClass *klass)
{
  PortunusJobClass *job_class = PORTUNUS_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_receive_job_finalize;
  job_class->handle = portunus_receive_job_handle;
  job_class->run = portunus_receive_job_run;
  job_class->ran = portunus_receive_job_ran;

  signals[OFFER] = g_signal_new ("offer", PORTUNUS_TYPE_RECEIVE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, PORTUNUS_TYPE_OFFER);
  signals[TEXT] = g_signal_new ("text", PORTUNUS_TYPE_RECEIVE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
opened_cb (PortunusSession    *session,
           PortunusReceiveJob *self)
{
  portunus_job_expect_part (PORTUNUS_JOB (self));
}

static void
portunus_receive_job_init (PortunusReceiveJob *self)
{
  self->reader = portunus_offer_reader_new ();
}

/**
 * portunus_receive_job_new:
 * @session: an authenticated session with a peer that sends
 * @transfer: shows the progress
 *
 * Returns: (transfer full): a job that waits for the offer
 */
PortunusReceiveJob *
portunus_receive_job_new (PortunusSession  *session,
                          PortunusTransfer *transfer)
{
  PortunusReceiveJob *self = g_object_new (PORTUNUS_TYPE_RECEIVE_JOB, NULL);

  portunus_job_set_up (PORTUNUS_JOB (self), session, transfer);
  g_signal_connect_object (session, "opened", G_CALLBACK (opened_cb), self, 0);
  if (portunus_session_is_open (session))
    portunus_job_expect_part (PORTUNUS_JOB (self));
  return self;
}
