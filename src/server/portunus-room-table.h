/* portunus-room-table.h: the rooms of a server and the numbers of their codes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-room-keeper.h"

G_BEGIN_DECLS

/**
 * PortunusRoomTable:
 *
 * Belongs to the server's thread; closes rooms whose time has come by a timer of its own.
 */
typedef struct _PortunusRoomTable PortunusRoomTable;

PortunusRoomTable *portunus_room_table_new        (guint              max_rooms,
                                                   PortunusSecret    *key);
void               portunus_room_table_free       (PortunusRoomTable *self);
void               portunus_room_table_set_metrics (PortunusRoomTable *self,
                                                   PortunusMetrics   *metrics);
void               portunus_room_table_set_ice    (PortunusRoomTable *self,
                                                   PortunusIceServers *ice);
gboolean           portunus_room_table_keep       (PortunusRoomTable         *self,
                                                   PortunusServerStore       *store,
                                                   GError                   **error);
PortunusRoom      *portunus_room_table_create     (PortunusRoomTable         *self,
                                                   const PortunusRoomOptions *options,
                                                   GError                   **error);
void               portunus_room_table_save_async (PortunusRoomTable         *self,
                                                   PortunusRoom              *room,
                                                   GAsyncReadyCallback        callback,
                                                   gpointer                   user_data);
gboolean           portunus_room_table_save_finish (GAsyncResult             *result,
                                                   GError                   **error);
PortunusRoom      *portunus_room_table_lookup     (PortunusRoomTable         *self,
                                                   const char                *id);
PortunusRoom      *portunus_room_table_resolve    (PortunusRoomTable         *self,
                                                   guint64                    number);
gboolean           portunus_room_table_close      (PortunusRoomTable         *self,
                                                   const char                *id);
gboolean           portunus_room_table_close_code (PortunusRoomTable         *self,
                                                   guint32                    number);
GPtrArray         *portunus_room_table_list       (PortunusRoomTable         *self);
guint              portunus_room_table_get_n_rooms (PortunusRoomTable        *self);
void               portunus_room_table_set_max_rooms (PortunusRoomTable      *self,
                                                      guint                   max_rooms);
void               portunus_room_table_close_all  (PortunusRoomTable *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRoomTable, portunus_room_table_free)

G_END_DECLS
