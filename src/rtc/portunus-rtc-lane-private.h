/* portunus-rtc-lane-private.h: what the factory and the tests know about the lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-association.h"
#include "portunus-rtc-flow.h"
#include "portunus-rtc-lane.h"
#include "portunus-rtc-options.h"
#include "portunus-rtc-reaper.h"

G_BEGIN_DECLS

PortunusLane *_portunus_rtc_lane_new      (const PortunusRtcOptions *options,
                                           PortunusRtcReaper        *reaper,
                                           gboolean                  is_offerer);
/* Borrowed; what it holds and held. */
PortunusRtcFlow *
              _portunus_rtc_lane_get_flow (PortunusRtcLane          *self);
/* Borrowed; in the lane's context. */
PortunusRtcAssociation *
              _portunus_rtc_lane_get_association (PortunusRtcLane   *self,
                                                  guint              number);

G_END_DECLS
