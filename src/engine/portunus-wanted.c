/* portunus-wanted.c: which files of an offer a person chose
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-wanted.h"

#include <string.h>

/**
 * portunus_wanted_new:
 * @offer: an offer
 * @indexes: (nullable) (element-type guint): indexes of manifest entries; %NULL for all
 *
 * Returns: (transfer full) (nullable): a byte for each entry, 1 where it is wanted; %NULL for all
 */
GByteArray *
portunus_wanted_new (PortunusOffer *offer,
                     GArray        *indexes)
{
  guint n_entries = portunus_manifest_get_n_entries (portunus_offer_get_manifest (offer));
  GByteArray *wanted;

  if (indexes == NULL)
    return NULL;
  wanted = g_byte_array_sized_new (n_entries);
  g_byte_array_set_size (wanted, n_entries);
  if (n_entries > 0)
    memset (wanted->data, 0, n_entries);
  for (guint i = 0; i < indexes->len; i++)
    if (g_array_index (indexes, guint, i) < n_entries)
      wanted->data[g_array_index (indexes, guint, i)] = 1;
  return wanted;
}
