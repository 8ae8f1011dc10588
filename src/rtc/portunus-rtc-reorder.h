/* portunus-rtc-reorder.h: puts the frames of several associations back in order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusRtcReorder:
 *
 * A ring of frames by sequence number. The caller guards it.
 */
typedef struct _PortunusRtcReorder PortunusRtcReorder;

PortunusRtcReorder *portunus_rtc_reorder_new  (guint                capacity);
void                portunus_rtc_reorder_free (PortunusRtcReorder  *self);
gboolean            portunus_rtc_reorder_put  (PortunusRtcReorder  *self,
                                               guint64              sequence,
                                               guint                association,
                                               GBytes              *frame,
                                               GError             **error);
gboolean            portunus_rtc_reorder_is_ready (const PortunusRtcReorder *self);
GBytes             *portunus_rtc_reorder_take (PortunusRtcReorder  *self,
                                               guint               *association);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcReorder, portunus_rtc_reorder_free)

G_END_DECLS
