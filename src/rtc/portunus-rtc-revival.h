/* portunus-rtc-revival.h: how long a connection that failed may still come back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * PortunusRtcRevival:
 *
 * ICE may say "failed" before the last candidates came, and take it back when they do. Belongs to the thread-default
 * context it was made in.
 */
typedef struct _PortunusRtcRevival PortunusRtcRevival;

typedef void (*PortunusRtcRevivalFunc) (gpointer user_data);

PortunusRtcRevival *portunus_rtc_revival_new            (GstElement             *webrtcbin,
                                                         PortunusRtcRevivalFunc  over,
                                                         gpointer                user_data);
void                portunus_rtc_revival_free           (PortunusRtcRevival     *self);
void                portunus_rtc_revival_take_state     (PortunusRtcRevival     *self,
                                                         gboolean                has_failed);
void                portunus_rtc_revival_take_candidate (PortunusRtcRevival     *self);

G_END_DECLS
