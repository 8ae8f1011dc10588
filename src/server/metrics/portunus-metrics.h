/* portunus-metrics.h: what the server counts, for Prometheus and for the portal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusMetric:
 *
 * Each counter, gauge and histogram there is. Its name, help, labels and kind are in portunus-metrics-table.c, in the
 * same order; a new one is a line here and a line there.
 */
typedef enum
{
  /* Connections and TLS */
  PORTUNUS_METRIC_CONNECTIONS,
  PORTUNUS_METRIC_CONNECTIONS_TOTAL,
  /* reason */
  PORTUNUS_METRIC_CONNECTIONS_REFUSED,
  /* result */
  PORTUNUS_METRIC_HANDSHAKES,
  PORTUNUS_METRIC_HANDSHAKE_SECONDS,
  PORTUNUS_METRIC_CERTIFICATE_EXPIRY,
  /* result */
  PORTUNUS_METRIC_CERTIFICATE_RELOADS,

  /* HTTP */
  /* method, route, code; the route is the pattern of the table, the code "2xx" */
  PORTUNUS_METRIC_REQUESTS,
  PORTUNUS_METRIC_REQUEST_SECONDS,
  /* code; of the gate, before there is a route */
  PORTUNUS_METRIC_REQUESTS_MALFORMED,
  /* route */
  PORTUNUS_METRIC_RATE_LIMITED,
  /* kind: such as "password", "totp", "token", "metrics" */
  PORTUNUS_METRIC_AUTH_FAILURES,

  /* WebSockets */
  PORTUNUS_METRIC_WEB_SOCKETS,
  /* code */
  PORTUNUS_METRIC_WEB_SOCKET_CLOSES,

  /* Rooms */
  PORTUNUS_METRIC_ROOMS,
  PORTUNUS_METRIC_ROOMS_TOTAL,
  PORTUNUS_METRIC_MEMBERS,
  PORTUNUS_METRIC_MEMBERS_TOTAL,
  PORTUNUS_METRIC_SIGNALS,

  /* Bytes */
  PORTUNUS_METRIC_RELAY_BYTES,
  PORTUNUS_METRIC_RELAYS,
  /* direction: "in" or "out" */
  PORTUNUS_METRIC_HOST_BYTES,
  /* direction */
  PORTUNUS_METRIC_HOST_TRANSFERS,

  /* The server */
  PORTUNUS_METRIC_READY,
  /* level */
  PORTUNUS_METRIC_LOG_MESSAGES,
  PORTUNUS_N_METRICS
} PortunusMetric;

/* The values of a metric's labels, in their order. */
#define PORTUNUS_LABELS(...) ((const char * const []) { __VA_ARGS__, NULL })

/**
 * PortunusMetrics:
 *
 * All metrics of one server. May be used from any thread.
 */
typedef struct _PortunusMetrics PortunusMetrics;

PortunusMetrics *portunus_metrics_new     (void);
PortunusMetrics *portunus_metrics_ref     (PortunusMetrics    *self);
void             portunus_metrics_unref   (PortunusMetrics    *self);

void             portunus_metrics_add     (PortunusMetrics    *self,
                                           PortunusMetric      metric,
                                           double              amount,
                                           const char * const *labels);
void             portunus_metrics_set     (PortunusMetrics    *self,
                                           PortunusMetric      metric,
                                           double              value,
                                           const char * const *labels);
void             portunus_metrics_observe (PortunusMetrics    *self,
                                           PortunusMetric      metric,
                                           double              value);
double           portunus_metrics_get     (PortunusMetrics    *self,
                                           PortunusMetric      metric,
                                           const char * const *labels);
double           portunus_metrics_sum     (PortunusMetrics    *self,
                                           PortunusMetric      metric);
const char      *portunus_metrics_name    (PortunusMetric      metric);
char            *portunus_metrics_format  (PortunusMetrics    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusMetrics, portunus_metrics_unref)

G_END_DECLS
