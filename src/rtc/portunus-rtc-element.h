/* portunus-rtc-element.h: builds a webrtcbin and sets it up for bulk data
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>
#include <nice/agent.h>

#include "portunus-rtc-link.h"
#include "portunus-rtc-options.h"

G_BEGIN_DECLS

GstElement *portunus_rtc_element_new           (const PortunusRtcOptions  *options,
                                                PortunusRtcLink           *link,
                                                GstElement               **webrtcbin);
NiceAgent  *portunus_rtc_element_dup_agent     (GstElement                *webrtcbin);
GObject    *portunus_rtc_element_tune_transport (GstElement               *webrtcbin);
void        portunus_rtc_element_flush         (GstElement                *webrtcbin);
void        portunus_rtc_element_give_relays_back (GstElement             *webrtcbin,
                                                   guint                   timeout_ms);

G_END_DECLS
