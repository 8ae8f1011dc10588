/* portunus-wire.c: bounds-checked reading of big-endian binary frames
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-wire.h"

#include <string.h>

/**
 * portunus_wire_reader_init:
 * @reader: (out caller-allocates): a reader
 * @data: bytes that outlive the reader
 * @length: how many
 */
void
portunus_wire_reader_init (PortunusWireReader *reader,
                           gconstpointer       data,
                           gsize               length)
{
  *reader = (PortunusWireReader) { .data = data, .length = length };
}

/**
 * portunus_wire_remaining:
 * @reader: a reader
 *
 * Returns: bytes that were not read yet
 */
gsize
portunus_wire_remaining (const PortunusWireReader *reader)
{
  return reader->length - reader->offset;
}

/**
 * portunus_wire_read_bytes:
 * @reader: a reader
 * @length: how many bytes
 *
 * Returns: (nullable): the next @length bytes, or %NULL if there are fewer
 */
const guint8 *
portunus_wire_read_bytes (PortunusWireReader *reader,
                          gsize               length)
{
  const guint8 *bytes = reader->data + reader->offset;

  if (reader->failed || portunus_wire_remaining (reader) < length)
    {
      reader->failed = TRUE;
      return NULL;
    }
  reader->offset += length;
  return bytes;
}

static guint64
read_number (PortunusWireReader *reader,
             gsize               length)
{
  const guint8 *bytes = portunus_wire_read_bytes (reader, length);
  guint64 value = 0;

  for (gsize i = 0; bytes != NULL && i < length; i++)
    value = value << 8 | bytes[i];
  return value;
}

/**
 * portunus_wire_read_u8:
 * @reader: a reader
 *
 * Returns: the next byte, 0 at the end
 */
guint8
portunus_wire_read_u8 (PortunusWireReader *reader)
{
  return read_number (reader, 1);
}

/**
 * portunus_wire_read_u16:
 * @reader: a reader
 *
 * Returns: the next two bytes, 0 at the end
 */
guint16
portunus_wire_read_u16 (PortunusWireReader *reader)
{
  return read_number (reader, 2);
}

/**
 * portunus_wire_read_u32:
 * @reader: a reader
 *
 * Returns: the next four bytes, 0 at the end
 */
guint32
portunus_wire_read_u32 (PortunusWireReader *reader)
{
  return read_number (reader, 4);
}

/**
 * portunus_wire_read_u64:
 * @reader: a reader
 *
 * Returns: the next eight bytes, 0 at the end
 */
guint64
portunus_wire_read_u64 (PortunusWireReader *reader)
{
  return read_number (reader, 8);
}

/**
 * portunus_wire_put_u16:
 * @out: room for two bytes
 * @value: what to write
 */
void
portunus_wire_put_u16 (guint8  *out,
                       guint16  value)
{
  value = GUINT16_TO_BE (value);
  memcpy (out, &value, sizeof value);
}

/**
 * portunus_wire_put_u32:
 * @out: room for four bytes
 * @value: what to write
 */
void
portunus_wire_put_u32 (guint8  *out,
                       guint32  value)
{
  value = GUINT32_TO_BE (value);
  memcpy (out, &value, sizeof value);
}

/**
 * portunus_wire_put_u64:
 * @out: room for eight bytes
 * @value: what to write
 */
void
portunus_wire_put_u64 (guint8  *out,
                       guint64  value)
{
  value = GUINT64_TO_BE (value);
  memcpy (out, &value, sizeof value);
}
