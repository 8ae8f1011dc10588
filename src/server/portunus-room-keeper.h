/* portunus-room-keeper.h: keeps rooms in the store of the server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room.h"

G_BEGIN_DECLS

/**
 * PortunusRoomKeeper:
 *
 * Writes rooms down without holding up anybody, in the order in which they changed. Belongs to the server's thread.
 */
typedef struct _PortunusRoomKeeper PortunusRoomKeeper;

PortunusRoomKeeper  *portunus_room_keeper_new         (PortunusServerStore  *store);
void                 portunus_room_keeper_free        (PortunusRoomKeeper   *self);
PortunusServerStore *portunus_room_keeper_get_store   (PortunusRoomKeeper   *self);

/* (transfer full) (element-type PortunusStoredRoom): runs the thread-default context until they are there. */
GPtrArray           *portunus_room_keeper_load        (PortunusRoomKeeper   *self,
                                                       GError              **error);
/* (transfer full) (element-type PortunusDoorNote): the same, of who was sent away from them. */
GPtrArray           *portunus_room_keeper_load_notes  (PortunusRoomKeeper   *self,
                                                       GError              **error);
void                 portunus_room_keeper_save_async  (PortunusRoomKeeper   *self,
                                                       PortunusRoom         *room,
                                                       GAsyncReadyCallback   callback,
                                                       gpointer              user_data);
gboolean             portunus_room_keeper_save_finish (GAsyncResult         *result,
                                                       GError              **error);
void                 portunus_room_keeper_note_change (PortunusRoomKeeper   *self,
                                                       PortunusRoom         *room);
void                 portunus_room_keeper_forget      (PortunusRoomKeeper   *self,
                                                       const char           *id);
void                 portunus_room_keeper_settle      (PortunusRoomKeeper   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRoomKeeper, portunus_room_keeper_free)

G_END_DECLS
