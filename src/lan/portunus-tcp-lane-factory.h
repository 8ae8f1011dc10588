/* portunus-tcp-lane-factory.h: makes lanes straight over TCP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TCP_LANE_FACTORY (portunus_tcp_lane_factory_get_type ())
G_DECLARE_FINAL_TYPE (PortunusTcpLaneFactory, portunus_tcp_lane_factory, PORTUNUS, TCP_LANE_FACTORY, GObject)

PortunusLaneFactory *portunus_tcp_lane_factory_new (void);

G_END_DECLS
