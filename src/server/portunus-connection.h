/* portunus-connection.h: one accepted TCP connection, from its first byte to its end
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-metered-stream.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CONNECTION (portunus_connection_get_type ())

/**
 * PortunusConnection:
 *
 * Owns the socket until it is served: waits for the client's first byte, shakes hands where there is TLS, and gives the
 * stream to read from. A client that is not done in time is cut off. Signals:
 * - `pending`: the first byte is there; the handshake, which costs a thread, may begin
 * - `ready`: the stream is there
 * - `closed`: once, and the last
 */
G_DECLARE_FINAL_TYPE (PortunusConnection, portunus_connection, PORTUNUS, CONNECTION, GObject)

PortunusConnection    *portunus_connection_new                (GSocket            *socket,
                                                               GTlsCertificate    *certificate);
gboolean               portunus_connection_wants_handshake    (PortunusConnection *self);
void                   portunus_connection_handshake          (PortunusConnection *self);
gboolean               portunus_connection_is_handshaking     (PortunusConnection *self);
PortunusMeteredStream *portunus_connection_get_stream         (PortunusConnection *self);
GSocketAddress        *portunus_connection_get_local_address  (PortunusConnection *self);
GSocketAddress        *portunus_connection_get_remote_address (PortunusConnection *self);
void                   portunus_connection_set_long_lived     (PortunusConnection *self);
void                   portunus_connection_kill               (PortunusConnection *self);
/* (nullable): the connection whose remote address this very object is. */
PortunusConnection    *portunus_connection_get_for_address    (GSocketAddress     *remote_address);

G_END_DECLS
