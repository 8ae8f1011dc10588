/* portunus-admin-rooms.h: what the portal does to rooms and to those in them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"

G_BEGIN_DECLS

void portunus_admin_handle_room_close (PortunusRequest *request,
                                       gpointer         user_data);
void portunus_admin_handle_room_kick  (PortunusRequest *request,
                                       gpointer         user_data);

G_END_DECLS
