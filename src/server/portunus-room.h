/* portunus-room.h: one room and those who are in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-member.h"
#include "portunus-ice-servers.h"
#include "portunus-metrics.h"
#include "portunus-secret.h"
#include "portunus-store-door.h"
#include "portunus-store-rooms.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_ROOM (portunus_room_get_type ())

/**
 * PortunusRoom:
 *
 * Passes signals between its members, tells them who comes and goes, and does what its host says. Belongs to the
 * server's thread. Signals:
 * - `close-wanted`: its host wants it closed
 * - `emptied`: its last member has left
 * - `changed`: what is to be known of it after a restart is another
 * - `kicked (const char *guest)`: a guest was sent away, with all its connections to the room
 */
G_DECLARE_FINAL_TYPE (PortunusRoom, portunus_room, PORTUNUS, ROOM, GObject)

PortunusRoom *portunus_room_new             (const PortunusRoomOptions *options,
                                             PortunusSecret            *key,
                                             guint32                    code_number);
/* NULL for what makes no room. */
PortunusRoom *portunus_room_new_stored      (const PortunusStoredRoom  *stored,
                                             PortunusSecret            *key);
PortunusStoredRoom *portunus_room_dup_stored (PortunusRoom             *self);
void          portunus_room_recall          (PortunusRoom              *self,
                                             const PortunusDoorNote    *note);
void          portunus_room_set_store       (PortunusRoom              *self,
                                             PortunusServerStore       *store);
void          portunus_room_set_metrics     (PortunusRoom              *self,
                                             PortunusMetrics           *metrics);
void          portunus_room_set_ice         (PortunusRoom              *self,
                                             PortunusIceServers        *ice);
const char   *portunus_room_get_id          (PortunusRoom              *self);
guint32       portunus_room_get_code_number (PortunusRoom              *self);
void          portunus_room_clear_code      (PortunusRoom              *self);
gint64        portunus_room_get_expires     (PortunusRoom              *self);
gint64        portunus_room_get_deadline    (PortunusRoom              *self);
void          portunus_room_get_state       (PortunusRoom              *self,
                                             PortunusRoomState         *state);
GPtrArray    *portunus_room_list_members    (PortunusRoom              *self);
char         *portunus_room_make_host       (PortunusRoom              *self);
void          portunus_room_join            (PortunusRoom              *self,
                                             PortunusMember            *member,
                                             gboolean                   has_more);
char         *portunus_room_dup_ticket_holder (PortunusRoom            *self,
                                             const char                *ticket,
                                             gboolean                  *is_kicked);
gboolean      portunus_room_kick            (PortunusRoom              *self,
                                             const char                *peer_id);
void          portunus_room_close           (PortunusRoom              *self,
                                             PortunusRoomFailure        failure);

G_END_DECLS
