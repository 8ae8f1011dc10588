/* portunus-rtc-lane.h: the lane over WebRTC data channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RTC_LANE (portunus_rtc_lane_get_type ())

/**
 * PortunusRtcLane:
 *
 * Moves frames over one to four peer connections at once, each a webrtcbin in a pipeline of its own. How they are used
 * is described in PROTOCOL.md. Made by #PortunusRtcLaneFactory.
 */
G_DECLARE_FINAL_TYPE (PortunusRtcLane, portunus_rtc_lane, PORTUNUS, RTC_LANE, PortunusLane)

G_END_DECLS
