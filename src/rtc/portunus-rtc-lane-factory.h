/* portunus-rtc-lane-factory.h: makes lanes over WebRTC
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RTC_LANE_FACTORY (portunus_rtc_lane_factory_get_type ())

/**
 * PortunusRtcLaneFactory:
 *
 * Makes lanes of kind "rtc". Belongs to the engine, which waits for it before the program ends.
 */
G_DECLARE_FINAL_TYPE (PortunusRtcLaneFactory, portunus_rtc_lane_factory, PORTUNUS, RTC_LANE_FACTORY, GObject)

PortunusLaneFactory *portunus_rtc_lane_factory_new              (void);
void                 portunus_rtc_lane_factory_set_stun_servers (PortunusRtcLaneFactory *self,
                                                                 const char * const     *servers);
void                 portunus_rtc_lane_factory_set_turn_servers (PortunusRtcLaneFactory *self,
                                                                 const char * const     *servers);
void                 portunus_rtc_lane_factory_set_n_connections (PortunusRtcLaneFactory *self,
                                                                  guint                   n_connections);
gboolean             portunus_rtc_lane_factory_wait_idle        (PortunusRtcLaneFactory *self,
                                                                 guint                   timeout_ms);

G_END_DECLS
