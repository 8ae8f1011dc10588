/* portunus-room-client-host.c: what a client says to a room that it is host of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-room-client-private.h"

#include "portunus-json.h"

/**
 * portunus_room_client_is_host:
 * @self: a client
 *
 * Returns: whether it is a host of the room it joined
 */
gboolean
portunus_room_client_is_host (PortunusRoomClient *self)
{
  return self->is_host;
}

/**
 * portunus_room_client_get_state:
 * @self: a client
 *
 * Returns: (transfer none): how the room is, in the server's word; zeroes before it said so
 */
const PortunusRoomState *
portunus_room_client_get_state (PortunusRoomClient *self)
{
  return &self->state;
}

/**
 * portunus_room_client_tell:
 * @self: a client that is a host
 * @order: "lock", "unlock", "admit", "refuse", "kick", "forgive" or "close"
 * @peer_id: (nullable): of whom, where it is about somebody
 *
 * Does nothing where it is no host, or the connection is gone.
 */
void
portunus_room_client_tell (PortunusRoomClient *self,
                           const char         *order,
                           const char         *peer_id)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *text = NULL;

  if (!self->is_host)
    return;
  json_object_set_string_member (object, "type", order);
  if (peer_id != NULL)
    json_object_set_string_member (object, "peer", peer_id);
  text = portunus_json_to_text (object);
  _portunus_room_client_say (self, text);
}

/**
 * portunus_room_client_invite:
 * @self: a client that is a host
 * @expiry_seconds: for which the invitation is good, 60 to 604,800
 *
 * Asks for a token; "invited" brings it.
 */
void
portunus_room_client_invite (PortunusRoomClient *self,
                             guint               expiry_seconds)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"invite\",\"expiry_seconds\":%u}", expiry_seconds);

  if (self->is_host)
    _portunus_room_client_say (self, text);
}

/**
 * portunus_room_client_close_room:
 * @self: a client
 *
 * Has the room closed with the last word when the client leaves, so that whatever it said before is passed on.
 *
 * Returns: whether it can; %FALSE where it is no host, or the connection is gone
 */
gboolean
portunus_room_client_close_room (PortunusRoomClient *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ROOM_CLIENT (self), FALSE);

  self->closes_room = self->is_host && self->socket != NULL
                      && soup_websocket_connection_get_state (self->socket) == SOUP_WEBSOCKET_STATE_OPEN;
  return self->closes_room;
}
