/* portunus-gate-metrics.c: what happens at the gate, in the metrics
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-metrics.h"

static void
count_number (PortunusMetrics *metrics,
              PortunusMetric   metric,
              gint64           number)
{
  g_autofree char *text = number != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : g_strdup ("other");

  portunus_metrics_add (metrics, metric, 1, PORTUNUS_LABELS (text));
}

static void
count_refusal (PortunusMetrics *metrics,
               const char      *reason)
{
  portunus_metrics_add (metrics, PORTUNUS_METRIC_CONNECTIONS_REFUSED, 1, PORTUNUS_LABELS (reason));
}

static void
count_handshake (PortunusMetrics *metrics,
                 const char      *result,
                 gint64           duration_us)
{
  portunus_metrics_add (metrics, PORTUNUS_METRIC_HANDSHAKES, 1, PORTUNUS_LABELS (result));
  portunus_metrics_observe (metrics, PORTUNUS_METRIC_HANDSHAKE_SECONDS, duration_us / (double) G_USEC_PER_SEC);
}

/**
 * portunus_gate_metrics_count:
 * @metrics: where to count
 * @event: what happened
 * @detail: of @event
 *
 * Counts.
 */
void
portunus_gate_metrics_count (PortunusMetrics   *metrics,
                             PortunusGateEvent  event,
                             gint64             detail)
{
  switch (event)
    {
    case PORTUNUS_GATE_EVENT_ACCEPTED:
      portunus_metrics_add (metrics, PORTUNUS_METRIC_CONNECTIONS_TOTAL, 1, NULL);
      portunus_metrics_add (metrics, PORTUNUS_METRIC_CONNECTIONS, 1, NULL);
      break;
    case PORTUNUS_GATE_EVENT_GONE:
      portunus_metrics_add (metrics, PORTUNUS_METRIC_CONNECTIONS, -1, NULL);
      break;
    case PORTUNUS_GATE_EVENT_REFUSED_FULL:
      count_refusal (metrics, "full");
      break;
    case PORTUNUS_GATE_EVENT_REFUSED_CLIENT:
      count_refusal (metrics, "client");
      break;
    case PORTUNUS_GATE_EVENT_REFUSED_DESCRIPTORS:
      count_refusal (metrics, "descriptors");
      break;
    case PORTUNUS_GATE_EVENT_NO_TLS:
      count_refusal (metrics, "no-tls");
      break;
    case PORTUNUS_GATE_EVENT_SILENT:
      count_refusal (metrics, "silent");
      break;
    case PORTUNUS_GATE_EVENT_CROWDED:
      count_refusal (metrics, "crowded");
      break;
    case PORTUNUS_GATE_EVENT_SHAKEN:
      count_handshake (metrics, "good", detail);
      break;
    case PORTUNUS_GATE_EVENT_SHAKE_FAILED:
      count_handshake (metrics, "failed", detail);
      break;
    case PORTUNUS_GATE_EVENT_MALFORMED:
      count_number (metrics, PORTUNUS_METRIC_REQUESTS_MALFORMED, detail);
      break;
    case PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED:
      portunus_metrics_add (metrics, PORTUNUS_METRIC_WEB_SOCKETS, 1, NULL);
      break;
    case PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED:
      portunus_metrics_add (metrics, PORTUNUS_METRIC_WEB_SOCKETS, -1, NULL);
      count_number (metrics, PORTUNUS_METRIC_WEB_SOCKET_CLOSES, detail);
      break;
    default:
      g_return_if_reached ();
    }
}
