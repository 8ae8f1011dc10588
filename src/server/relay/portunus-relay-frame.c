/* portunus-relay-frame.c: the binary messages of a relay lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-frame.h"

#include <string.h>

#include "portunus-lane.h"
#include "portunus-transfer-error.h"
#include "portunus-wire.h"

/**
 * portunus_relay_frame_new_body:
 * @type: MESSAGE or DATA
 * @body: what it carries
 *
 * Returns: (transfer full): the message
 */
GBytes *
portunus_relay_frame_new_body (PortunusRelayFrameType  type,
                               GBytes                 *body)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);
  guint8 *message = g_malloc (1 + length);

  message[0] = type;
  if (length > 0)
    memcpy (message + 1, data, length);
  return g_bytes_new_take (message, 1 + length);
}

/**
 * portunus_relay_frame_new_number:
 * @type: ACK, PING, PONG, or BYE, which has no number
 * @number: what it says
 *
 * Returns: (transfer full): the message
 */
GBytes *
portunus_relay_frame_new_number (PortunusRelayFrameType type,
                                 guint64                number)
{
  guint8 message[9] = { type };

  if (type == PORTUNUS_RELAY_FRAME_BYE)
    return g_bytes_new (message, 1);
  if (type == PORTUNUS_RELAY_FRAME_ACK)
    {
      portunus_wire_put_u64 (message + 1, number);
      return g_bytes_new (message, 9);
    }
  portunus_wire_put_u32 (message + 1, number);
  return g_bytes_new (message, 5);
}

static gboolean
read_rest (PortunusRelayFrame *frame,
           PortunusWireReader *reader,
           GBytes             *message)
{
  gsize n_body = g_bytes_get_size (message) - 1;

  switch (frame->type)
    {
    case PORTUNUS_RELAY_FRAME_MESSAGE:
    case PORTUNUS_RELAY_FRAME_DATA:
      if (n_body > PORTUNUS_LANE_MAX_DATA || (n_body == 0 && frame->type == PORTUNUS_RELAY_FRAME_DATA))
        return FALSE;
      frame->body = g_bytes_new_from_bytes (message, 1, n_body);
      return TRUE;
    case PORTUNUS_RELAY_FRAME_ACK:
      frame->number = portunus_wire_read_u64 (reader);
      break;
    case PORTUNUS_RELAY_FRAME_PING:
    case PORTUNUS_RELAY_FRAME_PONG:
      frame->number = portunus_wire_read_u32 (reader);
      break;
    case PORTUNUS_RELAY_FRAME_BYE:
      break;
    default:
      return FALSE;
    }
  return !reader->failed && portunus_wire_remaining (reader) == 0;
}

/**
 * portunus_relay_frame_parse:
 * @message: what came, untrusted
 * @frame: (out caller-allocates): what it is; to be cleared
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: whether it is well-formed
 */
gboolean
portunus_relay_frame_parse (GBytes              *message,
                            PortunusRelayFrame  *frame,
                            GError             **error)
{
  PortunusWireReader reader;
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);

  *frame = (PortunusRelayFrame) { 0 };
  portunus_wire_reader_init (&reader, data, length);
  frame->type = portunus_wire_read_u8 (&reader);
  if (!reader.failed && read_rest (frame, &reader, message))
    return TRUE;
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                       "A message over the relay is malformed");
  return FALSE;
}

/**
 * portunus_relay_frame_clear:
 * @frame: a frame that was parsed
 */
void
portunus_relay_frame_clear (PortunusRelayFrame *frame)
{
  g_clear_pointer (&frame->body, g_bytes_unref);
}
