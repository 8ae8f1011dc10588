/* portunus-relay-message.c: the text messages between a relay and its two ends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-message.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-transfer-error.h"

/* As at the door of the room. */
#define MAX_TICKET 128

typedef struct
{
  const char *code;
  const char *sentence;
  gushort     close_code;
} Failure;

static const Failure failures[] = {
  [PORTUNUS_RELAY_FAILURE_OFF] = { "relay-off", "This server relays nothing.", 4403 },
  [PORTUNUS_RELAY_FAILURE_NO_ROOM] = { "room-not-found", "There is no such room.", 4404 },
  [PORTUNUS_RELAY_FAILURE_ROOM_CLOSED] = { "room-closed", "The room was closed.", 4410 },
  [PORTUNUS_RELAY_FAILURE_VERSION] = { "version", "The server speaks version 1 only.", 4426 },
  [PORTUNUS_RELAY_FAILURE_BAD_MESSAGE] = { "bad-message", "A message was not understood.", 1008 },
  [PORTUNUS_RELAY_FAILURE_FULL] = { "relay-full", "There are as many relays as there may be.", 4429 },
  [PORTUNUS_RELAY_FAILURE_TAKEN] = { "relay-taken", "Two are connected by that token.", 4423 },
  [PORTUNUS_RELAY_FAILURE_ALONE] = { "relay-alone", "Nobody else came with that token.", 4424 },
  [PORTUNUS_RELAY_FAILURE_PEER_GONE] = { "peer-gone", "The other side left.", 4411 },
  [PORTUNUS_RELAY_FAILURE_TOO_SLOW] = { "too-slow", "Messages were not read in time.", 4413 },
  [PORTUNUS_RELAY_FAILURE_SILENT] = { "silent", "There was no sign of life.", 4408 },
  [PORTUNUS_RELAY_FAILURE_NOT_ADMITTED] = { "not-admitted", "Only who is in the room is relayed.", 4401 },
  [PORTUNUS_RELAY_FAILURE_KICKED] = { "kicked", "The host does not want this guest.", 4403 },
};

/* What a server's word means to who wanted to be relayed; whatever else it says is a lost connection. */
static const struct
{
  const char *code;
  const char *message;
} readings[] = {
  { "relay-off", "The room server does not relay" },
  { "room-not-found", "The room server has no relay for this room" },
  { "room-closed", "The room was closed" },
  { "version", "The relay speaks another version of the protocol" },
  { "relay-full", "The relay of the room server is full" },
  { "relay-taken", "The relay took somebody else for us" },
  { "relay-alone", "The other side did not come to the relay" },
  { "not-admitted", "The relay is for those in the room, and the room server does not know us as one of them" },
  { "kicked", "The host of the room has sent us away" },
};

/**
 * portunus_relay_failure_get_code:
 * @failure: why a connection ends
 *
 * Returns: the stable name in the "error" message
 */
const char *
portunus_relay_failure_get_code (PortunusRelayFailure failure)
{
  return failures[failure].code;
}

/**
 * portunus_relay_failure_get_close_code:
 * @failure: why a connection ends
 *
 * Returns: the WebSocket close code (RFC 6455 §7.4), from 4000 on our own
 */
gushort
portunus_relay_failure_get_close_code (PortunusRelayFailure failure)
{
  return failures[failure].close_code;
}

static JsonObject *
new_message (const char *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  return object;
}

/**
 * portunus_relay_message_new_pass:
 * @token: see portunus_relay_is_token()
 * @ticket: (nullable): from the welcome of the room; without one the server refuses
 *
 * Returns: (transfer full): what a client says first
 */
char *
portunus_relay_message_new_pass (const char *token,
                                 const char *ticket)
{
  g_autoptr (JsonObject) object = new_message ("relay");

  json_object_set_string_member (object, "token", token);
  if (ticket != NULL)
    json_object_set_string_member (object, "ticket", ticket);
  return portunus_json_to_text (object);
}

/**
 * portunus_relay_message_new_paired:
 *
 * Returns: (transfer full): what both clients hear when they are connected
 */
char *
portunus_relay_message_new_paired (void)
{
  g_autoptr (JsonObject) object = new_message ("paired");

  return portunus_json_to_text (object);
}

/**
 * portunus_relay_message_new_error:
 * @failure: why a connection ends
 *
 * Returns: (transfer full): the last message
 */
char *
portunus_relay_message_new_error (PortunusRelayFailure failure)
{
  g_autoptr (JsonObject) object = new_message ("error");

  json_object_set_string_member (object, "code", failures[failure].code);
  json_object_set_string_member (object, "message", failures[failure].sentence);
  return portunus_json_to_text (object);
}

/**
 * portunus_relay_is_token:
 * @text: untrusted
 *
 * Returns: whether it is 16 bytes in base64url without padding (RFC 4648 §5)
 */
gboolean
portunus_relay_is_token (const char *text)
{
  g_autoptr (GBytes) bytes = portunus_decode_base64url (text, PORTUNUS_RELAY_TOKEN_BYTES, NULL);

  return bytes != NULL && g_bytes_get_size (bytes) == PORTUNUS_RELAY_TOKEN_BYTES;
}

static JsonObject *
parse (const char  *text,
       gsize        length,
       const char **type,
       GError     **error)
{
  g_autoptr (JsonObject) object = portunus_json_parse (text, length, PORTUNUS_RELAY_MAX_TEXT, error);

  if (object == NULL || !portunus_json_get_string (object, "type", 32, type, error))
    return NULL;
  return g_steal_pointer (&object);
}

/**
 * portunus_relay_message_read_pass:
 * @text: what a client says first, untrusted
 * @length: how much
 * @pass: (out caller-allocates): what it came with; clear it. Nobody has looked at its ticket
 * @error: return location for an error about the message
 *
 * Returns: whether that is such a message
 */
gboolean
portunus_relay_message_read_pass (const char         *text,
                                  gsize               length,
                                  PortunusRelayPass  *pass,
                                  GError            **error)
{
  const char *type;
  const char *token;
  const char *ticket = NULL;
  g_autoptr (JsonObject) object = parse (text, length, &type, error);

  if (object == NULL || !portunus_json_get_string (object, "token", 64, &token, error)
      || (json_object_has_member (object, "ticket")
          && !portunus_json_get_string (object, "ticket", MAX_TICKET, &ticket, error)))
    return FALSE;
  if (strcmp (type, "relay") != 0 || !portunus_relay_is_token (token))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "That is no token");
      return FALSE;
    }
  *pass = (PortunusRelayPass) { .token = g_strdup (token), .ticket = g_strdup (ticket) };
  return TRUE;
}

/**
 * portunus_relay_pass_clear:
 * @pass: what a client came with
 */
void
portunus_relay_pass_clear (PortunusRelayPass *pass)
{
  g_free (pass->token);
  g_free (pass->ticket);
  *pass = (PortunusRelayPass) { 0 };
}

static gboolean
read_error (JsonObject  *object,
            GError     **error)
{
  const char *code = "";

  portunus_json_get_string (object, "code", 64, &code, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (readings); i++)
    if (strcmp (readings[i].code, code) == 0)
      {
        g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                             readings[i].message);
        return FALSE;
      }
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                       "The relay ended the connection");
  return FALSE;
}

/**
 * portunus_relay_message_read_paired:
 * @text: what the server says, untrusted
 * @length: how much
 * @error: return location for a #PortunusTransferError: what an error of the server means, else
 *   %PORTUNUS_TRANSFER_ERROR_NO_CONNECTION
 *
 * Returns: whether the server says that the other side is there
 */
gboolean
portunus_relay_message_read_paired (const char  *text,
                                    gsize        length,
                                    GError     **error)
{
  const char *type;
  g_autoptr (JsonObject) object = parse (text, length, &type, NULL);

  if (object != NULL && strcmp (type, "paired") == 0)
    return TRUE;
  if (object != NULL && strcmp (type, "error") == 0)
    return read_error (object, error);
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                       "The relay does not keep to the protocol");
  return FALSE;
}
