/* portunus-store-door.h: who was sent away from the rooms of a server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/** PORTUNUS_STORE_ROOM_SCOPE: what the scope of the tries at a room's password begins with; the room's id follows. */
#define PORTUNUS_STORE_ROOM_SCOPE "room/"

/**
 * PortunusDoorNoteKind:
 * @PORTUNUS_DOOR_NOTE_GUEST: a guest was kicked
 * @PORTUNUS_DOOR_NOTE_CLIENT: somebody from there was kicked
 * @PORTUNUS_DOOR_NOTE_TRIES: passwords from there were wrong
 */
typedef enum
{
  PORTUNUS_DOOR_NOTE_GUEST,
  PORTUNUS_DOOR_NOTE_CLIENT,
  PORTUNUS_DOOR_NOTE_TRIES,
} PortunusDoorNoteKind;

/**
 * PortunusDoorNote:
 * @kind: what is noted
 * @room: id of the room
 * @name: the guest's id, or the key of an address
 * @n_tries: of wrong passwords: how many
 * @expires: of wrong passwords: Unix time in seconds from which on they do not count
 */
typedef struct
{
  PortunusDoorNoteKind  kind;
  char                 *room;
  char                 *name;
  guint                 n_tries;
  gint64                expires;
} PortunusDoorNote;

void       portunus_door_note_free                       (PortunusDoorNote     *note);

/* The room has to be kept; the kick goes with it. */
void       portunus_server_store_keep_kick_async         (PortunusServerStore  *self,
                                                          const char           *room,
                                                          const char           *guest,
                                                          const char           *client,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean   portunus_server_store_keep_kick_finish        (PortunusServerStore  *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* Forgets the addresses, not the guests. */
void       portunus_server_store_forgive_async           (PortunusServerStore  *self,
                                                          const char           *room,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
gboolean   portunus_server_store_forgive_finish          (PortunusServerStore  *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

/* (transfer full) (element-type PortunusDoorNote): of all rooms, in no order. */
void       portunus_server_store_list_door_notes_async   (PortunusServerStore  *self,
                                                          GCancellable         *cancellable,
                                                          GAsyncReadyCallback   callback,
                                                          gpointer              user_data);
GPtrArray *portunus_server_store_list_door_notes_finish  (PortunusServerStore  *self,
                                                          GAsyncResult         *result,
                                                          GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusDoorNote, portunus_door_note_free)

G_END_DECLS
