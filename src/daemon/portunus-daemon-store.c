/* portunus-daemon-store.c: where portunusd remembers things, for itself alone
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-daemon-store.h"

#include <string.h>

#include "portunus-paths.h"
#include "portunus-store-error.h"

#define FILE_NAME "server.db"

/**
 * portunus_daemon_keeps_rooms:
 * @options: what to do
 *
 * Returns: whether rooms outlive the server
 */
gboolean
portunus_daemon_keeps_rooms (const PortunusDaemonOptions *options)
{
  return g_strcmp0 (options->store, "memory:") != 0;
}

static char *
dup_location (const PortunusDaemonOptions  *options,
              GError                      **error)
{
  g_autofree char *folder = NULL;

  if (options->store != NULL)
    return g_strdup (options->store);
  folder = portunus_paths_dup_data_dir (options->data_dir, error);
  return folder != NULL ? g_build_filename (folder, FILE_NAME, NULL) : NULL;
}

/* What the operator can do about it. An address is not said, since there may be a password in it. */
static GError *
explain_claim (const PortunusDaemonOptions *options)
{
  g_autofree char *location = dup_location (options, NULL);
  g_autofree char *folder = location != NULL ? g_path_get_dirname (location) : NULL;

  if (options->store == NULL)
    return g_error_new (PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED,
                        "Another portunusd uses the folder “%s”: end that one, or give this one a folder of its own "
                        "with --data-dir", folder);
  if (strstr (options->store, "://") == NULL)
    return g_error_new (PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED,
                        "Another portunusd uses “%s”: end that one, or give this one a file of its own with --store",
                        options->store);
  return g_error_new_literal (PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED,
                              "Another portunusd keeps its rooms in that PostgreSQL database: end that one, or give "
                              "this one a database of its own with --store");
}

static void
claimed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  PortunusServerStore *store = PORTUNUS_SERVER_STORE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_server_store_claim_finish (store, result, &error))
    {
      g_task_return_pointer (task, g_object_ref (store), g_object_unref);
      return;
    }
  if (g_error_matches (error, PORTUNUS_STORE_ERROR, PORTUNUS_STORE_ERROR_CLAIMED))
    {
      g_error_free (error);
      error = explain_claim (g_task_get_task_data (task));
    }
  g_task_return_error (task, error);
}

/* Two that share their rooms would both believe that they have them all. */
static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (PortunusServerStore) store = portunus_server_store_open_finish (result, &error);

  if (store == NULL)
    g_task_return_error (task, error);
  else if (portunus_daemon_keeps_rooms (g_task_get_task_data (task)))
    portunus_server_store_claim_async (store, claimed_cb, g_steal_pointer (&task));
  else
    g_task_return_pointer (task, g_steal_pointer (&store), g_object_unref);
}

/**
 * portunus_daemon_open_store_async:
 * @options: what to do; they outlive the call
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the store, and makes sure that no other server has it.
 */
void
portunus_daemon_open_store_async (const PortunusDaemonOptions *options,
                                  GAsyncReadyCallback          callback,
                                  gpointer                     user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  GError *error = NULL;
  g_autofree char *location = dup_location (options, &error);

  g_task_set_source_tag (task, portunus_daemon_open_store_async);
  g_task_set_task_data (task, (gpointer) options, NULL);
  if (location == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  portunus_server_store_open_async (location, NULL, opened_cb, g_steal_pointer (&task));
  explicit_bzero (location, strlen (location));
}

/**
 * portunus_daemon_open_store_finish:
 * @result: the result
 * @error: return location for an error that says what the operator can do
 *
 * Returns: (transfer full) (nullable): the store
 */
PortunusServerStore *
portunus_daemon_open_store_finish (GAsyncResult  *result,
                                   GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
