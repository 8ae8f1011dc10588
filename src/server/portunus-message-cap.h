/* portunus-message-cap.h: ends a WebSocket whose server sends without end and never a whole message
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/** PORTUNUS_MESSAGE_CAP_BYTES: how much may come without a whole message; beyond any buffer of a kernel. */
#define PORTUNUS_MESSAGE_CAP_BYTES (64 * 1024 * 1024)

void portunus_message_cap_watch (SoupWebsocketConnection *socket);

G_END_DECLS
