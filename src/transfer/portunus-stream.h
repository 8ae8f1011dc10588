/* portunus-stream.h: the records inside the sealed data streams (PROTOCOL.md, "Data")
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* First byte of every record; multi-byte numbers are big-endian. A record never crosses the end of a segment. */
typedef enum
{
  PORTUNUS_RECORD_PADDING = 0, /* no more bytes */
  PORTUNUS_RECORD_BEGIN = 1,   /* u32 file, u64 offset, u64 size (all ones: unknown), i64 mtime in ns */
  PORTUNUS_RECORD_DATA = 2,    /* u32 length, bytes */
  PORTUNUS_RECORD_HOLE = 3,    /* u64 length: that many zero bytes */
  PORTUNUS_RECORD_END = 4,     /* u8 status, u64 size of the whole file */
  PORTUNUS_RECORD_FINISH = 5,  /* no more bytes; the last record of all */
} PortunusRecordType;

/**
 * PortunusEndStatus:
 * @PORTUNUS_END_COMPLETE: that was all of it
 * @PORTUNUS_END_CHANGED: the source keeps changing; what was sent is worthless
 * @PORTUNUS_END_UNREADABLE: the source cannot be read or is gone
 * @PORTUNUS_END_SKIPPED: the receiver asked not to get the rest
 */
typedef enum
{
  PORTUNUS_END_COMPLETE = 0,
  PORTUNUS_END_CHANGED = 1,
  PORTUNUS_END_UNREADABLE = 2,
  PORTUNUS_END_SKIPPED = 3,
} PortunusEndStatus;

#define PORTUNUS_RECORD_BEGIN_SIZE (1 + 4 + 8 + 8 + 8)
#define PORTUNUS_RECORD_DATA_SIZE  (1 + 4)
#define PORTUNUS_RECORD_HOLE_SIZE  (1 + 8)
#define PORTUNUS_RECORD_END_SIZE   (1 + 1 + 8)

/* Data frames: u8 1 in the last frame of a stream, else 0; u32 stream; u32 first file; sealed segment. */
#define PORTUNUS_FRAME_HEADER_SIZE 9

/* Associated data of a stream. */
GBytes *portunus_stream_dup_associated_data (const guint8 *transfer_id,
                                             guint32       stream,
                                             guint32       first_file);

G_END_DECLS
