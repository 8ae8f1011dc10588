/* portunus-room-door-private.h: the door of a room from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-door.h"

G_BEGIN_DECLS

struct _PortunusRoomDoor
{
  AdwBin             parent_instance;

  /* Template children */
  GtkListBox        *questions_box;

  /* Owned */
  PortunusOpenRoom  *room;
  PortunusOfferDesk *desk;        /* (nullable) */
  GHashTable        *knocks;      /* peer id → row, borrowed */
  GHashTable        *offers;      /* PortunusArrival → row, borrowed */
  char              *directory;
};

/* A question of @questions that waits for an answer from now on. */
void _portunus_room_door_add             (PortunusRoomDoor *self,
                                          GHashTable       *questions,
                                          gpointer          key,
                                          GtkWidget        *row);
/* @key may go with the row. */
void _portunus_room_door_forget          (PortunusRoomDoor *self,
                                          GHashTable       *questions,
                                          gconstpointer     key);
/* Brings the page that it is on to the front. */
void _portunus_room_door_show            (PortunusRoomDoor *self);
/* Guests who want to come in. */
void _portunus_room_door_watch_guests    (PortunusRoomDoor *self);
void _portunus_room_door_withdraw_guests (PortunusRoomDoor *self);
/* What people want to leave. */
void _portunus_room_door_watch_offers    (PortunusRoomDoor *self);
void _portunus_room_door_withdraw_offers (PortunusRoomDoor *self);
void _portunus_room_door_look_at         (PortunusRoomDoor *self,
                                          GtkWidget        *row);

G_END_DECLS
