/* portunus-have.c: what a receiver has of a file already
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-have.h"

/**
 * portunus_have_count_beginning:
 * @have: (nullable): what is there of an entry, as the receiver says
 * @manifest: the manifest
 * @index: an entry of @manifest
 *
 * Both sides count with these bytes from the start, so that progress does not begin at 0 when a transfer goes on.
 *
 * Returns: bytes of the beginning of a file; 0 where there is none, and for a whole file, which is to be compared first
 */
guint64
portunus_have_count_beginning (const PortunusHave *have,
                               PortunusManifest   *manifest,
                               guint               index)
{
  PortunusEntry entry;

  if (have == NULL)
    return 0;
  portunus_manifest_get_entry (manifest, index, &entry);
  return entry.size != PORTUNUS_SIZE_UNKNOWN && have->n_bytes < entry.size ? have->n_bytes : 0;
}

/**
 * portunus_have_count_beginnings:
 * @have: (element-type guint PortunusHave): what is there, by index
 * @manifest: the manifest
 * @wanted: one byte for each entry of @manifest
 *
 * Returns: the sum of portunus_have_count_beginning() over all wanted entries
 */
guint64
portunus_have_count_beginnings (GHashTable       *have,
                                PortunusManifest *manifest,
                                const GByteArray *wanted)
{
  guint64 sum = 0;
  GHashTableIter iter;
  gpointer index;
  gpointer value;

  g_hash_table_iter_init (&iter, have);
  while (g_hash_table_iter_next (&iter, &index, &value))
    if (wanted->data[GPOINTER_TO_UINT (index)] != 0)
      sum += portunus_have_count_beginning (value, manifest, GPOINTER_TO_UINT (index));
  return sum;
}
