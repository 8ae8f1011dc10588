/* portunus-ticket-lane.c: a lane that carries no data frames, but hands out tickets for HTTP
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ticket-lane.h"

G_DEFINE_INTERFACE (PortunusTicketLane, portunus_ticket_lane, PORTUNUS_TYPE_LANE)

static void
portunus_ticket_lane_default_init (PortunusTicketLaneInterface *iface)
{
}

/**
 * portunus_ticket_lane_publish_handout:
 * @self: an open lane
 * @handout: what the peer may fetch
 *
 * The ticket is good for longer than the lane. The same handout has the same ticket.
 *
 * Returns: (transfer full) (nullable): the ticket; %NULL where nothing can be fetched from us
 */
char *
portunus_ticket_lane_publish_handout (PortunusTicketLane *self,
                                      PortunusHandout    *handout)
{
  g_return_val_if_fail (PORTUNUS_IS_TICKET_LANE (self), NULL);

  return PORTUNUS_TICKET_LANE_GET_IFACE (self)->publish_handout (self, handout);
}

/**
 * portunus_ticket_lane_publish_intake:
 * @self: an open lane
 * @intake: where the peer may put what was accepted
 *
 * Returns: (transfer full) (nullable): the ticket; %NULL where nothing can be put to us
 */
char *
portunus_ticket_lane_publish_intake (PortunusTicketLane *self,
                                     PortunusIntake     *intake)
{
  g_return_val_if_fail (PORTUNUS_IS_TICKET_LANE (self), NULL);

  return PORTUNUS_TICKET_LANE_GET_IFACE (self)->publish_intake (self, intake);
}
