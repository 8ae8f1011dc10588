/* portunus-request-watch.c: every request of a server in the metrics and in the log
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-request-watch.h"

#include "portunus-router.h"

#define WATCH_KEY "portunus-request-watch"
/* Of the routes by which a browser and its host exchange files. */
#define FETCH_PATTERN "/d/{fetch}"
#define PUT_PATTERN "/u/{put}"

/* Of a request without a route, whose path could be anything. */
#define NO_ROUTE "none"
/* RFC 6585 §4; the library names none of that document. */
#define STATUS_TOO_MANY_REQUESTS 429

/* What is known of a request until it is answered. */
typedef struct
{
  PortunusMetrics *metrics;
  gint64           begin_us;
  /* "in" or "out", once a piece of a file went; else NULL */
  const char      *direction;
} Watch;

/* Not every request that breaks off is announced as such, but all are freed. */
static void
watch_free (gpointer data)
{
  Watch *watch = data;

  if (watch->direction != NULL)
    portunus_metrics_add (watch->metrics, PORTUNUS_METRIC_HOST_TRANSFERS, -1, PORTUNUS_LABELS (watch->direction));
  portunus_metrics_unref (watch->metrics);
  g_free (watch);
}

static Watch *
get_watch (SoupServerMessage *message)
{
  return g_object_get_data (G_OBJECT (message), WATCH_KEY);
}

static void
count_piece (SoupServerMessage *message,
             const char        *wanted,
             const char        *direction,
             gsize              n_bytes)
{
  Watch *watch = get_watch (message);
  const char *pattern = portunus_router_get_pattern (message);

  if (g_strcmp0 (pattern, wanted) != 0 || n_bytes == 0)
    return;
  if (watch->direction == NULL)
    portunus_metrics_add (watch->metrics, PORTUNUS_METRIC_HOST_TRANSFERS, 1, PORTUNUS_LABELS (direction));
  watch->direction = direction;
  portunus_metrics_add (watch->metrics, PORTUNUS_METRIC_HOST_BYTES, n_bytes, PORTUNUS_LABELS (direction));
}

static void
got_chunk_cb (SoupServerMessage *message,
              GBytes            *chunk,
              gpointer           user_data)
{
  count_piece (message, PUT_PATTERN, "in", g_bytes_get_size (chunk));
}

static void
wrote_data_cb (SoupServerMessage *message,
               guint              n_bytes,
               gpointer           user_data)
{
  count_piece (message, FETCH_PATTERN, "out", n_bytes);
}

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
  Watch *watch = get_watch (message);
  gint64 duration_us = g_get_monotonic_time () - watch->begin_us;
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
  Watch *watch;

  /* The library announces the first request of a connection twice. */
  if (get_watch (message) != NULL)
    return;
  watch = g_new0 (Watch, 1);
  watch->metrics = portunus_metrics_ref (metrics);
  watch->begin_us = g_get_monotonic_time ();
  g_object_set_data_full (G_OBJECT (message), WATCH_KEY, watch, watch_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_data_cb), NULL);
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
