/* portunus-room-view.h: the Room tab: open a room, see who is there, close it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-activity.h"
#include "portunus-engine.h"
#include "portunus-offer-desk.h"
#include "portunus-picture.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_VIEW (portunus_room_view_get_type ())

/**
 * PortunusRoomView:
 *
 * Its room stays open whatever else is shown. Signal `changed`: the answers of the functions below may be others now.
 */
G_DECLARE_FINAL_TYPE (PortunusRoomView, portunus_room_view, PORTUNUS, ROOM_VIEW, AdwBin)

void             portunus_room_view_set_engine   (PortunusRoomView   *self,
                                                  PortunusEngine     *engine);
/* Where it puts up offers, so that they can be answered elsewhere too. */
void             portunus_room_view_set_desk     (PortunusRoomView   *self,
                                                  PortunusOfferDesk  *desk);
/* Offers something to the guests, where can_give(). */
void             portunus_room_view_give_paths   (PortunusRoomView   *self,
                                                  const char * const *paths);
void             portunus_room_view_give_text    (PortunusRoomView   *self,
                                                  const char         *text);
void             portunus_room_view_give_picture (PortunusRoomView   *self,
                                                  PortunusPicture    *picture);
gboolean         portunus_room_view_can_give     (PortunusRoomView   *self);
void             portunus_room_view_stop         (PortunusRoomView   *self);
gboolean         portunus_room_view_is_idle      (PortunusRoomView   *self);
gboolean         portunus_room_view_is_moving    (PortunusRoomView   *self);
PortunusActivity portunus_room_view_get_activity (PortunusRoomView   *self);

G_END_DECLS
