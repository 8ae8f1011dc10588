/* portunus-archive.c: a ZIP file of what is shared, which exists only while it is read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-archive-private.h"

#include <sys/stat.h>

#include "portunus-name-table.h"

static void
clear_item (gpointer data)
{
  g_free (((PortunusArchiveItem *) data)->name);
}

static void
clear (gpointer data)
{
  PortunusArchive *self = data;

  portunus_source_set_unref (self->sources);
  g_array_unref (self->items);
  g_free (self->crcs);
  g_free (self->has_crc);
  g_mutex_clear (&self->lock);
}

/* Names that cannot be made safe are left out of the archive, as every receiver leaves them out. */
static void
add_item (PortunusArchive     *self,
          PortunusNameTable   *names,
          guint                index,
          const PortunusEntry *entry)
{
  gboolean is_folder = entry->type == PORTUNUS_ENTRY_DIRECTORY;
  guint permissions = entry->mode == PORTUNUS_MODE_UNKNOWN ? (is_folder ? 0755 : 0644) : entry->mode & 0777;
  g_autofree char *path = is_folder ? portunus_name_table_place_folder (names, entry->path, NULL)
                                    : portunus_name_table_place_file (names, entry->path, NULL);
  PortunusArchiveItem item = {
    .index = index,
    .size = is_folder ? 0 : entry->size,
    .mtime_ns = entry->mtime_ns,
    .mode = (is_folder ? S_IFDIR : S_IFREG) | permissions,
  };

  if (path == NULL)
    return;
  item.name = is_folder ? g_strconcat (path, "/", NULL) : g_steal_pointer (&path);
  g_array_append_val (self->items, item);
}

static void
lay_out (PortunusArchive *self)
{
  g_autoptr (GByteArray) end = NULL;
  guint64 offset = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      PortunusArchiveItem *item = &g_array_index (self->items, PortunusArchiveItem, i);

      item->local_offset = offset;
      offset += _portunus_archive_measure_local (item);
    }
  self->directory_offset = offset;
  for (guint i = 0; i < self->items->len; i++)
    {
      PortunusArchiveItem *item = &g_array_index (self->items, PortunusArchiveItem, i);

      item->central_offset = offset;
      offset += _portunus_archive_measure_central (item);
    }
  self->end_offset = offset;
  end = _portunus_archive_make_end (self);
  self->size = offset + end->len;
}

/**
 * portunus_archive_new:
 * @sources: where the content is; sizes must be known
 * @wanted: one byte for each entry, not 0 where it shall be in the archive
 *
 * Lays out a ZIP file (PKWARE APPNOTE 6.3.10) with the wanted files and folders, stored, with UTF-8 names made safe.
 * Texts and symbolic links are left out.
 *
 * Returns: (transfer full): the archive
 */
PortunusArchive *
portunus_archive_new (PortunusSourceSet *sources,
                      const guint8      *wanted)
{
  PortunusArchive *self = g_atomic_rc_box_new0 (PortunusArchive);
  PortunusManifest *manifest = portunus_source_set_get_manifest (sources);
  g_autoptr (PortunusNameTable) names = portunus_name_table_new ();

  self->sources = portunus_source_set_ref (sources);
  self->items = g_array_new (FALSE, FALSE, sizeof (PortunusArchiveItem));
  g_array_set_clear_func (self->items, clear_item);
  g_mutex_init (&self->lock);
  for (guint i = 0; i < portunus_manifest_get_n_entries (manifest); i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      if (wanted[i] != 0 && (entry.type == PORTUNUS_ENTRY_FILE || entry.type == PORTUNUS_ENTRY_DIRECTORY))
        add_item (self, names, i, &entry);
    }
  self->crcs = g_new0 (guint32, self->items->len);
  self->has_crc = g_new0 (guint8, self->items->len);
  lay_out (self);
  return self;
}

/**
 * portunus_archive_ref:
 * @self: an archive
 *
 * Returns: (transfer full): @self
 */
PortunusArchive *
portunus_archive_ref (PortunusArchive *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * portunus_archive_unref:
 * @self: (transfer full): an archive
 */
void
portunus_archive_unref (PortunusArchive *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * portunus_archive_get_size:
 * @self: an archive
 *
 * Returns: its length in bytes
 */
guint64
portunus_archive_get_size (const PortunusArchive *self)
{
  return self->size;
}

gboolean
_portunus_archive_get_crc (PortunusArchive *self,
                           guint            position,
                           guint32         *crc)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *crc = self->crcs[position];
  return self->has_crc[position] != 0;
}

void
_portunus_archive_set_crc (PortunusArchive *self,
                           guint            position,
                           guint32          crc)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->crcs[position] = crc;
  self->has_crc[position] = 1;
}
