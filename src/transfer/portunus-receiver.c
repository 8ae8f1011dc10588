/* portunus-receiver.c: the worker that takes data frames and writes files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-receiver-private.h"

#include <string.h>

#include "portunus-journal-consent.h"

/**
 * portunus_receiver_new:
 * @config: what to receive and where to put it; copied, objects referenced
 * @reports: borrowed, must outlive the receiver
 * @user_data: for @reports
 *
 * Returns: (transfer full): a receiver that has received nothing
 */
PortunusReceiver *
portunus_receiver_new (const PortunusReceiverConfig  *config,
                       const PortunusReceiverReports *reports,
                       gpointer                       user_data)
{
  PortunusReceiver *self = g_new0 (PortunusReceiver, 1);

  if (config->intake == NULL)
    {
      self->lane = g_object_ref (config->lane);
      self->key = portunus_secret_ref (config->key);
    }
  self->intake = config->intake != NULL ? portunus_intake_ref (config->intake) : NULL;
  self->offer = g_object_ref (config->offer);
  self->accepted = config->wanted != NULL ? g_byte_array_ref (config->wanted) : NULL;
  self->directory = g_strdup (config->directory);
  self->journal_path = g_strdup (config->journal_path);
  self->sender_device = g_strdup (config->sender_device);
  self->policy = config->policy;
  self->max_bytes = config->max_bytes;
  self->keeps_consent = config->keeps_consent;
  self->reports = reports;
  self->user_data = user_data;
  return self;
}

/**
 * portunus_receiver_free:
 * @self: (transfer full) (nullable): a receiver that does not run
 */
void
portunus_receiver_free (PortunusReceiver *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->lane);
  g_clear_pointer (&self->key, portunus_secret_unref);
  g_clear_pointer (&self->intake, portunus_intake_unref);
  g_clear_object (&self->offer);
  g_clear_pointer (&self->accepted, g_byte_array_unref);
  g_clear_pointer (&self->resume, portunus_resume_free);
  g_clear_pointer (&self->sink, portunus_sink_free);
  g_clear_pointer (&self->journal, portunus_journal_close);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self->directory);
  g_free (self->journal_path);
  g_free (self->sender_device);
  g_free (self);
}

/**
 * portunus_receiver_get_n_failed:
 * @self: a receiver that ran
 *
 * Returns: how many wanted files are not in place
 */
guint
portunus_receiver_get_n_failed (PortunusReceiver *self)
{
  return self->n_failed;
}

/**
 * portunus_receiver_get_n_done:
 * @self: a receiver that ran
 *
 * Returns: how many files are in place, those of earlier attempts included
 */
guint
portunus_receiver_get_n_done (PortunusReceiver *self)
{
  return self->n_done;
}

/**
 * portunus_receiver_get_done_bytes:
 * @self: a receiver that ran
 *
 * Returns: bytes that are in place, those of earlier attempts included
 */
guint64
portunus_receiver_get_done_bytes (PortunusReceiver *self)
{
  return self->done_bytes;
}

static void
keep_consent (PortunusReceiver *self)
{
  const PortunusConsent consent = { .wanted = self->accepted, .max_bytes = self->max_bytes };

  portunus_journal_set_consent (self->journal, self->offer, &consent);
}

/* Without a journal a transfer works as well; it just cannot be resumed by another run. */
static void
open_journal (PortunusReceiver *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = NULL;
  PortunusJournalTransfer transfer = {
    .sender_device = self->sender_device,
    .title = portunus_offer_get_title (self->offer),
    .policy = self->policy,
  };

  if (portunus_sink_is_stream (self->sink))
    return;
  self->journal = portunus_journal_open (self->journal_path, &error);
  if (self->journal == NULL)
    {
      g_message ("This transfer cannot be resumed after a restart: %s", error->message);
      return;
    }
  directory = g_canonicalize_filename (self->directory, NULL);
  transfer.directory = directory;
  memcpy (transfer.id, portunus_offer_get_id (self->offer), PORTUNUS_TRANSFER_ID_SIZE);
  portunus_journal_begin_transfer (self->journal, &transfer);
  if (self->keeps_consent)
    keep_consent (self);
}

static guint64
sum_wanted (PortunusReceiver *self)
{
  guint64 sum = self->resume->done_bytes;
  PortunusEntry entry;

  for (guint i = 0; i < self->resume->wanted->len; i++)
    {
      portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), i, &entry);
      if (self->resume->wanted->data[i] == 0)
        continue;
      if (entry.size == PORTUNUS_SIZE_UNKNOWN)
        return G_MAXUINT64;
      sum += entry.size;
    }
  return sum;
}

static gboolean
prepare (PortunusReceiver  *self,
         GError           **error)
{
  self->sink = portunus_sink_new (self->directory, self->policy, portunus_offer_get_id (self->offer), error);
  if (self->sink == NULL)
    return FALSE;
  open_journal (self);
  self->resume = portunus_resume_new (self->sink, self->journal, self->offer, self->accepted, self->directory, error);
  if (self->resume == NULL || !portunus_sink_check_space (self->sink, self->resume->partial_bytes, error))
    return FALSE;

  self->n_done = self->resume->n_done;
  self->done_bytes = self->resume->done_bytes;
  self->pending_bytes = portunus_have_count_beginnings (self->resume->have, portunus_offer_get_manifest (self->offer),
                                                        self->resume->wanted);
  /* Before the plan, from which on the rate counts. */
  _portunus_receiver_report_progress (self, TRUE);
  if (self->intake != NULL)
    portunus_intake_open (self->intake, self->resume->wanted, self->resume->have);
  self->reports->plan (self->resume->wanted, self->resume->have, sum_wanted (self), self->user_data);
  return TRUE;
}

static gboolean
take_frames (PortunusReceiver  *self,
             GError           **error)
{
  g_autoptr (PortunusStreamReader) reader = portunus_stream_reader_new (self->key, portunus_offer_get_id (self->offer),
                                                                        &_portunus_receiver_handler, self);

  while (!portunus_stream_reader_is_finished (reader))
    {
      g_autoptr (GBytes) frame = portunus_lane_receive_data (self->lane, error);

      if (frame == NULL || !portunus_stream_reader_take_frame (reader, frame, error))
        return FALSE;
      portunus_lane_release_data (self->lane, g_bytes_get_size (frame));
    }
  return TRUE;
}

static gboolean
take_content (PortunusReceiver  *self,
              GError           **error)
{
  if (self->intake != NULL)
    return portunus_intake_run (self->intake, &_portunus_receiver_handler, self, error);
  return take_frames (self, error);
}

static gboolean
complete (PortunusReceiver  *self,
          GError           **error)
{
  if (!portunus_sink_finish (self->sink, error))
    return FALSE;
  if (self->journal != NULL && self->n_failed == 0)
    portunus_journal_finish_transfer (self->journal, portunus_offer_get_id (self->offer));
  _portunus_receiver_report_progress (self, TRUE);
  return TRUE;
}

/**
 * portunus_receiver_run:
 * @self: a receiver
 * @error: return location: the lane's end, a #PortunusTransferError
 *
 * Plans, receives, and puts everything in place. Blocks; ends early when the lane is closed, keeping what arrived for
 * the next attempt. A file that cannot be taken is reported and counted and ends nothing.
 *
 * Returns: %TRUE when every file that did not fail is in place and on disk
 */
gboolean
portunus_receiver_run (PortunusReceiver  *self,
                       GError           **error)
{
  gboolean is_good = prepare (self, error) && take_content (self, error) && complete (self, error);

  _portunus_receiver_drop_file (self, TRUE);
  if (self->journal != NULL)
    portunus_journal_flush (self->journal);
  return is_good;
}
