/* portunus-room-api.h: asking a room server for a room, and for the room of a code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-link.h"
#include "portunus-room-options.h"

G_BEGIN_DECLS

/* @server: "https://HOST:PORT", with "#f=FINGERPRINT" where its certificate is known. */
void          portunus_room_api_create_room_async   (const char           *server,
                                                     const PortunusRoomOptions *options,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
PortunusLink *portunus_room_api_create_room_finish  (GAsyncResult         *result,
                                                     guint32              *code_number,
                                                     char                **host,
                                                     GError              **error);
void          portunus_room_api_resolve_code_async  (const char           *server,
                                                     guint32               number,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
PortunusLink *portunus_room_api_resolve_code_finish (GAsyncResult         *result,
                                                     GError              **error);
/* @address: "HOST:PORT" of a device that waits for others. */
void          portunus_room_api_find_lobby_async    (const char           *address,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
PortunusLink *portunus_room_api_find_lobby_finish   (GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
