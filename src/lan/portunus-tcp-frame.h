/* portunus-tcp-frame.h: the heads of what goes over the connections of a TCP lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** PORTUNUS_TCP_HEAD_SIZE: bytes before each body. */
#define PORTUNUS_TCP_HEAD_SIZE 4

/**
 * PortunusTcpFrameType:
 * @PORTUNUS_TCP_FRAME_DATA: a data frame; the only one on a data connection
 * @PORTUNUS_TCP_FRAME_MESSAGE: a control message
 * @PORTUNUS_TCP_FRAME_PING: asks for a sign of life; no body, as the next two
 * @PORTUNUS_TCP_FRAME_PONG: the sign
 * @PORTUNUS_TCP_FRAME_BYE: nothing comes after it
 *
 * PROTOCOL.md §18.
 */
typedef enum
{
  PORTUNUS_TCP_FRAME_DATA = 1,
  PORTUNUS_TCP_FRAME_MESSAGE,
  PORTUNUS_TCP_FRAME_PING,
  PORTUNUS_TCP_FRAME_PONG,
  PORTUNUS_TCP_FRAME_BYE,
} PortunusTcpFrameType;

void     portunus_tcp_head_write (guint8                 head[PORTUNUS_TCP_HEAD_SIZE],
                                  PortunusTcpFrameType   type,
                                  gsize                  length);
gboolean portunus_tcp_head_read  (const guint8           head[PORTUNUS_TCP_HEAD_SIZE],
                                  PortunusTcpFrameType  *type,
                                  gsize                 *length,
                                  GError               **error);

G_END_DECLS
