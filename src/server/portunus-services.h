/* portunus-services.h: what the server offers, for the handlers of its requests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-log-hub.h"
#include "portunus-metrics.h"
#include "portunus-room-table.h"
#include "portunus-secret.h"

G_BEGIN_DECLS

/**
 * PortunusServices:
 * @rooms: the rooms and their codes
 * @metrics: what is counted
 * @log: (nullable): the last messages of the log, where the program keeps them
 * @metrics_token: (nullable): who knows it may see the metrics
 * @why_not_ready: (nullable): why new clients should go elsewhere; static
 *
 * The user data of every handler of every endpoint. Belongs to the server's thread, which owns the services and ends
 * them after the endpoints.
 */
typedef struct
{
  PortunusRoomTable *rooms;
  PortunusMetrics   *metrics;
  PortunusLogHub    *log;
  PortunusSecret    *metrics_token;
  const char        *why_not_ready;
} PortunusServices;

G_END_DECLS
