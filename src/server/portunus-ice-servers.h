/* portunus-ice-servers.h: STUN and TURN servers that members of a room are told of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_ICE_MAX_SERVERS 8
/** PORTUNUS_ICE_DEFAULT_SECONDS: for how long a member may make use of a TURN server by what it was told once. */
#define PORTUNUS_ICE_DEFAULT_SECONDS (24 * 3600)
#define PORTUNUS_ICE_MAX_SECONDS (7 * 24 * 3600)

/**
 * PortunusIceServers:
 *
 * Immutable, with an atomic reference count.
 */
typedef struct _PortunusIceServers PortunusIceServers;

PortunusIceServers *portunus_ice_servers_new      (const char * const        *uris,
                                                   PortunusSecret            *turn_secret,
                                                   guint                      seconds,
                                                   GError                   **error);
PortunusIceServers *portunus_ice_servers_ref      (PortunusIceServers        *self);
void                portunus_ice_servers_unref    (PortunusIceServers        *self);
guint               portunus_ice_servers_get_seconds (const PortunusIceServers *self);
JsonArray          *portunus_ice_servers_describe (const PortunusIceServers  *self,
                                                   const char                *user,
                                                   gint64                     now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusIceServers, portunus_ice_servers_unref)

G_END_DECLS
