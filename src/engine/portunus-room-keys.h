/* portunus-room-keys.h: everything by which peers may prove that they are meant
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-hosted-room.h"
#include "portunus-session.h"

G_BEGIN_DECLS

/**
 * PortunusRoomKeys: (ref-func portunus_room_keys_ref) (unref-func portunus_room_keys_unref)
 * @link_secret: (nullable): from the link
 * @password: (nullable): the words of the code
 * @code_secret: (nullable): @password, once it was stretched, and until the code is closed
 * @passes: (element-type PortunusPass): of those who came by the code
 * @n_code_failures: how many wrong codes were tried
 *
 * Those of one room, for all that one thread does in it; another room has others.
 */
typedef struct
{
  PortunusSecret *link_secret;
  char           *password;
  PortunusSecret *code_secret;
  GPtrArray      *passes;
  guint           n_code_failures;
} PortunusRoomKeys;

PortunusRoomKeys *portunus_room_keys_new              (const PortunusHostedRoom *room);
PortunusRoomKeys *portunus_room_keys_ref              (PortunusRoomKeys         *self);
void              portunus_room_keys_unref            (PortunusRoomKeys         *self);
void              portunus_room_keys_give_pass        (PortunusRoomKeys         *self,
                                                       PortunusSession          *session);
/* Closes the code when none is left. */
void              portunus_room_keys_count_wrong_code (PortunusRoomKeys         *self,
                                                       guint                     n_left);
/* (nullable): NULL where there is no code. */
char             *portunus_room_keys_format_code      (PortunusRoomKeys         *self,
                                                       const PortunusHostedRoom *room);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRoomKeys, portunus_room_keys_unref)

G_END_DECLS
