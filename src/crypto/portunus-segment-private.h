/* portunus-segment-private.h: chosen salt, prefix and counter, for tests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-segment.h"

G_BEGIN_DECLS

/* @header: %PORTUNUS_SEGMENT_HEADER bytes. */
PortunusSegmentSealer *_portunus_segment_sealer_new_with_header (const PortunusSecret   *key,
                                                                 GBytes                 *associated_data,
                                                                 const guint8           *header,
                                                                 GError                **error);
void                   _portunus_segment_sealer_set_counter     (PortunusSegmentSealer  *self,
                                                                 guint64                 counter);
void                   _portunus_segment_opener_set_counter     (PortunusSegmentOpener  *self,
                                                                 guint64                 counter);

G_END_DECLS
