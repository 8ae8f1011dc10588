/* portunus-sink-plan.c: decides where each entry goes and what happens to what is there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define MAX_NUMBER 10000

void
_portunus_planned_folder_free (gpointer data)
{
  PortunusPlannedFolder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

/* 0, or errno. */
static int
look_up (PortunusSink *self,
         const char   *path,
         struct stat  *info)
{
  const char *name;
  int parent = portunus_sink_place_open_parent (self->place, path, FALSE, &name);

  return parent >= 0 && fstatat (parent, name, info, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
}

static char *
join (const char *folder,
      const char *name)
{
  return *folder == '\0' ? g_strdup (name) : g_strconcat (folder, "/", name, NULL);
}

/* The first numbered form of @path that nothing has and no other folder of the plan gets. */
static char *
find_free_path (PortunusSink *self,
                const char   *path)
{
  int problem = 0;

  for (guint i = 1; i < MAX_NUMBER && problem == 0; i++)
    {
      g_autofree char *numbered = _portunus_sink_number_path (path, i);
      struct stat info;

      problem = look_up (self, numbered, &info);
      if (problem == ENOENT && !g_hash_table_contains (self->folder_paths, numbered))
        return g_steal_pointer (&numbered);
      if (problem == ENOENT)
        problem = 0;
    }
  return g_strdup (path);
}

static const char *
get_restored (PortunusSink *self,
              const char   *path)
{
  return strchr (path, '/') == NULL ? g_hash_table_lookup (self->restored, path) : NULL;
}

static void
note_top_name (PortunusSink *self,
               const char   *path,
               const char   *chosen)
{
  if (strchr (path, '/') == NULL)
    g_hash_table_replace (self->top_names, g_strdup (path), g_strdup (chosen));
}

static void
place_folder (PortunusSink                *self,
              const PortunusPlannedFolder *parent,
              PortunusPlannedFolder       *folder,
              gboolean                     is_top_level)
{
  struct stat info;
  int problem = parent == NULL || parent->exists ? look_up (self, folder->path, &info) : ENOENT;
  gboolean is_ours = folder->is_restored || !is_top_level || self->policy != PORTUNUS_CONFLICT_RENAME;

  folder->exists = problem == 0 && S_ISDIR (info.st_mode) && is_ours;
  if ((problem == 0 && !folder->exists) || g_hash_table_contains (self->folder_paths, folder->path))
    {
      char *free_path = find_free_path (self, folder->path);

      g_free (folder->path);
      folder->path = free_path;
      folder->exists = FALSE;
    }
}

static PortunusPlannedFolder *
plan_folder (PortunusSink *self,
             const char   *path)
{
  PortunusPlannedFolder *folder = g_hash_table_lookup (self->folders, path);
  PortunusPlannedFolder *parent = NULL;
  const char *slash = strrchr (path, '/');
  const char *restored = get_restored (self, path);

  if (folder != NULL)
    return folder;

  if (slash != NULL)
    {
      g_autofree char *above = g_strndup (path, slash - path);

      parent = plan_folder (self, above);
    }

  folder = g_new0 (PortunusPlannedFolder, 1);
  folder->is_restored = restored != NULL || (parent != NULL && parent->is_restored);
  if (restored != NULL)
    folder->path = g_strdup (restored);
  else
    folder->path = parent != NULL ? join (parent->path, slash + 1) : g_strdup (path);
  place_folder (self, parent, folder, parent == NULL);
  note_top_name (self, path, folder->path);
  g_hash_table_add (self->folder_paths, g_strdup (folder->path));
  g_hash_table_insert (self->folders, g_strdup (path), folder);
  return folder;
}

/* What an earlier run put there and could not note any more. */
static PortunusSinkAction
recognize (const PortunusEntry *entry,
           const struct stat   *there)
{
  if (!S_ISREG (there->st_mode) || entry->size != (guint64) there->st_size)
    return PORTUNUS_SINK_CREATE;
  if (entry->mtime_ns == PORTUNUS_MTIME_UNKNOWN)
    return PORTUNUS_SINK_COMPARE;
  return entry->mtime_ns == _portunus_sink_get_mtime_ns (there) ? PORTUNUS_SINK_SKIP : PORTUNUS_SINK_CREATE;
}

static PortunusSinkAction
settle_conflict (PortunusSink        *self,
                 const PortunusEntry *entry,
                 const struct stat   *there,
                 gboolean             is_restored)
{
  gboolean has_time = entry->mtime_ns != PORTUNUS_MTIME_UNKNOWN;

  if (!S_ISREG (there->st_mode))
    return PORTUNUS_SINK_CREATE;

  switch (self->policy)
    {
    case PORTUNUS_CONFLICT_SKIP:
      return entry->size == (guint64) there->st_size ? PORTUNUS_SINK_COMPARE : PORTUNUS_SINK_CREATE;
    case PORTUNUS_CONFLICT_OVERWRITE:
      return PORTUNUS_SINK_REPLACE;
    case PORTUNUS_CONFLICT_NEWER:
      if (!has_time)
        return PORTUNUS_SINK_CREATE;
      return _portunus_sink_get_mtime_ns (there) >= entry->mtime_ns ? PORTUNUS_SINK_SKIP : PORTUNUS_SINK_REPLACE;
    case PORTUNUS_CONFLICT_RENAME:
    default:
      return is_restored ? recognize (entry, there) : PORTUNUS_SINK_CREATE;
    }
}

static PortunusSinkAction
plan_leaf (PortunusSink        *self,
           guint                index,
           const PortunusEntry *entry)
{
  const char *slash = strrchr (entry->path, '/');
  g_autofree char *above = slash != NULL ? g_strndup (entry->path, slash - entry->path) : NULL;
  PortunusPlannedFolder *folder = above != NULL ? plan_folder (self, above) : NULL;
  const char *restored = get_restored (self, entry->path);
  g_autofree char *path = NULL;
  PortunusSinkAction action = PORTUNUS_SINK_CREATE;
  gboolean is_renamed = restored != NULL;
  struct stat there;
  int problem;

  if (restored != NULL)
    path = g_strdup (restored);
  else
    path = folder != NULL ? join (folder->path, slash + 1) : g_strdup (entry->path);

  problem = folder == NULL || folder->exists ? look_up (self, path, &there) : ENOENT;
  if (problem == 0 && entry->type == PORTUNUS_ENTRY_FILE)
    action = settle_conflict (self, entry, &there, restored != NULL || (folder != NULL && folder->is_restored));
  if (problem == 0 && action == PORTUNUS_SINK_CREATE && entry->type == PORTUNUS_ENTRY_FILE)
    {
      char *free_path = find_free_path (self, path);

      g_free (path);
      path = free_path;
      is_renamed = TRUE;
    }
  if (is_renamed)
    g_hash_table_insert (self->renamed, GUINT_TO_POINTER (index), g_strdup (path));
  note_top_name (self, entry->path, path);
  return action;
}

static PortunusSinkAction
plan_entry (PortunusSink        *self,
            guint                index,
            const PortunusEntry *entry)
{
  switch (entry->type)
    {
    case PORTUNUS_ENTRY_DIRECTORY:
      plan_folder (self, entry->path);
      return PORTUNUS_SINK_CREATE;
    case PORTUNUS_ENTRY_FILE:
    case PORTUNUS_ENTRY_SYMLINK:
      return plan_leaf (self, index, entry);
    case PORTUNUS_ENTRY_TEXT:
    default:
      return PORTUNUS_SINK_IGNORE;
    }
}

static gboolean
is_to_be_written (PortunusSinkAction action)
{
  return action == PORTUNUS_SINK_CREATE || action == PORTUNUS_SINK_REPLACE || action == PORTUNUS_SINK_COMPARE;
}

static PortunusSinkAction
plan_stream_entry (const PortunusEntry *entry)
{
  return entry->type == PORTUNUS_ENTRY_FILE ? PORTUNUS_SINK_CREATE : PORTUNUS_SINK_IGNORE;
}

/**
 * portunus_sink_plan:
 * @self: a sink that has no plan yet
 * @manifest: what comes
 * @wanted: (nullable): one byte for each entry, not 0 where wanted; %NULL for all
 * @error: return location for %G_IO_ERROR_CANCELLED, where the plan is for a #PortunusForecast
 *
 * Looks at what is there and decides for each entry. Nothing is written. A folder at the top that exists gets a new
 * name
 * for all that is in it when the policy is to rename; with another policy, and deeper down, folders are merged. A link,
 * file or device in the way of a folder is left alone: the folder gets another name.
 *
 * Returns: %FALSE on error
 */
gboolean
portunus_sink_plan (PortunusSink      *self,
                    PortunusManifest  *manifest,
                    const guint8      *wanted,
                    GError           **error)
{
  guint n_entries;

  g_return_val_if_fail (self != NULL && self->manifest == NULL, FALSE);
  g_return_val_if_fail (manifest != NULL, FALSE);

  n_entries = portunus_manifest_get_n_entries (manifest);
  self->manifest = portunus_manifest_ref (manifest);
  self->actions = g_new0 (guint8, n_entries);
  for (guint i = 0; i < n_entries; i++)
    {
      PortunusEntry entry;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      portunus_manifest_get_entry (manifest, i, &entry);
      if (entry.problem != NULL || (wanted != NULL && wanted[i] == 0))
        continue;

      self->actions[i] = self->place != NULL ? plan_entry (self, i, &entry) : plan_stream_entry (&entry);
      if (is_to_be_written (self->actions[i]) && entry.size != PORTUNUS_SIZE_UNKNOWN)
        self->planned_bytes += entry.size;
    }
  return TRUE;
}

/**
 * portunus_sink_get_action:
 * @self: a sink with a plan
 * @index: which entry
 *
 * Returns: what is to be done about it
 */
PortunusSinkAction
portunus_sink_get_action (PortunusSink *self,
                          guint         index)
{
  g_return_val_if_fail (self != NULL && self->manifest != NULL, PORTUNUS_SINK_IGNORE);
  g_return_val_if_fail (index < portunus_manifest_get_n_entries (self->manifest), PORTUNUS_SINK_IGNORE);

  return self->actions[index];
}

/**
 * portunus_sink_get_planned_bytes:
 * @self: a sink with a plan
 *
 * Returns: known sizes of all that is to be written, summed up
 */
guint64
portunus_sink_get_planned_bytes (PortunusSink *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->planned_bytes;
}

/**
 * portunus_sink_dup_path:
 * @self: a sink with a plan
 * @index: which entry
 *
 * Where an entry goes. If something takes the name before the file is finished, the file gets another one; what
 * portunus_sink_file_finish() returns is final.
 *
 * Returns: (transfer full): a path relative to the folder
 */
char *
portunus_sink_dup_path (PortunusSink *self,
                        guint         index)
{
  PortunusEntry entry;
  const char *renamed;
  const char *slash;

  g_return_val_if_fail (self != NULL && self->manifest != NULL, NULL);

  portunus_manifest_get_entry (self->manifest, index, &entry);
  renamed = g_hash_table_lookup (self->renamed, GUINT_TO_POINTER (index));
  slash = strrchr (entry.path, '/');
  if (renamed == NULL && slash != NULL && entry.type != PORTUNUS_ENTRY_DIRECTORY)
    {
      g_autofree char *above = g_strndup (entry.path, slash - entry.path);
      PortunusPlannedFolder *folder = g_hash_table_lookup (self->folders, above);

      return folder != NULL ? join (folder->path, slash + 1) : g_strdup (entry.path);
    }
  if (entry.type == PORTUNUS_ENTRY_DIRECTORY)
    {
      PortunusPlannedFolder *folder = g_hash_table_lookup (self->folders, entry.path);

      return g_strdup (folder != NULL ? folder->path : entry.path);
    }
  return g_strdup (renamed != NULL ? renamed : entry.path);
}

/**
 * portunus_sink_resolve_comparison:
 * @self: a sink with a plan
 * @index: an entry whose action is %PORTUNUS_SINK_COMPARE
 * @is_identical: whether what is there has the same content as what would come
 */
void
portunus_sink_resolve_comparison (PortunusSink *self,
                                  guint         index,
                                  gboolean      is_identical)
{
  g_autofree char *path = NULL;

  g_return_if_fail (self != NULL && self->manifest != NULL);
  g_return_if_fail (self->actions[index] == PORTUNUS_SINK_COMPARE);

  if (is_identical)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (self->manifest, index, &entry);
      self->actions[index] = PORTUNUS_SINK_SKIP;
      self->planned_bytes -= entry.size;
      return;
    }
  path = portunus_sink_dup_path (self, index);
  self->actions[index] = PORTUNUS_SINK_CREATE;
  g_hash_table_insert (self->renamed, GUINT_TO_POINTER (index), find_free_path (self, path));
}
