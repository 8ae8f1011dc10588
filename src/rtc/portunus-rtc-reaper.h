/* portunus-rtc-reaper.h: takes peer connections down without making anybody wait
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-port.h"

G_BEGIN_DECLS

/**
 * PortunusRtcReaper:
 *
 * Stops pipelines on threads of their own, since that can block, and knows when all are gone. Atomic reference count.
 */
typedef struct _PortunusRtcReaper PortunusRtcReaper;

PortunusRtcReaper *portunus_rtc_reaper_new   (void);
PortunusRtcReaper *portunus_rtc_reaper_ref   (PortunusRtcReaper *self);
void               portunus_rtc_reaper_unref (PortunusRtcReaper *self);
/* Who holds it may still give something; it is not idle before the release. */
void               portunus_rtc_reaper_hold  (PortunusRtcReaper *self);
void               portunus_rtc_reaper_release (PortunusRtcReaper *self);
void               portunus_rtc_reaper_take  (PortunusRtcReaper *self,
                                              GstElement        *pipeline,
                                              GstElement        *webrtcbin,
                                              PortunusRtcPort   *port);
gboolean           portunus_rtc_reaper_wait  (PortunusRtcReaper *self,
                                              guint              timeout_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcReaper, portunus_rtc_reaper_unref)

G_END_DECLS
