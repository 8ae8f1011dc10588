/* portunus-manifest.c: what a transfer consists of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-manifest.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-name.h"

/* Together with the number of entries this bounds what a peer can make us keep in memory. */
#define MAX_TEXT_BYTES (G_GUINT64_CONSTANT (512) * 1024 * 1024)
#define TEXT_BLOCK     (64 * 1024)

typedef struct
{
  const char *path;
  const char *target;
  const char *problem;
  guint64     size;
  gint64      mtime_ns;
  guint16     mode;
  guint8      type;
} Record;

struct _PortunusManifest
{
  gatomicrefcount  ref_count;

  /* Owned */
  GArray          *records;
  GStringChunk    *text;

  guint64          n_text_bytes;
  guint64          total_bytes;
  guint            n_files;
  gboolean         has_unknown_size;
};

struct _PortunusManifestBuilder
{
  /* Owned */
  PortunusManifest *manifest;
};

G_DEFINE_BOXED_TYPE (PortunusManifest, portunus_manifest, portunus_manifest_ref, portunus_manifest_unref)

static PortunusManifest *
create_manifest (void)
{
  PortunusManifest *self = g_new0 (PortunusManifest, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->records = g_array_new (FALSE, FALSE, sizeof (Record));
  self->text = g_string_chunk_new (TEXT_BLOCK);
  return self;
}

/**
 * portunus_manifest_ref:
 * @self: a manifest
 *
 * Returns: (transfer full): @self
 */
PortunusManifest *
portunus_manifest_ref (PortunusManifest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * portunus_manifest_unref:
 * @self: (transfer full): a manifest
 */
void
portunus_manifest_unref (PortunusManifest *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->records);
  g_string_chunk_free (self->text);
  g_free (self);
}

/**
 * portunus_manifest_get_n_entries:
 * @self: a manifest
 *
 * Returns: number of entries of all types
 */
guint
portunus_manifest_get_n_entries (const PortunusManifest *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->records->len;
}

/**
 * portunus_manifest_get_n_files:
 * @self: a manifest
 *
 * Returns: number of entries with content: files and texts
 */
guint
portunus_manifest_get_n_files (const PortunusManifest *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_files;
}

/**
 * portunus_manifest_get_total_bytes:
 * @self: a manifest
 *
 * Returns: sum of the sizes that are known
 */
guint64
portunus_manifest_get_total_bytes (const PortunusManifest *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->total_bytes;
}

/**
 * portunus_manifest_sum_wanted:
 * @self: a manifest
 * @wanted: (nullable): one byte for each entry, 0 where it is not wanted; %NULL for all
 * @n_files: (out): how many files and texts are wanted
 *
 * Returns: their size in bytes, %PORTUNUS_SIZE_UNKNOWN where it is not known
 */
guint64
portunus_manifest_sum_wanted (const PortunusManifest *self,
                              const GByteArray       *wanted,
                              guint                  *n_files)
{
  guint n_entries = portunus_manifest_get_n_entries (self);
  guint64 sum = 0;

  g_return_val_if_fail (wanted == NULL || wanted->len == n_entries, 0);

  *n_files = 0;
  for (guint i = 0; i < n_entries; i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (self, i, &entry);
      if ((wanted != NULL && wanted->data[i] == 0)
          || entry.type == PORTUNUS_ENTRY_DIRECTORY || entry.type == PORTUNUS_ENTRY_SYMLINK)
        continue;
      ++*n_files;
      sum = entry.size == PORTUNUS_SIZE_UNKNOWN || sum == PORTUNUS_SIZE_UNKNOWN ? PORTUNUS_SIZE_UNKNOWN
                                                                                : sum + entry.size;
    }
  return sum;
}

/**
 * portunus_manifest_has_unknown_size:
 * @self: a manifest
 *
 * Returns: whether the total is only a lower bound
 */
gboolean
portunus_manifest_has_unknown_size (const PortunusManifest *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->has_unknown_size;
}

/**
 * portunus_manifest_get_entry:
 * @self: a manifest
 * @index: which entry, below portunus_manifest_get_n_entries()
 * @entry: (out caller-allocates): a view, valid as long as @self
 */
void
portunus_manifest_get_entry (const PortunusManifest *self,
                             guint                   index,
                             PortunusEntry          *entry)
{
  const Record *record;

  g_return_if_fail (self != NULL);
  g_return_if_fail (index < self->records->len);

  record = &g_array_index (self->records, Record, index);
  entry->type = record->type;
  entry->path = record->path;
  entry->size = record->size;
  entry->mode = record->mode;
  entry->mtime_ns = record->mtime_ns;
  entry->target = record->target;
  entry->problem = record->problem;
}

/**
 * portunus_manifest_builder_new:
 *
 * Returns: (transfer full): an empty builder
 */
PortunusManifestBuilder *
portunus_manifest_builder_new (void)
{
  PortunusManifestBuilder *self = g_new0 (PortunusManifestBuilder, 1);

  self->manifest = create_manifest ();
  return self;
}

/**
 * portunus_manifest_builder_free:
 * @self: (transfer full): a builder
 */
void
portunus_manifest_builder_free (PortunusManifestBuilder *self)
{
  portunus_manifest_unref (self->manifest);
  g_free (self);
}

/**
 * portunus_manifest_builder_get_n_entries:
 * @self: a builder
 *
 * Returns: number of entries so far: the index that the next one gets
 */
guint
portunus_manifest_builder_get_n_entries (PortunusManifestBuilder *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->manifest->records->len;
}

static gboolean
has_content (const PortunusEntry *entry)
{
  return entry->type == PORTUNUS_ENTRY_FILE || entry->type == PORTUNUS_ENTRY_TEXT;
}

static guint64
get_known_size (const PortunusEntry *entry)
{
  return has_content (entry) && entry->size != PORTUNUS_SIZE_UNKNOWN ? entry->size : 0;
}

static gsize
count_text (const PortunusEntry *entry)
{
  return strlen (entry->path) + (entry->target != NULL ? strlen (entry->target) : 0) + 2;
}

static guint
count_components (const char *path)
{
  guint n = 1;

  for (const char *p = path; *p != '\0'; p++)
    n += *p == '/';
  return n;
}

static gboolean
check_limits (const PortunusManifest *manifest,
              const PortunusEntry    *entry,
              GError                **error)
{
  guint64 size = get_known_size (entry);

  if (strlen (entry->path) > PORTUNUS_PATH_MAX_BYTES || count_components (entry->path) > PORTUNUS_PATH_MAX_DEPTH
      || (entry->target != NULL && strlen (entry->target) > PORTUNUS_PATH_MAX_BYTES))
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME, "A path is too long or too deep");
      return FALSE;
    }
  if (manifest->records->len >= PORTUNUS_MANIFEST_MAX_ENTRIES
      || manifest->n_text_bytes + count_text (entry) > MAX_TEXT_BYTES)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "There are too many files");
      return FALSE;
    }
  if (size >= PORTUNUS_SIZE_MAX || manifest->total_bytes + size >= PORTUNUS_SIZE_MAX)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "The files are too large");
      return FALSE;
    }
  return TRUE;
}

/**
 * portunus_manifest_builder_add:
 * @self: a builder
 * @entry: an entry, copied but for its @problem, which must be a literal
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_NAME or %PORTUNUS_CORE_ERROR_TOO_LARGE
 *
 * Appends @entry. Its path must be valid UTF-8; whether it is unique and safe is the caller's business.
 *
 * Returns: %FALSE when @entry is beyond a limit; the builder remains as it was
 */
gboolean
portunus_manifest_builder_add (PortunusManifestBuilder *self,
                               const PortunusEntry     *entry,
                               GError                 **error)
{
  PortunusManifest *manifest;
  Record record = { 0, };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (entry->path != NULL && *entry->path != '\0', FALSE);
  g_return_val_if_fail ((entry->target != NULL) == (entry->type == PORTUNUS_ENTRY_SYMLINK), FALSE);

  manifest = self->manifest;
  if (!check_limits (manifest, entry, error))
    return FALSE;

  record.type = entry->type;
  record.path = g_string_chunk_insert (manifest->text, entry->path);
  record.target = entry->target != NULL ? g_string_chunk_insert (manifest->text, entry->target) : NULL;
  record.problem = entry->problem;
  record.size = has_content (entry) ? entry->size : 0;
  record.mode = entry->mode == PORTUNUS_MODE_UNKNOWN ? PORTUNUS_MODE_UNKNOWN : entry->mode & 0777;
  record.mtime_ns = entry->mtime_ns;
  g_array_append_val (manifest->records, record);

  manifest->n_text_bytes += count_text (entry);
  manifest->total_bytes += get_known_size (entry);
  manifest->n_files += has_content (entry);
  manifest->has_unknown_size |= record.size == PORTUNUS_SIZE_UNKNOWN;
  return TRUE;
}

/**
 * portunus_manifest_builder_finish:
 * @self: a builder
 *
 * Returns: (transfer full): the manifest; @self is empty then and may make another one
 */
PortunusManifest *
portunus_manifest_builder_finish (PortunusManifestBuilder *self)
{
  PortunusManifest *manifest;

  g_return_val_if_fail (self != NULL, NULL);

  manifest = self->manifest;
  self->manifest = create_manifest ();
  return manifest;
}
