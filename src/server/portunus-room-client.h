/* portunus-room-client.h: being in a room of some server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admission.h"
#include "portunus-connection-tally.h"
#include "portunus-link.h"
#include "portunus-room-message.h"
#include "portunus-signaling.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_CLIENT (portunus_room_client_get_type ())

/**
 * PortunusRoomClient:
 *
 * Signaling over the WebSocket of a room server (SIGNALING.md). The server is taken for hostile. Signals beside those
 * of #PortunusSignaling:
 * - `waiting`: the host was asked
 * - `asked (const char *peer_id, const char *name)`: to a host: somebody wants to come in; the name is hostile
 * - `answered (const char *peer_id)`: to a host: that one waits no more
 * - `invited (const char *token)`: to a host that asked for an invitation
 * - `changed`: the room's state is another
 */
G_DECLARE_FINAL_TYPE (PortunusRoomClient, portunus_room_client, PORTUNUS, ROOM_CLIENT, GObject)

/* The certificate must have the link's fingerprint, where it has one. Else it must be trusted by the system, unless
 * @accepts_any_certificate: for those who met by a code, which authenticates the peer whoever carries its messages. */
PortunusRoomClient *portunus_room_client_new (const PortunusLink *link,
                                              gboolean            accepts_any_certificate);
void     portunus_room_client_set_admission  (PortunusRoomClient *self,
                                              PortunusAdmission  *admission);
/* Counts the connection until all that was said is out. */
void     portunus_room_client_set_tally      (PortunusRoomClient *self,
                                              PortunusConnectionTally *tally);
/* Without signs of life, from either. */
void     portunus_room_client_set_within     (PortunusRoomClient *self);
gboolean portunus_room_client_is_host        (PortunusRoomClient *self);
/* After a wrong password; -1 where the server did not say so. */
int      portunus_room_client_get_n_tries_left (PortunusRoomClient *self);
const PortunusRoomState *
         portunus_room_client_get_state      (PortunusRoomClient *self);
void     portunus_room_client_tell           (PortunusRoomClient *self,
                                              const char         *order,
                                              const char         *peer_id);
void     portunus_room_client_invite         (PortunusRoomClient *self,
                                              guint               expiry_seconds);
gboolean portunus_room_client_close_room     (PortunusRoomClient *self);

G_END_DECLS
