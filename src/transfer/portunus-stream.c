/* portunus-stream.c: the records inside the sealed data streams (PROTOCOL.md, "Data")
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-stream.h"

#include <string.h>

#include "portunus-offer.h"
#include "portunus-wire.h"

#define LABEL "portunus/1 data"

/**
 * portunus_stream_dup_associated_data:
 * @transfer_id: 16 bytes
 * @stream: number of the stream in its session
 * @first_file: index of the first file in it
 *
 * Returns: (transfer full): what binds a stream to its place: label with the version, transfer, stream and file
 */
GBytes *
portunus_stream_dup_associated_data (const guint8 *transfer_id,
                                     guint32       stream,
                                     guint32       first_file)
{
  const gsize n_label = strlen (LABEL);
  const gsize length = n_label + PORTUNUS_TRANSFER_ID_SIZE + 8;
  guint8 *data = g_malloc (length);

  memcpy (data, LABEL, n_label);
  memcpy (data + n_label, transfer_id, PORTUNUS_TRANSFER_ID_SIZE);
  portunus_wire_put_u32 (data + n_label + PORTUNUS_TRANSFER_ID_SIZE, stream);
  portunus_wire_put_u32 (data + n_label + PORTUNUS_TRANSFER_ID_SIZE + 4, first_file);
  return g_bytes_new_take (data, length);
}
