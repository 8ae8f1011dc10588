/* portunus-server-core.h: everything of the server that lives in its thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"
#include "portunus-log-hub.h"
#include "portunus-metrics.h"
#include "portunus-ice-servers.h"
#include "portunus-relay-limits.h"
#include "portunus-room-table.h"
#include "portunus-tickets.h"
#include "portunus-secret.h"
#include "portunus-server-store.h"

G_BEGIN_DECLS

/**
 * PortunusServerCoreOptions:
 * @addresses: (element-type GInetSocketAddress): where to listen
 * @certificate: (nullable): for TLS
 * @is_behind_proxy: see #PortunusServerOptions
 * @max_rooms: how many rooms at once
 * @max_connections: of all clients together
 * @max_per_client: of one client, 0 for no limit
 * @relay: how much is relayed
 * @store: (nullable): what the server remembers; %NULL for one in memory
 * @keeps_rooms: whether rooms outlive the server, by @store
 * @metrics: where to count
 * @tickets: (nullable): what may be fetched from this very process, and put to it
 * @token_key: (nullable): what signs invitations and tickets; %NULL for a new one
 * @ice: (nullable): STUN and TURN servers for members of rooms
 * @log: (nullable): the last messages of the log
 * @admin: what the portal needs
 * @admin_addresses: (nullable) (element-type GInetSocketAddress): where the portal is, %NULL for no portal
 * @is_admin_behind_proxy: whether the portal is reached through the proxy as well
 * @metrics_addresses: (nullable) (element-type GInetSocketAddress): where to show the metrics
 * @is_metrics_tls: whether with the certificate
 * @metrics_token: (nullable): who knows it may see the metrics
 */
typedef struct
{
  GPtrArray       *addresses;
  GTlsCertificate *certificate;
  gboolean         is_behind_proxy;
  guint            max_rooms;
  guint            max_connections;
  guint            max_per_client;
  PortunusRelayLimits relay;
  PortunusServerStore *store;
  gboolean         keeps_rooms;
  PortunusMetrics *metrics;
  PortunusTickets *tickets;
  PortunusSecret  *token_key;
  PortunusIceServers *ice;
  PortunusLogHub  *log;
  PortunusAdminOptions admin;
  GPtrArray       *admin_addresses;
  gboolean         is_admin_behind_proxy;
  GPtrArray       *metrics_addresses;
  gboolean         is_metrics_tls;
  PortunusSecret  *metrics_token;
} PortunusServerCoreOptions;

/**
 * PortunusServerCore:
 *
 * Made, used and freed in the server's thread, with its context as the thread-default one.
 */
typedef struct _PortunusServerCore PortunusServerCore;

PortunusServerCore *portunus_server_core_new               (const PortunusServerCoreOptions  *options,
                                                            GError                          **error);
void                portunus_server_core_free              (PortunusServerCore               *self);
guint16             portunus_server_core_get_port          (PortunusServerCore               *self);
guint16             portunus_server_core_get_admin_port    (PortunusServerCore               *self);
guint16             portunus_server_core_get_metrics_port  (PortunusServerCore               *self);
void                portunus_server_core_set_certificate   (PortunusServerCore               *self,
                                                            GTlsCertificate                  *certificate);
gboolean            portunus_server_core_open_admin        (PortunusServerCore               *self,
                                                            const PortunusServerCoreOptions  *options,
                                                            GError                          **error);
void                portunus_server_core_load_settings     (PortunusServerCore               *self,
                                                            PortunusServerStore              *store);
void                portunus_server_core_set_ready         (PortunusServerCore               *self,
                                                            const char                       *why_not);
PortunusRoomTable  *portunus_server_core_get_rooms         (PortunusServerCore               *self);
void                portunus_server_core_set_lobby         (PortunusServerCore               *self,
                                                            const char                       *room_id);

G_END_DECLS
