/* portunus-socket-drop.c: lets go of the client's end of a WebSocket, and loses nothing that is on its way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-socket-drop.h"

/**
 * portunus_socket_drop:
 * @socket: (inout) (transfer full) (nullable): place of a WebSocket; %NULL afterwards
 * @owner: the user data of the handlers to take off its signals
 *
 * Closes it in order, unless it is closed. Call it in its context.
 */
void
portunus_socket_drop (SoupWebsocketConnection **socket,
                      gpointer                  owner)
{
  SoupWebsocketConnection *dropped = g_steal_pointer (socket);

  if (dropped == NULL)
    return;
  g_signal_handlers_disconnect_by_data (dropped, owner);
  if (soup_websocket_connection_get_state (dropped) == SOUP_WEBSOCKET_STATE_CLOSED)
    {
      g_object_unref (dropped);
      return;
    }
  /* The reference goes with "closed": without one the library would throw away what is still queued. */
  g_signal_connect (dropped, "closed", G_CALLBACK (g_object_unref), NULL);
  if (soup_websocket_connection_get_state (dropped) == SOUP_WEBSOCKET_STATE_OPEN)
    soup_websocket_connection_close (dropped, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}
