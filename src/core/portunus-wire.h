/* portunus-wire.h: bounds-checked reading of big-endian binary frames
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusWireReader:
 *
 * A cursor over bytes somebody else wrote. A read past the end sets @failed and gives zero; callers read a whole
 * record and check once. Lives on the stack and owns nothing.
 */
typedef struct
{
  const guint8 *data;
  gsize         length;
  gsize         offset;
  gboolean      failed;
} PortunusWireReader;

void          portunus_wire_reader_init  (PortunusWireReader *reader,
                                          gconstpointer       data,
                                          gsize               length);
guint8        portunus_wire_read_u8      (PortunusWireReader *reader);
guint16       portunus_wire_read_u16     (PortunusWireReader *reader);
guint32       portunus_wire_read_u32     (PortunusWireReader *reader);
guint64       portunus_wire_read_u64     (PortunusWireReader *reader);
const guint8 *portunus_wire_read_bytes   (PortunusWireReader *reader,
                                          gsize               length);
gsize         portunus_wire_remaining    (const PortunusWireReader *reader);

void          portunus_wire_put_u16      (guint8  *out,
                                          guint16  value);
void          portunus_wire_put_u32      (guint8  *out,
                                          guint32  value);
void          portunus_wire_put_u64      (guint8  *out,
                                          guint64  value);

G_END_DECLS
