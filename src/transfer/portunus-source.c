/* portunus-source.c: the files, folders and texts that a person sends
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-source-private.h"

#include <string.h>

#include "portunus-name.h"
#include "portunus-source-walk.h"
#include "portunus-transfer-error.h"

/* What one argument brought: the entries from @first on. */
typedef struct
{
  guint  first;
  gsize  n_name;                /* length of its name in the manifest */
  char  *local_path;            /* NULL for standard input and text */
} Root;

struct _PortunusSourceSet
{
  gatomicrefcount    ref_count;

  /* Owned */
  PortunusManifest  *manifest;
  GArray            *roots;
  GHashTable        *local_paths; /* index -> path, where it does not follow from the root's */
  GPtrArray         *problems;    /* NULL-terminated once built */
  GBytes            *text;
  PortunusSourceSet *base;        /* whose entries these are; NULL for one's own */

  guint              text_index;

  int                stdin_is_taken;
};

G_DEFINE_BOXED_TYPE (PortunusSourceSet, portunus_source_set, portunus_source_set_ref, portunus_source_set_unref)

static void
clear_root (gpointer data)
{
  Root *root = data;

  g_free (root->local_path);
}

static PortunusSourceSet *
create_set (void)
{
  PortunusSourceSet *self = g_new0 (PortunusSourceSet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->roots = g_array_new (FALSE, TRUE, sizeof (Root));
  g_array_set_clear_func (self->roots, clear_root);
  self->local_paths = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->problems = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/* The set that knows where the entries are. */
static PortunusSourceSet *
get_base (PortunusSourceSet *self)
{
  return self->base != NULL ? self->base : self;
}

/* "dir/", "." and "a/.." are called what the folder is called. */
static char *
make_root_name (const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  g_autofree char *base = g_path_get_basename (canonical);

  if (*base == G_DIR_SEPARATOR)
    return g_strdup ("files");
  return g_utf8_make_valid (base, -1);
}

static char *
take_name (GHashTable *taken,
           const char *wish)
{
  char *name = g_strdup (wish);

  for (guint i = 1; g_hash_table_contains (taken, name); i++)
    {
      g_free (name);
      name = portunus_name_with_number (wish, i);
    }
  g_hash_table_add (taken, g_strdup (name));
  return name;
}

static void
add_root (PortunusSourceSet  *self,
          PortunusSourceWalk *walk,
          const char         *name,
          const char         *local_path)
{
  Root root = {
    .first = portunus_manifest_builder_get_n_entries (walk->builder),
    .n_name = strlen (name),
    .local_path = g_strdup (local_path),
  };

  g_array_append_val (self->roots, root);
}

static gboolean
add_content (PortunusSourceSet   *self,
             PortunusSourceWalk  *walk,
             PortunusEntry        entry,
             GError             **error)
{
  add_root (self, walk, entry.path, NULL);
  entry.mode = PORTUNUS_MODE_UNKNOWN;
  entry.mtime_ns = PORTUNUS_MTIME_UNKNOWN;
  return portunus_manifest_builder_add (walk->builder, &entry, error);
}

static gboolean
add_path (PortunusSourceSet   *self,
          PortunusSourceWalk  *walk,
          GHashTable          *taken,
          const char          *path,
          GError             **error)
{
  gboolean is_stream = strcmp (path, "-") == 0;
  g_autofree char *wish = is_stream ? g_strdup ("stdin") : make_root_name (path);
  g_autofree char *name = take_name (taken, wish);

  if (is_stream)
    return add_content (self, walk, (PortunusEntry) { .type = PORTUNUS_ENTRY_FILE, .path = name,
                                                      .size = PORTUNUS_SIZE_UNKNOWN }, error);
  add_root (self, walk, name, path);
  return portunus_source_walk_add (walk, path, name, error);
}

static gboolean
add_text (PortunusSourceSet   *self,
          PortunusSourceWalk  *walk,
          GHashTable          *taken,
          const char          *text,
          GError             **error)
{
  g_autofree char *name = take_name (taken, "text");

  self->text = g_bytes_new (text, strlen (text));
  self->text_index = portunus_manifest_builder_get_n_entries (walk->builder);
  return add_content (self, walk, (PortunusEntry) { .type = PORTUNUS_ENTRY_TEXT, .path = name,
                                                    .size = strlen (text) }, error);
}

static gboolean
fill_set (PortunusSourceSet   *self,
          PortunusSourceWalk  *walk,
          const char * const  *paths,
          const char          *text,
          GError             **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      if (!add_path (self, walk, taken, paths[i], error))
        return FALSE;
    }
  return text == NULL || add_text (self, walk, taken, text, error);
}

/**
 * portunus_source_set_new:
 * @paths: (nullable) (array zero-terminated=1) (element-type filename): files and folders; "-" is standard input
 * @text: (nullable): a text to send as well
 * @cancellable: (nullable): stops the walk
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE when nothing at all can be sent,
 *   %PORTUNUS_CORE_ERROR_TOO_LARGE, or %G_IO_ERROR_CANCELLED
 *
 * Walks @paths. A link given as a path is followed, a link in a folder is sent as a link; equal names at the top are
 * numbered; names that are not UTF-8 are made so. What cannot be sent is left out and named by
 * portunus_source_set_get_problems(). Blocks: call it on a worker.
 *
 * Returns: (transfer full) (nullable): a set
 */
PortunusSourceSet *
portunus_source_set_new (const char * const  *paths,
                         const char          *text,
                         GCancellable        *cancellable,
                         GError             **error)
{
  g_autoptr (PortunusSourceSet) self = create_set ();
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  PortunusSourceWalk walk = { builder, self->local_paths, self->problems, cancellable };

  if (!fill_set (self, &walk, paths, text, error))
    return NULL;
  if (portunus_manifest_builder_get_n_entries (builder) == 0)
    {
      const char *reason = self->problems->len > 0 ? self->problems->pdata[0] : "Nothing was given";

      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE, "There is nothing to send: %s",
                   reason);
      return NULL;
    }

  self->manifest = portunus_manifest_builder_finish (builder);
  g_ptr_array_add (self->problems, NULL);
  return g_steal_pointer (&self);
}

/*
 * The same entries with other sizes and times.
 */
PortunusSourceSet *
_portunus_source_set_new_as (PortunusSourceSet *base,
                             PortunusManifest  *manifest)
{
  PortunusSourceSet *self = create_set ();

  self->base = portunus_source_set_ref (get_base (base));
  self->manifest = portunus_manifest_ref (manifest);
  g_ptr_array_add (self->problems, NULL);
  return self;
}

/**
 * portunus_source_set_ref:
 * @self: a set
 *
 * Returns: (transfer full): @self
 */
PortunusSourceSet *
portunus_source_set_ref (PortunusSourceSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * portunus_source_set_unref:
 * @self: (transfer full): a set
 */
void
portunus_source_set_unref (PortunusSourceSet *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->manifest, portunus_manifest_unref);
  g_clear_pointer (&self->text, g_bytes_unref);
  g_clear_pointer (&self->base, portunus_source_set_unref);
  g_array_unref (self->roots);
  g_hash_table_unref (self->local_paths);
  g_ptr_array_unref (self->problems);
  g_free (self);
}

/**
 * portunus_source_set_get_manifest:
 * @self: a set
 *
 * Returns: (transfer none): what there is to send
 */
PortunusManifest *
portunus_source_set_get_manifest (PortunusSourceSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->manifest;
}

/**
 * portunus_source_set_get_problems:
 * @self: a set
 *
 * Returns: (transfer none) (array zero-terminated=1): for each thing that was left out its path in the manifest and the
 *   reason, inert to show
 */
const char * const *
portunus_source_set_get_problems (PortunusSourceSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char * const *) self->problems->pdata;
}

static const Root *
find_root (PortunusSourceSet *self,
           guint              index)
{
  guint low = 0;
  guint high = self->roots->len;

  /* Roots that brought nothing share their first index with the next one: take the last. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->roots, Root, middle).first <= index)
        low = middle;
      else
        high = middle;
    }
  return &g_array_index (self->roots, Root, low);
}

/**
 * portunus_source_set_dup_local_path:
 * @self: a set
 * @index: which entry of the manifest
 *
 * Returns: (transfer full) (type filename) (nullable): where it is on this machine; %NULL for standard input and texts
 */
char *
portunus_source_set_dup_local_path (PortunusSourceSet *self,
                                    guint              index)
{
  PortunusEntry entry;
  const char *known;
  const Root *root;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < portunus_manifest_get_n_entries (self->manifest), NULL);

  self = get_base (self);
  known = g_hash_table_lookup (self->local_paths, GUINT_TO_POINTER (index));
  if (known != NULL)
    return g_strdup (known);

  root = find_root (self, index);
  portunus_manifest_get_entry (self->manifest, index, &entry);
  return root->local_path != NULL ? g_strconcat (root->local_path, entry.path + root->n_name, NULL) : NULL;
}

/**
 * portunus_source_set_get_text:
 * @self: a set
 * @index: which entry of the manifest
 *
 * Returns: (transfer none) (nullable): the content of a %PORTUNUS_ENTRY_TEXT
 */
GBytes *
portunus_source_set_get_text (PortunusSourceSet *self,
                              guint              index)
{
  g_return_val_if_fail (self != NULL, NULL);

  self = get_base (self);
  return self->text != NULL && index == self->text_index ? self->text : NULL;
}

/**
 * portunus_source_set_take_stdin:
 * @self: a set
 *
 * Claims standard input, which only one reader can have and only once. Any thread.
 *
 * Returns: whether it was still there
 */
gboolean
portunus_source_set_take_stdin (PortunusSourceSet *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_compare_and_exchange (&get_base (self)->stdin_is_taken, FALSE, TRUE);
}
