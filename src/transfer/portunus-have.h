/* portunus-have.h: what a receiver has of a file already
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-kdf.h"
#include "portunus-manifest.h"

G_BEGIN_DECLS

/**
 * PortunusHave:
 * @n_bytes: how much of a file the receiver has already
 * @digest: SHA-256 of that much
 */
typedef struct
{
  guint64 n_bytes;
  guint8  digest[PORTUNUS_HASH_SIZE];
} PortunusHave;

/* Bytes of the beginning that @have is for; 0 for NULL, and for a whole file, which may yet turn out to be another. */
guint64 portunus_have_count_beginning  (const PortunusHave *have,
                                        PortunusManifest   *manifest,
                                        guint               index);
/* @have: (element-type guint PortunusHave): the sum of all that are wanted. */
guint64 portunus_have_count_beginnings (GHashTable         *have,
                                        PortunusManifest   *manifest,
                                        const GByteArray   *wanted);

G_END_DECLS
