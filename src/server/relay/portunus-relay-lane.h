/* portunus-relay-lane.h: the lane through the room's server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"
#include "portunus-relay-socket.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RELAY_LANE (portunus_relay_lane_get_type ())

/**
 * PortunusRelayLane:
 *
 * A lane of the kind "relay"; see PROTOCOL.md.
 */
G_DECLARE_FINAL_TYPE (PortunusRelayLane, portunus_relay_lane, PORTUNUS, RELAY_LANE, PortunusLane)

PortunusLane *portunus_relay_lane_new (const PortunusRelayWhere *where,
                                       gboolean                  is_offerer);

G_END_DECLS
