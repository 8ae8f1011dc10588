/* portunus-handout-reader.c: reads a stretch of what may be fetched
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handout-private.h"

#include "portunus-source-file.h"
#include "portunus-transfer-error.h"

struct _PortunusHandoutReader
{
  /* Owned */
  PortunusHandout       *handout;
  PortunusArchiveReader *archive;
  PortunusSourceFile    *file;

  guint                  index;
  guint64                size;
  guint64                offset;
  guint64                end;
};

/**
 * portunus_handout_reader_new:
 * @handout: a handout
 * @part: one of its parts
 * @start: where to begin
 * @end: the byte behind the last
 *
 * Returns: (transfer full): a reader
 */
PortunusHandoutReader *
portunus_handout_reader_new (PortunusHandout           *handout,
                             const PortunusHandoutPart *part,
                             guint64                    start,
                             guint64                    end)
{
  PortunusHandoutReader *self;

  g_return_val_if_fail (start <= end && end <= part->size, NULL);

  self = g_new0 (PortunusHandoutReader, 1);
  self->handout = g_object_ref (handout);
  self->index = part->index;
  self->size = part->size;
  self->offset = start;
  self->end = end;
  return self;
}

/**
 * portunus_handout_reader_free:
 * @self: (transfer full): a reader
 */
void
portunus_handout_reader_free (PortunusHandoutReader *self)
{
  g_clear_pointer (&self->archive, portunus_archive_reader_free);
  g_clear_pointer (&self->file, portunus_source_file_close);
  g_object_unref (self->handout);
  g_free (self);
}

static gboolean
open_part (PortunusHandoutReader  *self,
           GError                **error)
{
  if (self->archive != NULL || self->file != NULL)
    return TRUE;
  if (self->index == PORTUNUS_HANDOUT_ALL)
    {
      self->archive = portunus_archive_reader_new (_portunus_handout_get_archive (self->handout), self->offset);
      return portunus_archive_reader_check (self->archive, self->end, error);
    }
  self->file = portunus_source_file_open_as_offered (_portunus_handout_get_sources (self->handout), self->index, error);
  return self->file != NULL && portunus_source_file_seek (self->file, self->offset, error);
}

/**
 * portunus_handout_reader_read:
 * @self: a reader
 * @max_bytes: how much at most
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE: a file changed since it was offered, or cannot be read
 *
 * The first call looks at every file that is to be read, so that it fails where one has changed already.
 *
 * Returns: (transfer full) (nullable): what comes next; empty at the end, and where it takes more calls to have it
 */
GBytes *
portunus_handout_reader_read (PortunusHandoutReader  *self,
                              gsize                   max_bytes,
                              GError                **error)
{
  gsize length = MIN (max_bytes, self->end - self->offset);
  g_autofree guint8 *buffer = NULL;
  gssize n;

  if (portunus_handout_is_over (self->handout))
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                           "What was shared is shared no longer");
      return NULL;
    }
  if (!open_part (self, error))
    return NULL;
  buffer = g_malloc (MAX (length, 1));
  n = self->archive != NULL ? portunus_archive_reader_read (self->archive, buffer, length, error)
                            : portunus_source_file_read (self->file, buffer, length, error);
  /* Before the client gets the last of it, so that nobody takes a mixture for the file. */
  if (n < 0 || (self->file != NULL && self->offset + n == self->end
                && !portunus_source_file_check_unchanged (self->file, error)))
    return NULL;
  self->offset += n;
  return g_bytes_new_take (g_steal_pointer (&buffer), n);
}

/**
 * portunus_handout_reader_get_culprit:
 * @self: a reader that gave %PORTUNUS_TRANSFER_ERROR_SOURCE
 *
 * Returns: the index of the entry that it is about
 */
guint
portunus_handout_reader_get_culprit (PortunusHandoutReader *self)
{
  return self->archive != NULL ? portunus_archive_reader_get_culprit (self->archive) : self->index;
}
