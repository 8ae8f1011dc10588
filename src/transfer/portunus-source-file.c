/* portunus-source-file.c: one file being read for sending
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-source-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-name.h"
#include "portunus-plain-file.h"
#include "portunus-transfer-error.h"

#define HASH_BLOCK (256 * 1024)
#define NS_PER_S   1000000000

struct _PortunusSourceFile
{
  /* Owned */
  PortunusSourceSet *set;
  GBytes            *text;      /* instead of a descriptor */
  int                fd;        /* but for standard input */

  PortunusEntry      entry;
  struct stat        info;
  guint64            size;
  guint64            offset;
  gboolean           is_stream;
};

static void
set_error (PortunusSourceFile  *self,
           const char          *reason,
           GError             **error)
{
  g_autofree char *shown = portunus_text_for_display (self->entry.path, 300);

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE, "%s: %s", shown, reason);
}

static gint64
to_ns (const struct timespec *time)
{
  return (gint64) time->tv_sec * NS_PER_S + time->tv_nsec;
}

/* What was given at the top may be a link, see portunus_source_set_new(). */
static int
open_local (PortunusSourceFile *self,
            const char         *path)
{
  gboolean is_top_level = strchr (self->entry.path, '/') == NULL;

  /* O_NONBLOCK: a pipe that took the file's place must not hold us. */
  return is_top_level ? open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
                      : portunus_plain_file_open (AT_FDCWD, path, O_RDONLY);
}

static gboolean
open_content (PortunusSourceFile  *self,
              guint                index,
              GError             **error)
{
  g_autofree char *path = portunus_source_set_dup_local_path (self->set, index);
  GBytes *text = portunus_source_set_get_text (self->set, index);

  if (text != NULL)
    {
      self->text = g_bytes_ref (text);
      self->size = g_bytes_get_size (text);
      return TRUE;
    }
  if (path == NULL && !portunus_source_set_take_stdin (self->set))
    {
      set_error (self, "Standard input was read already", error);
      return FALSE;
    }
  if (path == NULL)
    {
      self->is_stream = TRUE;
      self->fd = STDIN_FILENO;
      self->size = PORTUNUS_SIZE_UNKNOWN;
      return TRUE;
    }

  self->fd = open_local (self, path);
  if (self->fd < 0 || fstat (self->fd, &self->info) != 0)
    set_error (self, g_strerror (errno), error);
  else if (!S_ISREG (self->info.st_mode))
    set_error (self, "It is no longer a file", error);
  else
    {
      posix_fadvise (self->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
      self->size = (guint64) self->info.st_size;
      return TRUE;
    }
  return FALSE;
}

/**
 * portunus_source_file_open:
 * @set: a set
 * @index: which of its entries, a file or a text
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE: unreadable, gone, or no longer a file
 *
 * Opens an entry for reading from its beginning, as it is now: its size and time may differ from the manifest's.
 *
 * Returns: (transfer full) (nullable): a file
 */
PortunusSourceFile *
portunus_source_file_open (PortunusSourceSet  *set,
                           guint               index,
                           GError            **error)
{
  g_autoptr (PortunusSourceFile) self = NULL;

  g_return_val_if_fail (set != NULL, NULL);

  self = g_new0 (PortunusSourceFile, 1);
  self->set = portunus_source_set_ref (set);
  self->fd = -1;
  portunus_manifest_get_entry (portunus_source_set_get_manifest (set), index, &self->entry);
  g_return_val_if_fail (self->entry.type == PORTUNUS_ENTRY_FILE || self->entry.type == PORTUNUS_ENTRY_TEXT, NULL);

  return open_content (self, index, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * portunus_source_file_open_as_offered:
 * @set: a set
 * @index: which of its entries, a file or a text
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE, as for portunus_source_file_open(), and where the file
 *   has another size or time than the manifest says
 *
 * Opens an entry for those to whom the length of it was told already.
 *
 * Returns: (transfer full) (nullable): a file
 */
PortunusSourceFile *
portunus_source_file_open_as_offered (PortunusSourceSet  *set,
                                      guint               index,
                                      GError            **error)
{
  g_autoptr (PortunusSourceFile) self = portunus_source_file_open (set, index, error);

  if (self == NULL)
    return NULL;
  if (self->size == self->entry.size
      && (self->text != NULL || portunus_source_file_get_mtime_ns (self) == self->entry.mtime_ns))
    return g_steal_pointer (&self);
  set_error (self, "It changed since it was offered", error);
  return NULL;
}

/**
 * portunus_source_file_close:
 * @self: (transfer full): a file
 */
void
portunus_source_file_close (PortunusSourceFile *self)
{
  g_return_if_fail (self != NULL);

  if (self->fd >= 0 && !self->is_stream)
    close (self->fd);
  g_clear_pointer (&self->text, g_bytes_unref);
  portunus_source_set_unref (self->set);
  g_free (self);
}

/**
 * portunus_source_file_get_size:
 * @self: a file
 *
 * Returns: bytes it had when it was opened, or %PORTUNUS_SIZE_UNKNOWN for standard input
 */
guint64
portunus_source_file_get_size (PortunusSourceFile *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

/**
 * portunus_source_file_get_mtime_ns:
 * @self: a file
 *
 * Returns: when it was changed last as of its opening, in nanoseconds since 1970; %PORTUNUS_MTIME_UNKNOWN for standard
 *   input and for texts
 */
gint64
portunus_source_file_get_mtime_ns (PortunusSourceFile *self)
{
  g_return_val_if_fail (self != NULL, PORTUNUS_MTIME_UNKNOWN);

  return self->fd < 0 || self->is_stream ? PORTUNUS_MTIME_UNKNOWN : to_ns (&self->info.st_mtim);
}

/**
 * portunus_source_file_get_offset:
 * @self: a file
 *
 * Returns: where the next read begins
 */
guint64
portunus_source_file_get_offset (PortunusSourceFile *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->offset;
}

/**
 * portunus_source_file_check_unchanged:
 * @self: a file
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE
 *
 * Whether what was read so far is of one piece: the file is as it was when it was opened, by size, times and identity.
 * Ask after the last read, before the receiver is told that the file is complete.
 *
 * Returns: %FALSE when it changed
 */
gboolean
portunus_source_file_check_unchanged (PortunusSourceFile  *self,
                                      GError             **error)
{
  struct stat now;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->fd < 0 || self->is_stream)
    return TRUE;
  if (fstat (self->fd, &now) != 0)
    {
      set_error (self, g_strerror (errno), error);
      return FALSE;
    }
  if (now.st_size == self->info.st_size && now.st_ino == self->info.st_ino && now.st_dev == self->info.st_dev
      && to_ns (&now.st_mtim) == to_ns (&self->info.st_mtim) && to_ns (&now.st_ctim) == to_ns (&self->info.st_ctim))
    return TRUE;

  set_error (self, "It changed while it was read", error);
  return FALSE;
}

static gssize
read_some (PortunusSourceFile *self,
           guint8             *buffer,
           gsize               length)
{
  ssize_t n;

  if (self->text != NULL)
    {
      memcpy (buffer, (const guint8 *) g_bytes_get_data (self->text, NULL) + self->offset, length);
      return (gssize) length;
    }

  do
    n = self->is_stream ? read (self->fd, buffer, length) : pread (self->fd, buffer, length, (off_t) self->offset);
  while (n < 0 && errno == EINTR);
  return n;
}

/**
 * portunus_source_file_read:
 * @self: a file
 * @buffer: (out caller-allocates): where to
 * @length: how much to read
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE
 *
 * Reads from the offset on. Bytes that a file gained since it was opened are not read; a file that became shorter is an
 * error.
 *
 * Returns: @length, or less at the end, or -1
 */
gssize
portunus_source_file_read (PortunusSourceFile  *self,
                           guint8              *buffer,
                           gsize                length,
                           GError             **error)
{
  gsize n_read = 0;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (buffer != NULL, -1);

  if (!self->is_stream)
    length = MIN (length, self->size - self->offset);
  while (n_read < length)
    {
      gssize n = read_some (self, buffer + n_read, length - n_read);

      if (n < 0 || (n == 0 && !self->is_stream))
        {
          set_error (self, n < 0 ? g_strerror (errno) : "It became shorter while it was read", error);
          return -1;
        }
      if (n == 0)
        break;
      n_read += (gsize) n;
      self->offset += (guint64) n;
    }
  return (gssize) n_read;
}

/**
 * portunus_source_file_seek:
 * @self: a file
 * @offset: where the next read shall begin
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE
 *
 * Returns: %FALSE beyond the end, and for standard input unless it is there already
 */
gboolean
portunus_source_file_seek (PortunusSourceFile  *self,
                           guint64              offset,
                           GError             **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->is_stream ? offset != self->offset : offset > self->size)
    {
      set_error (self, self->is_stream ? "Standard input cannot be read again" : "It has no such place", error);
      return FALSE;
    }
  self->offset = offset;
  return TRUE;
}

/**
 * portunus_source_file_hash_prefix:
 * @self: a file
 * @n_bytes: how much of it
 * @digest: (out caller-allocates): SHA-256 of its first @n_bytes
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE
 *
 * Hashes the beginning of the file and leaves the offset behind it, so that sending can go on there.
 *
 * Returns: %FALSE when there is not that much, or when standard input was read already
 */
gboolean
portunus_source_file_hash_prefix (PortunusSourceFile  *self,
                                  guint64              n_bytes,
                                  guint8               digest[PORTUNUS_HASH_SIZE],
                                  GError             **error)
{
  g_autoptr (PortunusHasher) hasher = NULL;
  g_autofree guint8 *buffer = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (n_bytes > self->size)
    {
      set_error (self, "It is shorter than what is there already", error);
      return FALSE;
    }
  if (!portunus_source_file_seek (self, 0, error))
    return FALSE;

  hasher = portunus_hasher_new ();
  buffer = g_malloc (HASH_BLOCK);
  while (self->offset < n_bytes)
    {
      gssize n = portunus_source_file_read (self, buffer, MIN (HASH_BLOCK, n_bytes - self->offset), error);

      if (n <= 0)
        {
          if (n == 0)
            set_error (self, "It ended early", error);
          return FALSE;
        }
      portunus_hasher_update (hasher, buffer, (gsize) n);
    }
  portunus_hasher_finish (hasher, digest);
  return TRUE;
}

/**
 * portunus_source_file_next_data:
 * @self: a file
 * @offset: from where to look
 *
 * Returns: @offset where there is data, else where the hole ends; the size where nothing follows
 */
guint64
portunus_source_file_next_data (PortunusSourceFile *self,
                                guint64             offset)
{
  off_t place;

  g_return_val_if_fail (self != NULL, offset);

  if (self->fd < 0 || self->is_stream)
    return offset;

  place = lseek (self->fd, (off_t) offset, SEEK_DATA);
  if (place < 0)
    return errno == ENXIO ? self->size : offset;
  return MIN ((guint64) place, self->size);
}

/**
 * portunus_source_file_next_hole:
 * @self: a file
 * @offset: from where to look
 *
 * Returns: @offset where there is a hole, else where the next one begins; the size where none follows
 */
guint64
portunus_source_file_next_hole (PortunusSourceFile *self,
                                guint64             offset)
{
  off_t place;

  g_return_val_if_fail (self != NULL, offset);

  if (self->fd < 0 || self->is_stream)
    return self->size;

  place = lseek (self->fd, (off_t) offset, SEEK_HOLE);
  return place < 0 ? self->size : MIN ((guint64) place, self->size);
}
