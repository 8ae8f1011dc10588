/* portunus-sink-file.c: one file being received
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "portunus-plain-file.h"
#include "portunus-sink-private.h"
#include "portunus-transfer-error.h"

#define MAX_PARTS  10
#define ZERO_BLOCK (64 * 1024)

/* The disk begins with so much at a time, else it would begin when the file is whole and somebody waits for it. */
#define PUT_OUT_BYTES (8 * 1024 * 1024)

void
_portunus_sink_file_free (PortunusSinkFile *self)
{
  if (self->fd >= 0 && self->part_path != NULL)
    close (self->fd);
  g_free (self->path);
  g_free (self->part_path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSinkFile, _portunus_sink_file_free)

static void
set_error (PortunusSinkFile  *self,
           int                number,
           GError           **error)
{
  _portunus_sink_set_error (error, self->entry.path, number);
}

static int
create_part (PortunusSinkFile *self,
             int               parent)
{
  const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const char *slash = strrchr (self->path, '/');
  int n_folder = slash != NULL ? (int) (slash + 1 - self->path) : 0;

  for (guint i = 0; i < MAX_PARTS; i++)
    {
      char name[64];
      int fd;

      if (i == 0)
        g_snprintf (name, sizeof name, PORTUNUS_PART_PREFIX "%s-%u" PORTUNUS_PART_SUFFIX, self->sink->tag, self->index);
      else
        g_snprintf (name, sizeof name, PORTUNUS_PART_PREFIX "%s-%u-%u" PORTUNUS_PART_SUFFIX, self->sink->tag,
                    self->index, i);

      fd = openat (parent, name, flags, 0600);
      if (fd < 0 && errno != EEXIST)
        return -1;
      /* A run that could not note it left it. */
      if (fd < 0 && _portunus_sink_remove_own_part (parent, name))
        fd = openat (parent, name, flags, 0600);
      if (fd >= 0)
        {
          _portunus_sink_lock_part (fd);
          self->part_path = g_strdup_printf ("%.*s%s", n_folder, self->path, name);
          return fd;
        }
    }
  errno = EEXIST;
  return -1;
}

static int
reopen_part (PortunusSinkFile *self,
             const char       *part_path,
             guint64           offset)
{
  struct stat info;
  const char *name;
  int parent = portunus_sink_place_open_parent (self->sink->place, part_path, FALSE, &name);
  int fd;
  int problem = 0;

  if (parent < 0)
    return -1;
  fd = portunus_plain_file_open (parent, name, O_RDWR);
  if (fd < 0)
    return -1;

  if (fstat (fd, &info) != 0)
    problem = errno;
  else if (!_portunus_sink_is_part_name (name) || !_portunus_sink_is_own_part (&info)
           || (guint64) info.st_size < offset)
    problem = ESTALE;
  else if (!_portunus_sink_lock_part (fd))
    problem = EBUSY;
  else if ((guint64) info.st_size > offset && ftruncate (fd, (off_t) offset) != 0)
    problem = errno;

  if (problem != 0)
    {
      close (fd);
      errno = problem;
      return -1;
    }
  self->part_path = g_strdup (part_path);
  self->offset = self->n_put_out = offset;
  return fd;
}

/**
 * portunus_sink_file_open:
 * @sink: a sink with a plan
 * @index: an entry to be written, or to be compared, of which an earlier run may have left a part file
 * @part_path: (nullable): a part file that an earlier run left
 * @offset: how much of @part_path to keep; 0 without one
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION or %PORTUNUS_TRANSFER_ERROR_DISK_FULL
 *
 * Begins a file, or goes on with one: @part_path must be a regular file of ours with no other name and at least @offset
 * bytes.
 *
 * Returns: (transfer full) (nullable): a file; end it with portunus_sink_file_finish() or portunus_sink_file_abandon()
 */
PortunusSinkFile *
portunus_sink_file_open (PortunusSink  *sink,
                         guint          index,
                         const char    *part_path,
                         guint64        offset,
                         GError       **error)
{
  g_autoptr (PortunusSinkFile) self = NULL;
  const char *name;
  int parent;

  g_return_val_if_fail (sink != NULL && sink->manifest != NULL, NULL);
  g_return_val_if_fail (sink->actions[index] != PORTUNUS_SINK_IGNORE, NULL);
  g_return_val_if_fail (sink->actions[index] != PORTUNUS_SINK_SKIP, NULL);
  g_return_val_if_fail (part_path != NULL || offset == 0, NULL);

  self = g_new0 (PortunusSinkFile, 1);
  self->sink = sink;
  self->index = index;
  portunus_manifest_get_entry (sink->manifest, index, &self->entry);
  g_return_val_if_fail (self->entry.type == PORTUNUS_ENTRY_FILE, NULL);

  if (sink->place == NULL)
    {
      self->fd = STDOUT_FILENO;
      return g_steal_pointer (&self);
    }

  self->path = portunus_sink_dup_path (sink, index);
  parent = portunus_sink_place_open_parent (sink->place, self->path, TRUE, &name);
  if (parent < 0)
    self->fd = -1;
  else
    self->fd = part_path != NULL ? reopen_part (self, part_path, offset) : create_part (self, parent);
  if (self->fd < 0)
    {
      set_error (self, errno, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * portunus_sink_file_get_part_path:
 * @self: a file
 *
 * Returns: (transfer none) (nullable): where the content is meanwhile, relative to the folder; %NULL for a stream
 */
const char *
portunus_sink_file_get_part_path (PortunusSinkFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->part_path;
}

/**
 * portunus_sink_file_get_offset:
 * @self: a file
 *
 * Returns: how many bytes it has: where the next write goes
 */
guint64
portunus_sink_file_get_offset (PortunusSinkFile *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->offset;
}

/**
 * portunus_sink_file_expect:
 * @self: a file
 * @size: how many bytes it will have, or %PORTUNUS_SIZE_UNKNOWN
 * @mtime_ns: when it was changed last, or %PORTUNUS_MTIME_UNKNOWN
 *
 * Replaces what the manifest says: the sender's file may have changed since it was offered.
 */
void
portunus_sink_file_expect (PortunusSinkFile *self,
                           guint64           size,
                           gint64            mtime_ns)
{
  g_return_if_fail (self != NULL);

  self->entry.size = size;
  self->entry.mtime_ns = mtime_ns;
}

static gboolean
check_room (PortunusSinkFile  *self,
            guint64            length,
            GError           **error)
{
  guint64 limit = self->entry.size != PORTUNUS_SIZE_UNKNOWN ? self->entry.size : PORTUNUS_SIZE_MAX;

  if (length <= limit && self->offset <= limit - length)
    return TRUE;

  g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                       "A file has more bytes than were announced");
  return FALSE;
}

/* What goes wrong here is told by the fsync() at the end. */
static void
put_out (PortunusSinkFile *self)
{
  guint64 n_ready = self->offset - MIN (self->n_put_out, self->offset);

  if (self->part_path == NULL || n_ready < PUT_OUT_BYTES)
    return;
  sync_file_range (self->fd, (off_t) self->n_put_out, (off_t) n_ready, SYNC_FILE_RANGE_WRITE);
  self->n_put_out = self->offset;
}

/**
 * portunus_sink_file_write:
 * @self: a file
 * @data: (array length=length): bytes
 * @length: how many
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DISK_FULL, %PORTUNUS_TRANSFER_ERROR_DESTINATION, or
 *   %PORTUNUS_TRANSFER_ERROR_PROTOCOL when there are more than were announced
 *
 * Appends bytes. After an error the offset tells how much of them is there.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_sink_file_write (PortunusSinkFile  *self,
                          const guint8      *data,
                          gsize              length,
                          GError           **error)
{
  gsize n_written = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_room (self, length, error))
    return FALSE;
  while (n_written < length)
    {
      ssize_t n = self->part_path != NULL
                  ? pwrite (self->fd, data + n_written, length - n_written, (off_t) self->offset)
                  : write (self->fd, data + n_written, length - n_written);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          set_error (self, n < 0 ? errno : EIO, error);
          return FALSE;
        }
      n_written += (gsize) n;
      self->offset += (guint64) n;
    }
  put_out (self);
  return TRUE;
}

static gboolean
write_zeros (PortunusSinkFile  *self,
             guint64            length,
             GError           **error)
{
  g_autofree guint8 *zeros = g_malloc0 (ZERO_BLOCK);

  while (length > 0)
    {
      gsize n = (gsize) MIN (length, ZERO_BLOCK);

      if (!portunus_sink_file_write (self, zeros, n, error))
        return FALSE;
      length -= n;
    }
  return TRUE;
}

/**
 * portunus_sink_file_write_hole:
 * @self: a file
 * @length: how many zero bytes
 * @error: as for portunus_sink_file_write()
 *
 * Appends zeros that take no room on the disk, where the file system can do that. A stream gets them one by one.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_sink_file_write_hole (PortunusSinkFile  *self,
                               guint64            length,
                               GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_room (self, length, error))
    return FALSE;
  if (self->part_path == NULL)
    return write_zeros (self, length, error);

  /* At once and not at the end, so that the part file is never shorter than what the journal says. */
  if (ftruncate (self->fd, (off_t) (self->offset + length)) != 0)
    {
      set_error (self, errno, error);
      return FALSE;
    }
  self->offset += length;
  return TRUE;
}

/**
 * portunus_sink_file_truncate:
 * @self: a file
 * @offset: how many bytes to keep, not more than there are
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION
 *
 * Returns: %FALSE on error, and for a stream, which cannot take back what it wrote
 */
gboolean
portunus_sink_file_truncate (PortunusSinkFile  *self,
                             guint64            offset,
                             GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (offset <= self->offset, FALSE);

  if (offset == self->offset)
    return TRUE;
  if (self->part_path == NULL || ftruncate (self->fd, (off_t) offset) != 0)
    {
      set_error (self, self->part_path == NULL ? ESPIPE : errno, error);
      return FALSE;
    }
  self->offset = offset;
  self->n_put_out = MIN (self->n_put_out, offset);
  return TRUE;
}

/**
 * portunus_sink_file_hash_prefix:
 * @self: a file
 * @n_bytes: how much of it
 * @digest: (out caller-allocates): SHA-256 of its first @n_bytes
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION
 *
 * Returns: %FALSE when there is not that much, and for a stream
 */
gboolean
portunus_sink_file_hash_prefix (PortunusSinkFile  *self,
                                guint64            n_bytes,
                                guint8             digest[PORTUNUS_HASH_SIZE],
                                GError           **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->part_path == NULL || n_bytes > self->offset)
    {
      set_error (self, ENODATA, error);
      return FALSE;
    }
  return _portunus_sink_hash_descriptor (self->fd, self->entry.path, n_bytes, digest, error);
}

/**
 * portunus_sink_file_abandon:
 * @self: (transfer full): a file
 * @keep_part: whether the part file stays for another attempt
 */
void
portunus_sink_file_abandon (PortunusSinkFile *self,
                            gboolean          keep_part)
{
  g_autoptr (PortunusSinkFile) file = self;
  const char *name;
  int parent;

  g_return_if_fail (self != NULL);

  if (keep_part || file->part_path == NULL)
    return;
  parent = portunus_sink_place_open_parent (file->sink->place, file->part_path, FALSE, &name);
  if (parent >= 0)
    unlinkat (parent, name, 0);
}
