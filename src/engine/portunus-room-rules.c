/* portunus-room-rules.c: who may come into the room of a share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-rules.h"

/**
 * portunus_room_rules_copy:
 * @self: (out caller-allocates): where to put them
 * @other: rules
 */
void
portunus_room_rules_copy (PortunusRoomRules       *self,
                          const PortunusRoomRules *other)
{
  *self = *other;
  self->password = other->password != NULL ? portunus_secret_ref (other->password) : NULL;
}

/**
 * portunus_room_rules_clear:
 * @self: rules
 *
 * Drops what they hold.
 */
void
portunus_room_rules_clear (PortunusRoomRules *self)
{
  g_clear_pointer (&self->password, portunus_secret_unref);
}
