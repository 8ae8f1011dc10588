/* portunus-store-rooms.h: the rooms that outlive a restart of their server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/**
 * PortunusStoredRoom:
 * @id: as in links
 * @entry: name of the policy, such as "link", "password" or "ask"
 * @created: Unix time in seconds
 * @expires: Unix time in seconds, 0 for never
 * @empty_seconds: how long it lives without any member; 0 for ever
 * @max_peers: how many members at once
 * @code_number: the number of its code, 0 if it has none
 * @is_locked: nobody new gets in
 * @is_one_time: it closes for entry after the first joined
 * @password_verifier: (nullable): what a proof of its password is compared with
 * @host_token_hash: (nullable): hash of what makes somebody its host
 *
 * Rooms belong to one server: two that keep theirs in the same database would both believe that they have them all.
 */
typedef struct
{
  char     *id;
  char     *entry;
  gint64    created;
  gint64    expires;
  guint     empty_seconds;
  guint     max_peers;
  guint32   code_number;
  gboolean  is_locked;
  gboolean  is_one_time;
  GBytes   *password_verifier;
  GBytes   *host_token_hash;
} PortunusStoredRoom;

void       portunus_stored_room_free                (PortunusStoredRoom        *room);

/* Copies @room; takes the place of one with the same id. */
void       portunus_server_store_save_room_async    (PortunusServerStore       *self,
                                                     const PortunusStoredRoom  *room,
                                                     GCancellable              *cancellable,
                                                     GAsyncReadyCallback        callback,
                                                     gpointer                   user_data);
gboolean   portunus_server_store_save_room_finish   (PortunusServerStore       *self,
                                                     GAsyncResult              *result,
                                                     GError                   **error);

/* TRUE also where there is none. */
void       portunus_server_store_delete_room_async  (PortunusServerStore       *self,
                                                     const char                *id,
                                                     GCancellable              *cancellable,
                                                     GAsyncReadyCallback        callback,
                                                     gpointer                   user_data);
gboolean   portunus_server_store_delete_room_finish (PortunusServerStore       *self,
                                                     GAsyncResult              *result,
                                                     GError                   **error);

/* (transfer full) (element-type PortunusStoredRoom): those that have not expired, the oldest first. */
void       portunus_server_store_list_rooms_async   (PortunusServerStore       *self,
                                                     GCancellable              *cancellable,
                                                     GAsyncReadyCallback        callback,
                                                     gpointer                   user_data);
GPtrArray *portunus_server_store_list_rooms_finish  (PortunusServerStore       *self,
                                                     GAsyncResult              *result,
                                                     GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusStoredRoom, portunus_stored_room_free)

G_END_DECLS
