/* portunus-moving-lane.h: a lane that goes on over a better one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-lane.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_MOVING_LANE (portunus_moving_lane_get_type ())

/**
 * PortunusMovingLane:
 *
 * Stands in front of an open lane and, once there is a better one, goes on over that; those who use it notice nothing.
 * Each direction moves by itself, and nothing is lost or comes out of order: how the two sides agree is in PROTOCOL.md,
 * section 7. Emits `opened` when its path has changed, and
 * - `emptied`: we moved, the peer moved, and all that it had sent over the first lane was taken
 */
G_DECLARE_FINAL_TYPE (PortunusMovingLane, portunus_moving_lane, PORTUNUS, MOVING_LANE, PortunusLane)

PortunusMovingLane *portunus_moving_lane_new          (PortunusLane       *first);
void                portunus_moving_lane_attach       (PortunusMovingLane *self,
                                                       PortunusLane       *second);
void                portunus_moving_lane_detach       (PortunusMovingLane *self);
/* Frames go over the second lane from now on; gives how many went over the first. */
guint64             portunus_moving_lane_move_data    (PortunusMovingLane *self);
/* So do control messages. */
void                portunus_moving_lane_move_control (PortunusMovingLane *self);
/* The peer moved after so many frames; FALSE where that cannot be. */
gboolean            portunus_moving_lane_take_move    (PortunusMovingLane *self,
                                                       guint64             n_frames);
/* The peer has all that we sent over the first lane. */
void                portunus_moving_lane_take_moved   (PortunusMovingLane *self);

G_END_DECLS
