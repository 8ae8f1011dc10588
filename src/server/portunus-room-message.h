/* portunus-room-message.h: the JSON messages between a room and its members (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define PORTUNUS_ROOM_PROTOCOL_VERSION 1
#define PORTUNUS_ROOM_PEER_ID_BYTES 8
#define PORTUNUS_ROOM_MAX_PEERS 256
/** PORTUNUS_ROOM_MAX_MESSAGE: longest JSON text of either side, in bytes. */
#define PORTUNUS_ROOM_MAX_MESSAGE (72 * 1024)
#define PORTUNUS_ROOM_PING_SECONDS 10
#define PORTUNUS_ROOM_DEAD_SECONDS 30

/**
 * PortunusRoomFailure:
 *
 * Why a room ends a connection: the code in the "error" message, and the WebSocket close code after it.
 */
typedef enum
{
  PORTUNUS_ROOM_FAILURE_NOT_FOUND = 1,
  PORTUNUS_ROOM_FAILURE_FULL,
  PORTUNUS_ROOM_FAILURE_CLOSED,
  PORTUNUS_ROOM_FAILURE_BAD_MESSAGE,
  PORTUNUS_ROOM_FAILURE_TOO_LARGE,
  PORTUNUS_ROOM_FAILURE_TOO_FAST,
  PORTUNUS_ROOM_FAILURE_VERSION,
  PORTUNUS_ROOM_FAILURE_TOO_SLOW,
  PORTUNUS_ROOM_FAILURE_SILENT,
} PortunusRoomFailure;

const char *portunus_room_failure_get_code       (PortunusRoomFailure  failure);
const char *portunus_room_failure_get_sentence   (PortunusRoomFailure  failure);
gushort     portunus_room_failure_get_close_code (PortunusRoomFailure  failure);
GError     *portunus_room_failure_read           (const char          *code);

gboolean    portunus_room_is_peer_id             (const char          *text);
char       *portunus_room_message_welcome        (const char          *own_id,
                                                  GList               *peer_ids);
char       *portunus_room_message_peer           (const char          *type,
                                                  const char          *peer_id);
char       *portunus_room_message_signal         (const char          *direction,
                                                  const char          *peer_id,
                                                  const char          *data);
char       *portunus_room_message_error          (PortunusRoomFailure  failure);

G_END_DECLS
