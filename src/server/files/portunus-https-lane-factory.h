/* portunus-https-lane-factory.h: makes lanes between browsers and their host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane-factory.h"
#include "portunus-tickets.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_HTTPS_LANE_FACTORY (portunus_https_lane_factory_get_type ())

/**
 * PortunusHttpsLaneFactory:
 *
 * For the rooms of a server of our own, and no others: only there the peer's page comes from where the tickets are
 * good.
 */
G_DECLARE_FINAL_TYPE (PortunusHttpsLaneFactory, portunus_https_lane_factory, PORTUNUS, HTTPS_LANE_FACTORY, GObject)

PortunusLaneFactory *portunus_https_lane_factory_new (PortunusTickets *tickets);

G_END_DECLS
