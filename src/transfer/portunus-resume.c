/* portunus-resume.c: finds out what is there already when a transfer begins or goes on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-resume.h"

#include <string.h>
#include <sys/stat.h>

#include "portunus-sink-file.h"

/* Smaller files are sent again rather than looked for in other transfers of the journal. */
#define MIN_SIZE_TO_ADOPT (256 * 1024)

static PortunusResume *
resume_alloc (guint       n_entries,
              GByteArray *wanted)
{
  PortunusResume *self = g_new0 (PortunusResume, 1);

  self->wanted = g_byte_array_new ();
  g_byte_array_set_size (self->wanted, n_entries);
  if (n_entries > 0 && wanted != NULL)
    memcpy (self->wanted->data, wanted->data, n_entries);
  else if (n_entries > 0)
    memset (self->wanted->data, 1, n_entries);
  self->have = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->part_paths = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

/**
 * portunus_resume_free:
 * @self: (transfer full) (nullable): what is there
 */
void
portunus_resume_free (PortunusResume *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->wanted);
  g_hash_table_unref (self->have);
  g_hash_table_unref (self->part_paths);
  g_free (self);
}

static gboolean
is_same_content (const PortunusJournalFile *file,
                 const PortunusEntry       *entry)
{
  return strcmp (file->path, entry->path) == 0 && file->size == entry->size && file->mtime_ns == entry->mtime_ns;
}

/* The journal may be ahead of the disk after a power cut, and people move files away. */
static gboolean
is_in_place (const char                *directory,
             const PortunusJournalFile *file)
{
  g_autofree char *path = NULL;
  struct stat info;

  if (file->final_path == NULL)
    return FALSE;
  path = g_build_filename (directory, file->final_path, NULL);
  return lstat (path, &info) == 0 && S_ISREG (info.st_mode) && (guint64) info.st_size == file->size;
}

static void
drop_finished_files (PortunusResume   *self,
                     PortunusManifest *manifest,
                     GPtrArray        *files,
                     const char       *directory)
{
  PortunusEntry entry;

  for (guint i = 0; i < files->len; i++)
    {
      const PortunusJournalFile *file = g_ptr_array_index (files, i);

      if (file->state != PORTUNUS_JOURNAL_DONE || file->index >= self->wanted->len)
        continue;
      portunus_manifest_get_entry (manifest, file->index, &entry);
      if (self->wanted->data[file->index] == 0 || !is_same_content (file, &entry) || !is_in_place (directory, file))
        continue;
      self->wanted->data[file->index] = 0;
      self->n_done++;
      self->done_bytes += entry.size;
    }
}

static void
add_have (PortunusResume *self,
          guint           index,
          guint64         n_bytes,
          const guint8   *digest)
{
  PortunusHave *have = g_new (PortunusHave, 1);

  have->n_bytes = n_bytes;
  memcpy (have->digest, digest, sizeof have->digest);
  g_hash_table_insert (self->have, GUINT_TO_POINTER (index), have);
}

/* A part file that is not as we left it is no news: the file simply begins anew. */
static void
take_partial (PortunusResume            *self,
              PortunusSink              *sink,
              guint                      index,
              const PortunusJournalFile *file)
{
  PortunusSinkFile *part;
  guint8 digest[PORTUNUS_HASH_SIZE];

  if (file->part_path == NULL || file->verified_bytes == 0)
    return;
  part = portunus_sink_file_open (sink, index, file->part_path, file->verified_bytes, NULL);
  if (part == NULL)
    return;
  if (portunus_sink_file_hash_prefix (part, file->verified_bytes, digest, NULL))
    {
      add_have (self, index, file->verified_bytes, digest);
      g_hash_table_insert (self->part_paths, GUINT_TO_POINTER (index), g_strdup (file->part_path));
      self->partial_bytes += file->verified_bytes;
    }
  portunus_sink_file_abandon (part, TRUE);
}

static gboolean
is_to_be_written (PortunusSink *sink,
                  guint         index)
{
  PortunusSinkAction action = portunus_sink_get_action (sink, index);

  return action != PORTUNUS_SINK_SKIP && action != PORTUNUS_SINK_IGNORE;
}

static void
take_own_partials (PortunusResume   *self,
                   PortunusSink     *sink,
                   PortunusManifest *manifest,
                   GPtrArray        *files,
                   const char       *directory)
{
  PortunusEntry entry;

  for (guint i = 0; i < files->len; i++)
    {
      const PortunusJournalFile *file = g_ptr_array_index (files, i);

      if (file->state != PORTUNUS_JOURNAL_PARTIAL || file->index >= self->wanted->len)
        continue;
      portunus_manifest_get_entry (manifest, file->index, &entry);
      if (self->wanted->data[file->index] == 0 || !is_same_content (file, &entry))
        continue;
      if (is_to_be_written (sink, file->index))
        take_partial (self, sink, file->index, file);
      else if (file->part_path != NULL)
        portunus_sink_remove_part (directory, file->part_path);
    }
}

/* The sender may have been started anew: the same files from the same device under another transfer id. */
static void
adopt_partial (PortunusResume      *self,
               PortunusSink        *sink,
               PortunusJournal     *journal,
               PortunusOffer       *offer,
               guint                index)
{
  g_autoptr (PortunusJournalFile) file = NULL;
  PortunusEntry entry;

  portunus_manifest_get_entry (portunus_offer_get_manifest (offer), index, &entry);
  if (entry.size < MIN_SIZE_TO_ADOPT || g_hash_table_contains (self->have, GUINT_TO_POINTER (index)))
    return;
  file = portunus_journal_adopt_partial (journal, portunus_offer_get_id (offer), index, &entry);
  if (file != NULL)
    take_partial (self, sink, index, file);
}

static void
compare_existing (PortunusResume *self,
                  PortunusSink   *sink,
                  guint           index,
                  guint64         size)
{
  guint8 digest[PORTUNUS_HASH_SIZE];

  if (portunus_sink_hash_existing (sink, index, size, digest, NULL))
    add_have (self, index, size, digest);
  else
    portunus_sink_resolve_comparison (sink, index, FALSE);
}

static void
examine_entries (PortunusResume  *self,
                 PortunusSink    *sink,
                 PortunusJournal *journal,
                 PortunusOffer   *offer)
{
  PortunusEntry entry;

  for (guint i = 0; i < self->wanted->len; i++)
    {
      PortunusSinkAction action = portunus_sink_get_action (sink, i);

      if (self->wanted->data[i] == 0)
        continue;
      portunus_manifest_get_entry (portunus_offer_get_manifest (offer), i, &entry);
      /* The sink has nothing to do with a text, but we want it all the same. */
      if (entry.type == PORTUNUS_ENTRY_TEXT)
        continue;
      if (action == PORTUNUS_SINK_COMPARE)
        compare_existing (self, sink, i, entry.size);
      else if (action == PORTUNUS_SINK_SKIP)
        {
          self->n_done++;
          self->done_bytes += entry.size;
        }
      else if (journal != NULL && (action == PORTUNUS_SINK_CREATE || action == PORTUNUS_SINK_REPLACE))
        adopt_partial (self, sink, journal, offer, i);
      if (!is_to_be_written (sink, i))
        self->wanted->data[i] = 0;
    }
}

static void
restore_top_names (PortunusSink    *sink,
                   PortunusJournal *journal,
                   const guint8    *id)
{
  g_autoptr (GHashTable) names = portunus_journal_get_top_names (journal, id);
  GHashTableIter iter;
  gpointer original;
  gpointer chosen;

  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &original, &chosen))
    portunus_sink_restore_top_name (sink, original, chosen);
}

static void
remember_top_names (PortunusSink    *sink,
                    PortunusJournal *journal,
                    const guint8    *id)
{
  GHashTableIter iter;
  gpointer original;
  gpointer chosen;

  g_hash_table_iter_init (&iter, portunus_sink_get_top_names (sink));
  while (g_hash_table_iter_next (&iter, &original, &chosen))
    portunus_journal_set_top_name (journal, id, original, chosen);
}

/**
 * portunus_resume_new:
 * @sink: a new sink; gets its plan
 * @journal: (nullable): what is remembered
 * @offer: what was accepted
 * @wanted: (nullable): one byte for each entry; %NULL for all
 * @directory: (type filename): the destination
 * @error: return location for the sink's error
 *
 * Plans the transfer: what is in place is not wanted again, and the beginnings of files are hashed so that the sender
 * can tell whether to go on behind them. Blocks as long as hashing takes.
 *
 * Returns: (transfer full): what is there, or %NULL if the plan fails
 */
PortunusResume *
portunus_resume_new (PortunusSink     *sink,
                     PortunusJournal  *journal,
                     PortunusOffer    *offer,
                     GByteArray       *wanted,
                     const char       *directory,
                     GError          **error)
{
  PortunusManifest *manifest = portunus_offer_get_manifest (offer);
  const guint8 *id = portunus_offer_get_id (offer);
  g_autoptr (PortunusResume) self = resume_alloc (portunus_manifest_get_n_entries (manifest), wanted);
  g_autoptr (GPtrArray) files = NULL;

  if (journal != NULL)
    {
      files = portunus_journal_list_files (journal, id);
      drop_finished_files (self, manifest, files, directory);
      restore_top_names (sink, journal, id);
    }
  if (!portunus_sink_plan (sink, manifest, self->wanted->data, error))
    return NULL;
  if (journal != NULL)
    {
      remember_top_names (sink, journal, id);
      take_own_partials (self, sink, manifest, files, directory);
    }
  examine_entries (self, sink, journal, offer);
  return g_steal_pointer (&self);
}
