/* portunus-room-invitation.h: how to come into our room: link, QR code, code, and the words of the certificate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-open-room.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_INVITATION (portunus_room_invitation_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRoomInvitation, portunus_room_invitation, PORTUNUS, ROOM_INVITATION, AdwBin)

/* @room: (nullable) */
void portunus_room_invitation_set_room (PortunusRoomInvitation *self,
                                        PortunusOpenRoom       *room);
/* Shows what there is of a room with a link. */
void portunus_room_invitation_update   (PortunusRoomInvitation *self);

G_END_DECLS
