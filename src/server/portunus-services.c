/* portunus-services.c: what the server offers, for the handlers of its requests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-services.h"

#include "portunus-endpoint.h"

/**
 * portunus_services_set_limit:
 * @self: services, with the endpoint for everybody
 * @limit: which limit
 * @value: what it is from now on
 *
 * Holds whoever comes to another limit; those who are there stay.
 */
void
portunus_services_set_limit (PortunusServices    *self,
                             PortunusServerLimit  limit,
                             guint                value)
{
  self->limits[limit] = value;
  if (limit == PORTUNUS_SERVER_LIMIT_ROOMS)
    portunus_room_table_set_max_rooms (self->rooms, value);
  else if (limit == PORTUNUS_SERVER_LIMIT_JOINS)
    portunus_endpoint_set_rate (self->front, PORTUNUS_ROUTE_RATE_JOIN, value);
  else if (limit == PORTUNUS_SERVER_LIMIT_CREATIONS)
    portunus_endpoint_set_rate (self->front, PORTUNUS_ROUTE_RATE_CREATE, value);
  else
    portunus_endpoint_set_max_connections (self->front, self->limits[PORTUNUS_SERVER_LIMIT_CONNECTIONS],
                                           self->limits[PORTUNUS_SERVER_LIMIT_PER_CLIENT]);
}

/**
 * portunus_services_get_why_not_ready:
 * @self: services
 *
 * Returns: (transfer none) (nullable): why new clients should go elsewhere; %NULL if they are welcome
 */
const char *
portunus_services_get_why_not_ready (PortunusServices *self)
{
  if (self->why_not_ready == NULL && !portunus_store_watch_is_reachable (self->store_watch))
    return "the store does not answer";
  return self->why_not_ready;
}
