/* portunus-archive-reader.c: reads a stretch of an archive
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-archive-private.h"

#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "portunus-source-file.h"

#define CRC_BLOCK (256 * 1024)

struct _PortunusArchiveReader
{
  /* Owned */
  PortunusArchive    *archive;
  PortunusSourceFile *file;

  guint64             offset;
  guint               file_position;  /* of the item whose content @file is */
  gboolean            has_crc;        /* whether it was read from its beginning */
  guint32             crc;
};

/**
 * portunus_archive_reader_new:
 * @archive: an archive
 * @offset: where to begin, in bytes
 *
 * Returns: (transfer full): a reader
 */
PortunusArchiveReader *
portunus_archive_reader_new (PortunusArchive *archive,
                             guint64          offset)
{
  PortunusArchiveReader *self = g_new0 (PortunusArchiveReader, 1);

  self->archive = portunus_archive_ref (archive);
  self->offset = offset;
  return self;
}

/**
 * portunus_archive_reader_free:
 * @self: (transfer full): a reader
 */
void
portunus_archive_reader_free (PortunusArchiveReader *self)
{
  g_clear_pointer (&self->file, portunus_source_file_close);
  portunus_archive_unref (self->archive);
  g_free (self);
}

static const PortunusArchiveItem *
get_item (PortunusArchiveReader *self,
          guint                  position)
{
  return &g_array_index (self->archive->items, PortunusArchiveItem, position);
}

/* The last item that begins at or before the offset. */
static guint
find_item (PortunusArchiveReader *self,
           gboolean               is_central)
{
  guint low = 0;
  guint high = self->archive->items->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;
      const PortunusArchiveItem *item = get_item (self, middle);

      if ((is_central ? item->central_offset : item->local_offset) <= self->offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static gssize
give_record (PortunusArchiveReader *self,
             GByteArray            *record,
             guint64                record_offset,
             guint8                *buffer,
             gsize                  length)
{
  gsize start = self->offset - record_offset;
  gsize n = MIN (length, record->len - start);

  memcpy (buffer, record->data + start, n);
  self->offset += n;
  return n;
}

static guint32
get_crc_of_zeros (guint64 length)
{
  static const guint8 zero = 0;
  guint32 half;

  if (length <= 1)
    return crc32_z (0, &zero, length);
  half = get_crc_of_zeros (length / 2);
  half = crc32_combine (half, half, length / 2);
  return length % 2 == 0 ? half : crc32_z (half, &zero, 1);
}

/* Holes take no time, however large they are. */
static gboolean
read_crc (PortunusSourceFile  *file,
          guint32             *crc,
          GError             **error)
{
  g_autofree guint8 *buffer = g_malloc (CRC_BLOCK);
  guint64 size = portunus_source_file_get_size (file);
  guint64 offset = 0;

  *crc = 0;
  while (offset < size)
    {
      guint64 data = portunus_source_file_next_data (file, offset);
      gssize n;

      *crc = crc32_combine (*crc, get_crc_of_zeros (data - offset), data - offset);
      if (!portunus_source_file_seek (file, data, error))
        return FALSE;
      n = portunus_source_file_read (file, buffer, CRC_BLOCK, error);
      if (n < 0)
        return FALSE;
      *crc = crc32_z (*crc, buffer, n);
      offset = data + n;
    }
  return TRUE;
}

/* Those who fetch a part never made us read what lies before it. */
static gboolean
compute_crc (PortunusArchiveReader  *self,
             guint                   position,
             guint32                *crc,
             GError                **error)
{
  g_autoptr (PortunusSourceFile) file = NULL;

  if (S_ISDIR (get_item (self, position)->mode))
    {
      *crc = 0;
      return TRUE;
    }
  if (_portunus_archive_get_crc (self->archive, position, crc))
    return TRUE;
  file = portunus_source_file_open_as_offered (self->archive->sources, get_item (self, position)->index, error);
  if (file == NULL || !read_crc (file, crc, error) || !portunus_source_file_check_unchanged (file, error))
    return FALSE;
  _portunus_archive_set_crc (self->archive, position, *crc);
  return TRUE;
}

static gboolean
open_content (PortunusArchiveReader  *self,
              guint                   position,
              guint64                 offset,
              GError                **error)
{
  if (self->file != NULL && self->file_position == position && portunus_source_file_get_offset (self->file) == offset)
    return TRUE;
  g_clear_pointer (&self->file, portunus_source_file_close);
  self->file = portunus_source_file_open_as_offered (self->archive->sources, get_item (self, position)->index, error);
  self->file_position = position;
  self->has_crc = offset == 0;
  self->crc = 0;
  return self->file != NULL && portunus_source_file_seek (self->file, offset, error);
}

static gboolean
close_content (PortunusArchiveReader  *self,
               GError                **error)
{
  if (!portunus_source_file_check_unchanged (self->file, error))
    return FALSE;
  if (self->has_crc)
    _portunus_archive_set_crc (self->archive, self->file_position, self->crc);
  g_clear_pointer (&self->file, portunus_source_file_close);
  return TRUE;
}

static gssize
read_content (PortunusArchiveReader  *self,
              guint                   position,
              guint64                 offset,
              guint8                 *buffer,
              gsize                   length,
              GError                **error)
{
  gssize n;

  if (!open_content (self, position, offset, error))
    return -1;
  n = portunus_source_file_read (self->file, buffer, length, error);
  if (n < 0)
    return -1;
  if (self->has_crc)
    self->crc = crc32_z (self->crc, buffer, n);
  self->offset += n;
  if (offset + n == get_item (self, position)->size && !close_content (self, error))
    return -1;
  return n;
}

static gssize
read_local (PortunusArchiveReader  *self,
            guint8                 *buffer,
            gsize                   length,
            GError                **error)
{
  guint position = find_item (self, FALSE);
  const PortunusArchiveItem *item = get_item (self, position);
  g_autoptr (GByteArray) header = _portunus_archive_make_local (item);
  g_autoptr (GByteArray) descriptor = NULL;
  guint64 content_offset = item->local_offset + header->len;
  guint32 crc;

  if (self->offset < content_offset)
    return give_record (self, header, item->local_offset, buffer, length);
  if (self->offset < content_offset + item->size)
    return read_content (self, position, self->offset - content_offset, buffer, length, error);
  if (!compute_crc (self, position, &crc, error))
    return -1;
  descriptor = _portunus_archive_make_descriptor (item, crc);
  return give_record (self, descriptor, content_offset + item->size, buffer, length);
}

static gssize
read_central (PortunusArchiveReader  *self,
              guint8                 *buffer,
              gsize                   length,
              GError                **error)
{
  guint position = find_item (self, TRUE);
  g_autoptr (GByteArray) record = NULL;
  guint32 crc;

  if (!compute_crc (self, position, &crc, error))
    return -1;
  record = _portunus_archive_make_central (get_item (self, position), crc);
  return give_record (self, record, get_item (self, position)->central_offset, buffer, length);
}

static gssize
read_some (PortunusArchiveReader  *self,
           guint8                 *buffer,
           gsize                   length,
           GError                **error)
{
  g_autoptr (GByteArray) end = NULL;

  if (self->offset < self->archive->directory_offset)
    return read_local (self, buffer, length, error);
  if (self->offset < self->archive->end_offset)
    return read_central (self, buffer, length, error);
  end = _portunus_archive_make_end (self->archive);
  return give_record (self, end, self->archive->end_offset, buffer, length);
}

/**
 * portunus_archive_reader_read:
 * @self: a reader
 * @buffer: (out caller-allocates): where to
 * @length: how much, no more than there is
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE: a file changed since it was offered, or cannot be read
 *
 * Returns: @length, or -1
 */
gssize
portunus_archive_reader_read (PortunusArchiveReader  *self,
                              guint8                 *buffer,
                              gsize                   length,
                              GError                **error)
{
  gsize n_read = 0;

  g_return_val_if_fail (self->offset + length <= self->archive->size, -1);

  while (n_read < length)
    {
      gssize n = read_some (self, buffer + n_read, length - n_read, error);

      if (n < 0)
        return -1;
      n_read += n;
    }
  return n_read;
}
