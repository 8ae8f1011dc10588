/* portunus-segment.h: sealing a byte stream in segments (Tink AES-GCM-HKDF streaming)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

/** PORTUNUS_SEGMENT_PLAINTEXT: plaintext bytes of a full segment, 63 KiB. */
#define PORTUNUS_SEGMENT_PLAINTEXT 64512
#define PORTUNUS_SEGMENT_TAG       16
/** PORTUNUS_SEGMENT_HEADER: length byte, 32-byte salt, 7-byte nonce prefix; it leads the first segment. */
#define PORTUNUS_SEGMENT_HEADER    40
/** PORTUNUS_SEGMENT_SEALED: bytes of a full sealed segment, header included in the first. */
#define PORTUNUS_SEGMENT_SEALED    (PORTUNUS_SEGMENT_PLAINTEXT + PORTUNUS_SEGMENT_TAG)

/**
 * PortunusSegmentSealer:
 *
 * Seals one stream under a key of its own, derived from a fresh random salt. Every segment but the last must be full:
 * exactly portunus_segment_sealer_get_capacity() bytes. Not thread-safe.
 */
typedef struct _PortunusSegmentSealer PortunusSegmentSealer;

PortunusSegmentSealer *portunus_segment_sealer_new  (const PortunusSecret  *key,
                                                     GBytes                *associated_data,
                                                     GError               **error);
void                   portunus_segment_sealer_free (PortunusSegmentSealer *self);
gsize                  portunus_segment_sealer_get_capacity (PortunusSegmentSealer *self);
/* Writes at most PORTUNUS_SEGMENT_SEALED bytes to @sealed and sets @n_sealed. */
gboolean               portunus_segment_sealer_seal (PortunusSegmentSealer *self,
                                                     const guint8          *plaintext,
                                                     gsize                  n_plaintext,
                                                     gboolean               is_last,
                                                     guint8                *sealed,
                                                     gsize                 *n_sealed,
                                                     GError               **error);

/**
 * PortunusSegmentOpener:
 *
 * Opens the segments of one stream in order. Any altered, missing, repeated, reordered or cut segment gives
 * %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION or %PORTUNUS_CRYPTO_ERROR_MALFORMED; the opener is of no use after that.
 */
typedef struct _PortunusSegmentOpener PortunusSegmentOpener;

PortunusSegmentOpener *portunus_segment_opener_new  (const PortunusSecret  *key,
                                                     GBytes                *associated_data);
void                   portunus_segment_opener_free (PortunusSegmentOpener *self);
gboolean               portunus_segment_opener_open (PortunusSegmentOpener *self,
                                                     const guint8          *sealed,
                                                     gsize                  n_sealed,
                                                     gboolean               is_last,
                                                     guint8                *plaintext,
                                                     gsize                 *n_plaintext,
                                                     GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSegmentSealer, portunus_segment_sealer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSegmentOpener, portunus_segment_opener_free)

G_END_DECLS
