/* portunus-sender.c: the worker that reads files and sends them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sender.h"

#include <string.h>

#include "portunus-source-file.h"
#include "portunus-stream-writer.h"
#include "portunus-transfer-error.h"
#include "portunus-transfer-id.h"

#define PROGRESS_INTERVAL_US (G_USEC_PER_SEC / 10)

/* A file that changes under our hands is sent again this often before it is given up. */
#define MAX_ATTEMPTS 2

/* In smaller files nobody looks for holes: the system calls cost more than the bytes. */
#define MIN_SIZE_FOR_HOLES (1024 * 1024)

struct _PortunusSender
{
  /* Owned */
  PortunusLane                *lane;
  PortunusSecret              *key;
  PortunusSourceSet           *sources;
  GByteArray                  *wanted;
  GHashTable                  *have;
  PortunusStreamWriter        *writer;

  /* Borrowed */
  const PortunusSenderReports *reports;
  gpointer                     user_data;

  guint8                       transfer_id[PORTUNUS_TRANSFER_ID_SIZE];

  /* Guards skipped, which the owner's thread adds to. */
  GMutex                       skipped_mutex;
  GHashTable                  *skipped;

  guint                        files_done;
  guint                        n_failed;
  guint64                      done_bytes;
  guint64                      pending_bytes;   /* beginnings that the receiver has, of files that are still to come */
  gint64                       last_report_us;
  int                          is_complete;
};

/**
 * portunus_sender_new:
 * @config: what to send where; copied, containers referenced
 * @reports: borrowed, must outlive the sender
 * @user_data: for @reports
 *
 * Returns: (transfer full): a sender that has sent nothing
 */
PortunusSender *
portunus_sender_new (const PortunusSenderConfig  *config,
                     const PortunusSenderReports *reports,
                     gpointer                     user_data)
{
  PortunusSender *self = g_new0 (PortunusSender, 1);

  self->lane = g_object_ref (config->lane);
  self->key = portunus_secret_ref (config->key);
  self->sources = portunus_source_set_ref (config->sources);
  self->wanted = g_byte_array_ref (config->wanted);
  self->have = g_hash_table_ref (config->have);
  memcpy (self->transfer_id, config->transfer_id, PORTUNUS_TRANSFER_ID_SIZE);
  self->reports = reports;
  self->user_data = user_data;
  self->pending_bytes = portunus_have_count_beginnings (self->have, portunus_source_set_get_manifest (self->sources),
                                                        self->wanted);
  self->skipped = g_hash_table_new (NULL, NULL);
  g_mutex_init (&self->skipped_mutex);
  return self;
}

/**
 * portunus_sender_free:
 * @self: (transfer full) (nullable): a sender that does not run
 */
void
portunus_sender_free (PortunusSender *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->writer, portunus_stream_writer_free);
  g_clear_object (&self->lane);
  g_clear_pointer (&self->key, portunus_secret_unref);
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_clear_pointer (&self->have, g_hash_table_unref);
  g_clear_pointer (&self->skipped, g_hash_table_unref);
  g_mutex_clear (&self->skipped_mutex);
  g_free (self);
}

/**
 * portunus_sender_skip:
 * @self: a sender
 * @index: an entry that the receiver cannot take
 *
 * Stops sending that file. Any thread.
 */
void
portunus_sender_skip (PortunusSender *self,
                      guint           index)
{
  g_mutex_lock (&self->skipped_mutex);
  g_hash_table_add (self->skipped, GUINT_TO_POINTER (index));
  g_mutex_unlock (&self->skipped_mutex);
}

static gboolean
is_skipped (PortunusSender *self,
            guint           index)
{
  gboolean found;

  g_mutex_lock (&self->skipped_mutex);
  found = g_hash_table_contains (self->skipped, GUINT_TO_POINTER (index));
  g_mutex_unlock (&self->skipped_mutex);
  return found;
}

/**
 * portunus_sender_is_complete:
 * @self: a sender
 *
 * Returns: whether everything is on its way, so that the receiver may know the end before run() returned; any thread
 */
gboolean
portunus_sender_is_complete (PortunusSender *self)
{
  return g_atomic_int_get (&self->is_complete);
}

/**
 * portunus_sender_get_resumed_bytes:
 * @self: a sender that does not run yet
 *
 * Returns: how many of the wanted bytes the receiver has, as it says
 */
guint64
portunus_sender_get_resumed_bytes (PortunusSender *self)
{
  return self->pending_bytes;
}

static void
report_progress (PortunusSender *self,
                 gboolean        is_forced)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!is_forced && now_us - self->last_report_us < PROGRESS_INTERVAL_US)
    return;
  self->last_report_us = now_us;
  self->reports->progress (self->files_done, self->done_bytes + self->pending_bytes, self->user_data);
}

static gboolean
send_bytes (PortunusSender      *self,
            PortunusSourceFile  *file,
            guint64              max_bytes,
            gboolean            *is_at_end,
            GError             **error)
{
  gsize n_room;
  guint8 *room = portunus_stream_writer_get_room (self->writer, &n_room, error);
  gssize n_read;

  if (room == NULL)
    return FALSE;
  n_read = portunus_source_file_read (file, room, MIN (n_room, max_bytes), error);
  if (n_read < 0)
    return FALSE;
  portunus_stream_writer_add_data (self->writer, n_read);
  self->done_bytes += n_read;
  *is_at_end = n_read == 0;
  self->reports->moved (n_read, self->user_data);
  report_progress (self, FALSE);
  return TRUE;
}

/* Jumps over a hole that begins right here. */
static gboolean
send_hole (PortunusSender      *self,
           PortunusSourceFile  *file,
           GError             **error)
{
  guint64 offset = portunus_source_file_get_offset (file);
  guint64 next = portunus_source_file_next_data (file, offset);

  if (next <= offset)
    return TRUE;
  self->done_bytes += next - offset;
  return portunus_stream_writer_add_hole (self->writer, next - offset, error)
         && portunus_source_file_seek (file, next, error);
}

/* Sends up to the size that was announced; a file that grew beyond it is found out by the check that follows. */
static gboolean
send_content (PortunusSender      *self,
              PortunusSourceFile  *file,
              guint                index,
              GError             **error)
{
  guint64 size = portunus_source_file_get_size (file);
  gboolean may_have_holes = size != PORTUNUS_SIZE_UNKNOWN && size >= MIN_SIZE_FOR_HOLES;
  guint64 run_end = may_have_holes ? portunus_source_file_get_offset (file) : size;
  gboolean is_at_end = FALSE;

  while (!is_at_end && portunus_source_file_get_offset (file) < size && !is_skipped (self, index))
    {
      if (may_have_holes && portunus_source_file_get_offset (file) >= run_end)
        {
          if (!send_hole (self, file, error))
            return FALSE;
          run_end = portunus_source_file_next_hole (file, portunus_source_file_get_offset (file));
          /* No way on by holes: somebody is punching them right now. The check that follows will tell. */
          may_have_holes = run_end > portunus_source_file_get_offset (file);
          run_end = may_have_holes ? run_end : size;
          continue;
        }
      if (!send_bytes (self, file, run_end - portunus_source_file_get_offset (file), &is_at_end, error))
        return FALSE;
    }
  return TRUE;
}

/* What the receiver has is of the file that was offered. */
static gboolean
is_as_offered (PortunusSender     *self,
               PortunusSourceFile *file,
               guint               index)
{
  PortunusEntry entry;

  portunus_manifest_get_entry (portunus_source_set_get_manifest (self->sources), index, &entry);
  return entry.size == portunus_source_file_get_size (file)
         && entry.mtime_ns == portunus_source_file_get_mtime_ns (file);
}

/* Where to go on: behind what the receiver has, if it is the beginning of what we have. */
static guint64
find_offset (PortunusSender     *self,
             PortunusSourceFile *file,
             guint               index)
{
  PortunusHave *have = g_hash_table_lookup (self->have, GUINT_TO_POINTER (index));
  guint8 digest[PORTUNUS_HASH_SIZE];

  if (have == NULL || have->n_bytes == 0 || !is_as_offered (self, file, index))
    return 0;
  if (portunus_source_file_hash_prefix (file, have->n_bytes, digest, NULL)
      && portunus_constant_time_equal (digest, have->digest, sizeof digest))
    return have->n_bytes;
  portunus_source_file_seek (file, 0, NULL);
  return 0;
}

/* Tells the receiver and the user about a file that cannot be sent; only the end of the lane is an error. */
static gboolean
give_up_file (PortunusSender     *self,
              guint               index,
              PortunusEndStatus   status,
              const char         *message,
              GError            **error)
{
  self->n_failed++;
  self->reports->file (index, PORTUNUS_FILE_FAILED, message, self->user_data);
  return portunus_stream_writer_end_file (self->writer, status, 0, error);
}

/* What the receiver has of the file counts already, if we go on behind it. */
static void
count_begin (PortunusSender *self,
             guint           index,
             guint           attempt,
             guint64         offset)
{
  guint64 counted = 0;

  if (attempt == 1)
    counted = portunus_have_count_beginning (g_hash_table_lookup (self->have, GUINT_TO_POINTER (index)),
                                             portunus_source_set_get_manifest (self->sources), index);
  self->pending_bytes -= counted;
  self->done_bytes += offset;
  if (offset > counted)
    self->reports->skipped (offset - counted, self->user_data);
}

static gboolean
begin_unreadable_file (PortunusSender  *self,
                       guint            index,
                       guint            attempt,
                       GError         **error)
{
  PortunusEntry entry;

  count_begin (self, index, attempt, 0);
  portunus_manifest_get_entry (portunus_source_set_get_manifest (self->sources), index, &entry);
  return portunus_stream_writer_begin_file (self->writer, index, 0, entry.size, entry.mtime_ns, error);
}

static gboolean
is_lane_error (const GError *error)
{
  return !g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
}

/* One attempt at one file. @is_changed: it changed meanwhile and may be tried again. */
static gboolean
attempt_file (PortunusSender      *self,
              guint                index,
              guint                attempt,
              gboolean            *is_changed,
              GError             **error)
{
  g_autoptr (GError) source_error = NULL;
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (self->sources, index, &source_error);
  guint64 before = self->done_bytes;
  guint64 offset;

  *is_changed = FALSE;
  if (file == NULL)
    return begin_unreadable_file (self, index, attempt, error)
           && give_up_file (self, index, PORTUNUS_END_UNREADABLE, source_error->message, error);

  /* Who begins again does so from the beginning. */
  offset = attempt == 1 ? find_offset (self, file, index) : 0;
  count_begin (self, index, attempt, offset);
  if (!portunus_stream_writer_begin_file (self->writer, index, offset, portunus_source_file_get_size (file),
                                          portunus_source_file_get_mtime_ns (file), error))
    return FALSE;
  if (!send_content (self, file, index, &source_error))
    {
      if (!is_lane_error (source_error))
        return give_up_file (self, index, PORTUNUS_END_UNREADABLE, source_error->message, error);
      g_propagate_error (error, g_steal_pointer (&source_error));
      return FALSE;
    }
  if (is_skipped (self, index))
    return give_up_file (self, index, PORTUNUS_END_SKIPPED, "The receiver cannot take it", error);
  if (portunus_source_file_check_unchanged (file, &source_error))
    return portunus_stream_writer_end_file (self->writer, PORTUNUS_END_COMPLETE,
                                            portunus_source_file_get_offset (file), error);
  if (attempt == MAX_ATTEMPTS)
    return give_up_file (self, index, PORTUNUS_END_CHANGED, source_error->message, error);

  *is_changed = TRUE;
  self->done_bytes = before;
  self->reports->file (index, PORTUNUS_FILE_RESTARTED, source_error->message, self->user_data);
  return TRUE;
}

static gboolean
send_file (PortunusSender  *self,
           guint            index,
           GError         **error)
{
  gboolean is_changed = TRUE;
  guint n_failed = self->n_failed;

  for (guint attempt = 1; is_changed; attempt++)
    if (!attempt_file (self, index, attempt, &is_changed, error))
      return FALSE;
  if (self->n_failed == n_failed)
    self->reports->file (index, PORTUNUS_FILE_DONE, NULL, self->user_data);
  self->files_done++;
  report_progress (self, FALSE);
  return TRUE;
}

/**
 * portunus_sender_run:
 * @self: a sender
 * @error: return location for the error that ended the lane
 *
 * Sends everything that is wanted. Blocks; ends early when the lane is closed. A file that cannot be sent is reported
 * and counted and ends nothing.
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_sender_run (PortunusSender  *self,
                     GError         **error)
{
  PortunusManifest *manifest = portunus_source_set_get_manifest (self->sources);
  PortunusEntry entry;

  self->writer = portunus_stream_writer_new (self->lane, self->key, self->transfer_id);
  for (guint i = 0; i < self->wanted->len; i++)
    {
      portunus_manifest_get_entry (manifest, i, &entry);
      if (self->wanted->data[i] == 0 || entry.type == PORTUNUS_ENTRY_DIRECTORY || entry.type == PORTUNUS_ENTRY_SYMLINK)
        continue;
      if (!send_file (self, i, error))
        return FALSE;
    }
  report_progress (self, TRUE);
  g_atomic_int_set (&self->is_complete, TRUE);
  return portunus_stream_writer_finish (self->writer, error);
}
