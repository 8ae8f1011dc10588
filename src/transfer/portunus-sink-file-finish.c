/* portunus-sink-file-finish.c: gives a received file its attributes and its name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "portunus-sink-private.h"
#include "portunus-transfer-error.h"

/* Smaller files are not worth waiting for the disk one by one: the sink waits once at its end. */
#define SYNC_FROM_BYTES (1024 * 1024)
#define MAX_NUMBER      10000

typedef struct
{
  int         from_folder;
  const char *from;
  int         to_folder;
  const char *to;
} Move;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSinkFile, _portunus_sink_file_free)

/* 0, or errno. */
static int
set_attributes (PortunusSinkFile *self)
{
  struct timespec times[2] = { { 0, UTIME_OMIT }, { 0, UTIME_OMIT } };
  guint mode = self->entry.mode != PORTUNUS_MODE_UNKNOWN ? self->entry.mode : 0666;

  mode = ((mode & 0777) | S_IRUSR | S_IWUSR) & ~portunus_sink_place_get_umask (self->sink->place);
  /* File systems without permissions refuse; the content is what matters. */
  if (fchmod (self->fd, mode) != 0 && errno != EPERM && errno != EOPNOTSUPP)
    return errno;
  if (self->entry.mtime_ns != PORTUNUS_MTIME_UNKNOWN)
    {
      times[1] = _portunus_sink_to_timespec (self->entry.mtime_ns);
      if (futimens (self->fd, times) != 0 && errno != EPERM && errno != EINVAL)
        return errno;
    }
  if (self->offset >= SYNC_FROM_BYTES || self->sink->actions[self->index] == PORTUNUS_SINK_REPLACE)
    return fsync (self->fd) == 0 ? 0 : errno;
  return 0;
}

/* 0, EEXIST, or another errno. */
static int
move_without_replacing (const Move *move)
{
  struct stat info;

  if (renameat2 (move->from_folder, move->from, move->to_folder, move->to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;

  if (linkat (move->from_folder, move->from, move->to_folder, move->to, 0) == 0)
    return unlinkat (move->from_folder, move->from, 0) == 0 ? 0 : errno;
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS)
    return errno;

  /* Neither is known here, as on FAT over FUSE: what is left has a gap that only ourselves could fall into. */
  if (fstatat (move->to_folder, move->to, &info, AT_SYMLINK_NOFOLLOW) == 0)
    return EEXIST;
  return renameat (move->from_folder, move->from, move->to_folder, move->to) == 0 ? 0 : errno;
}

static gboolean
may_replace (PortunusSinkFile *self,
             const Move       *move)
{
  struct stat info;

  return self->sink->actions[self->index] == PORTUNUS_SINK_REPLACE
         && fstatat (move->to_folder, move->to, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG (info.st_mode);
}

/* 0, or errno; self->path becomes the name it got. */
static int
move_to_place (PortunusSinkFile *self)
{
  g_autofree char *wish = g_strdup (self->path);
  Move move;
  int problem;

  move.to_folder = portunus_sink_place_open_parent (self->sink->place, self->path, TRUE, &move.to);
  if (move.to_folder < 0)
    return errno;
  move.from_folder = portunus_sink_place_open_parent (self->sink->place, self->part_path, FALSE, &move.from);
  if (move.from_folder < 0)
    return errno;

  if (may_replace (self, &move))
    return renameat (move.from_folder, move.from, move.to_folder, move.to) == 0 ? 0 : errno;

  problem = move_without_replacing (&move);
  for (guint i = 1; problem == EEXIST && i < MAX_NUMBER; i++)
    {
      g_free (self->path);
      self->path = _portunus_sink_number_path (wish, i);
      move.to = strrchr (self->path, '/') != NULL ? strrchr (self->path, '/') + 1 : self->path;
      problem = move_without_replacing (&move);
    }
  return problem;
}

/**
 * portunus_sink_file_finish:
 * @self: (transfer full): a file to which all was written
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION, %PORTUNUS_TRANSFER_ERROR_DISK_FULL, or
 *   %PORTUNUS_TRANSFER_ERROR_PROTOCOL when it has not the size that was announced
 *
 * Gives the file its attributes and its name. If the name was taken meanwhile it gets a numbered one. On error the part
 * file stays.
 *
 * Returns: (transfer full) (nullable): where it is, relative to the folder; "-" for a stream
 */
char *
portunus_sink_file_finish (PortunusSinkFile  *self,
                           GError           **error)
{
  g_autoptr (PortunusSinkFile) file = self;
  int problem;

  g_return_val_if_fail (self != NULL, NULL);

  if (file->entry.size != PORTUNUS_SIZE_UNKNOWN && file->offset != file->entry.size)
    {
      g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                           "A file has fewer bytes than were announced");
      return NULL;
    }
  if (file->part_path == NULL)
    return g_strdup ("-");

  problem = set_attributes (file);
  if (problem == 0 && close (g_steal_fd (&file->fd)) != 0)
    problem = errno;
  if (problem == 0)
    problem = move_to_place (file);
  if (problem != 0)
    {
      _portunus_sink_set_error (error, file->entry.path, problem);
      return NULL;
    }
  return g_steal_pointer (&file->path);
}
