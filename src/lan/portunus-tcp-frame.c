/* portunus-tcp-frame.c: the heads of what goes over the connections of a TCP lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tcp-frame.h"

#include "portunus-lane.h"
#include "portunus-transfer-error.h"
#include "portunus-wire.h"

#define LENGTH_BITS 24

/**
 * portunus_tcp_head_write:
 * @head: (out caller-allocates): the head
 * @type: what follows
 * @length: bytes that follow
 *
 * Format: u8 type ‖ u24 length, big-endian (PROTOCOL.md §18).
 */
void
portunus_tcp_head_write (guint8                head[PORTUNUS_TCP_HEAD_SIZE],
                         PortunusTcpFrameType  type,
                         gsize                 length)
{
  g_return_if_fail (length < 1 << LENGTH_BITS);

  portunus_wire_put_u32 (head, (guint32) type << LENGTH_BITS | length);
}

static gsize
get_max_length (PortunusTcpFrameType type)
{
  switch (type)
    {
    case PORTUNUS_TCP_FRAME_DATA:
      return PORTUNUS_LANE_MAX_DATA;
    case PORTUNUS_TCP_FRAME_MESSAGE:
      return PORTUNUS_LANE_MAX_CONTROL;
    case PORTUNUS_TCP_FRAME_PING:
    case PORTUNUS_TCP_FRAME_PONG:
    case PORTUNUS_TCP_FRAME_BYE:
    default:
      return 0;
    }
}

/**
 * portunus_tcp_head_read:
 * @head: what a peer wrote
 * @type: (out): what follows
 * @length: (out): bytes that follow, no more than a lane carries
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: whether it is a head
 */
gboolean
portunus_tcp_head_read (const guint8           head[PORTUNUS_TCP_HEAD_SIZE],
                        PortunusTcpFrameType  *type,
                        gsize                 *length,
                        GError               **error)
{
  PortunusWireReader reader;
  guint32 number;

  portunus_wire_reader_init (&reader, head, PORTUNUS_TCP_HEAD_SIZE);
  number = portunus_wire_read_u32 (&reader);
  *type = number >> LENGTH_BITS;
  *length = number & ((1 << LENGTH_BITS) - 1);
  if (*type >= PORTUNUS_TCP_FRAME_DATA && *type <= PORTUNUS_TCP_FRAME_BYE && *length <= get_max_length (*type))
    return TRUE;
  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
               "Something that is no frame came over a TCP connection");
  return FALSE;
}
