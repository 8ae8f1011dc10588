/* portunus-ticket-lane.h: a lane that carries no data frames, but hands out tickets for HTTP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-handout.h"
#include "portunus-intake.h"
#include "portunus-lane.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TICKET_LANE (portunus_ticket_lane_get_type ())

/**
 * PortunusTicketLane:
 *
 * What a lane can do besides whose peer fetches and puts content over HTTP (PROTOCOL.md §16). Used in the lane's
 * context.
 */
G_DECLARE_INTERFACE (PortunusTicketLane, portunus_ticket_lane, PORTUNUS, TICKET_LANE, PortunusLane)

struct _PortunusTicketLaneInterface
{
  GTypeInterface parent_iface;

  char *(*publish_handout) (PortunusTicketLane  *self,
                            PortunusHandout     *handout);
  char *(*publish_intake)  (PortunusTicketLane  *self,
                            PortunusIntake      *intake);
};

char *portunus_ticket_lane_publish_handout (PortunusTicketLane *self,
                                            PortunusHandout    *handout);
/* Closes the intake when the lane ends. */
char *portunus_ticket_lane_publish_intake  (PortunusTicketLane *self,
                                            PortunusIntake     *intake);

G_END_DECLS
