/* portunus-health.c: what load balancers and Prometheus ask for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-health.h"

#include <string.h>

#include "portunus-kdf.h"
#include "portunus-services.h"

#define BEARER "Bearer "
#define CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/**
 * portunus_health_handle_alive:
 * @request: a request
 * @user_data: the #PortunusServices
 *
 * Says that the server runs, whatever else is wrong: who asks this would start it anew otherwise.
 */
void
portunus_health_handle_alive (PortunusRequest *request,
                              gpointer         user_data)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "status", "ok");
  json_object_set_string_member (object, "version", PORTUNUS_VERSION);
  portunus_request_respond_json (request, SOUP_STATUS_OK, object);
}

/**
 * portunus_health_handle_ready:
 * @request: a request
 * @user_data: the #PortunusServices
 *
 * Says whether new clients are welcome, and if not, why: 503 keeps a load balancer from sending any.
 */
void
portunus_health_handle_ready (PortunusRequest *request,
                              gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_autoptr (JsonObject) object = json_object_new ();
  const char *why_not = portunus_services_get_why_not_ready (services);
  gboolean is_ready = why_not == NULL;

  json_object_set_string_member (object, "status", is_ready ? "ready" : "not ready");
  if (!is_ready)
    json_object_set_string_member (object, "reason", why_not);
  portunus_request_respond_json (request, is_ready ? SOUP_STATUS_OK : SOUP_STATUS_SERVICE_UNAVAILABLE, object);
}

/**
 * portunus_health_update:
 * @services: what the server offers
 *
 * Puts into the metrics what somebody else counts: the messages of the log. To be called before they are looked at.
 */
void
portunus_health_update (PortunusServices *services)
{
  if (services->log == NULL)
    return;
  for (PortunusLogLevel level = 0; level < PORTUNUS_N_LOG_LEVELS; level++)
    portunus_metrics_set (services->metrics, PORTUNUS_METRIC_LOG_MESSAGES,
                          portunus_log_hub_get_n (services->log, level),
                          PORTUNUS_LABELS (portunus_log_level_get_name (level)));
}

/**
 * portunus_health_handle_metrics:
 * @request: a request
 * @user_data: the #PortunusServices
 *
 * Answers with the metrics.
 */
void
portunus_health_handle_metrics (PortunusRequest *request,
                                gpointer         user_data)
{
  PortunusServices *services = user_data;
  g_autofree char *text = NULL;

  portunus_health_update (services);
  portunus_metrics_set (services->metrics, PORTUNUS_METRIC_READY,
                        portunus_services_get_why_not_ready (services) == NULL, NULL);
  text = portunus_metrics_format (services->metrics);
  portunus_request_respond (request, SOUP_STATUS_OK, CONTENT_TYPE, text);
}

/* Compares digests, so that the time taken tells neither where the two differ nor how long ours is. */
static gboolean
is_token (PortunusSecret *token,
          const char     *text)
{
  gsize length;
  const guint8 *data = portunus_secret_get_data (token, &length);
  guint8 ours[PORTUNUS_HASH_SIZE];
  guint8 theirs[PORTUNUS_HASH_SIZE];
  g_autoptr (PortunusHasher) our_hasher = portunus_hasher_new ();
  g_autoptr (PortunusHasher) their_hasher = portunus_hasher_new ();

  portunus_hasher_update (our_hasher, data, length);
  portunus_hasher_finish (our_hasher, ours);
  portunus_hasher_update (their_hasher, text, strlen (text));
  portunus_hasher_finish (their_hasher, theirs);
  return portunus_constant_time_equal (ours, theirs, sizeof ours);
}

/**
 * portunus_health_let_scraper:
 * @request: a request
 * @user_data: the #PortunusServices
 *
 * A #PortunusRouteAuthFunc: lets in who has the token for metrics (RFC 6750 §2.1). Without one there is nothing here.
 *
 * Returns: whether that is so
 */
gboolean
portunus_health_let_scraper (PortunusRequest *request,
                             gpointer         user_data)
{
  PortunusServices *services = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  const char *authorization = soup_message_headers_get_one (headers, "Authorization");

  if (services->metrics_token == NULL)
    {
      portunus_request_refuse (request, SOUP_STATUS_NOT_FOUND, "There is nothing here.");
      return FALSE;
    }
  if (authorization != NULL && g_ascii_strncasecmp (authorization, BEARER, strlen (BEARER)) == 0
      && is_token (services->metrics_token, authorization + strlen (BEARER)))
    return TRUE;
  portunus_metrics_add (services->metrics, PORTUNUS_METRIC_AUTH_FAILURES, 1, PORTUNUS_LABELS ("metrics"));
  soup_message_headers_replace (soup_server_message_get_response_headers (request->message), "WWW-Authenticate",
                                "Bearer");
  portunus_request_refuse (request, SOUP_STATUS_UNAUTHORIZED, "The metrics are for who has the token.");
  return FALSE;
}

/* The listener is on loopback, so that whoever asks is on this machine already, unless there is a token. */
static gboolean
let_local_scraper (PortunusRequest *request,
                   gpointer         user_data)
{
  PortunusServices *services = user_data;

  return services->metrics_token == NULL || portunus_health_let_scraper (request, user_data);
}

const PortunusRoute portunus_health_routes[] = {
  PORTUNUS_HEALTH_ROUTES,
  PORTUNUS_HEALTH_ROUTE ("/metrics", let_local_scraper, portunus_health_handle_metrics),
  { NULL },
};
