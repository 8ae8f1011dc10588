/* portunus-tcp-lane.h: the lane straight over TCP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TCP_LANE (portunus_tcp_lane_get_type ())

/**
 * PortunusTcpLane:
 *
 * Two TCP connections between machines that reach each other: one for control messages, one for data frames, so that
 * data nobody takes never holds up what is said. PROTOCOL.md §18.
 */
G_DECLARE_FINAL_TYPE (PortunusTcpLane, portunus_tcp_lane, PORTUNUS, TCP_LANE, PortunusLane)

PortunusLane *portunus_tcp_lane_new (gboolean is_offerer);

G_END_DECLS
