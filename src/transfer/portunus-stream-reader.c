/* portunus-stream-reader.c: opens sealed data frames and takes their records apart
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-stream-reader.h"

#include <string.h>

#include "portunus-offer.h"
#include "portunus-segment.h"
#include "portunus-transfer-error.h"
#include "portunus-wire.h"

struct _PortunusStreamReader
{
  /* Owned */
  PortunusSecret              *key;
  PortunusSegmentOpener       *opener;

  /* Borrowed */
  const PortunusStreamHandler *handler;
  gpointer                     user_data;

  guint8                       transfer_id[PORTUNUS_TRANSFER_ID_SIZE];
  guint32                      stream;
  guint32                      next_stream;
  guint32                      file;
  gboolean                     has_file;
  gboolean                     is_finished;
  guint8                       segment[PORTUNUS_SEGMENT_PLAINTEXT];
};

/**
 * portunus_stream_reader_new:
 * @key: the key of the data streams that the peer seals
 * @transfer_id: 16 bytes
 * @handler: borrowed, must outlive the reader
 * @user_data: for @handler
 *
 * Returns: (transfer full): a reader that has seen nothing
 */
PortunusStreamReader *
portunus_stream_reader_new (PortunusSecret              *key,
                            const guint8                *transfer_id,
                            const PortunusStreamHandler *handler,
                            gpointer                     user_data)
{
  PortunusStreamReader *self = g_new0 (PortunusStreamReader, 1);

  self->key = portunus_secret_ref (key);
  memcpy (self->transfer_id, transfer_id, PORTUNUS_TRANSFER_ID_SIZE);
  self->handler = handler;
  self->user_data = user_data;
  return self;
}

/**
 * portunus_stream_reader_free:
 * @self: (transfer full) (nullable): a reader
 */
void
portunus_stream_reader_free (PortunusStreamReader *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->key, portunus_secret_unref);
  g_clear_pointer (&self->opener, portunus_segment_opener_free);
  g_free (self);
}

static gboolean
fail_protocol (GError     **error,
               const char  *message)
{
  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, message);
  return FALSE;
}

static gboolean
read_begin (PortunusStreamReader  *self,
            PortunusWireReader    *reader,
            GError               **error)
{
  guint32 file = portunus_wire_read_u32 (reader);
  guint64 offset = portunus_wire_read_u64 (reader);
  guint64 size = portunus_wire_read_u64 (reader);
  gint64 mtime_ns = portunus_wire_read_u64 (reader);

  if (reader->failed || (self->has_file && file != self->file) || offset > size)
    return fail_protocol (error, "A BEGIN record is malformed or out of turn");
  self->file = file;
  self->has_file = TRUE;
  return self->handler->begin (file, offset, size, mtime_ns, self->user_data, error);
}

static gboolean
read_data (PortunusStreamReader  *self,
           PortunusWireReader    *reader,
           GError               **error)
{
  guint32 length = portunus_wire_read_u32 (reader);
  const guint8 *bytes = portunus_wire_read_bytes (reader, length);

  if (bytes == NULL || length == 0 || !self->has_file)
    return fail_protocol (error, "A DATA record is malformed or out of turn");
  return self->handler->data (bytes, length, self->user_data, error);
}

static gboolean
read_hole (PortunusStreamReader  *self,
           PortunusWireReader    *reader,
           GError               **error)
{
  guint64 length = portunus_wire_read_u64 (reader);

  if (reader->failed || length == 0 || !self->has_file)
    return fail_protocol (error, "A HOLE record is malformed or out of turn");
  return self->handler->hole (length, self->user_data, error);
}

static gboolean
read_end (PortunusStreamReader  *self,
          PortunusWireReader    *reader,
          GError               **error)
{
  guint8 status = portunus_wire_read_u8 (reader);
  guint64 size = portunus_wire_read_u64 (reader);

  if (reader->failed || status > PORTUNUS_END_SKIPPED || !self->has_file)
    return fail_protocol (error, "An END record is malformed or out of turn");
  self->has_file = FALSE;
  return self->handler->end (status, size, self->user_data, error);
}

static gboolean
read_finish (PortunusStreamReader  *self,
             GError               **error)
{
  if (self->has_file)
    return fail_protocol (error, "A FINISH record came in the middle of a file");
  self->is_finished = TRUE;
  return self->handler->finish (self->user_data, error);
}

static gboolean
read_record (PortunusStreamReader  *self,
             PortunusWireReader    *reader,
             GError               **error)
{
  guint8 type = portunus_wire_read_u8 (reader);

  if (self->is_finished && type != PORTUNUS_RECORD_PADDING)
    return fail_protocol (error, "A record came after the last one");

  switch ((PortunusRecordType) type)
    {
    case PORTUNUS_RECORD_PADDING:
      return TRUE;
    case PORTUNUS_RECORD_BEGIN:
      return read_begin (self, reader, error);
    case PORTUNUS_RECORD_DATA:
      return read_data (self, reader, error);
    case PORTUNUS_RECORD_HOLE:
      return read_hole (self, reader, error);
    case PORTUNUS_RECORD_END:
      return read_end (self, reader, error);
    case PORTUNUS_RECORD_FINISH:
      return read_finish (self, error);
    default:
      return fail_protocol (error, "A record of an unknown kind came");
    }
}

static gboolean
begin_stream (PortunusStreamReader  *self,
              guint32                stream,
              guint32                first_file,
              GError               **error)
{
  g_autoptr (GBytes) associated_data = NULL;

  if (stream != self->next_stream)
    return fail_protocol (error, "A data stream is missing or repeated");
  self->stream = stream;
  self->next_stream++;
  associated_data = portunus_stream_dup_associated_data (self->transfer_id, stream, first_file);
  self->opener = portunus_segment_opener_new (self->key, associated_data);
  return TRUE;
}

static gboolean
open_frame (PortunusStreamReader  *self,
            GBytes                *frame,
            gsize                 *n_plaintext,
            GError               **error)
{
  PortunusWireReader reader;
  gsize length;
  const guint8 *data = g_bytes_get_data (frame, &length);
  guint8 is_last;
  guint32 stream;
  guint32 first_file;

  portunus_wire_reader_init (&reader, data, length);
  is_last = portunus_wire_read_u8 (&reader);
  stream = portunus_wire_read_u32 (&reader);
  first_file = portunus_wire_read_u32 (&reader);
  if (reader.failed || is_last > 1 || portunus_wire_remaining (&reader) > PORTUNUS_SEGMENT_SEALED)
    return fail_protocol (error, "A data frame is malformed");
  if (self->opener == NULL && !begin_stream (self, stream, first_file, error))
    return FALSE;
  if (stream != self->stream)
    return fail_protocol (error, "A data frame is of another stream than the one that is open");

  if (!portunus_segment_opener_open (self->opener, data + reader.offset, portunus_wire_remaining (&reader), is_last,
                                     self->segment, n_plaintext, NULL))
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                           "A data segment was altered on the way");
      return FALSE;
    }
  if (is_last)
    g_clear_pointer (&self->opener, portunus_segment_opener_free);
  return TRUE;
}

/**
 * portunus_stream_reader_take_frame:
 * @self: a reader
 * @frame: a data frame from the lane
 * @error: return location for a #PortunusTransferError, or a handler's error
 *
 * Opens @frame and hands its records to the handler. The first error ends the transfer.
 *
 * Returns: %FALSE on an error
 */
gboolean
portunus_stream_reader_take_frame (PortunusStreamReader  *self,
                                   GBytes                *frame,
                                   GError               **error)
{
  PortunusWireReader reader;
  gsize n_plaintext;

  if (self->is_finished)
    return fail_protocol (error, "A data frame came after the last one");
  if (!open_frame (self, frame, &n_plaintext, error))
    return FALSE;

  portunus_wire_reader_init (&reader, self->segment, n_plaintext);
  while (portunus_wire_remaining (&reader) > 0)
    if (!read_record (self, &reader, error))
      return FALSE;
  return TRUE;
}

/**
 * portunus_stream_reader_is_finished:
 * @self: a reader
 *
 * Returns: whether the last record came
 */
gboolean
portunus_stream_reader_is_finished (PortunusStreamReader *self)
{
  return self->is_finished;
}
