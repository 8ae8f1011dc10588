/* portunus-rtc-sdp.h: what a peer's session description must look like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

G_BEGIN_DECLS

GstWebRTCSessionDescription *portunus_rtc_sdp_parse (const char   *text,
                                                     gboolean      is_offer,
                                                     GBytes      **fingerprint,
                                                     GError      **error);

G_END_DECLS
