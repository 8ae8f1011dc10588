/* portunus-services.h: what the server offers, for the handlers of its requests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-log-hub.h"
#include "portunus-metrics.h"
#include "portunus-room-table.h"

G_BEGIN_DECLS

/**
 * PortunusServices:
 * @rooms: the rooms and their codes
 * @metrics: what is counted
 * @log: (nullable): the last messages of the log, where the program keeps them
 *
 * The user data of every handler of every endpoint. Belongs to the server's thread, which owns the services and ends
 * them after the endpoints.
 */
typedef struct
{
  PortunusRoomTable *rooms;
  PortunusMetrics   *metrics;
  PortunusLogHub    *log;
} PortunusServices;

G_END_DECLS
