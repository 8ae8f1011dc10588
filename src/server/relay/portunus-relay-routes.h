/* portunus-relay-routes.h: how clients come to the relay
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

/* For portunus_routes. */
#define PORTUNUS_RELAY_ROUTES \
  { "GET", "/relay/{room}", PORTUNUS_ROUTE_SAME_ORIGIN, PORTUNUS_ROUTE_RATE_JOIN, portunus_router_let_anybody, \
    portunus_relay_routes_handle }

void portunus_relay_routes_handle (PortunusRequest *request,
                                   gpointer         user_data);

G_END_DECLS
