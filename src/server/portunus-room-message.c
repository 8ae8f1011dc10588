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
  [PORTUNUS_ROOM_FAILURE_PASSWORD_NEEDED] = { "password-needed", "The room has a password.", 4401 },
  [PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD] = { "wrong-password", "The password is wrong.", 4401 },
  [PORTUNUS_ROOM_FAILURE_TOO_MANY_TRIES] = { "too-many-tries", "Too many wrong passwords came from there.", 4429 },
  [PORTUNUS_ROOM_FAILURE_REFUSED] = { "refused", "The host said no.", 4403 },
  [PORTUNUS_ROOM_FAILURE_KICKED] = { "kicked", "The host does not want this guest.", 4403 },
  [PORTUNUS_ROOM_FAILURE_LOCKED] = { "locked", "Nobody new may come in.", 4423 },
  [PORTUNUS_ROOM_FAILURE_TOKEN_INVALID] = { "token-invalid", "The invitation is not for this room.", 4403 },
  [PORTUNUS_ROOM_FAILURE_TOKEN_EXPIRED] = { "token-expired", "The invitation is too old.", 4403 },
  [PORTUNUS_ROOM_FAILURE_TOKEN_USED] = { "token-used", "Somebody came by this invitation already.", 4403 },
  [PORTUNUS_ROOM_FAILURE_NO_ANSWER] = { "no-answer", "An answer did not come in time.", 4411 },
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
  { "room-closed", PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED, "The room was closed" },
  { "room-full", PORTUNUS_TRANSFER_ERROR_ROOM_FULL, "The room is full: try again later" },
  { "version", PORTUNUS_TRANSFER_ERROR_VERSION, "The room server speaks another version of the protocol" },
  { "too-fast", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The room server found us too busy" },
  { "too-slow", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "We were too slow for the room server" },
  { "silent", PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The room server had no sign of life from us" },
  { "password-needed", PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD, "The room has a password, and none was given" },
  { "wrong-password", PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD, "The password of the room is wrong" },
  { "too-many-tries", PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD,
    "Too many wrong passwords came from here: try again in an hour" },
  { "refused", PORTUNUS_TRANSFER_ERROR_REFUSED, "The host of the room said no" },
  { "kicked", PORTUNUS_TRANSFER_ERROR_REFUSED, "The host of the room sent us away" },
  { "locked", PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED, "The room is locked: nobody new may come in" },
  { "token-invalid", PORTUNUS_TRANSFER_ERROR_INVITATION, "The invitation is not for this room, or damaged" },
  { "token-expired", PORTUNUS_TRANSFER_ERROR_INVITATION, "The invitation is too old: ask for a new one" },
  { "token-used", PORTUNUS_TRANSFER_ERROR_INVITATION, "Somebody came by this invitation already: ask for a new one" },
  { "no-answer", PORTUNUS_TRANSFER_ERROR_REFUSED, "The host of the room did not answer" },
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

static void
set_ids (JsonObject *object,
         const char *name,
         GList      *ids)
{
  JsonArray *array = json_array_new ();

  for (GList *l = ids; l != NULL; l = l->next)
    json_array_add_string_element (array, l->data);
  json_object_set_array_member (object, name, array);
}

/**
 * portunus_room_message_entry:
 * @state: how the room is
 * @needs_password: whether it has one
 *
 * Returns: (transfer full): the first message of a room that wants to know who comes
 */
char *
portunus_room_message_entry (const PortunusRoomState *state,
                             gboolean                 needs_password)
{
  g_autoptr (JsonObject) object = new_message ("entry");
  JsonArray *needs = json_array_new ();

  if (needs_password)
    json_array_add_string_element (needs, "password");
  if (state->entry == PORTUNUS_ROOM_ENTRY_ASK)
    json_array_add_string_element (needs, "approval");
  json_object_set_int_member (object, "version", PORTUNUS_ROOM_PROTOCOL_VERSION);
  json_object_set_string_member (object, "entry", portunus_room_entry_get_name (state->entry));
  json_object_set_array_member (object, "needs", needs);
  json_object_set_boolean_member (object, "locked", state->is_locked);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_waiting:
 *
 * Returns: (transfer full): what somebody is told who waits for the host's word
 */
char *
portunus_room_message_waiting (void)
{
  g_autoptr (JsonObject) object = new_message ("waiting");

  return portunus_json_to_text (object);
}

static void
set_ice (JsonObject *object,
         JsonArray  *ice,
         guint       seconds)
{
  json_object_set_array_member (object, "ice", json_array_ref (ice));
  json_object_set_int_member (object, "ice_seconds", seconds);
}

/**
 * portunus_room_message_welcome:
 * @welcome: what it says
 *
 * Returns: (transfer full): the first message a member gets
 */
char *
portunus_room_message_welcome (const PortunusRoomWelcome *welcome)
{
  g_autoptr (JsonObject) object = new_message ("welcome");

  json_object_set_int_member (object, "version", PORTUNUS_ROOM_PROTOCOL_VERSION);
  json_object_set_string_member (object, "peer", welcome->own_id);
  set_ids (object, "peers", welcome->peer_ids);
  if (welcome->ticket == NULL)
    return portunus_json_to_text (object);
  set_ids (object, "hosts", welcome->host_ids);
  json_object_set_string_member (object, "ticket", welcome->ticket);
  if (welcome->is_host)
    json_object_set_string_member (object, "role", "host");
  if (welcome->ice != NULL)
    set_ice (object, welcome->ice, welcome->ice_seconds);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_ice:
 * @ice: STUN and TURN servers
 * @seconds: for how long they may be used
 *
 * Returns: (transfer full): what a member gets that asks for them again
 */
char *
portunus_room_message_ice (JsonArray *ice,
                           guint      seconds)
{
  g_autoptr (JsonObject) object = new_message ("ice");

  set_ice (object, ice, seconds);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_state:
 * @state: how the room is
 *
 * Returns: (transfer full): what members are told when it changed
 */
char *
portunus_room_message_state (const PortunusRoomState *state)
{
  g_autoptr (JsonObject) object = new_message ("room");

  json_object_set_string_member (object, "entry", portunus_room_entry_get_name (state->entry));
  json_object_set_boolean_member (object, "locked", state->is_locked);
  json_object_set_int_member (object, "max_peers", state->max_peers);
  json_object_set_int_member (object, "expires", state->expires);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_peer:
 * @type: "peer-joined", "peer-left" or "peer-gone"
 * @peer_id: who
 * @is_host: whether it is a host
 *
 * Returns: (transfer full): the message
 */
char *
portunus_room_message_peer (const char *type,
                            const char *peer_id,
                            gboolean    is_host)
{
  g_autoptr (JsonObject) object = new_message (type);

  json_object_set_string_member (object, "peer", peer_id);
  if (is_host)
    json_object_set_string_member (object, "role", "host");
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_peer_waiting:
 * @peer_id: who waits
 * @name: what it calls itself
 *
 * Returns: (transfer full): the message
 */
char *
portunus_room_message_peer_waiting (const char *peer_id,
                                    const char *name)
{
  g_autoptr (JsonObject) object = new_message ("peer-waiting");

  json_object_set_string_member (object, "peer", peer_id);
  json_object_set_string_member (object, "name", name);
  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_invitation:
 * @token: a token
 * @expires: Unix time of its end
 *
 * Returns: (transfer full): the message
 */
char *
portunus_room_message_invitation (const char *token,
                                  gint64      expires)
{
  g_autoptr (JsonObject) object = new_message ("invitation");

  json_object_set_string_member (object, "token", token);
  json_object_set_int_member (object, "expires", expires);
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

static JsonObject *
new_error (PortunusRoomFailure failure)
{
  JsonObject *object = new_message ("error");

  json_object_set_string_member (object, "code", failures[failure].code);
  json_object_set_string_member (object, "message", failures[failure].sentence);
  return object;
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
  g_autoptr (JsonObject) object = new_error (failure);

  return portunus_json_to_text (object);
}

/**
 * portunus_room_message_wrong_password:
 * @n_left: how many tries there are left
 *
 * Returns: (transfer full): the last message of a connection with a wrong password
 */
char *
portunus_room_message_wrong_password (guint n_left)
{
  g_autoptr (JsonObject) object = new_error (PORTUNUS_ROOM_FAILURE_WRONG_PASSWORD);

  json_object_set_int_member (object, "left", n_left);
  return portunus_json_to_text (object);
}
