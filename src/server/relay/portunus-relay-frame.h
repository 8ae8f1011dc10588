/* portunus-relay-frame.h: the binary messages of a relay lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* First byte of a message; PROTOCOL.md, section "Relay lane". */
typedef enum
{
  PORTUNUS_RELAY_FRAME_MESSAGE = 0,
  PORTUNUS_RELAY_FRAME_ACK = 1,
  PORTUNUS_RELAY_FRAME_PING = 2,
  PORTUNUS_RELAY_FRAME_PONG = 3,
  PORTUNUS_RELAY_FRAME_BYE = 4,
  PORTUNUS_RELAY_FRAME_DATA = 5,
} PortunusRelayFrameType;

/**
 * PortunusRelayFrame:
 * @type: what it is
 * @number: with ACK, PING and PONG
 * @body: (nullable): with MESSAGE and DATA
 */
typedef struct
{
  PortunusRelayFrameType  type;
  guint64                 number;
  GBytes                 *body;
} PortunusRelayFrame;

GBytes  *portunus_relay_frame_new_body   (PortunusRelayFrameType   type,
                                          GBytes                  *body);
GBytes  *portunus_relay_frame_new_number (PortunusRelayFrameType   type,
                                          guint64                  number);
gboolean portunus_relay_frame_parse      (GBytes                  *message,
                                          PortunusRelayFrame      *frame,
                                          GError                 **error);
void     portunus_relay_frame_clear      (PortunusRelayFrame      *frame);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusRelayFrame, portunus_relay_frame_clear)

G_END_DECLS
