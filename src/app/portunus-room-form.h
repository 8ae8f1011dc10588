/* portunus-room-form.h: what a room is, and what the next one shall be like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-room-rules.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_FORM (portunus_room_form_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRoomForm, portunus_room_form, PORTUNUS, ROOM_FORM, AdwBin)

gboolean portunus_room_form_is_complete (PortunusRoomForm  *self);
void     portunus_room_form_read        (PortunusRoomForm  *self,
                                         PortunusRoomRules *rules);
/* The name by which the others see this device. */
void     portunus_room_form_set_name    (PortunusRoomForm  *self,
                                         const char        *name);

G_END_DECLS
