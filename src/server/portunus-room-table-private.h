/* portunus-room-table-private.h: what the parts of a table of rooms share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-sweep.h"
#include "portunus-room-table.h"

G_BEGIN_DECLS

struct _PortunusRoomTable
{
  /* Owned */
  GHashTable         *rooms;    /* id → PortunusRoom */
  GHashTable         *codes;    /* number → PortunusRoom, borrowed */
  PortunusGateSweep  *sweep;
  PortunusSecret     *key;
  PortunusRoomKeeper *keeper;   /* NULL where rooms end with their server */

  /* Borrowed */
  PortunusMetrics    *metrics;
  PortunusIceServers *ice;

  guint               max_rooms;
};

/* (transfer full) for @room. */
void _portunus_room_table_add (PortunusRoomTable *self,
                               PortunusRoom      *room);

G_END_DECLS
