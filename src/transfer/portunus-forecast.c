/* portunus-forecast.c: what receiving an offer would do to a folder, before anybody agrees to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-forecast.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/statvfs.h>

#include "portunus-journal-peek.h"
#include "portunus-sink-private.h"

struct _PortunusForecast
{
  GObject           parent_instance;

  /* Owned */
  PortunusManifest *manifest;
  PortunusSink     *sink;         /* with a plan; NULL where there is no folder yet */
  guint8           *kinds;        /* PortunusForecastKind of the first @n_seen entries */
  GHashTable       *there;        /* index -> guint64 *, bytes of it that an interrupted transfer left */

  guint             n_seen;
  guint64           free_bytes;
};

G_DEFINE_FINAL_TYPE (PortunusForecast, portunus_forecast, G_TYPE_OBJECT)

static void
portunus_forecast_finalize (GObject *object)
{
  PortunusForecast *self = PORTUNUS_FORECAST (object);

  g_clear_pointer (&self->sink, portunus_sink_free);
  g_clear_pointer (&self->manifest, portunus_manifest_unref);
  g_free (self->kinds);
  g_hash_table_unref (self->there);

  G_OBJECT_CLASS (portunus_forecast_parent_class)->finalize (object);
}

static void
portunus_forecast_class_init (PortunusForecastClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_forecast_finalize;
}

static void
portunus_forecast_init (PortunusForecast *self)
{
  self->there = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

/* A folder that is still to be made will be where the nearest one above it is. */
static guint64
measure_free_bytes (const char *directory)
{
  g_autofree char *path = g_strdup (directory);
  struct statvfs info;
  int problem;

  while ((problem = statvfs (path, &info)) != 0 && errno == ENOENT && strcmp (path, "/") != 0
         && strcmp (path, ".") != 0)
    {
      char *above = g_path_get_dirname (path);

      g_free (path);
      path = above;
    }
  /* Some FUSE file systems do not know their size. */
  return problem != 0 || info.f_blocks == 0 ? G_MAXUINT64 : (guint64) info.f_bavail * info.f_frsize;
}

static PortunusForecastKind
compare (const PortunusEntry *entry,
         const struct stat   *there)
{
  gint64 mtime_ns = _portunus_sink_get_mtime_ns (there);

  if (entry->type == PORTUNUS_ENTRY_DIRECTORY)
    return S_ISDIR (there->st_mode) ? PORTUNUS_FORECAST_NEW : PORTUNUS_FORECAST_OTHER;
  if (entry->type != PORTUNUS_ENTRY_FILE || !S_ISREG (there->st_mode) || entry->mtime_ns == PORTUNUS_MTIME_UNKNOWN)
    return PORTUNUS_FORECAST_OTHER;
  if (mtime_ns == entry->mtime_ns)
    return (guint64) there->st_size == entry->size ? PORTUNUS_FORECAST_SAME : PORTUNUS_FORECAST_OTHER;
  return mtime_ns < entry->mtime_ns ? PORTUNUS_FORECAST_OLDER : PORTUNUS_FORECAST_NEWER;
}

/* 0, or errno. Nothing is followed: where a link or a file has the place of a folder, nothing is in it. */
static int
look_up (PortunusForecast *self,
         const char       *path,
         struct stat      *info)
{
  const char *name;
  int parent = portunus_sink_place_open_parent (self->sink->place, path, FALSE, &name);

  return parent >= 0 && fstatat (parent, name, info, AT_SYMLINK_NOFOLLOW) == 0 ? 0 : errno;
}

static PortunusForecastKind
look_at (PortunusForecast    *self,
         guint                index,
         const PortunusEntry *entry)
{
  g_autofree char *chosen = NULL;
  struct stat info;

  /* What an earlier run of the same transfer finished may be under another name. */
  if (portunus_sink_get_action (self->sink, index) == PORTUNUS_SINK_SKIP)
    chosen = portunus_sink_dup_path (self->sink, index);
  switch (look_up (self, chosen != NULL ? chosen : entry->path, &info))
    {
    case 0:
      return compare (entry, &info);
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
      return PORTUNUS_FORECAST_NEW;
    default:
      return PORTUNUS_FORECAST_HIDDEN;
    }
}

static void
note_beginning (PortunusForecast    *self,
                guint                index,
                const PortunusEntry *entry,
                GHashTable          *beginnings)
{
  const PortunusBeginning *beginning = g_hash_table_lookup (beginnings, entry->path);
  struct stat info;

  if (beginning == NULL || beginning->size != entry->size || beginning->mtime_ns != entry->mtime_ns
      || look_up (self, beginning->part_path, &info) != 0 || !_portunus_sink_is_own_part (&info))
    return;
  g_hash_table_insert (self->there, GUINT_TO_POINTER (index),
                       g_memdup2 (&(guint64) { MIN (beginning->n_bytes, (guint64) info.st_size) }, sizeof (guint64)));
}

static gboolean
look_around (PortunusForecast  *self,
             GHashTable        *beginnings,
             GCancellable      *cancellable,
             GError           **error)
{
  for (guint i = 0; i < self->n_seen; i++)
    {
      PortunusEntry entry;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      portunus_manifest_get_entry (self->manifest, i, &entry);
      if (entry.problem != NULL || entry.type == PORTUNUS_ENTRY_TEXT)
        continue;
      self->kinds[i] = self->sink != NULL ? look_at (self, i, &entry) : PORTUNUS_FORECAST_NEW;
      if (self->sink != NULL && entry.type == PORTUNUS_ENTRY_FILE && g_hash_table_size (beginnings) > 0)
        note_beginning (self, i, &entry, beginnings);
    }
  return TRUE;
}

static gboolean
plan (PortunusForecast  *self,
      GHashTable        *top_names,
      GCancellable      *cancellable,
      GError           **error)
{
  guint n_entries = portunus_manifest_get_n_entries (self->manifest);
  g_autofree guint8 *wanted = g_new0 (guint8, n_entries);
  GHashTableIter iter;
  gpointer original;
  gpointer chosen;

  memset (wanted, 1, self->n_seen);
  g_hash_table_iter_init (&iter, top_names);
  while (g_hash_table_iter_next (&iter, &original, &chosen))
    portunus_sink_restore_top_name (self->sink, original, chosen);
  self->sink->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  return portunus_sink_plan (self->sink, self->manifest, wanted, error);
}

/**
 * portunus_forecast_new:
 * @question: what goes where
 * @cancellable: (nullable): stops looking
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_DESTINATION or a #GIOErrorEnum
 *
 * Plans as portunus_sink_plan() would, and looks at what has the names of the entries. Nothing is written, no file is
 * opened, and no link is followed. A manifest has no hashes, so files are told apart by size and time of change alone.
 * Blocks, with the disk, for at most %PORTUNUS_FORECAST_MAX_ENTRIES entries.
 *
 * Returns: (transfer full) (nullable): what would happen; %NULL where the folder cannot be looked at
 */
PortunusForecast *
portunus_forecast_new (const PortunusForecastQuestion  *question,
                       GCancellable                    *cancellable,
                       GError                         **error)
{
  g_autoptr (PortunusForecast) self = NULL;
  g_autoptr (PortunusJournalPeek) peek = NULL;

  g_return_val_if_fail (question != NULL, NULL);
  g_return_val_if_fail (PORTUNUS_IS_OFFER (question->offer), NULL);
  g_return_val_if_fail (question->directory != NULL, NULL);

  self = g_object_new (PORTUNUS_TYPE_FORECAST, NULL);
  self->manifest = portunus_manifest_ref (portunus_offer_get_manifest (question->offer));
  self->n_seen = MIN (portunus_manifest_get_n_entries (self->manifest), PORTUNUS_FORECAST_MAX_ENTRIES);
  self->kinds = g_new0 (guint8, self->n_seen);
  self->free_bytes = measure_free_bytes (question->directory);
  peek = portunus_journal_peek (question->journal_path, portunus_offer_get_id (question->offer), question->directory);

  if (g_file_test (question->directory, G_FILE_TEST_EXISTS))
    {
      self->sink = _portunus_sink_new_to_look (question->directory, question->policy, error);
      if (self->sink == NULL || !plan (self, peek->top_names, cancellable, error))
        return NULL;
    }
  return look_around (self, peek->beginnings, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

static void
question_free (gpointer data)
{
  PortunusForecastQuestion *question = data;

  g_object_unref (question->offer);
  g_free ((char *) question->directory);
  g_free ((char *) question->journal_path);
  g_free (question);
}

static void
look_on_worker (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  PortunusForecast *forecast = portunus_forecast_new (data, cancellable, &error);

  if (forecast != NULL)
    g_task_return_pointer (task, forecast, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_forecast_new_async:
 * @question: what goes where; copied
 * @cancellable: (nullable): stops looking
 * @callback: (scope async): called once
 * @user_data: for @callback
 *
 * Does what portunus_forecast_new() does, on a thread of GLib's.
 */
void
portunus_forecast_new_async (const PortunusForecastQuestion *question,
                             GCancellable                   *cancellable,
                             GAsyncReadyCallback             callback,
                             gpointer                        user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  PortunusForecastQuestion *copy;

  g_return_if_fail (question != NULL);

  copy = g_memdup2 (question, sizeof *question);
  copy->offer = g_object_ref (question->offer);
  copy->directory = g_strdup (question->directory);
  copy->journal_path = g_strdup (question->journal_path);
  g_task_set_source_tag (task, portunus_forecast_new_async);
  g_task_set_task_data (task, copy, question_free);
  g_task_run_in_thread (task, look_on_worker);
}

/**
 * portunus_forecast_new_finish:
 * @result: the result
 * @error: return location for the error of portunus_forecast_new()
 *
 * Returns: (transfer full) (nullable): what would happen
 */
PortunusForecast *
portunus_forecast_new_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, portunus_forecast_new_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_forecast_get_kind:
 * @self: a forecast
 * @index: number of an entry
 *
 * Returns: what has its name already
 */
PortunusForecastKind
portunus_forecast_get_kind (PortunusForecast *self,
                            guint             index)
{
  g_return_val_if_fail (PORTUNUS_IS_FORECAST (self), PORTUNUS_FORECAST_UNSEEN);

  return index < self->n_seen ? (PortunusForecastKind) self->kinds[index] : PORTUNUS_FORECAST_UNSEEN;
}

/**
 * portunus_forecast_get_action:
 * @self: a forecast
 * @index: number of an entry
 *
 * Returns: what would be done about it, %PORTUNUS_SINK_IGNORE also where that is not known
 */
PortunusSinkAction
portunus_forecast_get_action (PortunusForecast *self,
                              guint             index)
{
  g_return_val_if_fail (PORTUNUS_IS_FORECAST (self), PORTUNUS_SINK_IGNORE);
  g_return_val_if_fail (index < portunus_manifest_get_n_entries (self->manifest), PORTUNUS_SINK_IGNORE);

  if (self->sink != NULL)
    return portunus_sink_get_action (self->sink, index);
  return portunus_forecast_get_kind (self, index) != PORTUNUS_FORECAST_UNSEEN ? PORTUNUS_SINK_CREATE
                                                                              : PORTUNUS_SINK_IGNORE;
}

/**
 * portunus_forecast_dup_path:
 * @self: a forecast
 * @index: number of an entry
 *
 * Returns: (transfer full): where it would go, relative to the folder
 */
char *
portunus_forecast_dup_path (PortunusForecast *self,
                            guint             index)
{
  PortunusEntry entry;

  g_return_val_if_fail (PORTUNUS_IS_FORECAST (self), NULL);
  g_return_val_if_fail (index < portunus_manifest_get_n_entries (self->manifest), NULL);

  if (self->sink != NULL)
    return portunus_sink_dup_path (self->sink, index);
  portunus_manifest_get_entry (self->manifest, index, &entry);
  return g_strdup (entry.path);
}

/**
 * portunus_forecast_is_complete:
 * @self: a forecast
 *
 * Returns: whether all entries were looked for
 */
gboolean
portunus_forecast_is_complete (PortunusForecast *self)
{
  g_return_val_if_fail (PORTUNUS_IS_FORECAST (self), FALSE);

  return self->n_seen == portunus_manifest_get_n_entries (self->manifest);
}

static void
add_file (PortunusForecast        *self,
          guint                    index,
          guint64                  size,
          PortunusForecastSummary *summary)
{
  const guint64 *there = g_hash_table_lookup (self->there, GUINT_TO_POINTER (index));

  summary->n_files[portunus_forecast_get_kind (self, index)]++;
  if (portunus_forecast_get_action (self, index) == PORTUNUS_SINK_SKIP)
    return;
  if (size == PORTUNUS_SIZE_UNKNOWN)
    summary->has_unknown_size = TRUE;
  else
    summary->needed_bytes += size - (there != NULL ? MIN (*there, size) : 0);
}

/**
 * portunus_forecast_sum:
 * @self: a forecast
 * @wanted: (nullable): one byte for each entry, not 0 where wanted; %NULL for all
 * @summary: (out caller-allocates): what would happen to the wanted files
 */
void
portunus_forecast_sum (PortunusForecast        *self,
                       const guint8            *wanted,
                       PortunusForecastSummary *summary)
{
  guint n_entries;

  g_return_if_fail (PORTUNUS_IS_FORECAST (self));
  g_return_if_fail (summary != NULL);

  *summary = (PortunusForecastSummary) { 0, };
  n_entries = portunus_manifest_get_n_entries (self->manifest);
  for (guint i = 0; i < n_entries; i++)
    {
      PortunusEntry entry;

      if (wanted != NULL && wanted[i] == 0)
        continue;
      portunus_manifest_get_entry (self->manifest, i, &entry);
      if (entry.type == PORTUNUS_ENTRY_FILE && entry.problem == NULL)
        add_file (self, i, entry.size, summary);
    }
}

/**
 * portunus_forecast_get_free_bytes:
 * @self: a forecast
 *
 * Returns: how much room there was for us, in bytes; %G_MAXUINT64 where the file system does not say
 */
guint64
portunus_forecast_get_free_bytes (PortunusForecast *self)
{
  g_return_val_if_fail (PORTUNUS_IS_FORECAST (self), G_MAXUINT64);

  return self->free_bytes;
}

/**
 * portunus_forecast_has_room:
 * @self: a forecast
 * @needed_bytes: what portunus_forecast_sum() gave
 *
 * Returns: whether that fits, and %PORTUNUS_SINK_RESERVE with it, as portunus_sink_check_space() will ask for
 */
gboolean
portunus_forecast_has_room (PortunusForecast *self,
                            guint64           needed_bytes)
{
  g_return_val_if_fail (PORTUNUS_IS_FORECAST (self), TRUE);

  return needed_bytes == 0 || self->free_bytes == G_MAXUINT64
         || (needed_bytes <= self->free_bytes && self->free_bytes - needed_bytes >= PORTUNUS_SINK_RESERVE);
}
