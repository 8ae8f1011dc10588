/* portunus-services.h: what the server offers, for the handlers of its requests
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"
#include "portunus-log-hub.h"
#include "portunus-metrics.h"
#include "portunus-relay-table.h"
#include "portunus-room-table.h"
#include "portunus-secret.h"
#include "portunus-store-watch.h"
#include "portunus-tickets.h"

G_BEGIN_DECLS

struct _PortunusEndpoint;

/**
 * PortunusServerLimit:
 * @PORTUNUS_SERVER_LIMIT_ROOMS: how many rooms at once
 * @PORTUNUS_SERVER_LIMIT_CONNECTIONS: of all clients together, at the front
 * @PORTUNUS_SERVER_LIMIT_PER_CLIENT: of one client
 * @PORTUNUS_SERVER_LIMIT_JOINS: how often a client may join a room, each minute
 * @PORTUNUS_SERVER_LIMIT_CREATIONS: how often a client may make a room, each minute
 * @PORTUNUS_SERVER_LIMIT_ROOM_HOURS: how long a room lives that does not say
 * @PORTUNUS_SERVER_LIMIT_ROOM_EMPTY_MINUTES: how long without anybody in it
 * @PORTUNUS_SERVER_LIMIT_ROOM_PEERS: how many may be in a room that does not say
 *
 * What an administrator may change while the server runs.
 */
typedef enum
{
  PORTUNUS_SERVER_LIMIT_ROOMS,
  PORTUNUS_SERVER_LIMIT_CONNECTIONS,
  PORTUNUS_SERVER_LIMIT_PER_CLIENT,
  PORTUNUS_SERVER_LIMIT_JOINS,
  PORTUNUS_SERVER_LIMIT_CREATIONS,
  PORTUNUS_SERVER_LIMIT_ROOM_HOURS,
  PORTUNUS_SERVER_LIMIT_ROOM_EMPTY_MINUTES,
  PORTUNUS_SERVER_LIMIT_ROOM_PEERS,
  PORTUNUS_SERVER_N_LIMITS
} PortunusServerLimit;

/**
 * PortunusServices:
 * @rooms: the rooms and their codes
 * @relays: who is relayed
 * @tickets: (nullable): what may be fetched from this very process, and put to it
 * @lobby: (nullable): the room in which the program waits for whoever comes
 * @fingerprint: (nullable): of its certificate, as in a link
 * @store: what the server remembers
 * @store_watch: whether it answers
 * @metrics: what is counted
 * @log: (nullable): the last messages of the log, where the program keeps them
 * @metrics_token: (nullable): who knows it may see the metrics
 * @why_not_ready: (nullable): why new clients should go elsewhere; static
 * @front: (nullable): the endpoint for everybody, once it is there
 * @admin: (nullable): the portal, where there is one
 * @limits: by #PortunusServerLimit
 *
 * The user data of every handler of every endpoint. Belongs to the server's thread, which owns the services and ends
 * them after the endpoints.
 */
typedef struct _PortunusServices
{
  PortunusRoomTable *rooms;
  PortunusRelayTable *relays;
  PortunusTickets   *tickets;
  char              *lobby;
  char              *fingerprint;
  PortunusServerStore *store;
  PortunusStoreWatch *store_watch;
  PortunusMetrics   *metrics;
  PortunusLogHub    *log;
  PortunusSecret    *metrics_token;
  const char        *why_not_ready;
  struct _PortunusEndpoint *front;
  PortunusAdmin     *admin;
  guint              limits[PORTUNUS_SERVER_N_LIMITS];
} PortunusServices;

void portunus_services_set_limit (PortunusServices    *self,
                                  PortunusServerLimit  limit,
                                  guint                value);
const char *portunus_services_get_why_not_ready (PortunusServices *self);

G_END_DECLS
