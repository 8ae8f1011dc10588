/* portunus-router.h: decides, from one table, which request reaches which handler
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define PORTUNUS_ROUTER_MAX_BODY 4096

/* What every answer says, whoever gives it; each with its CRLF. */
#define PORTUNUS_ROUTER_FIELDS \
  "X-Content-Type-Options: nosniff\r\n" \
  "Cache-Control: no-store\r\n" \
  "Referrer-Policy: no-referrer\r\n" \
  "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"

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
 * PortunusRequest:
 * @message: the request and its response
 * @parameter: (nullable): what stood in the path for `{room}` (32 lower-case hexadecimal digits), `{number}` (digits),
 *   `{fetch}` (a ticket, and perhaps `/all` or `/` and a number, and a name after another slash) or `{put}` (a ticket,
 *   `/` and a number)
 * @client: the address of who asks, as the limits know it
 * @body: (nullable): the request's body, %NULL if it has none; comes after @auth
 */
typedef struct
{
  SoupServerMessage *message;
  const char        *parameter;
  GInetAddress      *client;
  GBytes            *body;
} PortunusRequest;

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

/**
 * PortunusRouter:
 *
 * Whatever the table does not list is refused. Belongs to the server's thread.
 */
typedef struct _PortunusRouter PortunusRouter;

PortunusRouter *portunus_router_new           (SoupServer          *server,
                                               const PortunusRoute *routes,
                                               gboolean             is_tls,
                                               gboolean             is_behind_proxy,
                                               gpointer             user_data);
void            portunus_router_free          (PortunusRouter      *self);
const char     *portunus_router_get_pattern   (SoupServerMessage   *message);
void            portunus_router_set_rate      (PortunusRouter      *self,
                                               PortunusRouteRate    rate,
                                               guint                per_minute);
guint64         portunus_router_get_max_body  (const PortunusRoute *routes,
                                               const char          *method,
                                               const char          *path);
gboolean        portunus_router_let_anybody   (PortunusRequest     *request,
                                               gpointer             user_data);

void            portunus_request_respond      (PortunusRequest     *self,
                                               guint                status,
                                               const char          *content_type,
                                               const char          *text);
void            portunus_request_respond_json (PortunusRequest     *self,
                                               guint                status,
                                               JsonObject          *object);
void            portunus_request_refuse       (PortunusRequest     *self,
                                               guint                status,
                                               const char          *sentence);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRouter, portunus_router_free)

G_END_DECLS
