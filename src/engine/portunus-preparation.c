/* portunus-preparation.c: listing what is to be sent, on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-preparation.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-encoding.h"
#include "portunus-offer-log.h"
#include "portunus-transfer-error.h"

typedef struct
{
  char **paths;
  char  *text;
  char  *log_path;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_strfreev (request->paths);
  g_free (request->text);
  g_free (request->log_path);
  g_free (request);
}

/**
 * portunus_preparation_free:
 * @self: (transfer full) (nullable): a preparation
 */
void
portunus_preparation_free (PortunusPreparation *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->sources, portunus_source_set_unref);
  g_clear_object (&self->offer);
  g_free (self);
}

static char *
dup_top_name (const char *path)
{
  const char *slash = strchr (path, '/');

  return slash != NULL ? g_strndup (path, slash - path) : g_strdup (path);
}

/* "report.pdf", "photos and 2 more", or what stands for a text alone. */
static char *
make_title (PortunusManifest *manifest)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = NULL;
  guint n_more;

  for (guint i = 0; i < portunus_manifest_get_n_entries (manifest); i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      if (entry.type == PORTUNUS_ENTRY_TEXT)
        continue;
      if (first == NULL)
        first = dup_top_name (entry.path);
      g_hash_table_add (names, dup_top_name (entry.path));
    }
  if (first == NULL)
    return g_strdup (_("Text"));
  n_more = g_hash_table_size (names) - 1;
  if (n_more == 0)
    return g_steal_pointer (&first);
  /* Translators: the first word is the name of a file or folder */
  return g_strdup_printf (ngettext ("%s and %u more", "%s and %u more", n_more), first, n_more);
}

/* The same files get the same id again, so that a receiver recognises what a restarted sender offers. */
static void
choose_id (const Request     *request,
           PortunusSourceSet *sources,
           guint8             id[PORTUNUS_TRANSFER_ID_SIZE])
{
  g_autoptr (GError) error = NULL;

  /* What comes through a pipe is never the same again. */
  if (portunus_manifest_has_unknown_size (portunus_source_set_get_manifest (sources)))
    {
      portunus_fill_random (id, PORTUNUS_TRANSFER_ID_SIZE);
      return;
    }
  if (portunus_offer_log_find_id (request->log_path, sources, id, &error))
    return;
  g_message ("A receiver will not recognise this transfer after a restart: %s", error->message);
  portunus_fill_random (id, PORTUNUS_TRANSFER_ID_SIZE);
}

static PortunusPreparation *
prepare (const Request  *request,
         GCancellable   *cancellable,
         GError        **error)
{
  g_autoptr (PortunusPreparation) self = g_new0 (PortunusPreparation, 1);
  PortunusManifest *manifest;
  g_autofree char *title = NULL;
  guint8 id[PORTUNUS_TRANSFER_ID_SIZE];

  self->sources = portunus_source_set_new ((const char * const *) request->paths, request->text, cancellable, error);
  if (self->sources == NULL)
    return NULL;
  manifest = portunus_source_set_get_manifest (self->sources);
  if (portunus_manifest_get_n_entries (manifest) == 0)
    {
      const char * const *problems = portunus_source_set_get_problems (self->sources);

      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE, "There is nothing to send%s%s",
                   problems[0] != NULL ? ": " : "", problems[0] != NULL ? problems[0] : "");
      return NULL;
    }
  title = make_title (manifest);
  choose_id (request, self->sources, id);
  self->offer = portunus_offer_new (id, title, manifest);
  return g_steal_pointer (&self);
}

static void
prepare_on_worker (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  GError *error = NULL;
  PortunusPreparation *self = prepare (task_data, cancellable, &error);

  if (self != NULL)
    g_task_return_pointer (task, self, (GDestroyNotify) portunus_preparation_free);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_preparation_run_async:
 * @paths: (nullable): files and folders; "-" is standard input
 * @text: (nullable): a text
 * @log_path: (type filename): the log of what was offered
 * @cancellable: (nullable): stops the walk
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Walks the folders and makes the offer.
 */
void
portunus_preparation_run_async (const char * const  *paths,
                                const char          *text,
                                const char          *log_path,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new (Request, 1);

  request->paths = g_strdupv ((char **) paths);
  request->text = g_strdup (text);
  request->log_path = g_strdup (log_path);
  g_task_set_source_tag (task, portunus_preparation_run_async);
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, prepare_on_worker);
}

/**
 * portunus_preparation_run_finish:
 * @result: the result
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_SOURCE
 *
 * Returns: (transfer full): the preparation
 */
PortunusPreparation *
portunus_preparation_run_finish (GAsyncResult  *result,
                                 GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
