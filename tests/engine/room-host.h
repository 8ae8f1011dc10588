/* room-host.h: a device that keeps a room open, and takes whatever is brought
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "device.h"
#include "portunus-open-room.h"

G_BEGIN_DECLS

typedef struct
{
  Device           *device;
  PortunusOpenRoom *room;
  char             *directory;      /* where it goes */
  char             *asker;          /* who waits to be let in */
  guint             n_offers;
  gboolean          is_ready;
  gboolean          is_finished;
} RoomHost;

/* Waits until it is open. @rules: (nullable) */
RoomHost *room_host_new        (const PortunusRoomRules *rules);
/* Closes it, and checks that nothing holds on to it. */
void      room_host_free       (RoomHost                *self);
void      room_host_wait_asker (RoomHost                *self);
/* Answers who waits. */
void      room_host_answer     (RoomHost                *self,
                                gboolean                 is_let_in);

G_END_DECLS
