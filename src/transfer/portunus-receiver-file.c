/* portunus-receiver-file.c: what becomes of each file that the sender begins
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-receiver-private.h"

#include "portunus-transfer-error.h"

#define PROGRESS_INTERVAL_US (G_USEC_PER_SEC / 10)
#define MAX_TEXT_BYTES       (1024 * 1024)

/* People look for the first of many files, if for any. */
#define MAX_PLACES 1000

/* How often a file may begin again; a sender gives it up sooner. */
#define MAX_RESTARTS 16

/* How much a file, and all files together, may have grown since they were offered, if they have not even doubled. */
#define GROWTH_ALLOWANCE (16 * 1024 * 1024)

/* Smaller files are not worth a line in the journal before they are done. */
#define MIN_SIZE_TO_REMEMBER (256 * 1024)

static gboolean
fail_protocol (GError     **error,
               const char  *message)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, message);
  return FALSE;
}

void
_portunus_receiver_report_progress (PortunusReceiver *self,
                                    gboolean          is_forced)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!is_forced && now_us - self->last_report_us < PROGRESS_INTERVAL_US)
    return;
  self->last_report_us = now_us;
  self->reports->progress (self->n_done, self->done_bytes + self->pending_bytes, self->user_data);
}

static void
remember_progress (PortunusReceiver *self)
{
  const char *part_path = portunus_sink_file_get_part_path (self->file);

  if (self->journal != NULL && part_path != NULL && self->entry.size >= MIN_SIZE_TO_REMEMBER)
    portunus_journal_set_progress (self->journal, portunus_offer_get_id (self->offer), self->index, &self->entry,
                                   part_path, portunus_sink_file_get_offset (self->file));
}

void
_portunus_receiver_drop_file (PortunusReceiver *self,
                              gboolean          keep_part)
{
  if (self->file == NULL)
    return;
  if (keep_part)
    remember_progress (self);
  portunus_sink_file_abandon (g_steal_pointer (&self->file), keep_part);
}

/* One file cannot be taken: its part stays for a later attempt, the sender is told, the others go on. */
static gboolean
refuse_file (PortunusReceiver *self,
             const GError     *error)
{
  _portunus_receiver_drop_file (self, TRUE);
  self->is_discarding = TRUE;
  self->n_failed++;
  if (self->intake != NULL)
    portunus_intake_refuse (self->intake, self->index, error);
  self->reports->refuse (self->index, error, self->user_data);
  self->reports->file (self->index, PORTUNUS_FILE_FAILED, error->message, self->user_data);
  return TRUE;
}

static gboolean
check_begin (PortunusReceiver  *self,
             guint32            file,
             guint64            offset,
             GError           **error)
{
  PortunusHave *have;
  PortunusEntry entry;

  if (file >= self->resume->wanted->len || self->resume->wanted->data[file] == 0)
    return fail_protocol (error, "The sender began a file that was not asked for");
  portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), file, &entry);
  if (entry.type != PORTUNUS_ENTRY_FILE && entry.type != PORTUNUS_ENTRY_TEXT)
    return fail_protocol (error, "The sender began an entry that has no content");
  have = g_hash_table_lookup (self->resume->have, GUINT_TO_POINTER (file));
  if (offset != 0 && (have == NULL || offset != have->n_bytes))
    return fail_protocol (error, "The sender goes on where nothing is");
  return TRUE;
}

static gboolean
open_file (PortunusReceiver *self,
           guint64           offset)
{
  const char *part_path = g_hash_table_lookup (self->resume->part_paths, GUINT_TO_POINTER (self->index));
  g_autoptr (GError) error = NULL;

  if (portunus_sink_get_action (self->sink, self->index) == PORTUNUS_SINK_COMPARE)
    {
      self->is_identical = offset != 0;
      portunus_sink_resolve_comparison (self->sink, self->index, self->is_identical);
      if (self->is_identical && part_path != NULL)
        portunus_sink_remove_part (self->directory, part_path);
      if (self->is_identical)
        return TRUE;
    }
  self->file = portunus_sink_file_open (self->sink, self->index, part_path, offset, &error);
  return self->file != NULL || refuse_file (self, error);
}

/* Who accepted small files did not accept some that fill the disk, each by itself or all together. */
static gboolean
take_growth (PortunusReceiver *self,
             guint64           size)
{
  guint64 offered = self->entry.size;
  guint64 offered_in_all = portunus_manifest_get_total_bytes (portunus_offer_get_manifest (self->offer));

  self->growth -= self->file_growth;
  self->file_growth = 0;
  if (offered == PORTUNUS_SIZE_UNKNOWN || size <= offered)
    return TRUE;
  if (size >= PORTUNUS_SIZE_MAX || size - offered > MAX (offered, GROWTH_ALLOWANCE)
      || self->growth + (size - offered) > MAX (offered_in_all, GROWTH_ALLOWANCE)
      || (self->max_bytes > 0 && offered_in_all + self->growth + (size - offered) > self->max_bytes))
    return FALSE;
  self->file_growth = size - offered;
  self->growth += self->file_growth;
  return TRUE;
}

static gboolean
expect (PortunusReceiver *self,
        guint64           size,
        gint64            mtime_ns)
{
  g_autoptr (GError) error = NULL;

  if (self->file == NULL)
    return TRUE;
  if (take_growth (self, size))
    {
      portunus_sink_file_expect (self->file, size, mtime_ns);
      return TRUE;
    }
  error = g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE,
                       "“%s” grew far beyond what was offered", self->entry.path);
  return refuse_file (self, error);
}

/* The sender found that its file changed, and begins it again. */
static gboolean
restart_file (PortunusReceiver *self,
              guint64           size,
              gint64            mtime_ns)
{
  g_autoptr (GError) error = NULL;

  self->done_bytes = self->begun_bytes;
  self->reports->file (self->index, PORTUNUS_FILE_RESTARTED, "It changed on the other side", self->user_data);
  if (self->text != NULL)
    g_string_truncate (self->text, 0);
  if (self->file == NULL)
    return TRUE;
  if (!portunus_sink_file_truncate (self->file, 0, &error))
    return refuse_file (self, error);
  return expect (self, size, mtime_ns);
}

/* What is there of the file counts already, if the sender goes on behind it. */
static void
count_begin (PortunusReceiver *self,
             guint64           offset)
{
  guint64 counted = portunus_have_count_beginning (g_hash_table_lookup (self->resume->have,
                                                                        GUINT_TO_POINTER (self->index)),
                                                   portunus_offer_get_manifest (self->offer), self->index);

  self->begun_bytes = self->done_bytes;
  self->done_bytes += offset;
  self->pending_bytes -= counted;
  if (offset > counted)
    self->reports->skipped (offset - counted, self->user_data);
}

static gboolean
begin_cb (guint32    file,
          guint64    offset,
          guint64    size,
          gint64     mtime_ns,
          gpointer   user_data,
          GError   **error)
{
  PortunusReceiver *self = user_data;

  if (!check_begin (self, file, offset, error))
    return FALSE;
  if (self->has_begun && self->is_identical)
    return fail_protocol (error, "The sender began an identical file again");
  if (self->has_begun && offset != 0)
    return fail_protocol (error, "The sender began a file again in its middle");
  if (self->has_begun && self->n_restarts++ >= MAX_RESTARTS)
    return fail_protocol (error, "The sender began a file again and again");
  if (self->has_begun)
    return restart_file (self, size, mtime_ns);

  self->has_begun = TRUE;
  self->is_discarding = FALSE;
  self->is_identical = FALSE;
  self->n_restarts = 0;
  self->file_growth = 0;
  self->index = file;
  count_begin (self, offset);
  portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), file, &self->entry);
  if (self->entry.type == PORTUNUS_ENTRY_TEXT)
    {
      self->text = g_string_new (NULL);
      return TRUE;
    }
  return open_file (self, offset) && expect (self, size, mtime_ns);
}

static gboolean
take_text (PortunusReceiver  *self,
           const guint8      *bytes,
           gsize              n_bytes,
           GError           **error)
{
  if (self->text->len + n_bytes > MAX_TEXT_BYTES)
    return fail_protocol (error, "The text is longer than a text may be");
  g_string_append_len (self->text, (const char *) bytes, n_bytes);
  return TRUE;
}

static gboolean
data_cb (const guint8  *bytes,
         gsize          n_bytes,
         gpointer       user_data,
         GError       **error)
{
  PortunusReceiver *self = user_data;
  g_autoptr (GError) file_error = NULL;

  if (self->is_identical)
    return fail_protocol (error, "The sender sent content of an identical file");
  self->reports->moved (n_bytes, self->user_data);
  if (self->is_discarding)
    return TRUE;
  self->done_bytes += n_bytes;
  if (self->text != NULL)
    return take_text (self, bytes, n_bytes, error);
  if (!portunus_sink_file_write (self->file, bytes, n_bytes, &file_error))
    return refuse_file (self, file_error);
  remember_progress (self);
  _portunus_receiver_report_progress (self, FALSE);
  return TRUE;
}

static gboolean
hole_cb (guint64    n_bytes,
         gpointer   user_data,
         GError   **error)
{
  PortunusReceiver *self = user_data;
  g_autoptr (GError) file_error = NULL;

  if (self->is_identical || self->text != NULL || n_bytes >= PORTUNUS_SIZE_MAX)
    return fail_protocol (error, "The sender sent a hole where none can be");
  if (self->is_discarding)
    return TRUE;
  self->done_bytes += n_bytes;
  return portunus_sink_file_write_hole (self->file, n_bytes, &file_error) || refuse_file (self, file_error);
}

static void
count_done (PortunusReceiver *self,
            const char       *final_path)
{
  self->n_done++;
  if (self->journal != NULL && final_path != NULL)
    portunus_journal_mark_done (self->journal, portunus_offer_get_id (self->offer), self->index, &self->entry,
                                final_path);
  if (self->reports->place != NULL && final_path != NULL && self->index < MAX_PLACES)
    self->reports->place (self->index, final_path, self->user_data);
  self->reports->file (self->index, PORTUNUS_FILE_DONE, NULL, self->user_data);
}

static gboolean
finish_file (PortunusReceiver  *self,
             guint64            size,
             GError           **error)
{
  g_autoptr (GError) file_error = NULL;
  g_autofree char *final_path = NULL;

  if (size >= PORTUNUS_SIZE_MAX || portunus_sink_file_get_offset (self->file) != size)
    return fail_protocol (error, "The sender sent more or less of a file than it says");
  final_path = portunus_sink_file_finish (g_steal_pointer (&self->file), &file_error);
  if (final_path == NULL)
    return refuse_file (self, file_error);
  count_done (self, final_path);
  return TRUE;
}

static void
finish_text (PortunusReceiver *self)
{
  g_autofree char *text = g_utf8_make_valid (self->text->str, self->text->len);

  self->reports->text (text, self->user_data);
  count_done (self, NULL);
}

static const char *
describe_end (PortunusEndStatus status)
{
  switch (status)
    {
    case PORTUNUS_END_CHANGED:
      return "It keeps changing on the other side";
    case PORTUNUS_END_UNREADABLE:
      return "The other side cannot read it";
    case PORTUNUS_END_SKIPPED:
      return "It was left out";
    case PORTUNUS_END_COMPLETE:
    default:
      return NULL;
    }
}

/* The sender could not send it whole; what is there may still be a beginning. */
static void
fail_file (PortunusReceiver  *self,
           PortunusEndStatus  status)
{
  _portunus_receiver_drop_file (self, status != PORTUNUS_END_CHANGED);
  self->n_failed++;
  self->done_bytes = self->begun_bytes;
  self->reports->file (self->index, PORTUNUS_FILE_FAILED, describe_end (status), self->user_data);
}

static gboolean
end_cb (PortunusEndStatus   status,
        guint64             size,
        gpointer            user_data,
        GError            **error)
{
  PortunusReceiver *self = user_data;
  gboolean is_good = TRUE;

  self->has_begun = FALSE;
  if (self->is_discarding)
    self->done_bytes = self->begun_bytes;
  else if (status != PORTUNUS_END_COMPLETE)
    fail_file (self, status);
  else if (self->text != NULL)
    finish_text (self);
  else if (self->is_identical)
    count_done (self, NULL);
  else
    is_good = finish_file (self, size, error);

  if (self->text != NULL)
    g_string_free (g_steal_pointer (&self->text), TRUE);
  /* A file comes once. */
  self->resume->wanted->data[self->index] = 0;
  _portunus_receiver_report_progress (self, FALSE);
  return is_good;
}

static gboolean
finish_cb (gpointer   user_data,
           GError   **error)
{
  PortunusReceiver *self = user_data;
  PortunusEntry entry;

  for (guint i = 0; i < self->resume->wanted->len; i++)
    {
      portunus_manifest_get_entry (portunus_offer_get_manifest (self->offer), i, &entry);
      if (self->resume->wanted->data[i] != 0
          && (entry.type == PORTUNUS_ENTRY_FILE || entry.type == PORTUNUS_ENTRY_TEXT))
        return fail_protocol (error, "The sender left out files it was asked for");
    }
  return TRUE;
}

const PortunusStreamHandler _portunus_receiver_handler = {
  .begin = begin_cb,
  .data = data_cb,
  .hole = hole_cb,
  .end = end_cb,
  .finish = finish_cb,
};
