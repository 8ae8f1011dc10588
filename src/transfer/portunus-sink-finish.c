/* portunus-sink-finish.c: what a transfer makes after its last file: links, folders and their attributes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "portunus-name.h"

#define MAX_NUMBER 10000

static gboolean
has_target (int         parent,
            const char *name,
            const char *target)
{
  char found[PORTUNUS_PATH_MAX_BYTES + 1];
  ssize_t length = readlinkat (parent, name, found, sizeof found);

  return length == (ssize_t) strlen (target) && memcmp (found, target, length) == 0;
}

/* 0, or errno; @path is replaced by the one that was free. */
static int
make_link (PortunusSink        *self,
           const PortunusEntry *entry,
           char               **path)
{
  g_autofree char *wish = g_strdup (*path);
  struct timespec times[2] = { { 0, UTIME_OMIT }, { 0, UTIME_OMIT } };
  const char *name;
  int parent = portunus_sink_place_open_parent (self->place, *path, TRUE, &name);

  for (guint i = 1; parent >= 0 && symlinkat (entry->target, parent, name) != 0; i++)
    {
      if (errno != EEXIST || i >= MAX_NUMBER)
        return errno;
      if (has_target (parent, name, entry->target))
        return 0;
      g_free (*path);
      *path = _portunus_sink_number_path (wish, i);
      name = strrchr (*path, '/') != NULL ? strrchr (*path, '/') + 1 : *path;
    }
  if (parent < 0)
    return errno;

  if (entry->mtime_ns != PORTUNUS_MTIME_UNKNOWN)
    {
      times[1] = _portunus_sink_to_timespec (entry->mtime_ns);
      utimensat (parent, name, times, AT_SYMLINK_NOFOLLOW);
    }
  return 0;
}

static int
make_entry (PortunusSink        *self,
            guint                index,
            const PortunusEntry *entry,
            char               **path)
{
  *path = portunus_sink_dup_path (self, index);
  if (entry->type == PORTUNUS_ENTRY_DIRECTORY)
    return portunus_sink_place_open_folder (self->place, *path, TRUE) >= 0 ? 0 : errno;

  /* The list was checked when it came; where a link goes may have another name now, though not another depth. */
  if (!portunus_symlink_target_is_inside (*path, entry->target))
    return EPERM;
  return make_link (self, entry, path);
}

/* Folders that were there before keep their attributes. */
static gboolean
is_ours (PortunusSink *self,
         const char   *manifest_path,
         const char   *path)
{
  PortunusPlannedFolder *folder = g_hash_table_lookup (self->folders, manifest_path);

  return portunus_sink_place_has_made (self->place, path)
         || (self->policy == PORTUNUS_CONFLICT_RENAME && folder != NULL && folder->is_restored);
}

static int
set_attributes (PortunusSink        *self,
                const PortunusEntry *entry,
                const char          *path)
{
  struct timespec times[2] = { { 0, UTIME_OMIT }, { 0, UTIME_OMIT } };
  int fd = portunus_sink_place_open_folder (self->place, path, FALSE);

  if (fd < 0)
    return errno;
  if (entry->mode != PORTUNUS_MODE_UNKNOWN
      && fchmod (fd, ((entry->mode & 0777) | S_IRWXU) & ~portunus_sink_place_get_umask (self->place)) != 0)
    return errno;
  if (entry->mtime_ns != PORTUNUS_MTIME_UNKNOWN)
    {
      times[1] = _portunus_sink_to_timespec (entry->mtime_ns);
      if (futimens (fd, times) != 0)
        return errno;
    }
  return 0;
}

static void
keep_first_error (GError     **error,
                  const char  *path,
                  int          problem)
{
  if (problem != 0 && *error == NULL)
    _portunus_sink_set_error (error, path, problem);
}

static void
make_entries (PortunusSink  *self,
              GArray        *folders,
              GError       **error)
{
  for (guint i = 0; i < portunus_manifest_get_n_entries (self->manifest); i++)
    {
      g_autofree char *path = NULL;
      PortunusEntry entry;
      int problem;

      portunus_manifest_get_entry (self->manifest, i, &entry);
      if (self->actions[i] != PORTUNUS_SINK_CREATE
          || (entry.type != PORTUNUS_ENTRY_DIRECTORY && entry.type != PORTUNUS_ENTRY_SYMLINK))
        continue;

      problem = make_entry (self, i, &entry, &path);
      keep_first_error (error, path, problem);
      if (problem == 0 && entry.type == PORTUNUS_ENTRY_DIRECTORY && is_ours (self, entry.path, path))
        g_array_append_val (folders, i);
    }
}

/**
 * portunus_sink_finish:
 * @self: a sink with a plan, all of whose files are finished or abandoned
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION or %PORTUNUS_TRANSFER_ERROR_DISK_FULL
 *
 * Makes symbolic links and empty folders, gives the folders it made their attributes, and waits until all is on
 * the disk. Goes on after an error.
 *
 * Returns: %FALSE with the first error
 */
gboolean
portunus_sink_finish (PortunusSink  *self,
                      GError       **error)
{
  g_autoptr (GError) first_error = NULL;
  g_autoptr (GArray) folders = NULL;

  g_return_val_if_fail (self != NULL && self->manifest != NULL, FALSE);

  if (self->place == NULL)
    return TRUE;

  folders = g_array_new (FALSE, FALSE, sizeof (guint));
  make_entries (self, folders, &first_error);
  /* Nothing is made any more from here on, so that the times stay. */
  for (guint i = 0; i < folders->len; i++)
    {
      guint index = g_array_index (folders, guint, i);
      g_autofree char *path = portunus_sink_dup_path (self, index);
      PortunusEntry entry;

      portunus_manifest_get_entry (self->manifest, index, &entry);
      keep_first_error (&first_error, path, set_attributes (self, &entry, path));
    }
  if (syncfs (portunus_sink_place_get_fd (self->place)) != 0)
    keep_first_error (&first_error, "The folder", errno);

  if (first_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first_error));
  return FALSE;
}
