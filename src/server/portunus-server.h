/* portunus-server.h: the room server: rooms, codes and signaling over HTTPS, in a thread of its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"
#include "portunus-ice-servers.h"
#include "portunus-log-hub.h"
#include "portunus-metrics.h"
#include "portunus-relay-limits.h"
#include "portunus-room-options.h"
#include "portunus-secret.h"
#include "portunus-server-store.h"
#include "portunus-tickets.h"

G_BEGIN_DECLS

/**
 * PortunusServerOptions:
 * @listen: addresses, each "ADDR:PORT" with IPv6 in brackets; port 0 means any free one, the same for all
 * @tls_pem: (nullable): certificate and key as PEM; %NULL for plain HTTP, only on loopback or behind a proxy
 * @is_behind_proxy: a proxy in front speaks TLS, and its X-Forwarded-For is to be believed
 * @max_rooms: how many rooms at once; 0 for the default of 1000
 * @max_connections: of all clients together; 0 for the default of 1024
 * @max_per_client: connections of one client; 0 for the default of 128. Does not count behind a proxy.
 * @relay: how much is relayed between clients; zeroes for the defaults
 * @store: (nullable): what the server remembers; %NULL to forget everything when it stops
 * @keeps_rooms: whether @store has the rooms as well, so that they outlive the server
 * @tickets: (nullable): what may be fetched from this very process, and put to it; for a program that is a peer itself
 * @token_key: (nullable): what signs invitations and tickets, %PORTUNUS_TOKEN_KEY_SIZE bytes; %NULL for a new one
 * @ice: (nullable): STUN and TURN servers that members of rooms are told of
 * @log: (nullable): the last messages of the log, for those who may see them
 * @admin: (nullable): what the portal needs; %NULL for no portal
 * @admin_listen: (nullable): where the portal is, "ADDR:PORT"; %NULL for 127.0.0.1:8444
 * @is_admin_remote: whether the portal may be somewhere else than on a loopback address
 * @metrics_listen: (nullable): where to show the metrics, "ADDR:PORT"; off loopback with certificate and token only
 * @metrics_token: (nullable): who knows it may see the metrics, there and on the other addresses
 */
typedef struct
{
  const char * const *listen;
  PortunusSecret     *tls_pem;
  gboolean            is_behind_proxy;
  guint               max_rooms;
  guint               max_connections;
  guint               max_per_client;
  PortunusRelayLimits relay;
  PortunusServerStore *store;
  gboolean            keeps_rooms;
  PortunusTickets    *tickets;
  PortunusSecret     *token_key;
  PortunusIceServers *ice;
  PortunusLogHub     *log;
  const PortunusAdminOptions *admin;
  const char         *admin_listen;
  gboolean            is_admin_remote;
  const char         *metrics_listen;
  PortunusSecret     *metrics_token;
} PortunusServerOptions;

typedef PortunusRoomOptions PortunusServerRoomOptions;

/**
 * PortunusRoomInfo:
 * @id: 32 hexadecimal digits
 * @code_number: the number of its code, 0 if it has none
 * @expires: Unix time in seconds, 0 for never
 * @host: what makes somebody its host, base64url
 */
typedef struct
{
  char    *id;
  guint32  code_number;
  gint64   expires;
  char    *host;
} PortunusRoomInfo;

void portunus_room_info_free (PortunusRoomInfo *info);

#define PORTUNUS_TYPE_SERVER (portunus_server_get_type ())

/**
 * PortunusServer:
 *
 * Runs in a named thread with a main context of its own, so that hosting never holds up its owner. Its functions may
 * be called from any thread; callbacks come in the caller's thread-default context.
 */
G_DECLARE_FINAL_TYPE (PortunusServer, portunus_server, PORTUNUS, SERVER, GObject)

PortunusServer   *portunus_server_new                (const PortunusServerOptions     *options,
                                                      GError                         **error);
void              portunus_server_start_async        (PortunusServer                  *self,
                                                      GCancellable                    *cancellable,
                                                      GAsyncReadyCallback              callback,
                                                      gpointer                         user_data);
gboolean          portunus_server_start_finish       (PortunusServer                  *self,
                                                      GAsyncResult                    *result,
                                                      GError                         **error);
void              portunus_server_stop               (PortunusServer                  *self);
guint16           portunus_server_get_port           (PortunusServer                  *self);
guint16           portunus_server_get_metrics_port   (PortunusServer                  *self);
PortunusMetrics  *portunus_server_get_metrics        (PortunusServer                  *self);
gboolean          portunus_server_set_certificate    (PortunusServer                  *self,
                                                      PortunusSecret                  *pem,
                                                      GError                         **error);
void              portunus_server_set_ready          (PortunusServer                  *self,
                                                      const char                      *why_not);
guint16           portunus_server_get_admin_port     (PortunusServer                  *self);
/* On 127.0.0.1, of a server without a portal that speaks TLS; @port: 0 for any. */
void              portunus_server_open_admin_async   (PortunusServer                  *self,
                                                      const PortunusAdminOptions      *admin,
                                                      guint16                          port,
                                                      GAsyncReadyCallback              callback,
                                                      gpointer                         user_data);
gboolean          portunus_server_open_admin_finish  (PortunusServer                  *self,
                                                      GAsyncResult                    *result,
                                                      GError                         **error);
void              portunus_server_load_settings      (PortunusServer                  *self,
                                                      PortunusServerStore             *store);
GBytes           *portunus_server_get_fingerprint    (PortunusServer                  *self);
void              portunus_server_create_room_async  (PortunusServer                  *self,
                                                      const PortunusServerRoomOptions *options,
                                                      GCancellable                    *cancellable,
                                                      GAsyncReadyCallback              callback,
                                                      gpointer                         user_data);
PortunusRoomInfo *portunus_server_create_room_finish (PortunusServer                  *self,
                                                      GAsyncResult                    *result,
                                                      GError                         **error);
void              portunus_server_close_room_async   (PortunusServer                  *self,
                                                      const char                      *room_id,
                                                      GCancellable                    *cancellable,
                                                      GAsyncReadyCallback              callback,
                                                      gpointer                         user_data);
gboolean          portunus_server_close_room_finish  (PortunusServer                  *self,
                                                      GAsyncResult                    *result,
                                                      GError                         **error);
void              portunus_server_close_code         (PortunusServer                  *self,
                                                      guint32                          code_number);
/* @room_id: (nullable): NULL where nobody waits any more. */
void              portunus_server_set_lobby          (PortunusServer                  *self,
                                                      const char                      *room_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRoomInfo, portunus_room_info_free)

G_END_DECLS
