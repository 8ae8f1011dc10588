/* portunus-stream-writer.c: packs files into sealed data streams and sends them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-stream-writer.h"

#include <string.h>

#include "portunus-offer.h"
#include "portunus-segment.h"
#include "portunus-wire.h"

/* A file with this much to send gets a stream of its own, and a shared stream ends when it has carried so much. */
#define OWN_STREAM_BYTES    (1024 * 1024)
#define SHARED_STREAM_BYTES (64 * 1024 * 1024)

/* Less room than this at the end of a segment is padded rather than filled with a tiny piece of data. */
#define MIN_DATA_ROOM 256

struct _PortunusStreamWriter
{
  /* Owned */
  PortunusLane          *lane;
  PortunusSecret        *key;
  PortunusSegmentSealer *sealer;

  guint8                 transfer_id[PORTUNUS_TRANSFER_ID_SIZE];
  guint32                next_stream;
  guint32                stream;
  guint32                first_file;
  guint32                file;
  guint64                n_in_stream;
  gsize                  n_used;
  guint8                 segment[PORTUNUS_SEGMENT_PLAINTEXT];
};

/**
 * portunus_stream_writer_new:
 * @lane: an open lane
 * @key: the key of the data streams that we seal
 * @transfer_id: 16 bytes
 *
 * Returns: (transfer full): a writer that has sent nothing
 */
PortunusStreamWriter *
portunus_stream_writer_new (PortunusLane   *lane,
                            PortunusSecret *key,
                            const guint8   *transfer_id)
{
  PortunusStreamWriter *self = g_new0 (PortunusStreamWriter, 1);

  self->lane = g_object_ref (lane);
  self->key = portunus_secret_ref (key);
  memcpy (self->transfer_id, transfer_id, PORTUNUS_TRANSFER_ID_SIZE);
  return self;
}

/**
 * portunus_stream_writer_free:
 * @self: (transfer full) (nullable): a writer
 *
 * What was not flushed is gone.
 */
void
portunus_stream_writer_free (PortunusStreamWriter *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->lane);
  g_clear_pointer (&self->key, portunus_secret_unref);
  g_clear_pointer (&self->sealer, portunus_segment_sealer_free);
  g_free (self);
}

static gboolean
send_segment (PortunusStreamWriter  *self,
              gboolean               is_last,
              GError               **error)
{
  g_autofree guint8 *frame = g_malloc (PORTUNUS_FRAME_HEADER_SIZE + PORTUNUS_SEGMENT_SEALED);
  g_autoptr (GBytes) bytes = NULL;
  gsize n_sealed;

  frame[0] = is_last ? 1 : 0;
  portunus_wire_put_u32 (frame + 1, self->stream);
  portunus_wire_put_u32 (frame + 5, self->first_file);
  if (!portunus_segment_sealer_seal (self->sealer, self->segment, self->n_used, is_last,
                                     frame + PORTUNUS_FRAME_HEADER_SIZE, &n_sealed, error))
    return FALSE;
  self->n_in_stream += self->n_used;
  self->n_used = 0;
  bytes = g_bytes_new_take (g_steal_pointer (&frame), PORTUNUS_FRAME_HEADER_SIZE + n_sealed);
  return portunus_lane_send_data (self->lane, bytes, error);
}

static gboolean
open_stream (PortunusStreamWriter  *self,
             GError               **error)
{
  g_autoptr (GBytes) associated_data = NULL;

  if (self->sealer != NULL)
    return TRUE;
  self->stream = self->next_stream++;
  self->first_file = self->file;
  self->n_in_stream = 0;
  associated_data = portunus_stream_dup_associated_data (self->transfer_id, self->stream, self->first_file);
  self->sealer = portunus_segment_sealer_new (self->key, associated_data, error);
  return self->sealer != NULL;
}

static gsize
get_rest (PortunusStreamWriter *self)
{
  return portunus_segment_sealer_get_capacity (self->sealer) - self->n_used;
}

static gboolean
pad_segment (PortunusStreamWriter  *self,
             GError               **error)
{
  gsize n_rest = get_rest (self);

  memset (self->segment + self->n_used, PORTUNUS_RECORD_PADDING, n_rest);
  self->n_used += n_rest;
  return send_segment (self, FALSE, error);
}

/* Gives the place for a record of @size bytes in one piece, in a stream that is open. */
static guint8 *
reserve (PortunusStreamWriter  *self,
         gsize                  size,
         GError               **error)
{
  guint8 *place;

  if (!open_stream (self, error) || (get_rest (self) < size && !pad_segment (self, error)))
    return NULL;
  place = self->segment + self->n_used;
  self->n_used += size;
  return place;
}

/**
 * portunus_stream_writer_flush:
 * @self: a writer
 * @error: return location for the error that ended the lane
 *
 * Ends the stream that is open, so that everything written so far is on its way; the next record begins a new one.
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_stream_writer_flush (PortunusStreamWriter  *self,
                              GError               **error)
{
  gboolean is_sent;

  if (self->sealer == NULL)
    return TRUE;
  is_sent = send_segment (self, TRUE, error);
  g_clear_pointer (&self->sealer, portunus_segment_sealer_free);
  return is_sent;
}

/**
 * portunus_stream_writer_begin_file:
 * @self: a writer
 * @file: index in the manifest
 * @offset: where the bytes that follow begin
 * @size: size of the file now; %G_MAXUINT64 where unknown
 * @mtime_ns: when it was changed last
 * @error: return location for the error that ended the lane
 *
 * Begins a file, or begins it again.
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_stream_writer_begin_file (PortunusStreamWriter  *self,
                                   guint32                file,
                                   guint64                offset,
                                   guint64                size,
                                   gint64                 mtime_ns,
                                   GError               **error)
{
  gboolean is_large = size - MIN (offset, size) >= OWN_STREAM_BYTES;
  guint8 *record;

  if ((is_large || self->n_in_stream >= SHARED_STREAM_BYTES) && !portunus_stream_writer_flush (self, error))
    return FALSE;
  self->file = file;
  record = reserve (self, PORTUNUS_RECORD_BEGIN_SIZE, error);
  if (record == NULL)
    return FALSE;
  record[0] = PORTUNUS_RECORD_BEGIN;
  portunus_wire_put_u32 (record + 1, file);
  portunus_wire_put_u64 (record + 5, offset);
  portunus_wire_put_u64 (record + 13, size);
  portunus_wire_put_u64 (record + 21, mtime_ns);
  return TRUE;
}

/**
 * portunus_stream_writer_get_room:
 * @self: a writer with a file begun
 * @n_room: (out): how many bytes fit
 * @error: return location for the error that ended the lane
 *
 * Gives the place where the next bytes of the file go, so that they are read straight into the segment.
 *
 * Returns: (nullable): the place, valid until the next call, or %NULL when the lane is over
 */
guint8 *
portunus_stream_writer_get_room (PortunusStreamWriter  *self,
                                 gsize                 *n_room,
                                 GError               **error)
{
  if (!open_stream (self, error)
      || (get_rest (self) < PORTUNUS_RECORD_DATA_SIZE + MIN_DATA_ROOM && !pad_segment (self, error)))
    return NULL;
  *n_room = get_rest (self) - PORTUNUS_RECORD_DATA_SIZE;
  return self->segment + self->n_used + PORTUNUS_RECORD_DATA_SIZE;
}

/**
 * portunus_stream_writer_add_data:
 * @self: a writer
 * @n_bytes: how many bytes were put where portunus_stream_writer_get_room() said
 */
void
portunus_stream_writer_add_data (PortunusStreamWriter *self,
                                 gsize                 n_bytes)
{
  guint8 *record = self->segment + self->n_used;

  g_return_if_fail (n_bytes <= get_rest (self) - PORTUNUS_RECORD_DATA_SIZE);

  if (n_bytes == 0)
    return;
  record[0] = PORTUNUS_RECORD_DATA;
  portunus_wire_put_u32 (record + 1, n_bytes);
  self->n_used += PORTUNUS_RECORD_DATA_SIZE + n_bytes;
}

/**
 * portunus_stream_writer_add_hole:
 * @self: a writer with a file begun
 * @n_bytes: how many zero bytes come next in the file
 * @error: return location for the error that ended the lane
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_stream_writer_add_hole (PortunusStreamWriter  *self,
                                 guint64                n_bytes,
                                 GError               **error)
{
  guint8 *record = reserve (self, PORTUNUS_RECORD_HOLE_SIZE, error);

  if (record == NULL)
    return FALSE;
  record[0] = PORTUNUS_RECORD_HOLE;
  portunus_wire_put_u64 (record + 1, n_bytes);
  return TRUE;
}

/**
 * portunus_stream_writer_end_file:
 * @self: a writer with a file begun
 * @status: how it ended
 * @size: size of the whole file, offset included
 * @error: return location for the error that ended the lane
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_stream_writer_end_file (PortunusStreamWriter  *self,
                                 PortunusEndStatus      status,
                                 guint64                size,
                                 GError               **error)
{
  guint8 *record = reserve (self, PORTUNUS_RECORD_END_SIZE, error);

  if (record == NULL)
    return FALSE;
  record[0] = PORTUNUS_RECORD_END;
  record[1] = status;
  portunus_wire_put_u64 (record + 2, size);
  return self->n_in_stream < OWN_STREAM_BYTES || portunus_stream_writer_flush (self, error);
}

/**
 * portunus_stream_writer_finish:
 * @self: a writer with no file begun
 * @error: return location for the error that ended the lane
 *
 * Says that nothing more comes, and sends everything.
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_stream_writer_finish (PortunusStreamWriter  *self,
                               GError               **error)
{
  guint8 *record = reserve (self, 1, error);

  if (record == NULL)
    return FALSE;
  record[0] = PORTUNUS_RECORD_FINISH;
  return portunus_stream_writer_flush (self, error);
}
