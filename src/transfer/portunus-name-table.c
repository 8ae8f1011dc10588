/* portunus-name-table.c: gives every entry of a peer's manifest a path that is safe and its own
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name-table.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-manifest.h"
#include "portunus-name.h"
#include "portunus-path-hash.h"

/* A sender whose every name collides would else cost time in the square of their number. */
#define MAX_ATTEMPTS 4000000

typedef struct
{
  char    *path;                /* safe; "" for the folder that holds everything */
  guint64  key;
} Folder;

struct _PortunusNameTable
{
  /* Owned */
  GHashTable *folders;          /* path as sent -> Folder */
  GHashTable *taken;            /* hash of a collision key, as a pointer */
  char       *last_path;
  Folder     *root;

  /* Borrowed */
  Folder     *last_folder;

  guint       n_attempts;
};

static void
free_folder (gpointer data)
{
  Folder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

static Folder *
create_folder (const char *path,
               guint64     key)
{
  Folder *folder = g_new0 (Folder, 1);

  folder->path = g_strdup (path);
  folder->key = key;
  return folder;
}

/**
 * portunus_name_table_new:
 *
 * Returns: (transfer full): an empty table
 */
PortunusNameTable *
portunus_name_table_new (void)
{
  PortunusNameTable *self = g_new0 (PortunusNameTable, 1);

  self->folders = g_hash_table_new_full (portunus_path_hash, g_str_equal, g_free, free_folder);
  self->taken = g_hash_table_new (NULL, NULL);
  self->root = create_folder ("", 0);
  return self;
}

/**
 * portunus_name_table_free:
 * @self: (transfer full): a table
 */
void
portunus_name_table_free (PortunusNameTable *self)
{
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->taken);
  free_folder (self->root);
  g_free (self->last_path);
  g_free (self);
}

/* A collision costs a name nothing but a number it would not need. */
static guint64
hash_name (guint64     folder_key,
           const char *name)
{
  g_autofree char *folded = portunus_path_collision_key (name);

  return portunus_path_hash_below (folder_key, folded);
}

static gboolean
take_key (PortunusNameTable *self,
          guint64            key)
{
  return g_hash_table_add (self->taken, GSIZE_TO_POINTER ((gsize) key));
}

/* A free name like @name in @folder, marked as taken. */
static char *
take_name (PortunusNameTable  *self,
           const Folder       *folder,
           const char         *name,
           guint64            *key,
           GError            **error)
{
  g_autofree char *safe_name = portunus_name_sanitize (name, error);
  g_autofree char *free_name = g_strdup (safe_name);
  g_autofree char *path = NULL;

  if (safe_name == NULL)
    return NULL;

  *key = hash_name (folder->key, free_name);
  for (guint i = 1; !take_key (self, *key); i++)
    {
      g_free (free_name);
      free_name = portunus_name_with_number (safe_name, i);
      *key = hash_name (folder->key, free_name);
      if (++self->n_attempts > MAX_ATTEMPTS)
        {
          g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "Too many names collide");
          return NULL;
        }
    }

  path = *folder->path == '\0' ? g_strdup (free_name) : g_strconcat (folder->path, "/", free_name, NULL);
  if (strlen (path) > PORTUNUS_PATH_MAX_BYTES)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME, "A path is too long");
      return NULL;
    }
  return g_steal_pointer (&path);
}

static Folder *find_folder (PortunusNameTable *self, const char *path, gsize length, GError **error);

static Folder *
find_parent (PortunusNameTable  *self,
             const char         *path,
             const char        **name,
             GError            **error)
{
  const char *slash = strrchr (path, '/');

  *name = slash != NULL ? slash + 1 : path;
  if (slash == NULL)
    return self->root;
  return find_folder (self, path, slash - path, error);
}

static Folder *
add_folder (PortunusNameTable  *self,
            const char         *path,
            GError            **error)
{
  const char *name;
  Folder *parent = find_parent (self, path, &name, error);
  g_autofree char *safe_path = NULL;
  guint64 key;

  if (parent == NULL)
    return NULL;
  if (g_hash_table_size (self->folders) >= PORTUNUS_MANIFEST_MAX_ENTRIES)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "There are too many folders");
      return NULL;
    }

  safe_path = take_name (self, parent, name, &key, error);
  if (safe_path == NULL)
    return NULL;
  g_hash_table_insert (self->folders, g_strdup (path), create_folder (safe_path, key));
  return g_hash_table_lookup (self->folders, path);
}

/* Entries come folder by folder, so that the last one is mostly the one. */
static Folder *
find_folder (PortunusNameTable  *self,
             const char         *path,
             gsize               length,
             GError            **error)
{
  g_autofree char *key = NULL;
  Folder *folder;

  if (self->last_path != NULL && strncmp (self->last_path, path, length) == 0 && self->last_path[length] == '\0')
    return self->last_folder;

  key = g_strndup (path, length);
  folder = g_hash_table_lookup (self->folders, key);
  if (folder == NULL)
    folder = add_folder (self, key, error);
  if (folder == NULL)
    return NULL;

  g_free (self->last_path);
  self->last_path = g_steal_pointer (&key);
  self->last_folder = folder;
  return folder;
}

/* find_parent() recurses once for each component. */
static gboolean
check_path (const char  *path,
            GError     **error)
{
  guint n_slashes = 0;

  for (const char *p = path; *p != '\0'; p++)
    n_slashes += *p == '/';
  if (strlen (path) <= PORTUNUS_PATH_MAX_BYTES && n_slashes < PORTUNUS_PATH_MAX_DEPTH)
    return TRUE;

  g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME, "A path is too long or too deep");
  return FALSE;
}

/**
 * portunus_name_table_place_file:
 * @self: a table
 * @path: relative path of something that is not a folder, as a peer sent it
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_NAME or %PORTUNUS_CORE_ERROR_TOO_LARGE
 *
 * Gives @path a safe form that nothing else has, neither as it is nor on a file system that folds case or normalises.
 * Its folders keep their form: all that is sent below one folder stays together.
 *
 * Returns: (transfer full) (nullable): a path made of names that portunus_name_sanitize() would not change
 */
char *
portunus_name_table_place_file (PortunusNameTable  *self,
                                const char         *path,
                                GError            **error)
{
  const char *name;
  Folder *parent;
  guint64 key;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  if (!check_path (path, error))
    return NULL;
  parent = find_parent (self, path, &name, error);
  return parent != NULL ? take_name (self, parent, name, &key, error) : NULL;
}

/**
 * portunus_name_table_place_folder:
 * @self: a table
 * @path: relative path of a folder, as a peer sent it
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_NAME or %PORTUNUS_CORE_ERROR_TOO_LARGE
 *
 * As portunus_name_table_place_file(), for a folder; the same folder may be placed again.
 *
 * Returns: (transfer full) (nullable): a path made of names that portunus_name_sanitize() would not change
 */
char *
portunus_name_table_place_folder (PortunusNameTable  *self,
                                  const char         *path,
                                  GError            **error)
{
  Folder *folder;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  if (!check_path (path, error))
    return NULL;
  folder = find_folder (self, path, strlen (path), error);
  return folder != NULL ? g_strdup (folder->path) : NULL;
}
