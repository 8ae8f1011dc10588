/* portunus-handout.c: the accepted part of a share, to be fetched piece by piece
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handout-private.h"

#include <string.h>

#include "portunus-context.h"
#include "portunus-coverage.h"
#include "portunus-transfer-error.h"

#define PROGRESS_INTERVAL_US (G_USEC_PER_SEC / 10)

enum
{
  PROGRESS,
  COMPLETE,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusHandout, portunus_handout, G_TYPE_OBJECT)

PortunusSourceSet *
_portunus_handout_get_sources (PortunusHandout *self)
{
  return self->sources;
}

PortunusArchive *
_portunus_handout_get_archive (PortunusHandout *self)
{
  return self->archive;
}

static gboolean
is_complete (PortunusHandout *self)
{
  return self->n_left == 0 || (self->is_archive_taken && self->n_texts_left == 0);
}

/* In the context. */
static void
tell (gpointer data)
{
  PortunusHandout *self = data;
  g_autoptr (GError) error = NULL;
  gboolean is_over;

  g_mutex_lock (&self->lock);
  self->is_posted = FALSE;
  is_over = is_complete (self);
  error = self->error != NULL ? g_error_copy (self->error) : NULL;
  g_mutex_unlock (&self->lock);

  if (self->has_told_end)
    return;
  g_signal_emit (self, signals[PROGRESS], 0);
  self->has_told_end = is_over || error != NULL;
  if (error != NULL)
    g_signal_emit (self, signals[FAILED], 0, error);
  else if (is_over)
    g_signal_emit (self, signals[COMPLETE], 0);
}

/* With the lock. */
static void
post (PortunusHandout *self)
{
  if (self->is_posted)
    return;
  self->is_posted = TRUE;
  self->posted_us = g_get_monotonic_time ();
  portunus_context_post (self->context, tell, g_object_ref (self), g_object_unref);
}

static PortunusCoverage *
ensure_coverage (PortunusHandout           *self,
                 const PortunusHandoutPart *part)
{
  PortunusCoverage *coverage = g_hash_table_lookup (self->coverages, GUINT_TO_POINTER (part->index));

  if (coverage == NULL)
    {
      coverage = portunus_coverage_new (part->size);
      g_hash_table_insert (self->coverages, GUINT_TO_POINTER (part->index), coverage);
    }
  return coverage;
}

static void
count_taken (PortunusHandout           *self,
             const PortunusHandoutPart *part,
             guint64                    n_bytes,
             gboolean                   is_whole)
{
  PortunusEntry entry;

  if (part->index == PORTUNUS_HANDOUT_ALL)
    {
      self->archive_bytes_taken += n_bytes;
      self->is_archive_taken |= is_whole;
      return;
    }
  portunus_manifest_get_entry (portunus_source_set_get_manifest (self->sources), part->index, &entry);
  if (entry.type == PORTUNUS_ENTRY_TEXT)
    self->text_bytes_taken += n_bytes;
  else
    self->file_bytes_taken += n_bytes;
  if (is_whole)
    self->n_left--;
  if (is_whole && entry.type == PORTUNUS_ENTRY_TEXT)
    self->n_texts_left--;
}

/**
 * portunus_handout_note_taken:
 * @self: a handout
 * @part: one of its parts
 * @start: first byte
 * @end: the byte behind the last; the same as @start for an empty file
 *
 * Tells that the peer has these bytes. On any thread.
 */
void
portunus_handout_note_taken (PortunusHandout           *self,
                             const PortunusHandoutPart *part,
                             guint64                    start,
                             guint64                    end)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  PortunusCoverage *coverage = ensure_coverage (self, part);
  gboolean was_whole = portunus_coverage_is_whole (coverage);
  guint64 n_before = portunus_coverage_get_n_bytes (coverage);

  self->taken_us = g_get_monotonic_time ();
  portunus_coverage_add (coverage, start, end);
  count_taken (self, part, portunus_coverage_get_n_bytes (coverage) - n_before,
               !was_whole && portunus_coverage_is_whole (coverage));
  if (portunus_coverage_is_whole (coverage) || self->taken_us - self->posted_us > PROGRESS_INTERVAL_US)
    post (self);
}

/**
 * portunus_handout_fail:
 * @self: a handout
 * @index: the entry that it is about; %PORTUNUS_HANDOUT_ALL for none
 * @error: why not all of it can be had
 *
 * Ends it; "failed" follows. On any thread.
 */
void
portunus_handout_fail (PortunusHandout *self,
                       guint            index,
                       const GError    *error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->error == NULL)
    {
      self->error = g_error_copy (error);
      self->culprit = index;
    }
  post (self);
}

/**
 * portunus_handout_get_culprit:
 * @self: a handout that failed
 *
 * Returns: the index of the entry that cannot be had; %PORTUNUS_HANDOUT_ALL where it is about none of them
 */
guint
portunus_handout_get_culprit (PortunusHandout *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->culprit;
}

/**
 * portunus_handout_close:
 * @self: a handout
 *
 * From here on nothing can be read of it. On any thread.
 */
void
portunus_handout_close (PortunusHandout *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->is_closed = TRUE;
}

/**
 * portunus_handout_is_over:
 * @self: a handout
 *
 * On any thread.
 *
 * Returns: whether nothing can be read of it any more
 */
gboolean
portunus_handout_is_over (PortunusHandout *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->is_closed || self->error != NULL;
}

/**
 * portunus_handout_is_same:
 * @self: a handout
 * @other: another one
 *
 * Returns: whether they are of the same offer, and give the same files with the same sizes and times
 */
gboolean
portunus_handout_is_same (PortunusHandout *self,
                          PortunusHandout *other)
{
  return memcmp (self->digest, other->digest, sizeof self->digest) == 0;
}

/**
 * portunus_handout_dup_shortfall:
 * @self: a handout
 *
 * Returns: (transfer full) (nullable): %PORTUNUS_TRANSFER_ERROR_INCOMPLETE where files were wanted that are not in it
 */
GError *
portunus_handout_dup_shortfall (PortunusHandout *self)
{
  return self->n_gone == 0 ? NULL : g_error_new (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INCOMPLETE,
                                                 "%u of the files cannot be read any more", self->n_gone);
}

/**
 * portunus_handout_get_n_files:
 * @self: a handout
 *
 * Returns: how many files and texts are in it
 */
guint
portunus_handout_get_n_files (PortunusHandout *self)
{
  return self->n_files;
}

/**
 * portunus_handout_get_n_bytes:
 * @self: a handout
 *
 * Returns: bytes of all its files and texts
 */
guint64
portunus_handout_get_n_bytes (PortunusHandout *self)
{
  return self->n_bytes;
}

/**
 * portunus_handout_get_taken_bytes:
 * @self: a handout
 *
 * Returns: how many of them were taken, as part of the archive or by themselves
 */
guint64
portunus_handout_get_taken_bytes (PortunusHandout *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 by_archive = 0;

  /* The records between the files are content as well here, in proportion. */
  if (self->archive_bytes_taken > 0)
    by_archive = (double) self->archive_bytes_taken / portunus_archive_get_size (self->archive) * self->n_file_bytes;
  return MIN (MAX (by_archive, self->file_bytes_taken), self->n_file_bytes) + self->text_bytes_taken;
}

/**
 * portunus_handout_get_taken_time:
 * @self: a handout
 *
 * On any thread.
 *
 * Returns: when something was taken last, monotonic time in microseconds; 0 for never
 */
gint64
portunus_handout_get_taken_time (PortunusHandout *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->taken_us;
}

/**
 * portunus_handout_is_complete:
 * @self: a handout
 *
 * Returns: whether everything was taken
 */
gboolean
portunus_handout_is_complete (PortunusHandout *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return is_complete (self);
}

static void
portunus_handout_finalize (GObject *object)
{
  PortunusHandout *self = PORTUNUS_HANDOUT (object);

  g_main_context_unref (self->context);
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  g_clear_pointer (&self->wanted, g_byte_array_unref);
  g_clear_pointer (&self->archive, portunus_archive_unref);
  g_clear_pointer (&self->throttle, portunus_throttle_unref);
  g_free (self->title);
  g_hash_table_unref (self->coverages);
  g_clear_error (&self->error);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (portunus_handout_parent_class)->finalize (object);
}

static void
portunus_handout_class_init (PortunusHandoutClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_handout_finalize;

  signals[PROGRESS] = g_signal_new ("progress", PORTUNUS_TYPE_HANDOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[COMPLETE] = g_signal_new ("complete", PORTUNUS_TYPE_HANDOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", PORTUNUS_TYPE_HANDOUT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_handout_init (PortunusHandout *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->coverages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) portunus_coverage_free);
  self->single = PORTUNUS_HANDOUT_ALL;
  self->culprit = PORTUNUS_HANDOUT_ALL;
  g_mutex_init (&self->lock);
}

static void
update_digest (PortunusHasher      *hasher,
               guint                index,
               const PortunusEntry *entry)
{
  guint64 numbers[] = { GUINT64_TO_BE (index), GUINT64_TO_BE (entry->size), GUINT64_TO_BE (entry->mtime_ns) };

  portunus_hasher_update (hasher, numbers, sizeof numbers);
}

static void
count_entry (PortunusHandout     *self,
             guint                index,
             const PortunusEntry *entry,
             guint               *n_items)
{
  if (entry->type == PORTUNUS_ENTRY_FILE || entry->type == PORTUNUS_ENTRY_DIRECTORY)
    {
      self->single = *n_items == 0 && entry->type == PORTUNUS_ENTRY_FILE ? index : PORTUNUS_HANDOUT_ALL;
      (*n_items)++;
    }
  if (entry->type != PORTUNUS_ENTRY_FILE && entry->type != PORTUNUS_ENTRY_TEXT)
    return;
  self->n_left++;
  self->n_bytes += entry->size;
  if (entry->type == PORTUNUS_ENTRY_TEXT)
    self->n_texts_left++;
  else
    self->n_file_bytes += entry->size;
}

static void
take_stock (PortunusHandout *self,
            PortunusOffer   *offer)
{
  PortunusManifest *manifest = portunus_source_set_get_manifest (self->sources);
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint n_items = 0;

  portunus_hasher_update (hasher, portunus_offer_get_id (offer), PORTUNUS_TRANSFER_ID_SIZE);
  portunus_hasher_update (hasher, self->wanted->data, self->wanted->len);
  for (guint i = 0; i < self->wanted->len; i++)
    {
      PortunusEntry entry;

      if (self->wanted->data[i] == 0)
        continue;
      portunus_manifest_get_entry (manifest, i, &entry);
      update_digest (hasher, i, &entry);
      count_entry (self, i, &entry, &n_items);
    }
  portunus_hasher_finish (hasher, self->digest);
  self->n_files = self->n_left;
  if (n_items > 0 && self->single == PORTUNUS_HANDOUT_ALL)
    self->archive = portunus_archive_new (self->sources, self->wanted->data);
  /* Folders without a file are an archive to be taken as well. */
  if (self->n_left == self->n_texts_left && self->archive != NULL)
    self->n_left++;
}

/* What is gone is not there to be fetched. */
static void
take_wanted (PortunusHandout  *self,
             const GByteArray *wanted,
             const guint8     *gone)
{
  self->wanted = g_byte_array_sized_new (wanted->len);
  g_byte_array_append (self->wanted, wanted->data, wanted->len);
  for (guint i = 0; gone != NULL && i < wanted->len; i++)
    if (wanted->data[i] != 0 && gone[i] != 0)
      {
        self->wanted->data[i] = 0;
        self->n_gone++;
      }
}

/**
 * portunus_handout_new:
 * @sources: what is shared; its sizes must be known
 * @offer: what was offered of it
 * @wanted: what was accepted, one byte for each entry
 * @gone: (nullable): not 0 where it cannot be read any more, see portunus_source_set_look_again()
 *
 * Returns: (transfer full): a handout of which nothing was taken
 */
PortunusHandout *
portunus_handout_new (PortunusSourceSet *sources,
                      PortunusOffer     *offer,
                      const GByteArray  *wanted,
                      const guint8      *gone)
{
  PortunusHandout *self = g_object_new (PORTUNUS_TYPE_HANDOUT, NULL);

  self->sources = portunus_source_set_ref (sources);
  self->title = g_strdup (portunus_offer_get_title (offer));
  take_wanted (self, wanted, gone);
  take_stock (self, offer);
  return self;
}

/**
 * portunus_handout_set_throttle:
 * @self: a handout that nobody reads yet
 * @throttle: (nullable): how fast it may be fetched, together with all others that have it
 */
void
portunus_handout_set_throttle (PortunusHandout  *self,
                               PortunusThrottle *throttle)
{
  g_return_if_fail (PORTUNUS_IS_HANDOUT (self));

  g_clear_pointer (&self->throttle, portunus_throttle_unref);
  self->throttle = throttle != NULL ? portunus_throttle_ref (throttle) : NULL;
}

/**
 * portunus_handout_get_throttle:
 * @self: a handout
 *
 * Returns: (transfer none) (nullable): how fast it may be fetched; any thread
 */
PortunusThrottle *
portunus_handout_get_throttle (PortunusHandout *self)
{
  return self->throttle;
}
