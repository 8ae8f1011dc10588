/* portunus-gate-limits.h: what clients are held to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-gate-event.h"

G_BEGIN_DECLS

/**
 * PortunusGateBodyFunc:
 * @method: the request's method
 * @path: its path, percent-encoded, without the query
 * @user_data: what was given with the function
 *
 * Returns: how long the body may be, in bytes
 */
typedef guint64 (*PortunusGateBodyFunc) (const char *method,
                                         const char *path,
                                         gpointer    user_data);

/**
 * PortunusGateLimits:
 * @max_connections: of all clients together
 * @max_per_client: of one client: one IPv4 address, one IPv6 /64; 0 for no limit
 * @max_handshakes: how many TLS handshakes run at once; each has a thread of a pool that all of GIO shares
 * @max_handshakes_per_client: how many of them one client may have
 * @max_requests: on one connection
 * @hello_ms: from the connection to the whole ClientHello
 * @handshake_ms: for the handshake, once it has begun
 * @queue_ms: for a handshake to begin
 * @head_ms: for a request head, from its first byte
 * @idle_ms: between requests
 * @body_grace_ms: how long a client may let us wait for a body, all pauses together, before its pace counts
 * @body_bytes_per_s: the pace, from then on
 * @stuck_ms: how long a client may take nothing of its answer
 * @linger_ms: for a client to take note of the end of a connection
 * @sweep_ms: how much time is between two looks at all this at least, and how late one may be
 * @refusal_fields: (nullable): fields for answers of the gate's own, each with its CRLF; static
 * @max_body: (nullable): how long a request's body may be; %NULL for no bodies at all
 * @event: (nullable): told what happens
 * @user_data: for @max_body and @event
 */
typedef struct
{
  guint                 max_connections;
  guint                 max_per_client;
  guint                 max_handshakes;
  guint                 max_handshakes_per_client;
  guint                 max_requests;
  guint                 hello_ms;
  guint                 handshake_ms;
  guint                 queue_ms;
  guint                 head_ms;
  guint                 idle_ms;
  guint                 body_grace_ms;
  guint                 body_bytes_per_s;
  guint                 stuck_ms;
  guint                 linger_ms;
  guint                 sweep_ms;
  const char           *refusal_fields;
  PortunusGateBodyFunc  max_body;
  PortunusGateEventFunc event;
  gpointer              user_data;
} PortunusGateLimits;

/* What a server on the Internet starts from. */
#define PORTUNUS_GATE_LIMITS_INIT \
  { \
    .max_connections = 1024, \
    .max_per_client = 128, \
    .max_handshakes = 8, \
    .max_handshakes_per_client = 2, \
    .max_requests = 1000, \
    .hello_ms = 5000, \
    .handshake_ms = 10000, \
    .queue_ms = 20000, \
    .head_ms = 10000, \
    .idle_ms = 60000, \
    .body_grace_ms = 10000, \
    .body_bytes_per_s = 1024, \
    .stuck_ms = 60000, \
    .linger_ms = 2000, \
    .sweep_ms = 1000, \
  }

G_END_DECLS
