/* portunus-member.h: one WebSocket connection that is, or wants to be, in a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-room-message.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_MEMBER (portunus_member_get_type ())

/**
 * PortunusMember:
 *
 * Reads what a client says, holds it to the limits, and tells the room. Belongs to the server's thread. Signals:
 * - `signal (const char *peer_id, const char *data)`: pass @data, well-formed base64url, on to @peer_id
 * - `left`: once; nothing is read or sent after it
 */
G_DECLARE_FINAL_TYPE (PortunusMember, portunus_member, PORTUNUS, MEMBER, GObject)

PortunusMember *portunus_member_new    (SoupServerMessage   *message);
const char     *portunus_member_get_id (PortunusMember      *self);
void            portunus_member_send   (PortunusMember      *self,
                                        const char          *text);
void            portunus_member_fail   (PortunusMember      *self,
                                        PortunusRoomFailure  failure);

G_END_DECLS
