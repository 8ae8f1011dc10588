/* portunus-room-message.c: the JSON messages between a room and its members (SIGNALING.md)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-message.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-transfer-error.h"

typedef struct
{
  const char *code;
  const char *sentence;
  gushort     close_code;
} Failure;

static const Failure failures[] = {
  [PORTUNUS_ROOM_FAILURE_NOT_FOUND] = { "room-not-found", "There is no such room.", 4404 },
  [PORTUNUS_ROOM_FAILURE_FULL] = { "room-full", "The room is full.", 4409 },
  [PORTUNUS_ROOM_FAILURE_CLOSED] = { "room-closed", "The room was closed.", 4410 },
  [PORTUNUS_ROOM_FAILURE_BAD_MESSAGE] = { "bad-message", "A message was not understood.", 1008 },
  [PORTUNUS_ROOM_FAILURE_TOO_LARGE] = { "bad-message", "A message was too long.", 1009 },
  [PORTUNUS_ROOM_FAILURE_TOO_FAST] = { "too-fast", "Too many messages in too short a time.", 1008 },
  [PORTUNUS_ROOM_FAILURE_VERSION] = { "version", "The server speaks version 1 only.", 4426 },
  [PORTUNUS_ROOM_FAILURE_TOO_SLOW] = { "too-slow", "Messages were not read in time.", 4413 },
  [PORTUNUS_ROOM_FAILURE_SILENT] = { "silent", "There was no sign of life.", 4408 },
};

/**
 * portunus_room_failure_get_code:
 * @failure: why a connection ends
 *
 * Returns: the stable name in the "error" message
 */
const char *
portunus_room_failure_get_code (PortunusRoomFailure failure)
{
  return failures[failure].code;
}

/**
 * portunus_room_failure_get_sentence:
 * @failure: why a connection ends
 *
 * Returns: one sentence for logs
 */
const char *
portunus_room_failure_get_sentence (PortunusRoomFailure failure)
{
  return failures[failure].sentence;
}

/**
 * portunus_room_failure_get_close_code:
 * @failure: why a connection ends
 *
 * Returns: the WebSocket close code (RFC 6455 §7.4), from 4000 on our own
 */
gushort
portunus_room_failure_get_close_code (PortunusRoomFailure failure)
{
  return failures[failure].close_code;
}

/* What a server's word means to the person who wanted to join. */
static const struct
{
  const char            *code;
  PortunusTransferError  error;
  const char            *message;
} readings[] = {
  { "room-not-found", PORTUNUS_TRANSFER_ERROR_NO_ROOM, "The server knows no such room" },
  { "room-closed", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The room was closed" },
  { "room-full", PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The room is full: try again later" },
  { "version", PORTUNUS_TRANSFER_ERROR_VERSION, "The room server speaks another version of the protocol" },
  { "too-fast", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The room server found us too busy" },
  { "too-slow", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "We were too slow for the room server" },
  { "silent", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The room server had no sign of life from us" },
};

/**
 * portunus_room_failure_read:
 * @code: the code of an "error" message, untrusted
 *
 * Returns: (transfer full): a #PortunusTransferError that says what it means, %PORTUNUS_TRANSFER_ERROR_PROTOCOL for an
 *   unknown one
 */
GError *
portunus_room_failure_read (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    if (strcmp (readings[i].code, code) == 0)
      return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, readings[i].error, readings[i].message);
  return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                              "The room server refused what we said");
}

/**
 * portunus_room_is_peer_id:
 * @text: untrusted text
 *
 * Returns: whether @text has the form of a peer id, 16 lower-case hexadecimal digits
 */
gboolean
portunus_room_is_peer_id (const char *text)
{
  gsize length = strspn (text, "0123456789abcdef");

  return length == 2 * PORTUNUS_ROOM_PEER_ID_BYTES && text[length] == '\0';
}

static JsonObject *
new_message (const char *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  return object;
}

/**
 * portunus_room_message_welcome:
 * @own_id: the newcomer's id
 * @peer_ids: (element-type utf8): ids of those who were there before
 *
 * Returns: (transfer full): the first message a member gets
 */
char *
portunus_room_message_welcome (const char *own_id,
                               GList      *peer_ids)
{
  g_autoptr (JsonObject) object = new_message ("welcome");
  JsonArray *peers = json_array_new ();

  for (GList *l = peer_ids; l != NULL; l = l->next)
    json_array_add_string_element (peers, l->data);
  json_object_set_int_member (object, "version", PORTUNUS_ROOM_PROTOCOL_VERSION);
  json_object_set_string_member (object, "peer", own_id);
  json_object_set_array_member (object, "peers", peers);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_peer:
 * @type: "peer-joined" or "peer-left"
 * @peer_id: who
 *
 * Returns: (transfer full): the message
 */
char *
portunus_room_message_peer (const char *type,
                            const char *peer_id)
{
  g_autoptr (JsonObject) object = new_message (type);

  json_object_set_string_member (object, "peer", peer_id);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_signal:
 * @direction: "to" from a member, "from" to one
 * @peer_id: the other side
 * @data: base64url
 *
 * Returns: (transfer full): the message
 */
char *
portunus_room_message_signal (const char *direction,
                              const char *peer_id,
                              const char *data)
{
  g_autoptr (JsonObject) object = new_message ("signal");

  json_object_set_string_member (object, direction, peer_id);
  json_object_set_string_member (object, "data", data);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_error:
 * @failure: why the connection ends
 *
 * Returns: (transfer full): the last message a member gets
 */
char *
portunus_room_message_error (PortunusRoomFailure failure)
{
  g_autoptr (JsonObject) object = new_message ("error");

  json_object_set_string_member (object, "code", failures[failure].code);
  json_object_set_string_member (object, "message", failures[failure].sentence);
  return portunus_json_to_text (object);
}
