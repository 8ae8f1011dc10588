/* portunus-rtc-trickle.h: the peer's candidates, on their way to ICE
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * PortunusRtcTrickle:
 *
 * Belongs to one peer connection and its context.
 */
typedef struct _PortunusRtcTrickle PortunusRtcTrickle;

PortunusRtcTrickle *portunus_rtc_trickle_new   (GstElement          *webrtcbin);
void                portunus_rtc_trickle_close (PortunusRtcTrickle  *self);
gboolean            portunus_rtc_trickle_take  (PortunusRtcTrickle  *self,
                                                const char          *candidate,
                                                GError             **error);

G_END_DECLS
