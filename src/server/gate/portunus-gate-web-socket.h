/* portunus-gate-web-socket.h: a WebSocket whose queue can be seen and whose client is held to limits
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * PortunusGateWebSocketLimits:
 * @max_message: longest message of the client, all its frames together, in bytes
 * @max_queue: how much may wait for a client that does not read
 * @send_buffer: what the kernel may hold for it besides; 0 for the system's choice
 * @receive_buffer: what the kernel may hold of what it sends; 0 for the system's choice
 * @ping_seconds: how often the client is asked for a sign of life, unless it asks us as often
 * @dead_seconds: how long it may take to give one
 */
typedef struct
{
  guint64 max_message;
  guint64 max_queue;
  guint   send_buffer;
  guint   receive_buffer;
  guint   ping_seconds;
  guint   dead_seconds;
} PortunusGateWebSocketLimits;

#define PORTUNUS_GATE_TYPE_WEB_SOCKET (portunus_gate_web_socket_get_type ())

/**
 * PortunusGateWebSocket:
 *
 * Belongs to the server's thread. Lives at least as long as it is open. Signals:
 * - `message (int type, GBytes *message)`: a #SoupWebsocketDataType and what came
 * - `invalid (GError *error)`: the client broke the protocol; what is sent now still goes out
 * - `overdue (gboolean is_slow)`: the client takes nothing of what is queued, or gives no sign of life; unless somebody
 *   cuts it now, it is cut without a word
 * - `drained`: what portunus_gate_web_socket_watch_queue() waited for; comes from inside a write
 * - `closed`: once, and the last
 */
G_DECLARE_FINAL_TYPE (PortunusGateWebSocket, portunus_gate_web_socket, PORTUNUS_GATE, WEB_SOCKET, GObject)

gboolean               portunus_gate_web_socket_accept       (SoupServerMessage                 *message);
PortunusGateWebSocket *portunus_gate_web_socket_new          (SoupServerMessage                 *message,
                                                              const PortunusGateWebSocketLimits *limits);
gboolean               portunus_gate_web_socket_is_open      (PortunusGateWebSocket             *self);
void                   portunus_gate_web_socket_send_text    (PortunusGateWebSocket             *self,
                                                              const char                        *text);
void                   portunus_gate_web_socket_send_binary  (PortunusGateWebSocket             *self,
                                                              GBytes                            *message);
guint64                portunus_gate_web_socket_get_n_queued (PortunusGateWebSocket             *self);
void                   portunus_gate_web_socket_watch_queue  (PortunusGateWebSocket             *self,
                                                              guint64                            n_queued);
void                   portunus_gate_web_socket_set_paused   (PortunusGateWebSocket             *self,
                                                              gboolean                           is_paused);
void                   portunus_gate_web_socket_trust        (PortunusGateWebSocket             *self);
void                   portunus_gate_web_socket_close        (PortunusGateWebSocket             *self,
                                                              gushort                            code,
                                                              const char                        *reason);
void                   portunus_gate_web_socket_cut          (PortunusGateWebSocket             *self,
                                                              gushort                            code,
                                                              const char                        *reason,
                                                              const char                        *last_text);

G_END_DECLS
