/* portunus-socket-drop.h: lets go of the client's end of a WebSocket, and loses nothing that is on its way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* @socket: (inout) (nullable): NULL afterwards. @owner: whose handlers of its signals are taken off. */
void portunus_socket_drop (SoupWebsocketConnection **socket,
                           gpointer                  owner);

G_END_DECLS
