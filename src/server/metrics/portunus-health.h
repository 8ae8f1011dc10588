/* portunus-health.h: what load balancers and Prometheus ask for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"
#include "portunus-services.h"

G_BEGIN_DECLS

#define PORTUNUS_HEALTH_ROUTE(path, auth, handler) \
  { "GET", path, PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_NONE, auth, handler }

/**
 * PORTUNUS_HEALTH_ROUTES:
 *
 * The entries of a route table for the server's health, for anybody.
 */
#define PORTUNUS_HEALTH_ROUTES \
  PORTUNUS_HEALTH_ROUTE ("/healthz", portunus_router_let_anybody, portunus_health_handle_alive), \
  PORTUNUS_HEALTH_ROUTE ("/readyz", portunus_router_let_anybody, portunus_health_handle_ready)

/**
 * PORTUNUS_METRICS_ROUTES:
 *
 * The entry for the metrics: for who has the token, which is not to be guessed, and where there is none, for nobody.
 */
#define PORTUNUS_METRICS_ROUTES \
  { "GET", "/metrics", PORTUNUS_ROUTE_NONE, PORTUNUS_ROUTE_RATE_LOGIN, portunus_health_let_scraper, \
    portunus_health_handle_metrics }

/* What the listener for metrics answers to, and nothing else. */
extern const PortunusRoute portunus_health_routes[];

void     portunus_health_update         (PortunusServices *services);
void     portunus_health_handle_alive   (PortunusRequest *request,
                                         gpointer         user_data);
void     portunus_health_handle_ready   (PortunusRequest *request,
                                         gpointer         user_data);
void     portunus_health_handle_metrics (PortunusRequest *request,
                                         gpointer         user_data);
gboolean portunus_health_let_scraper    (PortunusRequest *request,
                                         gpointer         user_data);

G_END_DECLS
