/* portunus-source-now.c: what became of files since they were offered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-source-private.h"

#include "portunus-source-file.h"

/* Gives whether the file is there; @entry becomes as it is now. */
static gboolean
look (PortunusSourceSet *self,
      guint              index,
      PortunusEntry     *entry)
{
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (self, index, NULL);

  if (file == NULL)
    return FALSE;
  entry->size = portunus_source_file_get_size (file);
  entry->mtime_ns = portunus_source_file_get_mtime_ns (file);
  return TRUE;
}

/* What has no place in a manifest any more is as good as gone. */
static gboolean
add (PortunusManifestBuilder *builder,
     PortunusEntry           *entry)
{
  if (portunus_manifest_builder_add (builder, entry, NULL))
    return TRUE;
  entry->size = 0;
  g_assert (portunus_manifest_builder_add (builder, entry, NULL));
  return FALSE;
}

/**
 * portunus_source_set_look_again:
 * @self: a set whose sizes are known
 * @wanted: one byte for each entry, not 0 for those that matter
 * @gone: (inout): one byte for each entry, which becomes 1 where a wanted file cannot be read any more
 *
 * Looks at each wanted file, since people go on working with what they offered. Blocks: call it on a worker.
 *
 * Returns: (transfer full): a set of the same entries, with the sizes and times of now; @self where all is as it was
 */
PortunusSourceSet *
portunus_source_set_look_again (PortunusSourceSet *self,
                                const guint8      *wanted,
                                guint8            *gone)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  gboolean has_changed = FALSE;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < portunus_manifest_get_n_entries (portunus_source_set_get_manifest (self)); i++)
    {
      PortunusEntry entry, now;
      gboolean is_there = TRUE;

      portunus_manifest_get_entry (portunus_source_set_get_manifest (self), i, &entry);
      now = entry;
      if (wanted[i] != 0 && entry.type == PORTUNUS_ENTRY_FILE)
        is_there = look (self, i, &now);
      gone[i] |= !(add (builder, &now) && is_there);
      has_changed |= now.size != entry.size || now.mtime_ns != entry.mtime_ns;
    }
  if (!has_changed)
    return portunus_source_set_ref (self);
  manifest = portunus_manifest_builder_finish (builder);
  return _portunus_source_set_new_as (self, manifest);
}
