/* portunus-sink-part.c: what a file is written to until it is whole, and what is left of one that never was
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "portunus-plain-file.h"
#include "portunus-sink-private.h"

gboolean
_portunus_sink_is_part_name (const char *name)
{
  return g_str_has_prefix (name, PORTUNUS_PART_PREFIX) && g_str_has_suffix (name, PORTUNUS_PART_SUFFIX);
}

gboolean
_portunus_sink_is_own_part (const struct stat *info)
{
  return S_ISREG (info->st_mode) && info->st_nlink == 1 && info->st_uid == geteuid ();
}

/* FALSE when another transfer, in this process or another one, is writing it. The document portal's file system knows
 * no locks; two runs of one transfer would write the same there. */
gboolean
_portunus_sink_lock_part (int fd)
{
  return flock (fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/* Only what has the name, the owner and the single link of one of ours, and is not being written. */
gboolean
_portunus_sink_remove_own_part (int         parent,
                                const char *name)
{
  struct stat info;
  gboolean is_removed;
  int fd;

  if (!_portunus_sink_is_part_name (name))
    return FALSE;
  fd = portunus_plain_file_open (parent, name, O_RDONLY);
  if (fd < 0)
    return FALSE;
  is_removed = fstat (fd, &info) == 0 && _portunus_sink_is_own_part (&info) && _portunus_sink_lock_part (fd)
               && unlinkat (parent, name, 0) == 0;
  close (fd);
  return is_removed;
}

/**
 * portunus_sink_remove_part:
 * @directory: (type filename): a destination
 * @part_path: what portunus_sink_file_get_part_path() gave
 *
 * Removes what an interrupted transfer left. A file that does not have the name, the owner and the single link of one
 * of ours is left alone, and so is one that is being written.
 *
 * Returns: whether there was one
 */
gboolean
portunus_sink_remove_part (const char *directory,
                           const char *part_path)
{
  g_autoptr (PortunusSinkPlace) place = NULL;
  const char *name;
  int parent;

  g_return_val_if_fail (directory != NULL, FALSE);
  g_return_val_if_fail (part_path != NULL, FALSE);

  place = portunus_sink_place_open (directory);
  if (place == NULL)
    return FALSE;
  parent = portunus_sink_place_open_parent (place, part_path, FALSE, &name);
  return parent >= 0 && _portunus_sink_remove_own_part (parent, name);
}
