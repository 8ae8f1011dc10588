/* portunus-room-door.h: who wants to come into our room, and what people want to leave there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-offer-desk.h"
#include "portunus-open-room.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_DOOR (portunus_room_door_get_type ())

/**
 * PortunusRoomDoor:
 *
 * Questions for the host, one a row; nothing where there is none. Signal `changed`: there are others.
 */
G_DECLARE_FINAL_TYPE (PortunusRoomDoor, portunus_room_door, PORTUNUS, ROOM_DOOR, AdwBin)

/* @room: (nullable) */
void     portunus_room_door_set_room      (PortunusRoomDoor *self,
                                           PortunusOpenRoom *room,
                                           const char       *directory);
/* Where it puts up offers, so that they can be answered elsewhere too. */
void     portunus_room_door_set_desk      (PortunusRoomDoor *self,
                                           PortunusOfferDesk *desk);

G_END_DECLS
