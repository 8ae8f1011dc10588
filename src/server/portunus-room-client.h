/* portunus-room-client.h: being in a room of some server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-link.h"
#include "portunus-signaling.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_CLIENT (portunus_room_client_get_type ())

/**
 * PortunusRoomClient:
 *
 * Signaling over the WebSocket of a room server (SIGNALING.md). The server is taken for hostile.
 */
G_DECLARE_FINAL_TYPE (PortunusRoomClient, portunus_room_client, PORTUNUS, ROOM_CLIENT, GObject)

/* The certificate must have the link's fingerprint, where it has one. Else it must be trusted by the system, unless
 * @accepts_any_certificate: for those who met by a code, which authenticates the peer whoever carries its messages. */
PortunusRoomClient *portunus_room_client_new (const PortunusLink *link,
                                              gboolean            accepts_any_certificate);

G_END_DECLS
