/* portunus-send-job.c: offers a transfer to one peer and sends it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-send-job-private.h"

#include <string.h>

#include "portunus-job-private.h"
#include "portunus-json.h"
#include "portunus-offer-codec.h"
#include "portunus-ticket-lane.h"

G_DEFINE_FINAL_TYPE (PortunusSendJob, portunus_send_job, PORTUNUS_TYPE_JOB)

static void
progress_on_worker (guint    files_done,
                    guint64  done_bytes,
                    gpointer user_data)
{
  PortunusSendJob *self = user_data;

  portunus_job_report_progress_on_worker (user_data, self->earlier_files + files_done,
                                          self->earlier_bytes + done_bytes);
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
moved_on_worker (gsize    n_bytes,
                 gpointer user_data)
{
  _portunus_job_pace_on_worker (user_data, n_bytes);
}

static const PortunusSenderReports reports = {
  .progress = progress_on_worker,
  .skipped = skipped_on_worker,
  .file = file_on_worker,
  .moved = moved_on_worker,
};

static gboolean
portunus_send_job_run (PortunusJob  *job,
                       GError      **error)
{
  return portunus_sender_run (PORTUNUS_SEND_JOB (job)->sender, error);
}

static void
portunus_send_job_ran (PortunusJob  *job,
                       const GError *error)
{
  if (error != NULL)
    portunus_job_fail (job, error);
  else
    portunus_transfer_set_state (portunus_job_get_transfer (job), PORTUNUS_TRANSFER_VERIFYING);
}

/* The transfer is the same as in an earlier attempt, and so are its totals; less is wanted of it now. */
static void
show_start (PortunusSendJob *self)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  PortunusTransfer *transfer = portunus_job_get_transfer (job);
  guint known_files = portunus_transfer_get_n_files (transfer);
  guint64 known_bytes = portunus_transfer_get_total_bytes (transfer);
  guint n_files;
  guint64 total_bytes = portunus_manifest_sum_wanted (portunus_offer_get_manifest (portunus_job_get_offer (job)),
                                                      portunus_accept_reader_get_wanted (self->accept), &n_files);

  if (known_files >= n_files && known_bytes >= total_bytes && total_bytes != G_MAXUINT64
      && known_bytes != G_MAXUINT64)
    {
      self->earlier_files = known_files - n_files;
      self->earlier_bytes = known_bytes - total_bytes;
    }
  else
    portunus_transfer_set_totals (transfer, n_files, total_bytes);
  portunus_transfer_set_progress (transfer, self->earlier_files,
                                  self->earlier_bytes + portunus_sender_get_resumed_bytes (self->sender));
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_RUNNING);
}

static void
start_sending (PortunusSendJob *self)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  PortunusSession *session = portunus_job_get_session (job);
  g_autoptr (PortunusSecret) key = portunus_session_dup_data_key (session, TRUE);
  const PortunusSenderConfig config = {
    .lane = portunus_session_get_lane (session),
    .key = key,
    .sources = self->sources,
    .transfer_id = portunus_offer_get_id (portunus_job_get_offer (job)),
    .wanted = portunus_accept_reader_get_wanted (self->accept),
    .have = portunus_accept_reader_get_have (self->accept),
  };

  self->state = PORTUNUS_SEND_JOB_SENDING;
  portunus_job_expect_nothing (job);
  self->sender = portunus_sender_new (&config, &reports, self);
  show_start (self);
  portunus_job_start_worker (job, "portunus-send");
}

static void
begin (PortunusSendJob *self)
{
  if (PORTUNUS_IS_TICKET_LANE (portunus_session_get_lane (portunus_job_get_session (PORTUNUS_JOB (self)))))
    _portunus_send_job_hand_out (self);
  else
    start_sending (self);
}

static void
handle_accept (PortunusSendJob *self,
               JsonObject      *message)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  g_autoptr (GError) error = NULL;
  gboolean is_complete;

  if (self->state != PORTUNUS_SEND_JOB_OFFERED)
    portunus_job_fail_with (job, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The receiver accepted twice");
  else if (!portunus_accept_reader_add (self->accept, message, &is_complete, &error))
    portunus_job_fail (job, error);
  else if (is_complete)
    begin (self);
  else
    portunus_job_expect_part (job);
}

static void
handle_refusal (PortunusSendJob *self,
                JsonObject      *message)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (portunus_job_get_offer (job)));
  guint64 index;

  if (self->sender == NULL || !portunus_json_get_uint64 (message, "i", n_entries - 1, &index, NULL))
    portunus_job_fail_with (job, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The receiver refused a file that was not sent");
  else
    portunus_sender_skip (self->sender, index);
}

static void
handle_verified (PortunusSendJob *self,
                 JsonObject      *message)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  guint64 n_failed;
  g_autoptr (GError) error = NULL;

  if ((self->handout == NULL && (self->sender == NULL || !portunus_sender_is_complete (self->sender)))
      || !portunus_json_get_uint64 (message, "failed", G_MAXUINT, &n_failed, NULL))
    {
      portunus_job_fail_with (job, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The receiver verified what was not sent");
      return;
    }
  if (n_failed > 0)
    error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
                         "%" G_GUINT64_FORMAT " of the files did not arrive", n_failed);
  portunus_job_end (job, error);
}

static gboolean
portunus_send_job_handle (PortunusJob *job,
                          const char  *type,
                          JsonObject  *message)
{
  PortunusSendJob *self = PORTUNUS_SEND_JOB (job);

  if (self->state == PORTUNUS_SEND_JOB_NEW)
    return FALSE;
  if (strcmp (type, "accept") == 0)
    handle_accept (self, message);
  else if (strcmp (type, "refuse") == 0)
    handle_refusal (self, message);
  else if (strcmp (type, "verified") == 0)
    handle_verified (self, message);
  else if (strcmp (type, "decline") == 0)
    portunus_job_end_with (job, PORTUNUS_TRANSFER_ERROR_DECLINED, "The receiver declined");
  else
    return FALSE;
  return TRUE;
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
  PortunusJob *job = PORTUNUS_JOB (self);
  g_autoptr (GPtrArray) messages = NULL;

  g_return_if_fail (PORTUNUS_IS_SEND_JOB (self) && self->state == PORTUNUS_SEND_JOB_NEW);

  self->state = PORTUNUS_SEND_JOB_OFFERED;
  portunus_transfer_set_state (portunus_job_get_transfer (job), PORTUNUS_TRANSFER_OFFERED);
  messages = portunus_offer_write (portunus_job_get_offer (job));
  for (guint i = 0; i < messages->len; i++)
    portunus_session_send_control (portunus_job_get_session (job), g_ptr_array_index (messages, i));
}

static void
portunus_send_job_finalize (GObject *object)
{
  PortunusSendJob *self = PORTUNUS_SEND_JOB (object);

  g_clear_pointer (&self->sender, portunus_sender_free);
  g_clear_object (&self->handout);
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  g_clear_pointer (&self->accept, portunus_accept_reader_free);

  G_OBJECT_CLASS (portunus_send_job_parent_class)->finalize (object);
}

static void
portunus_send_job_class_init (PortunusSendJobClass *klass)
{
  PortunusJobClass *job_class = PORTUNUS_JOB_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_send_job_finalize;
  job_class->handle = portunus_send_job_handle;
  job_class->run = portunus_send_job_run;
  job_class->ran = portunus_send_job_ran;
}

static void
portunus_send_job_init (PortunusSendJob *self)
{
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

  self->sources = portunus_source_set_ref (sources);
  self->accept = portunus_accept_reader_new (portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer)));
  portunus_job_set_up (PORTUNUS_JOB (self), session, transfer);
  portunus_job_set_offer (PORTUNUS_JOB (self), offer);
  return self;
}

/**
 * portunus_send_job_set_handout:
 * @self: a job that was not started
 * @handout: (nullable): what an earlier attempt with the same device handed out
 */
void
portunus_send_job_set_handout (PortunusSendJob *self,
                               PortunusHandout *handout)
{
  g_return_if_fail (PORTUNUS_IS_SEND_JOB (self) && self->state == PORTUNUS_SEND_JOB_NEW);

  g_set_object (&self->handout, handout);
}

/**
 * portunus_send_job_get_handout:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): what is fetched over HTTP; %NULL for another lane, and before it was accepted
 */
PortunusHandout *
portunus_send_job_get_handout (PortunusSendJob *self)
{
  return self->handout;
}
