/* portunus-relay-lane-factory.h: makes lanes through the server of one room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"
#include "portunus-relay-socket.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RELAY_LANE_FACTORY (portunus_relay_lane_factory_get_type ())

/**
 * PortunusRelayLaneFactory:
 *
 * Lanes of the kind "relay" for those who met in one room.
 */
G_DECLARE_FINAL_TYPE (PortunusRelayLaneFactory, portunus_relay_lane_factory, PORTUNUS, RELAY_LANE_FACTORY, GObject)

PortunusLaneFactory *portunus_relay_lane_factory_new (const PortunusRelayWhere *where);

G_END_DECLS
