/* portunus-member.h: one WebSocket connection that is, or wants to be, in a room
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-member-message.h"
#include "portunus-room-message.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_MEMBER (portunus_member_get_type ())

/**
 * PortunusMember:
 *
 * Reads what a client says, holds it to the limits, and tells the room. Belongs to the server's thread. Signals:
 * - `message (const PortunusMemberMessage *message)`: what it said, well formed
 * - `left`: once; nothing is read or sent after it
 */
G_DECLARE_FINAL_TYPE (PortunusMember, portunus_member, PORTUNUS, MEMBER, GObject)

PortunusMember *portunus_member_new           (SoupServerMessage   *message,
                                               GInetAddress        *client);
const char     *portunus_member_get_id        (PortunusMember      *self);
const char     *portunus_member_get_client    (PortunusMember      *self);
void            portunus_member_set_guest     (PortunusMember      *self,
                                               const char          *guest,
                                               gboolean             is_host);
const char     *portunus_member_get_guest     (PortunusMember      *self);
gboolean        portunus_member_is_host       (PortunusMember      *self);
void            portunus_member_set_entered   (PortunusMember      *self,
                                               const char          *name);
gboolean        portunus_member_has_entered   (PortunusMember      *self);
const char     *portunus_member_get_name      (PortunusMember      *self);
void            portunus_member_expect        (PortunusMember      *self,
                                               guint                seconds);
void            portunus_member_trust         (PortunusMember      *self);
void            portunus_member_send          (PortunusMember      *self,
                                               const char          *text);
void            portunus_member_send_off      (PortunusMember      *self);
void            portunus_member_fail          (PortunusMember      *self,
                                               PortunusRoomFailure  failure);
void            portunus_member_fail_password (PortunusMember      *self,
                                               guint                n_left);

G_END_DECLS
