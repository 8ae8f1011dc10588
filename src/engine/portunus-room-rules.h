/* portunus-room-rules.h: who may come into the room of a share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-options.h"
#include "portunus-secret.h"

G_BEGIN_DECLS

/**
 * PortunusRoomRules:
 * @entry: who gets in; what needs a password needs @password
 * @password: (nullable): of the room, UTF-8
 * @max_peers: how many guests there may be at once; 0 for the usual number
 * @expiry_seconds: how long the room lives; 0 for the usual time
 * @is_one_time: whether it locks itself behind the first guest
 *
 * Zeroes are a room for whoever has the link.
 */
typedef struct
{
  PortunusRoomEntry  entry;
  PortunusSecret    *password;
  guint              max_peers;
  guint              expiry_seconds;
  gboolean           is_one_time;
} PortunusRoomRules;

void portunus_room_rules_copy  (PortunusRoomRules       *self,
                                const PortunusRoomRules *other);
void portunus_room_rules_clear (PortunusRoomRules       *self);

G_END_DECLS
