/* portunus-metrics-table.c: the name, kind and labels of each metric
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-metrics-private.h"

#define COUNTER(id, name, ...) \
  [PORTUNUS_METRIC_##id] = { PORTUNUS_METRIC_KIND_COUNTER, "portunus_" name, __VA_ARGS__ }
#define GAUGE(id, name, ...) \
  [PORTUNUS_METRIC_##id] = { PORTUNUS_METRIC_KIND_GAUGE, "portunus_" name, __VA_ARGS__ }
#define HISTOGRAM(id, name, ...) \
  [PORTUNUS_METRIC_##id] = { PORTUNUS_METRIC_KIND_HISTOGRAM, "portunus_" name, __VA_ARGS__ }

const PortunusMetricSpec _portunus_metrics_table[PORTUNUS_N_METRICS] = {
  GAUGE (CONNECTIONS, "connections_open", "Connections that are open now."),
  COUNTER (CONNECTIONS_TOTAL, "connections_total", "Connections that were accepted."),
  COUNTER (CONNECTIONS_REFUSED, "connections_refused_total", "Connections closed before anything was said on them.",
           { "reason" }),
  COUNTER (HANDSHAKES, "tls_handshakes_total", "TLS handshakes that ended.", { "result" }),
  HISTOGRAM (HANDSHAKE_SECONDS, "tls_handshake_seconds", "From the whole ClientHello to the end of the handshake."),
  GAUGE (CERTIFICATE_EXPIRY, "tls_certificate_expiry_timestamp_seconds", "Unix time at which the certificate ends."),
  COUNTER (CERTIFICATE_RELOADS, "tls_certificate_reloads_total", "Attempts to take a new certificate.", { "result" }),

  COUNTER (REQUESTS, "http_requests_total", "Requests that were answered.", { "method", "route", "code" }),
  HISTOGRAM (REQUEST_SECONDS, "http_request_seconds", "From the head of a request to the end of its answer."),
  COUNTER (REQUESTS_MALFORMED, "http_requests_refused_total", "Requests refused before they had a route.", { "code" }),
  COUNTER (RATE_LIMITED, "rate_limited_total", "Requests refused because a client asked too often.", { "route" }),
  COUNTER (AUTH_FAILURES, "auth_failures_total", "Wrong passwords, codes and tokens.", { "kind" }),

  GAUGE (WEB_SOCKETS, "websockets_open", "WebSockets that are open now."),
  COUNTER (WEB_SOCKET_CLOSES, "websocket_closes_total", "WebSockets that ended, by the code of the close frame.",
           { "code" }),

  GAUGE (ROOMS, "rooms", "Rooms there are now."),
  COUNTER (ROOMS_TOTAL, "rooms_created_total", "Rooms that were made."),
  GAUGE (MEMBERS, "members", "Members of all rooms now."),
  COUNTER (MEMBERS_TOTAL, "members_joined_total", "Members that joined a room."),
  COUNTER (SIGNALS, "signals_relayed_total", "Messages passed on from one member to another."),

  COUNTER (RELAY_BYTES, "relay_bytes_total", "Sealed bytes passed on between peers that find no direct way."),
  GAUGE (RELAYS, "relays_open", "Relayed lanes that are open now."),
  COUNTER (HOST_BYTES, "host_transfer_bytes_total", "Bytes of files between browsers and this host.", { "direction" }),
  GAUGE (HOST_TRANSFERS, "host_transfers_open", "Transfers between browsers and this host now.", { "direction" }),

  GAUGE (READY, "ready", "Whether the server takes new clients: 1 or 0."),
  COUNTER (LOG_MESSAGES, "log_messages_total", "Messages of the log.", { "level" }),
};

const double _portunus_metrics_bounds[PORTUNUS_METRICS_N_BUCKETS] = {
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
};
