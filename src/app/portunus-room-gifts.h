/* portunus-room-gifts.h: what the guests of our room may fetch
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-open-room.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_GIFTS (portunus_room_gifts_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRoomGifts, portunus_room_gifts, PORTUNUS, ROOM_GIFTS, AdwBin)

/* @room: (nullable) */
void portunus_room_gifts_set_room (PortunusRoomGifts *self,
                                   PortunusOpenRoom  *room);

G_END_DECLS
