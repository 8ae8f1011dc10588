/* portunus-open-room-private.h: an open room from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-guest-list.h"
#include "portunus-open-room.h"
#include "portunus-reception.h"

G_BEGIN_DECLS

struct _PortunusOpenRoom
{
  GObject             parent_instance;

  /* Owned */
  PortunusEngine     *engine;
  PortunusReception  *reception;
  PortunusGuestList  *guests;
  GListStore         *shares;
  GPtrArray          *farewells;    /* GSource: the grace of those who were sent away */
};

G_END_DECLS
