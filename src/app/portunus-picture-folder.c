/* portunus-picture-folder.c: where pasted pictures are until they are sent
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-picture-folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "portunus-picture-"

/* A lock ends with its process, however that ends. */
static int
open_locked (int         parent,
             const char *name,
             int         operation)
{
  int fd = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd >= 0 && flock (fd, operation) != 0)
    {
      close (fd);
      return -1;
    }
  return fd;
}

/**
 * portunus_picture_folder_make:
 * @lock: (out): to be closed when the folder is gone; as long as it is open nobody sweeps the folder away
 * @error: return location for a #GIOErrorEnum
 *
 * Makes a folder that nobody else may look into: in memory or gone with the session, even where nobody tidies up.
 *
 * Returns: (transfer full) (type filename) (nullable): its path
 */
char *
portunus_picture_folder_make (int     *lock,
                              GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_runtime_dir (), PREFIX "XXXXXX", NULL);
  int saved_errno;

  *lock = -1;
  if (g_mkdtemp_full (path, 0700) != NULL)
    *lock = open_locked (AT_FDCWD, path, LOCK_SH);
  if (*lock >= 0)
    return g_steal_pointer (&path);
  saved_errno = errno;
  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved_errno), "No folder for the picture: %s",
               g_strerror (saved_errno));
  return NULL;
}

static gboolean
is_ours (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && status.st_uid == geteuid () && (status.st_mode & 07777) == 0700;
}

static gboolean
is_picture (int         fd,
            const char *name)
{
  struct stat status;

  return g_str_has_suffix (name, ".png") && fstatat (fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0
         && S_ISREG (status.st_mode);
}

static guint
remove_pictures (int fd)
{
  int copy = dup (fd);
  DIR *dir = copy >= 0 ? fdopendir (copy) : NULL;
  const struct dirent *entry;
  guint n_removed = 0;

  if (dir == NULL)
    {
      if (copy >= 0)
        close (copy);
      return 0;
    }
  while ((entry = readdir (dir)) != NULL)
    if (is_picture (fd, entry->d_name) && unlinkat (fd, entry->d_name, 0) == 0)
      n_removed++;
  closedir (dir);
  return n_removed;
}

/* One that is empty may have been made this very moment. */
static void
sweep_folder (int         parent,
              const char *name)
{
  int fd = open_locked (parent, name, LOCK_EX | LOCK_NB);

  if (fd < 0)
    return;
  if (is_ours (fd) && remove_pictures (fd) > 0 && unlinkat (parent, name, AT_REMOVEDIR) != 0)
    g_debug ("A folder of pasted pictures stays: %s", g_strerror (errno));
  close (fd);
}

/**
 * portunus_picture_folder_sweep:
 *
 * Removes what a process left that was killed. Blocks.
 */
void
portunus_picture_folder_sweep (void)
{
  DIR *dir = opendir (g_get_user_runtime_dir ());
  const struct dirent *entry;

  if (dir == NULL)
    return;
  while ((entry = readdir (dir)) != NULL)
    if (g_str_has_prefix (entry->d_name, PREFIX))
      sweep_folder (dirfd (dir), entry->d_name);
  closedir (dir);
}

static void
sweep_on_worker (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  portunus_picture_folder_sweep ();
}

/**
 * portunus_picture_folder_sweep_behind:
 *
 * Does what portunus_picture_folder_sweep() does, while nobody waits for it.
 */
void
portunus_picture_folder_sweep_behind (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, portunus_picture_folder_sweep_behind);
  g_task_run_in_thread (task, sweep_on_worker);
}
