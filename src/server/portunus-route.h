/* portunus-route.h: what a request may ask for, and which path means it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-request.h"

G_BEGIN_DECLS

/**
 * PortunusRouteFlags:
 * @PORTUNUS_ROUTE_NONE: anybody, from anywhere
 * @PORTUNUS_ROUTE_SAME_ORIGIN: a browser may ask only from a page of this very server
 */
typedef enum
{
  PORTUNUS_ROUTE_NONE = 0,
  PORTUNUS_ROUTE_SAME_ORIGIN = 1 << 0,
} PortunusRouteFlags;

/**
 * PortunusRouteRate:
 *
 * Which limit a client's requests count for.
 */
typedef enum
{
  PORTUNUS_ROUTE_RATE_NONE,
  PORTUNUS_ROUTE_RATE_JOIN,
  PORTUNUS_ROUTE_RATE_CREATE,
  PORTUNUS_ROUTE_RATE_RESOLVE,
  PORTUNUS_ROUTE_RATE_LOGIN,
  PORTUNUS_ROUTE_N_RATES,
} PortunusRouteRate;

/**
 * PortunusRouteAuthFunc:
 * @request: a request, whose body is yet to come
 * @user_data: the router's
 *
 * Decides whether a request is let in. May answer, if it is not; otherwise the router does.
 *
 * Returns: whether it is let in
 */
typedef gboolean (*PortunusRouteAuthFunc) (PortunusRequest *request,
                                           gpointer         user_data);

typedef void (*PortunusRouteFunc) (PortunusRequest *request,
                                   gpointer         user_data);

/**
 * PortunusRoute:
 * @method: an HTTP method
 * @pattern: a path; may end with `{room}`, `{number}`, `{fetch}` or `{put}`
 * @flags: from where
 * @rate: how often
 * @auth: who is let in; a route without is closed for everybody, portunus_router_let_anybody() lets all in
 * @handler: who answers
 * @max_body: how long a request's body may be; 0 for %PORTUNUS_ROUTER_MAX_BODY
 * @begin: (nullable): called once the request is let in, for a body that is taken as it comes ("got-chunk" of the
 *   message) instead of given to @handler; may answer, and the body is not read then
 */
typedef struct
{
  const char            *method;
  const char            *pattern;
  PortunusRouteFlags     flags;
  PortunusRouteRate      rate;
  PortunusRouteAuthFunc  auth;
  PortunusRouteFunc      handler;
  guint64                max_body;
  PortunusRouteFunc      begin;
} PortunusRoute;

const PortunusRoute *portunus_route_find (const PortunusRoute  *routes,
                                          const char           *method,
                                          const char           *path,
                                          char                **parameter,
                                          gboolean             *has_path);

G_END_DECLS
