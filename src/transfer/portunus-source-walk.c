/* portunus-source-walk.c: lists what is below the paths that a person sends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-source-walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-error.h"
#include "portunus-name.h"

#define NS_PER_S 1000000000

typedef struct
{
  PortunusSourceWalk *walk;
  GString            *local;
  GString            *path;
  gboolean            is_renamed; /* something above has another name in the manifest */
} Walker;

static gboolean walk_folder (Walker *self, int parent_fd, const char *name, gboolean follow, GError **error);

static void
add_problem (Walker     *self,
             const char *reason)
{
  g_autofree char *shown = portunus_text_for_display (self->path->str, 300);

  g_ptr_array_add (self->walk->problems, g_strdup_printf ("%s: %s", shown, reason));
}

static gint64
get_mtime_ns (const struct stat *info)
{
  if (info->st_mtim.tv_sec < G_MININT64 / NS_PER_S + 1 || info->st_mtim.tv_sec > G_MAXINT64 / NS_PER_S - 1)
    return PORTUNUS_MTIME_UNKNOWN;
  return (gint64) info->st_mtim.tv_sec * NS_PER_S + info->st_mtim.tv_nsec;
}

/* FALSE ends the walk: there is no room for more. */
static gboolean
add_entry (Walker             *self,
           PortunusEntryType   type,
           const struct stat  *info,
           const char         *target,
           GError            **error)
{
  g_autoptr (GError) own_error = NULL;
  guint index = portunus_manifest_builder_get_n_entries (self->walk->builder);
  PortunusEntry entry = {
    .type = type,
    .path = self->path->str,
    .size = (guint64) info->st_size,
    .mode = type == PORTUNUS_ENTRY_SYMLINK ? PORTUNUS_MODE_UNKNOWN : info->st_mode & 0777,
    .mtime_ns = get_mtime_ns (info),
    .target = target,
  };

  if (portunus_manifest_builder_add (self->walk->builder, &entry, &own_error))
    {
      if (self->is_renamed)
        g_hash_table_insert (self->walk->local_paths, GUINT_TO_POINTER (index), g_strdup (self->local->str));
      return TRUE;
    }
  if (g_error_matches (own_error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME))
    {
      add_problem (self, own_error->message);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&own_error));
  return FALSE;
}

static gboolean
add_symlink (Walker             *self,
             int                 parent_fd,
             const char         *name,
             const struct stat  *info,
             GError            **error)
{
  char target[PATH_MAX];
  ssize_t length = readlinkat (parent_fd, name, target, sizeof target - 1);

  if (length < 0)
    {
      add_problem (self, g_strerror (errno));
      return TRUE;
    }
  target[length] = '\0';
  if (length == 0 || !g_utf8_validate (target, length, NULL))
    {
      add_problem (self, "The link's target is not text");
      return TRUE;
    }
  return add_entry (self, PORTUNUS_ENTRY_SYMLINK, info, target, error);
}

/* The bits answer for one's own files without a system call. */
static gboolean
is_readable (int                parent_fd,
             const char        *name,
             const struct stat *info)
{
  return geteuid () == 0 || (info->st_uid == geteuid () && (info->st_mode & S_IRUSR) != 0)
         || faccessat (parent_fd, name, R_OK, AT_EACCESS) == 0;
}

static gboolean
add_found (Walker      *self,
           int          parent_fd,
           const char  *name,
           gboolean     follow,
           GError     **error)
{
  struct stat info;

  if (g_cancellable_set_error_if_cancelled (self->walk->cancellable, error))
    return FALSE;

  if (fstatat (parent_fd, name, &info, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
    {
      add_problem (self, g_strerror (errno));
      return TRUE;
    }
  if (S_ISLNK (info.st_mode))
    return add_symlink (self, parent_fd, name, &info, error);
  if (S_ISDIR (info.st_mode))
    return add_entry (self, PORTUNUS_ENTRY_DIRECTORY, &info, NULL, error)
           && walk_folder (self, parent_fd, name, follow, error);

  if (!S_ISREG (info.st_mode))
    add_problem (self, "Not a file, folder or link");
  else if (!is_readable (parent_fd, name, &info))
    add_problem (self, g_strerror (EACCES));
  else
    return add_entry (self, PORTUNUS_ENTRY_FILE, &info, NULL, error);
  return TRUE;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static GPtrArray *
list_names (Walker *self,
            DIR    *directory)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  struct dirent *item;

  errno = 0;
  while ((item = readdir (directory)) != NULL)
    {
      if (strcmp (item->d_name, ".") != 0 && strcmp (item->d_name, "..") != 0)
        g_ptr_array_add (names, g_strdup (item->d_name));
      errno = 0;
    }
  if (errno != 0)
    add_problem (self, g_strerror (errno));

  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
has_name (GPtrArray  *sorted_names,
          const char *name)
{
  return bsearch (&name, sorted_names->pdata, sorted_names->len, sizeof name, compare_names) != NULL;
}

/* A name that is not UTF-8 gets one that is, and that no sibling has. */
static char *
make_text_name (GPtrArray  *names,
                GHashTable *made,
                const char *name)
{
  g_autofree char *valid = NULL;
  char *candidate;

  if (g_utf8_validate (name, -1, NULL))
    return g_strdup (name);

  valid = g_utf8_make_valid (name, -1);
  candidate = g_strdup (valid);
  for (guint i = 1; has_name (names, candidate) || g_hash_table_contains (made, candidate); i++)
    {
      g_free (candidate);
      candidate = portunus_name_with_number (valid, i);
    }
  g_hash_table_add (made, g_strdup (candidate));
  return candidate;
}

static gboolean
walk_names (Walker     *self,
            int         fd,
            GPtrArray  *names,
            GError    **error)
{
  g_autoptr (GHashTable) made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize n_local = self->local->len;
  gsize n_path = self->path->len;
  gboolean was_renamed = self->is_renamed;
  gboolean is_ok = TRUE;

  for (guint i = 0; i < names->len && is_ok; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *text_name = make_text_name (names, made, name);

      g_string_append_printf (self->local, "/%s", name);
      g_string_append_printf (self->path, "/%s", text_name);
      self->is_renamed = was_renamed || strcmp (name, text_name) != 0;
      is_ok = add_found (self, fd, name, FALSE, error);
      self->is_renamed = was_renamed;
      g_string_truncate (self->local, n_local);
      g_string_truncate (self->path, n_path);
    }
  return is_ok;
}

/* Each level keeps a descriptor open; the manifest's limit of depth ends the recursion. */
static gboolean
walk_folder (Walker      *self,
             int          parent_fd,
             const char  *name,
             gboolean     follow,
             GError     **error)
{
  g_autoptr (GPtrArray) names = NULL;
  DIR *directory;
  guint depth = 1;
  int fd;
  gboolean is_ok;

  for (const char *p = self->path->str; *p != '\0'; p++)
    depth += *p == '/';
  if (depth >= PORTUNUS_PATH_MAX_DEPTH)
    {
      add_problem (self, "Too many folders in each other");
      return TRUE;
    }

  fd = openat (parent_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
  directory = fd >= 0 ? fdopendir (fd) : NULL;
  if (directory == NULL)
    {
      add_problem (self, g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return TRUE;
    }

  names = list_names (self, directory);
  is_ok = walk_names (self, fd, names, error);
  closedir (directory);
  return is_ok;
}

/**
 * portunus_source_walk_add:
 * @walk: where to put what is found
 * @local_path: (type filename): a file or folder; a link is followed here, and kept as a link further down
 * @name: what it is called in the manifest
 * @error: return location for %G_IO_ERROR_CANCELLED or %PORTUNUS_CORE_ERROR_TOO_LARGE
 *
 * Adds @local_path and all below it, each folder before its content and names in the order of their bytes. What cannot
 * be read, and what is neither file nor folder nor link, becomes a problem and the walk goes on. Blocks.
 *
 * Returns: %FALSE when the walk was stopped
 */
gboolean
portunus_source_walk_add (PortunusSourceWalk  *walk,
                          const char          *local_path,
                          const char          *name,
                          GError             **error)
{
  Walker self = { .walk = walk };
  gboolean is_ok;

  g_return_val_if_fail (walk != NULL, FALSE);
  g_return_val_if_fail (local_path != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  self.local = g_string_new (local_path);
  self.path = g_string_new (name);
  is_ok = add_found (&self, AT_FDCWD, local_path, TRUE, error);
  g_string_free (self.local, TRUE);
  g_string_free (self.path, TRUE);
  return is_ok;
}
