/* portunus-room-people.h: who is in our room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-open-room.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_PEOPLE (portunus_room_people_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRoomPeople, portunus_room_people, PORTUNUS, ROOM_PEOPLE, AdwBin)

/* @room: (nullable) */
void portunus_room_people_set_room (PortunusRoomPeople *self,
                                    PortunusOpenRoom   *room);

G_END_DECLS
