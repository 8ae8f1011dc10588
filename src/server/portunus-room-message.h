/* portunus-room-message.h: the JSON messages between a room and its members (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-room-options.h"

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
  PORTUNUS_ROOM_FAILURE_PASSWORD_NEEDED,
  PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD,
  PORTUNUS_ROOM_FAILURE_TOO_MANY_TRIES,
  PORTUNUS_ROOM_FAILURE_REFUSED,
  PORTUNUS_ROOM_FAILURE_KICKED,
  PORTUNUS_ROOM_FAILURE_LOCKED,
  PORTUNUS_ROOM_FAILURE_TOKEN_INVALID,
  PORTUNUS_ROOM_FAILURE_TOKEN_EXPIRED,
  PORTUNUS_ROOM_FAILURE_TOKEN_USED,
  PORTUNUS_ROOM_FAILURE_NO_ANSWER,
} PortunusRoomFailure;

/**
 * PortunusRoomState:
 * @entry: who gets in
 * @is_locked: whether nobody new does
 * @max_peers: how many guests there may be
 * @expires: Unix time in seconds, 0 for never
 */
typedef struct
{
  PortunusRoomEntry entry;
  gboolean          is_locked;
  guint             max_peers;
  gint64            expires;
} PortunusRoomState;

/**
 * PortunusRoomWelcome:
 * @own_id: the newcomer's id
 * @peer_ids: (element-type utf8): ids of those who were there before
 * @host_ids: (element-type utf8): those of them that are hosts
 * @ticket: (nullable): by which it comes back; %NULL for one that did not come by an "enter"
 * @is_host: whether it is a host itself
 * @ice: (nullable): STUN and TURN servers for it
 * @ice_seconds: for how long it may use them
 */
typedef struct
{
  const char *own_id;
  GList      *peer_ids;
  GList      *host_ids;
  const char *ticket;
  gboolean    is_host;
  JsonArray  *ice;
  guint       ice_seconds;
} PortunusRoomWelcome;

const char *portunus_room_failure_get_code       (PortunusRoomFailure  failure);
const char *portunus_room_failure_get_sentence   (PortunusRoomFailure  failure);
gushort     portunus_room_failure_get_close_code (PortunusRoomFailure  failure);
GError     *portunus_room_failure_read           (const char          *code);

gboolean    portunus_room_is_peer_id             (const char          *text);
char       *portunus_room_message_entry          (const PortunusRoomState *state,
                                                  gboolean             needs_password);
char       *portunus_room_message_waiting        (void);
char       *portunus_room_message_welcome        (const PortunusRoomWelcome *welcome);
char       *portunus_room_message_ice            (JsonArray           *ice,
                                                  guint                seconds);
char       *portunus_room_message_state          (const PortunusRoomState *state);
char       *portunus_room_message_peer           (const char          *type,
                                                  const char          *peer_id,
                                                  gboolean             is_host);
char       *portunus_room_message_peer_waiting   (const char          *peer_id,
                                                  const char          *name);
char       *portunus_room_message_invitation     (const char          *token,
                                                  gint64               expires);
char       *portunus_room_message_signal         (const char          *direction,
                                                  const char          *peer_id,
                                                  const char          *data);
char       *portunus_room_message_error          (PortunusRoomFailure  failure);
char       *portunus_room_message_wrong_password (guint                n_left);

G_END_DECLS
