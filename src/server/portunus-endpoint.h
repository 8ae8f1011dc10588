/* portunus-endpoint.h: one place to listen, with its own table of what it answers to
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"
#include "portunus-services.h"

G_BEGIN_DECLS

/**
 * PortunusEndpointOptions:
 * @routes: what it answers to; ends with an entry without method, and outlives the endpoint
 * @addresses: (element-type GInetSocketAddress): where to listen
 * @certificate: (nullable): for TLS
 * @is_behind_proxy: a proxy in front speaks TLS and says who the client is
 * @max_connections: of all clients together
 * @max_per_client: of one client, 0 for no limit
 */
typedef struct
{
  const PortunusRoute *routes;
  GPtrArray           *addresses;
  GTlsCertificate     *certificate;
  gboolean             is_behind_proxy;
  guint                max_connections;
  guint                max_per_client;
} PortunusEndpointOptions;

/**
 * PortunusEndpoint:
 *
 * A gate, the HTTP library and a router, one behind the other. Belongs to the server's thread.
 */
typedef struct _PortunusEndpoint PortunusEndpoint;

PortunusEndpoint *portunus_endpoint_new               (const PortunusEndpointOptions  *options,
                                                       PortunusServices               *services,
                                                       GError                        **error);
void              portunus_endpoint_free              (PortunusEndpoint               *self);
gboolean          portunus_endpoint_is_tls            (PortunusEndpoint               *self);
void              portunus_endpoint_set_certificate   (PortunusEndpoint               *self,
                                                       GTlsCertificate                *certificate);
guint16           portunus_endpoint_get_port          (PortunusEndpoint               *self);
guint             portunus_endpoint_get_n_connections (PortunusEndpoint               *self);
guint             portunus_endpoint_get_n_web_sockets (PortunusEndpoint               *self);
void              portunus_endpoint_stop              (PortunusEndpoint               *self);
void              portunus_endpoint_set_rate           (PortunusEndpoint              *self,
                                                        PortunusRouteRate              rate,
                                                        guint                          per_minute);
void              portunus_endpoint_set_max_connections (PortunusEndpoint             *self,
                                                         guint                         max_connections,
                                                         guint                         max_per_client);
void              portunus_endpoint_kill_all          (PortunusEndpoint               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusEndpoint, portunus_endpoint_free)

G_END_DECLS
