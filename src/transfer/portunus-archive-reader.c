/* portunus-archive-reader.c: reads a stretch of an archive
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-archive-private.h"

#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "portunus-source-file.h"

#define CRC_BLOCK (256 * 1024)
/* Whoever fetches the end alone makes us read all of it first; others have their turn meanwhile. */
#define MAX_CRC_BYTES_PER_CALL (16 * 1024 * 1024)

struct _PortunusArchiveReader
{
  /* Owned */
  PortunusArchive    *archive;
  PortunusSourceFile *file;

  guint64             offset;
  guint               file_position;  /* of the item whose content @file is */
  gboolean            has_crc;        /* whether it was read from its beginning */
  guint32             crc;

  /* A file that is read for its checksum alone. */
  PortunusSourceFile *summed;
  guint               summed_position;
  guint64             summed_offset;
  guint32             sum;

  guint               culprit;        /* index of the file that was looked at last */
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
  g_clear_pointer (&self->summed, portunus_source_file_close);
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

static PortunusSourceFile *
open_item (PortunusArchiveReader  *self,
           guint                   position,
           GError                **error)
{
  return portunus_source_file_open_as_offered (self->archive->sources, get_item (self, position)->index, error);
}

static gboolean
open_summed (PortunusArchiveReader  *self,
             guint                   position,
             GError                **error)
{
  if (self->summed != NULL && self->summed_position == position)
    return TRUE;
  g_clear_pointer (&self->summed, portunus_source_file_close);
  self->summed = open_item (self, position, error);
  self->summed_position = position;
  self->summed_offset = 0;
  self->sum = 0;
  return self->summed != NULL;
}

/* Holes take no time, however large they are. */
static gboolean
sum_up (PortunusArchiveReader  *self,
        GError                **error)
{
  g_autofree guint8 *buffer = g_malloc (CRC_BLOCK);
  guint64 size = portunus_source_file_get_size (self->summed);

  for (gsize n_read = 0; self->summed_offset < size && n_read < MAX_CRC_BYTES_PER_CALL;)
    {
      guint64 data = portunus_source_file_next_data (self->summed, self->summed_offset);
      guint64 n_skipped = data - self->summed_offset;
      gssize n;

      self->sum = crc32_combine (self->sum, get_crc_of_zeros (n_skipped), n_skipped);
      if (!portunus_source_file_seek (self->summed, data, error))
        return FALSE;
      n = portunus_source_file_read (self->summed, buffer, CRC_BLOCK, error);
      if (n < 0)
        return FALSE;
      self->sum = crc32_z (self->sum, buffer, n);
      self->summed_offset = data + n;
      n_read += n;
    }
  return TRUE;
}

/* Those who fetch a part never made us read what lies before it. Gives 1 with the checksum, 0 where more has to be read
 * for it in another call, -1 with an error. */
static int
compute_crc (PortunusArchiveReader  *self,
             guint                   position,
             guint32                *crc,
             GError                **error)
{
  *crc = 0;
  if (S_ISDIR (get_item (self, position)->mode) || _portunus_archive_get_crc (self->archive, position, crc))
    return 1;
  self->culprit = get_item (self, position)->index;
  if (!open_summed (self, position, error) || !sum_up (self, error))
    return -1;
  if (self->summed_offset < portunus_source_file_get_size (self->summed))
    return 0;
  if (!portunus_source_file_check_unchanged (self->summed, error))
    return -1;
  *crc = self->sum;
  _portunus_archive_set_crc (self->archive, position, *crc);
  g_clear_pointer (&self->summed, portunus_source_file_close);
  return 1;
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
  self->file = open_item (self, position, error);
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

  self->culprit = get_item (self, position)->index;
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
  int is_known;

  if (self->offset < content_offset)
    return give_record (self, header, item->local_offset, buffer, length);
  if (self->offset < content_offset + item->size)
    return read_content (self, position, self->offset - content_offset, buffer, length, error);
  is_known = compute_crc (self, position, &crc, error);
  if (is_known <= 0)
    return is_known;
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
  int is_known = compute_crc (self, position, &crc, error);

  if (is_known <= 0)
    return is_known;
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
 * Returns: @length; less, perhaps 0, where much had to be read that is not part of it: the next call goes on; or -1
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
      if (n == 0)
        break;
      n_read += n;
    }
  return n_read;
}

/**
 * portunus_archive_reader_check:
 * @self: a reader from which nothing was read
 * @end: the byte behind the last that will be
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE, as for portunus_archive_reader_read()
 *
 * Looks at each file that will be read, so that a client hears of a change before the first byte.
 *
 * Returns: %FALSE where one of them changed, or cannot be read
 */
gboolean
portunus_archive_reader_check (PortunusArchiveReader  *self,
                               guint64                 end,
                               GError                **error)
{
  for (guint i = find_item (self, FALSE); i < self->archive->items->len && get_item (self, i)->local_offset < end; i++)
    {
      g_autoptr (PortunusSourceFile) file = NULL;

      if (S_ISDIR (get_item (self, i)->mode))
        continue;
      self->culprit = get_item (self, i)->index;
      file = open_item (self, i, error);
      if (file == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * portunus_archive_reader_get_culprit:
 * @self: a reader that gave an error
 *
 * Returns: the index of the entry that it is about
 */
guint
portunus_archive_reader_get_culprit (PortunusArchiveReader *self)
{
  return self->culprit;
}
