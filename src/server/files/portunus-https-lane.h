/* portunus-https-lane.h: the lane between a browser and its host, whose content goes by HTTPS
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-ticket-lane.h"
#include "portunus-tickets.h"

G_BEGIN_DECLS

#define PORTUNUS_HTTPS_LANE_KIND "https"

#define PORTUNUS_TYPE_HTTPS_LANE (portunus_https_lane_get_type ())

/**
 * PortunusHttpsLane:
 *
 * Carries control messages in pieces through its negotiation, and hands out tickets; see PROTOCOL.md §16. It has no
 * data frames.
 */
G_DECLARE_FINAL_TYPE (PortunusHttpsLane, portunus_https_lane, PORTUNUS, HTTPS_LANE, PortunusLane)

PortunusHttpsLane *portunus_https_lane_new (PortunusTickets *tickets,
                                            gboolean         is_offerer);

G_END_DECLS
