/* portunus-room-password.h: what the password of a room gives: a proof for the server, and a part of the peers' secret
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_ROOM_PROOF_SIZE 32

/**
 * PortunusRoomPassword:
 * @proof: what the server is shown
 * @secret: takes the place of the link's secret between peers
 */
typedef struct
{
  PortunusSecret *proof;
  PortunusSecret *secret;
} PortunusRoomPassword;

void                  portunus_room_password_free     (PortunusRoomPassword  *self);
PortunusRoomPassword *portunus_room_password_stretch  (const PortunusSecret  *password,
                                                       const char            *room,
                                                       const PortunusSecret  *link_secret,
                                                       GError               **error);
void                  portunus_room_password_verifier (const guint8           proof[PORTUNUS_ROOM_PROOF_SIZE],
                                                       guint8                 verifier[PORTUNUS_ROOM_PROOF_SIZE]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRoomPassword, portunus_room_password_free)

G_END_DECLS
