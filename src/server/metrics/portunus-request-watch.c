/* portunus-request-watch.c: every request of a server in the metrics and in the log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-request-watch.h"

#include "portunus-router.h"

#define BEGIN_KEY "portunus-request-begin"

/* Of a request without a route, whose path could be anything. */
#define NO_ROUTE "none"
/* RFC 6585 §4; the library names none of that document. */
#define STATUS_TOO_MANY_REQUESTS 429

/* A method is the client's own word, so that only those are repeated that everybody knows. */
static const char *
get_method (SoupServerMessage *message)
{
  static const char * const known[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", NULL };
  const char *method = soup_server_message_get_method (message);

  for (guint i = 0; known[i] != NULL; i++)
    if (g_str_equal (known[i], method))
      return known[i];
  return "other";
}

static void
log_request (SoupServerMessage *message,
             const char        *route,
             guint              status,
             gint64             duration_us)
{
  const char *method = get_method (message);
  g_autofree char *status_text = g_strdup_printf ("%u", status);
  g_autofree char *duration_text = g_strdup_printf ("%" G_GINT64_FORMAT, duration_us);

  /* The route and never the path, which may hold an id that lets people in. */
  g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, "PORTUNUS_METHOD", method, "PORTUNUS_ROUTE", route,
                    "PORTUNUS_STATUS", status_text, "PORTUNUS_DURATION_US", duration_text,
                    "MESSAGE", "%s %s: %u", method, route, status);
}

static void
count_request (SoupServerMessage *message,
               PortunusMetrics   *metrics)
{
  const char *pattern = portunus_router_get_pattern (message);
  const char *route = pattern != NULL ? pattern : NO_ROUTE;
  const gint64 *begin_us = g_object_get_data (G_OBJECT (message), BEGIN_KEY);
  gint64 duration_us = begin_us != NULL ? g_get_monotonic_time () - *begin_us : 0;
  guint status = soup_server_message_get_status (message);
  char code[] = { '0' + status / 100 % 10, 'x', 'x', '\0' };

  portunus_metrics_add (metrics, PORTUNUS_METRIC_REQUESTS, 1, PORTUNUS_LABELS (get_method (message), route, code));
  portunus_metrics_observe (metrics, PORTUNUS_METRIC_REQUEST_SECONDS, duration_us / (double) G_USEC_PER_SEC);
  if (status == STATUS_TOO_MANY_REQUESTS)
    portunus_metrics_add (metrics, PORTUNUS_METRIC_RATE_LIMITED, 1, PORTUNUS_LABELS (route));
  log_request (message, route, status, duration_us);
}

/* A WebSocket leaves the library's hands with its answer, and what follows is no request any more. */
static void
informed_cb (SoupServerMessage *message,
             PortunusMetrics   *metrics)
{
  if (soup_server_message_get_status (message) == SOUP_STATUS_SWITCHING_PROTOCOLS)
    count_request (message, metrics);
}

static void
finished_cb (SoupServer        *server,
             SoupServerMessage *message,
             PortunusMetrics   *metrics)
{
  if (soup_server_message_get_status (message) != SOUP_STATUS_SWITCHING_PROTOCOLS)
    count_request (message, metrics);
}

static void
started_cb (SoupServer        *server,
            SoupServerMessage *message,
            PortunusMetrics   *metrics)
{
  gint64 *begin_us;

  /* The library announces the first request of a connection twice. */
  if (g_object_get_data (G_OBJECT (message), BEGIN_KEY) != NULL)
    return;
  begin_us = g_new (gint64, 1);
  *begin_us = g_get_monotonic_time ();
  g_object_set_data_full (G_OBJECT (message), BEGIN_KEY, begin_us, g_free);
  g_signal_connect (message, "wrote-informational", G_CALLBACK (informed_cb), metrics);
}

/**
 * portunus_request_watch_server:
 * @server: a server with a #PortunusRouter
 * @metrics: where to count; outlives @server
 *
 * Counts each request when it is answered, or when its client went away, and logs it as a message for debugging.
 */
void
portunus_request_watch_server (SoupServer      *server,
                               PortunusMetrics *metrics)
{
  g_signal_connect (server, "request-started", G_CALLBACK (started_cb), metrics);
  g_signal_connect (server, "request-finished", G_CALLBACK (finished_cb), metrics);
  g_signal_connect (server, "request-aborted", G_CALLBACK (finished_cb), metrics);
}
