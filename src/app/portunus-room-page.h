/* portunus-room-page.h: our room while it is open
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-offer-desk.h"
#include "portunus-open-room.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_PAGE (portunus_room_page_get_type ())

/**
 * PortunusRoomPage:
 *
 * Signal `changed`: somebody waits for an answer or does not any more, or a transfer is in another state.
 */
G_DECLARE_FINAL_TYPE (PortunusRoomPage, portunus_room_page, PORTUNUS, ROOM_PAGE, AdwBin)

void        portunus_room_page_set_engine    (PortunusRoomPage  *self,
                                              PortunusEngine    *engine);
/* @room: (nullable); @directory: (nullable): where files go */
void        portunus_room_page_set_room      (PortunusRoomPage  *self,
                                              PortunusOpenRoom  *room,
                                              const char        *directory);
/* Where it puts up offers, so that they can be answered elsewhere too. */
void        portunus_room_page_set_desk      (PortunusRoomPage  *self,
                                              PortunusOfferDesk *desk);
/* What the room says about itself by now; it has a link. */
void        portunus_room_page_update        (PortunusRoomPage  *self);
/* (transfer none) (nullable): a list of PortunusTransfer: all that goes on in the room. */
GListModel *portunus_room_page_get_transfers (PortunusRoomPage  *self);

G_END_DECLS
