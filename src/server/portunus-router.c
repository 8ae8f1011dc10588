/* portunus-router.c: decides, from one table, which request reaches which handler
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-router.h"

#include <string.h>

#include "portunus-origin.h"
#include "portunus-rate-limiter.h"

/* RFC 6585 §4; the library names none of that document. */
#define STATUS_MISDIRECTED 421
#define STATUS_TOO_MANY_REQUESTS 429

#define MAX_CLIENTS 10000

#define STATE_KEY "portunus-request"

struct _PortunusRouter
{
  const PortunusRoute *routes;
  PortunusRateLimiter *limiters[PORTUNUS_ROUTE_N_RATES];
  gboolean             is_tls;
  gboolean             is_behind_proxy;
  gpointer             user_data;

  /* Borrowed */
  SoupServer          *server;
};

/* What is known of a request between its head and its end. */
typedef struct
{
  const PortunusRoute *route;
  char                *parameter;
  GInetAddress        *client;
  GByteArray          *body;
  gboolean             is_too_large;
} RequestState;

static const struct
{
  double burst;
  double per_second;
} rates[PORTUNUS_ROUTE_N_RATES] = {
  [PORTUNUS_ROUTE_RATE_JOIN] = { 60, 5 },
  [PORTUNUS_ROUTE_RATE_CREATE] = { 20, 0.5 },
  [PORTUNUS_ROUTE_RATE_RESOLVE] = { 10, 1 },
  [PORTUNUS_ROUTE_RATE_LOGIN] = { 200, 5 },
};

static void
request_state_free (gpointer data)
{
  RequestState *state = data;

  g_free (state->parameter);
  g_clear_object (&state->client);
  g_clear_pointer (&state->body, g_byte_array_unref);
  g_free (state);
}

static gboolean
is_in_rate (PortunusRouter    *self,
            PortunusRouteRate  rate,
            GInetAddress      *client)
{
  return rate == PORTUNUS_ROUTE_RATE_NONE
         || portunus_rate_limiter_take (self->limiters[rate], client, g_get_monotonic_time ());
}

/* A route that says nothing of who is let in lets in nobody. */
static void
authenticate (PortunusRouter      *self,
              const PortunusRoute *route,
              PortunusRequest     *request)
{
  if (route->auth != NULL && route->auth (request, self->user_data))
    return;
  if (soup_server_message_get_status (request->message) == SOUP_STATUS_NONE)
    portunus_request_refuse (request, SOUP_STATUS_FORBIDDEN, "You may not ask this.");
}

/* The one place where a request is let in: from the table alone, before any of its body is read. */
static void
authorize_cb (SoupServer        *server,
              SoupServerMessage *message,
              const char        *path,
              GHashTable        *query,
              gpointer           user_data)
{
  PortunusRouter *self = user_data;
  RequestState *state = g_object_get_data (G_OBJECT (message), STATE_KEY);
  PortunusRequest request = { message };
  gboolean has_path;

  state->route = portunus_route_find (self->routes, soup_server_message_get_method (message),
                                      g_uri_get_path (soup_server_message_get_uri (message)), &state->parameter,
                                      &has_path);
  state->client = portunus_origin_dup_address (message, self->is_behind_proxy);
  request.parameter = state->parameter;
  request.client = state->client;
  if (state->route == NULL)
    portunus_request_refuse (&request, has_path ? SOUP_STATUS_METHOD_NOT_ALLOWED : SOUP_STATUS_NOT_FOUND,
                             has_path ? "This address does not take that method." : "There is nothing here.");
  else if (!self->is_tls && !self->is_behind_proxy && !portunus_origin_is_for_loopback (message))
    portunus_request_refuse (&request, STATUS_MISDIRECTED, "This is for this machine alone: ask for 127.0.0.1.");
  else if ((state->route->flags & PORTUNUS_ROUTE_SAME_ORIGIN)
           && !portunus_origin_is_own (message, self->is_tls, self->is_behind_proxy))
    portunus_request_refuse (&request, SOUP_STATUS_FORBIDDEN, "Pages of other servers may not ask this.");
  else if (!is_in_rate (self, state->route->rate, state->client))
    portunus_request_refuse (&request, STATUS_TOO_MANY_REQUESTS, "Too many requests; wait a little.");
  else
    authenticate (self, state->route, &request);
  if (soup_server_message_get_status (message) == SOUP_STATUS_NONE && state->route->begin != NULL)
    state->route->begin (&request, self->user_data);
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  PortunusRouter *self = user_data;
  RequestState *state = g_object_get_data (G_OBJECT (message), STATE_KEY);
  g_autoptr (GBytes) body = NULL;
  PortunusRequest request = { message, state->parameter, state->client, NULL };

  if (state->is_too_large)
    {
      portunus_request_refuse (&request, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "The request is too large.");
      return;
    }
  g_return_if_fail (state->route != NULL);
  if (state->body->len > 0)
    body = g_bytes_new (state->body->data, state->body->len);
  request.body = body;
  state->route->handler (&request, self->user_data);
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              RequestState      *state)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (chunk, &length);

  if (state->route != NULL && state->route->begin != NULL)
    return;
  if (state->body->len + length > PORTUNUS_ROUTER_MAX_BODY)
    state->is_too_large = TRUE;
  else
    g_byte_array_append (state->body, data, length);
}

static void
set_headers (SoupMessageHeaders *headers)
{
  g_auto (GStrv) lines = g_strsplit (PORTUNUS_ROUTER_FIELDS, "\r\n", 0);

  for (guint i = 0; *lines[i] != '\0'; i++)
    {
      char *colon = strchr (lines[i], ':');

      *colon = '\0';
      soup_message_headers_replace (headers, lines[i], colon + strlen (": "));
    }
}

static void
request_started_cb (SoupServer        *server,
                    SoupServerMessage *message,
                    gpointer           user_data)
{
  RequestState *state;

  /* The library announces the first request of a connection twice. */
  if (g_object_get_data (G_OBJECT (message), STATE_KEY) != NULL)
    return;
  state = g_new0 (RequestState, 1);
  state->body = g_byte_array_new ();
  g_object_set_data_full (G_OBJECT (message), STATE_KEY, state, request_state_free);
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), state);
  set_headers (soup_server_message_get_response_headers (message));
}

/**
 * portunus_router_new:
 * @server: an HTTP server without handlers
 * @routes: a table that ends with an entry without method, and outlives the router
 * @is_tls: whether the server speaks TLS itself
 * @is_behind_proxy: whether a proxy speaks TLS and says who the client is
 * @user_data: for the handlers
 *
 * Returns: (transfer full): a router for all of @server's requests; free it before @server
 */
PortunusRouter *
portunus_router_new (SoupServer          *server,
                     const PortunusRoute *routes,
                     gboolean             is_tls,
                     gboolean             is_behind_proxy,
                     gpointer             user_data)
{
  PortunusRouter *self = g_new0 (PortunusRouter, 1);

  self->server = server;
  self->routes = routes;
  self->is_tls = is_tls;
  self->is_behind_proxy = is_behind_proxy;
  self->user_data = user_data;
  for (guint i = PORTUNUS_ROUTE_RATE_JOIN; i < PORTUNUS_ROUTE_N_RATES; i++)
    self->limiters[i] = portunus_rate_limiter_new (rates[i].burst, rates[i].per_second, MAX_CLIENTS);

  g_signal_connect (server, "request-started", G_CALLBACK (request_started_cb), self);
  soup_server_add_early_handler (server, NULL, authorize_cb, self, NULL);
  soup_server_add_handler (server, NULL, handle_cb, self, NULL);
  return self;
}

/**
 * portunus_router_set_rate:
 * @self: a router
 * @rate: which limit
 * @per_minute: how many requests of a client it allows in the long run; more at once in proportion
 *
 * Changes a limit. What clients have asked so far is forgotten.
 */
void
portunus_router_set_rate (PortunusRouter    *self,
                          PortunusRouteRate  rate,
                          guint              per_minute)
{
  double per_second = per_minute / 60.0;
  double burst;

  g_return_if_fail (rate != PORTUNUS_ROUTE_RATE_NONE && rate < PORTUNUS_ROUTE_N_RATES);

  burst = MAX (1, rates[rate].burst * per_second / rates[rate].per_second);
  portunus_rate_limiter_free (self->limiters[rate]);
  self->limiters[rate] = portunus_rate_limiter_new (burst, per_second, MAX_CLIENTS);
}

/**
 * portunus_router_get_max_body:
 * @routes: a table that ends with an entry without method
 * @method: a request's method
 * @path: its path
 *
 * Returns: how long the body of such a request may be
 */
guint64
portunus_router_get_max_body (const PortunusRoute *routes,
                              const char          *method,
                              const char          *path)
{
  g_autofree char *parameter = NULL;
  gboolean has_path;
  const PortunusRoute *route = portunus_route_find (routes, method, path, &parameter, &has_path);

  return route != NULL && route->max_body > 0 ? route->max_body : PORTUNUS_ROUTER_MAX_BODY;
}

/**
 * portunus_router_get_pattern:
 * @message: a request that went through a router
 *
 * Returns: (transfer none) (nullable): the pattern of its route, %NULL if there is none
 */
const char *
portunus_router_get_pattern (SoupServerMessage *message)
{
  const RequestState *state = g_object_get_data (G_OBJECT (message), STATE_KEY);

  return state != NULL && state->route != NULL ? state->route->pattern : NULL;
}

/**
 * portunus_router_let_anybody:
 * @request: a request
 * @user_data: the router's
 *
 * A #PortunusRouteAuthFunc for what is open to all.
 *
 * Returns: %TRUE
 */
gboolean
portunus_router_let_anybody (PortunusRequest *request,
                             gpointer         user_data)
{
  return TRUE;
}

/**
 * portunus_router_free:
 * @self: (transfer full): a router
 */
void
portunus_router_free (PortunusRouter *self)
{
  soup_server_remove_handler (self->server, NULL);
  g_signal_handlers_disconnect_by_data (self->server, self);
  for (guint i = PORTUNUS_ROUTE_RATE_JOIN; i < PORTUNUS_ROUTE_N_RATES; i++)
    portunus_rate_limiter_free (self->limiters[i]);
  g_free (self);
}
