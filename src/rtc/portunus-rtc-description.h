/* portunus-rtc-description.h: makes webrtcbin describe itself and take the peer's description
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-link.h"
#include "portunus-rtc-sdp.h"

G_BEGIN_DECLS

void     portunus_rtc_description_create     (GstElement                  *webrtcbin,
                                              PortunusRtcLink             *link,
                                              gboolean                     is_offer);
gboolean portunus_rtc_description_set_local  (GstElement                  *webrtcbin,
                                              gboolean                     is_offer,
                                              const char                  *text);
void     portunus_rtc_description_set_remote (GstElement                  *webrtcbin,
                                              PortunusRtcLink             *link,
                                              GstWebRTCSessionDescription *description);

G_END_DECLS
