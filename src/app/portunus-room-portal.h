/* portunus-room-portal.h: the way to the admin portal of our own server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_PORTAL (portunus_room_portal_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRoomPortal, portunus_room_portal, PORTUNUS, ROOM_PORTAL, AdwBin)

void portunus_room_portal_set_engine (PortunusRoomPortal *self,
                                      PortunusEngine     *engine);

G_END_DECLS
