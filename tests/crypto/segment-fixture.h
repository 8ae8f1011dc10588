/* segment-fixture.h: sealed streams as arrays of segments
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "crypto-fixture.h"
#include "portunus-segment.h"

G_BEGIN_DECLS

#define SEGMENT_KEY   "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SEGMENT_AD    "transfer/file/1"
#define SEGMENT_FIRST (PORTUNUS_SEGMENT_PLAINTEXT - PORTUNUS_SEGMENT_HEADER)
#define SEGMENT_FULL  PORTUNUS_SEGMENT_PLAINTEXT

PortunusSegmentSealer *segment_new_sealer   (void);
PortunusSegmentOpener *segment_new_opener   (const char             *key_hex,
                                             const char             *ad_text);
/* The sealed segments of @plaintext, each a GBytes. */
GPtrArray             *segment_seal_all     (PortunusSegmentSealer  *sealer,
                                             GBytes                 *plaintext);
GPtrArray             *segment_seal_pattern (gsize                   length);
GBytes                *segment_open_one     (PortunusSegmentOpener  *opener,
                                             GBytes                 *sealed,
                                             gboolean                is_last,
                                             GError                **error);
/* Opens @segments one after the other, the last of them as the last, and gives the number that opened. */
guint                  segment_open_all     (GPtrArray              *segments,
                                             GByteArray             *plaintext,
                                             GError                **error);

G_END_DECLS
