/* portunus-rtc-frame.c: the binary messages of the two channels of an association
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-frame.h"

#include "portunus-rtc-window.h"
#include "portunus-transfer-error.h"
#include "portunus-wire.h"

/**
 * portunus_rtc_frame_new_bulk:
 * @sequence: the frame's number in the lane
 * @frame: (transfer none): a frame
 *
 * Returns: (transfer full): the message for the bulk channel
 */
GBytes *
portunus_rtc_frame_new_bulk (guint64  sequence,
                             GBytes  *frame)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  guint8 *message = g_malloc (PORTUNUS_RTC_BULK_HEADER_SIZE + length);

  portunus_wire_put_u64 (message, sequence);
  if (length > 0)
    memcpy (message + PORTUNUS_RTC_BULK_HEADER_SIZE, data, length);
  return g_bytes_new_take (message, PORTUNUS_RTC_BULK_HEADER_SIZE + length);
}

/**
 * portunus_rtc_frame_parse_bulk:
 * @message: what arrived on the bulk channel
 * @sequence: (out): the frame's number in the lane
 * @error: return location for a #PortunusTransferError
 *
 * Returns: (transfer full): the frame, which shares @message's memory, or %NULL with %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 */
GBytes *
portunus_rtc_frame_parse_bulk (GBytes   *message,
                               guint64  *sequence,
                               GError  **error)
{
  PortunusWireReader reader;
  gsize length;
  gconstpointer data = g_bytes_get_data (message, &length);

  if (length <= PORTUNUS_RTC_BULK_HEADER_SIZE || length > PORTUNUS_RTC_MAX_MESSAGE)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "A bulk message has a size that is not allowed");
      return NULL;
    }

  portunus_wire_reader_init (&reader, data, length);
  *sequence = portunus_wire_read_u64 (&reader);
  return g_bytes_new_from_bytes (message, PORTUNUS_RTC_BULK_HEADER_SIZE, length - PORTUNUS_RTC_BULK_HEADER_SIZE);
}

/**
 * portunus_rtc_frame_new_control:
 * @type: what it is
 * @number: for ACK, PING and PONG
 * @message: (nullable): for MESSAGE
 *
 * Returns: (transfer full): the message for the control channel
 */
GBytes *
portunus_rtc_frame_new_control (PortunusRtcControlType  type,
                                guint64                 number,
                                GBytes                 *message)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 buffer[8];

  buffer[0] = type;
  g_byte_array_append (out, buffer, 1);
  if (type == PORTUNUS_RTC_CONTROL_ACK)
    {
      portunus_wire_put_u64 (buffer, number);
      g_byte_array_append (out, buffer, 8);
    }
  else if (type == PORTUNUS_RTC_CONTROL_PING || type == PORTUNUS_RTC_CONTROL_PONG)
    {
      portunus_wire_put_u32 (buffer, number);
      g_byte_array_append (out, buffer, 4);
    }
  else if (type == PORTUNUS_RTC_CONTROL_MESSAGE)
    {
      g_byte_array_append (out, g_bytes_get_data (message, NULL), g_bytes_get_size (message));
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static gboolean
read_body (PortunusWireReader *reader,
           PortunusRtcControl *control,
           GBytes             *message)
{
  switch (control->type)
    {
    case PORTUNUS_RTC_CONTROL_MESSAGE:
      control->message = g_bytes_new_from_bytes (message, 1, portunus_wire_remaining (reader));
      return TRUE;
    case PORTUNUS_RTC_CONTROL_ACK:
      control->number = portunus_wire_read_u64 (reader);
      break;
    case PORTUNUS_RTC_CONTROL_PING:
    case PORTUNUS_RTC_CONTROL_PONG:
      control->number = portunus_wire_read_u32 (reader);
      break;
    case PORTUNUS_RTC_CONTROL_BYE:
      break;
    default:
      return FALSE;
    }
  return !reader->failed && portunus_wire_remaining (reader) == 0;
}

/**
 * portunus_rtc_frame_parse_control:
 * @message: what arrived on the control channel
 * @control: (out caller-allocates): its content; clear it with portunus_rtc_control_clear()
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if it is of no known type or not of that type's size
 */
gboolean
portunus_rtc_frame_parse_control (GBytes              *message,
                                  PortunusRtcControl  *control,
                                  GError             **error)
{
  PortunusWireReader reader;
  gsize length;
  gconstpointer data = g_bytes_get_data (message, &length);

  memset (control, 0, sizeof *control);
  portunus_wire_reader_init (&reader, data, length);
  control->type = portunus_wire_read_u8 (&reader);
  if (length <= PORTUNUS_RTC_MAX_MESSAGE && !reader.failed && read_body (&reader, control, message))
    return TRUE;

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A control message is malformed");
  return FALSE;
}

/**
 * portunus_rtc_control_clear:
 * @control: a parsed message
 */
void
portunus_rtc_control_clear (PortunusRtcControl *control)
{
  g_clear_pointer (&control->message, g_bytes_unref);
}
