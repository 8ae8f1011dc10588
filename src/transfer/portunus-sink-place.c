/* portunus-sink-place.c: a folder that nothing leads out of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink-place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "portunus-path-hash.h"

#define N_SLOTS      32
#define FOLDER_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

typedef struct
{
  char    *path;
  int      fd;
  guint64  last_use;
} Slot;

struct _PortunusSinkPlace
{
  /* Owned */
  int         fd;
  Slot        slots[N_SLOTS];
  GHashTable *made;

  guint64     n_uses;
  guint       last_slot;
  mode_t      mask;
  gboolean    avoids_openat2;
};

/* umask() can only be read by changing it, which other threads would notice. */
static mode_t
read_umask (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 022;
  line = strstr (status, "\nUmask:");
  return line != NULL ? (mode_t) strtoul (line + strlen ("\nUmask:"), NULL, 8) : 022;
}

/**
 * portunus_sink_place_open:
 * @directory: (type filename): an existing folder; links that lead to it are followed
 *
 * Returns: (transfer full) (nullable): a place, or %NULL with errno set
 */
PortunusSinkPlace *
portunus_sink_place_open (const char *directory)
{
  PortunusSinkPlace *self;
  int fd;

  g_return_val_if_fail (directory != NULL, NULL);

  fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return NULL;

  self = g_new0 (PortunusSinkPlace, 1);
  self->fd = fd;
  self->made = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, NULL);
  self->mask = read_umask ();
  return self;
}

/**
 * portunus_sink_place_close:
 * @self: (transfer full): a place
 */
void
portunus_sink_place_close (PortunusSinkPlace *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < N_SLOTS; i++)
    {
      if (self->slots[i].path != NULL)
        close (self->slots[i].fd);
      g_free (self->slots[i].path);
    }
  close (self->fd);
  g_hash_table_unref (self->made);
  g_free (self);
}

/**
 * portunus_sink_place_get_fd:
 * @self: a place
 *
 * Returns: descriptor of the folder itself
 */
int
portunus_sink_place_get_fd (PortunusSinkPlace *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * portunus_sink_place_get_umask:
 * @self: a place
 *
 * Returns: the process's file mode creation mask when the place was opened
 */
mode_t
portunus_sink_place_get_umask (PortunusSinkPlace *self)
{
  g_return_val_if_fail (self != NULL, 077);

  return self->mask;
}

/**
 * portunus_sink_place_avoid_openat2:
 * @self: a place
 *
 * Resolves paths component by component from now on.
 */
void
portunus_sink_place_avoid_openat2 (PortunusSinkPlace *self)
{
  g_return_if_fail (self != NULL);

  self->avoids_openat2 = TRUE;
}

static gboolean
is_plain (const char *path)
{
  while (TRUE)
    {
      gsize length = strcspn (path, "/");

      if (length == 0 || (length == 1 && path[0] == '.') || (length == 2 && path[0] == '.' && path[1] == '.'))
        return FALSE;
      if (path[length] == '\0')
        return TRUE;
      path += length + 1;
    }
}

static int
open_by_steps (int         fd,
               const char *path)
{
  g_auto (GStrv) names = g_strsplit (path, "/", -1);
  int folder = -1;

  for (guint i = 0; names[i] != NULL; i++)
    {
      int next = openat (i == 0 ? fd : folder, names[i], FOLDER_FLAGS);

      if (folder >= 0)
        {
          int saved_errno = errno;

          close (folder);
          errno = saved_errno;
        }
      folder = next;
      if (folder < 0)
        return -1;
    }
  return folder;
}

static int
open_beneath (PortunusSinkPlace *self,
              const char        *path)
{
  struct open_how how = {
    .flags = FOLDER_FLAGS,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
  };
  long fd;

  if (!is_plain (path))
    {
      errno = EXDEV;
      return -1;
    }
  if (!self->avoids_openat2)
    {
      do
        fd = syscall (SYS_openat2, self->fd, path, &how, sizeof how);
      while (fd < 0 && (errno == EINTR || errno == EAGAIN));
      if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
        return (int) fd;
      self->avoids_openat2 = TRUE;
    }
  return open_by_steps (self->fd, path);
}

static Slot *
find_slot (PortunusSinkPlace *self,
           const char        *path)
{
  for (guint i = 0; i < N_SLOTS; i++)
    {
      guint place = (self->last_slot + i) % N_SLOTS;

      if (self->slots[place].path != NULL && strcmp (self->slots[place].path, path) == 0)
        {
          self->last_slot = place;
          return &self->slots[place];
        }
    }
  return NULL;
}

static void
remember (PortunusSinkPlace *self,
          const char        *path,
          int                fd)
{
  guint oldest = 0;

  for (guint i = 1; i < N_SLOTS; i++)
    {
      if (self->slots[i].last_use < self->slots[oldest].last_use)
        oldest = i;
    }
  if (self->slots[oldest].path != NULL)
    close (self->slots[oldest].fd);
  g_free (self->slots[oldest].path);
  self->slots[oldest] = (Slot) { g_strdup (path), fd, ++self->n_uses };
  self->last_slot = oldest;
}

static int
make_folder (PortunusSinkPlace *self,
             const char        *path)
{
  const char *name;
  int parent = portunus_sink_place_open_parent (self, path, TRUE, &name);

  if (parent < 0)
    return -1;
  if (mkdirat (parent, name, 0777) == 0)
    g_hash_table_add (self->made, g_strdup (path));
  else if (errno != EEXIST)
    return -1;
  return openat (parent, name, FOLDER_FLAGS);
}

/**
 * portunus_sink_place_open_folder:
 * @self: a place
 * @path: relative path of a folder, without "." and ".."
 * @create: whether to make it and those above it where they are missing, with mode 0777 less the umask
 *
 * Returns: a borrowed descriptor, or -1 with errno set: ELOOP or ENOTDIR where something else has its name, EXDEV where
 *   the path leads out
 */
int
portunus_sink_place_open_folder (PortunusSinkPlace *self,
                                 const char        *path,
                                 gboolean           create)
{
  Slot *slot;
  int fd;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (path != NULL, -1);

  if (*path == '\0')
    return self->fd;

  slot = find_slot (self, path);
  if (slot != NULL)
    {
      slot->last_use = ++self->n_uses;
      return slot->fd;
    }

  fd = open_beneath (self, path);
  if (fd < 0 && errno == ENOENT && create)
    fd = make_folder (self, path);
  if (fd >= 0)
    remember (self, path, fd);
  return fd;
}

/**
 * portunus_sink_place_open_parent:
 * @self: a place
 * @path: relative path of anything
 * @create: as for portunus_sink_place_open_folder()
 * @name: (out) (transfer none): the last component of @path
 *
 * Returns: a borrowed descriptor of the folder that @path is in, or -1 with errno set
 */
int
portunus_sink_place_open_parent (PortunusSinkPlace  *self,
                                 const char         *path,
                                 gboolean            create,
                                 const char        **name)
{
  const char *slash;
  g_autofree char *folder = NULL;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (path != NULL, -1);

  slash = strrchr (path, '/');
  *name = slash != NULL ? slash + 1 : path;
  folder = slash != NULL ? g_strndup (path, slash - path) : g_strdup ("");
  return portunus_sink_place_open_folder (self, folder, create);
}

/**
 * portunus_sink_place_has_made:
 * @self: a place
 * @path: relative path of a folder
 *
 * Returns: whether this place made that folder
 */
gboolean
portunus_sink_place_has_made (PortunusSinkPlace *self,
                              const char        *path)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_hash_table_contains (self->made, path);
}
