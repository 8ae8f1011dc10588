/* portunus-room-rules-group.h: who may come into a room, for how long, and how many
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-room-rules.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM_RULES_GROUP (portunus_room_rules_group_get_type ())

/**
 * PortunusRoomRulesGroup:
 *
 * Begins with what the settings say, and remembers there what is chosen, but for the password. Signal `changed`: the
 * rules may be complete now, or not any more.
 */
G_DECLARE_FINAL_TYPE (PortunusRoomRulesGroup, portunus_room_rules_group, PORTUNUS, ROOM_RULES_GROUP,
                      AdwPreferencesGroup)

void     portunus_room_rules_group_ask_password (PortunusRoomRulesGroup *self);
gboolean portunus_room_rules_group_is_complete  (PortunusRoomRulesGroup *self);
void     portunus_room_rules_group_read         (PortunusRoomRulesGroup *self,
                                                 PortunusRoomRules      *rules);

G_END_DECLS
