/* portunus-hosted-room.h: a room that was made for a share
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-link.h"
#include "portunus-room-password.h"

G_BEGIN_DECLS

/**
 * PortunusHostedRoom:
 * @link: with a secret
 * @code_number: 0 where there is no code
 * @is_embedded: whether our own server hosts it
 * @host: (nullable): what makes us its host
 * @proof: (nullable): of its password
 * @secret: (nullable): what peers share in place of the link's secret, where there is a password
 */
typedef struct
{
  PortunusLink   *link;
  guint32         code_number;
  gboolean        is_embedded;
  char           *host;
  PortunusSecret *proof;
  PortunusSecret *secret;
} PortunusHostedRoom;

/* Takes @link over and gives it a fresh secret. */
PortunusHostedRoom *portunus_hosted_room_new  (PortunusLink       *link,
                                               guint32             code_number,
                                               gboolean            is_embedded);
PortunusHostedRoom *portunus_hosted_room_copy (const PortunusHostedRoom *self);
void                portunus_hosted_room_set_password (PortunusHostedRoom         *self,
                                                       const PortunusRoomPassword *password);
void                portunus_hosted_room_free (PortunusHostedRoom *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusHostedRoom, portunus_hosted_room_free)

G_END_DECLS
