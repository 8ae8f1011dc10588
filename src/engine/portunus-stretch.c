/* portunus-stretch.c: stretching the password of a code on a worker
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-stretch.h"

#include <string.h>

#include "portunus-spake2.h"

typedef struct
{
  char   *password;
  GBytes *salt;
} Stretch;

static void
stretch_free (gpointer data)
{
  Stretch *stretch = data;

  g_free (stretch->password);
  g_bytes_unref (stretch->salt);
  g_free (stretch);
}

static void
stretch_on_worker (GTask        *task,
                   gpointer      source,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  Stretch *stretch = task_data;
  GError *error = NULL;
  PortunusSecret *secret = portunus_spake2_stretch (stretch->password, stretch->salt, &error);

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) portunus_secret_unref);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_stretch_async:
 * @password: the words of the code
 * @room: the room's id, which salts them
 * @cancellable: (nullable): cancels
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Runs portunus_spake2_stretch() where it does not hold up the caller.
 */
void
portunus_stretch_async (const char          *password,
                        const char          *room,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Stretch *stretch = g_new (Stretch, 1);

  stretch->password = g_strdup (password);
  stretch->salt = g_bytes_new (room, strlen (room));
  g_task_set_source_tag (task, portunus_stretch_async);
  g_task_set_task_data (task, stretch, stretch_free);
  g_task_run_in_thread (task, stretch_on_worker);
}

/**
 * portunus_stretch_finish:
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: (transfer full): the stretched password
 */
PortunusSecret *
portunus_stretch_finish (GAsyncResult  *result,
                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
