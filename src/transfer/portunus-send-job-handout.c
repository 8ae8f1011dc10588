/* portunus-send-job-handout.c: lets a browser fetch what its host sends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job-private.h"
#include "portunus-send-job-private.h"

#include "portunus-name.h"
#include "portunus-ticket-lane.h"

/* How often a browser hears how much of it its own downloads took. */
#define TAKEN_INTERVAL_US (G_USEC_PER_SEC / 4)
/* As many as an acceptance may have. */
#define MAX_RANGES 1000

/* What a worker sees of the files. */
typedef struct
{
  PortunusSourceSet *sources;
  GByteArray        *wanted;
  PortunusSourceSet *now;
  guint8            *gone;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  portunus_source_set_unref (look->sources);
  g_byte_array_unref (look->wanted);
  g_clear_pointer (&look->now, portunus_source_set_unref);
  g_free (look->gone);
  g_free (look);
}

static void
tell_taken (PortunusSendJob *self)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  gint64 now_us = g_get_monotonic_time ();
  g_autoptr (JsonObject) message = NULL;

  if (now_us - self->told_us < TAKEN_INTERVAL_US)
    return;
  self->told_us = now_us;
  message = portunus_job_new_message (job, "taken");
  json_object_set_int_member (message, "bytes", portunus_handout_get_taken_bytes (self->handout));
  portunus_session_send_control (portunus_job_get_session (job), message);
}

static void
handout_progress_cb (PortunusHandout *handout,
                     PortunusSendJob *self)
{
  portunus_transfer_set_progress (portunus_job_get_transfer (PORTUNUS_JOB (self)), 0,
                                  portunus_handout_get_taken_bytes (handout));
  tell_taken (self);
}

static void
handout_complete_cb (PortunusHandout *handout,
                     PortunusSendJob *self)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  g_autoptr (GError) shortfall = portunus_handout_dup_shortfall (handout);
  g_autoptr (JsonObject) message = NULL;

  /* A page that stores the files itself has the last word. */
  if (portunus_accept_reader_get_stores (self->accept))
    {
      portunus_transfer_set_state (portunus_job_get_transfer (job), PORTUNUS_TRANSFER_VERIFYING);
      return;
    }
  message = portunus_job_new_message (job, "fetched");
  json_object_set_int_member (message, "files", portunus_handout_get_n_files (handout));
  json_object_set_int_member (message, "bytes", portunus_handout_get_n_bytes (handout));
  portunus_session_send_control (portunus_job_get_session (job), message);
  portunus_transfer_set_unconfirmed (portunus_job_get_transfer (job));
  portunus_transfer_set_progress (portunus_job_get_transfer (job), portunus_handout_get_n_files (handout),
                                  portunus_handout_get_n_bytes (handout));
  portunus_job_end (job, shortfall);
}

static void
handout_failed_cb (PortunusHandout *handout,
                   GError          *error,
                   PortunusSendJob *self)
{
  guint index = portunus_handout_get_culprit (handout);

  if (index == PORTUNUS_HANDOUT_ALL)
    portunus_job_fail (PORTUNUS_JOB (self), error);
  else
    portunus_job_fail_over (PORTUNUS_JOB (self), error, index);
}

static gboolean
is_missed (const Look *look,
           guint       index)
{
  return look->wanted->data[index] != 0 && look->gone[index] != 0;
}

/* Pairs of the first and the number, of what was wanted and is gone. */
static JsonArray *
make_ranges (const Look *look)
{
  JsonArray *ranges = json_array_new ();

  for (guint i = 0; i < look->wanted->len; i++)
    {
      JsonArray *range;
      guint first = i;

      while (i < look->wanted->len && is_missed (look, i))
        i++;
      if (i == first)
        continue;
      range = json_array_new ();
      json_array_add_int_element (range, first);
      json_array_add_int_element (range, i - first);
      json_array_add_array_element (ranges, range);
    }
  return ranges;
}

static void
report_missed (PortunusSendJob *self,
               const Look      *look)
{
  PortunusTransfer *transfer = portunus_job_get_transfer (PORTUNUS_JOB (self));
  PortunusManifest *manifest = portunus_source_set_get_manifest (look->sources);

  for (guint i = 0; i < look->wanted->len; i++)
    {
      g_autofree char *name = NULL;
      PortunusEntry entry;

      if (!is_missed (look, i))
        continue;
      portunus_manifest_get_entry (manifest, i, &entry);
      name = portunus_text_for_display (entry.path, PORTUNUS_TRANSFER_MAX_NAME);
      portunus_transfer_report_file (transfer, name, PORTUNUS_FILE_FAILED, "It cannot be read any more");
    }
}

static JsonObject *
make_fetch_message (PortunusSendJob *self,
                    const char      *ticket)
{
  JsonObject *message = portunus_job_new_message (PORTUNUS_JOB (self), "fetch");
  g_autoptr (PortunusHandoutPart) all = portunus_handout_find_part (self->handout, PORTUNUS_HANDOUT_ALL);

  json_object_set_string_member (message, "ticket", ticket);
  json_object_set_int_member (message, "files", portunus_handout_get_n_files (self->handout));
  json_object_set_int_member (message, "bytes", portunus_handout_get_n_bytes (self->handout));
  if (all != NULL)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", all->name);
      json_object_set_int_member (object, "size", all->size);
      json_object_set_object_member (message, "all", object);
    }
  return message;
}

/* A browser that comes back and wants the same goes on with what it has of it. */
static void
renew_handout (PortunusSendJob *self,
               const Look      *look)
{
  PortunusOffer *offer = portunus_job_get_offer (PORTUNUS_JOB (self));
  g_autoptr (PortunusHandout) handout = portunus_handout_new (look->now, offer, look->wanted, look->gone);

  portunus_handout_set_throttle (handout, portunus_job_get_throttle (PORTUNUS_JOB (self)));
  if (self->handout == NULL || !portunus_handout_is_same (self->handout, handout))
    g_set_object (&self->handout, handout);
  g_signal_connect_object (self->handout, "progress", G_CALLBACK (handout_progress_cb), self, 0);
  g_signal_connect_object (self->handout, "complete", G_CALLBACK (handout_complete_cb), self, 0);
  g_signal_connect_object (self->handout, "failed", G_CALLBACK (handout_failed_cb), self, 0);
}

static void
publish (PortunusSendJob *self,
         JsonArray       *missed)
{
  PortunusJob *job = PORTUNUS_JOB (self);
  PortunusSession *session = portunus_job_get_session (job);
  PortunusTransfer *transfer = portunus_job_get_transfer (job);
  g_autofree char *ticket =
    portunus_ticket_lane_publish_handout (PORTUNUS_TICKET_LANE (portunus_session_get_lane (session)), self->handout);
  g_autoptr (JsonObject) message = make_fetch_message (self, ticket);

  if (json_array_get_length (missed) > 0)
    json_object_set_array_member (message, "gone", json_array_ref (missed));
  portunus_session_send_control (session, message);
  portunus_transfer_set_totals (transfer, portunus_handout_get_n_files (self->handout),
                                portunus_handout_get_n_bytes (self->handout));
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_RUNNING);
}

static void
looked_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  PortunusSendJob *self = PORTUNUS_SEND_JOB (source);
  PortunusJob *job = PORTUNUS_JOB (self);
  const Look *look = g_task_get_task_data (G_TASK (result));
  g_autoptr (JsonArray) missed = NULL;

  if (_portunus_job_get_private (job)->stage != PORTUNUS_JOB_RUNNING)
    return;
  missed = make_ranges (look);
  report_missed (self, look);
  renew_handout (self, look);
  if (json_array_get_length (missed) > MAX_RANGES)
    portunus_job_fail_with (job, PORTUNUS_TRANSFER_ERROR_SOURCE, "Too many of the files cannot be read any more");
  else if (json_array_get_length (missed) > 0 && portunus_handout_get_n_files (self->handout) == 0)
    portunus_job_fail_with (job, PORTUNUS_TRANSFER_ERROR_SOURCE, "None of the files can be read any more");
  else
    publish (self, missed);
}

static void
look_on_worker (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Look *look = task_data;

  look->now = portunus_source_set_look_again (look->sources, look->wanted->data, look->gone);
  g_task_return_boolean (task, TRUE);
}

/*
 * Instead of sending. People go on working with what they offered: what changed goes as it is now, and what is gone is
 * told, since an answer must have the length that it announces.
 */
void
_portunus_send_job_hand_out (PortunusSendJob *self)
{
  const GByteArray *wanted = portunus_accept_reader_get_wanted (self->accept);
  g_autoptr (GTask) task = g_task_new (self, NULL, looked_cb, NULL);
  Look *look = g_new0 (Look, 1);

  self->state = PORTUNUS_SEND_JOB_SENDING;
  portunus_job_expect_nothing (PORTUNUS_JOB (self));
  look->sources = portunus_source_set_ref (self->sources);
  look->wanted = g_byte_array_append (g_byte_array_new (), wanted->data, wanted->len);
  look->gone = g_new0 (guint8, wanted->len);
  g_task_set_source_tag (task, _portunus_send_job_hand_out);
  g_task_set_task_data (task, look, look_free);
  g_task_run_in_thread (task, look_on_worker);
}
