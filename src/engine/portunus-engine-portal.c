/* portunus-engine-portal.c: the admin portal of our own server, for the window
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-private.h"

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  PortunusPortal *portal = portunus_host_open_portal_finish (PORTUNUS_HOST (source), result, &error);

  if (portal != NULL)
    g_task_return_pointer (task, portal, (GDestroyNotify) portunus_portal_free);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_engine_open_portal_async:
 * @self: an engine
 * @cancellable: (nullable): drops the result
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Opens the admin portal of our own server on 127.0.0.1, where it is not open yet. It stays until the engine is
 * stopped. May be called again to hear whether there is an account by now.
 */
void
portunus_engine_open_portal_async (PortunusEngine      *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (PORTUNUS_IS_ENGINE (self));

  g_task_set_source_tag (task, portunus_engine_open_portal_async);
  if (portunus_engine_get_host (self) != NULL)
    portunus_host_open_portal_async (portunus_engine_get_host (self), opened_cb, g_object_ref (task));
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The engine does not run");
}

/**
 * portunus_engine_open_portal_finish:
 * @self: an engine
 * @result: the result
 * @error: return location: a #PortunusStoreError, %PORTUNUS_STORE_ERROR_CLAIMED where another process has the portal
 *   open; a #PortunusCryptoError of the secret store; or a #GIOErrorEnum
 *
 * Returns: (transfer full): where it is, and how to get in
 */
PortunusPortal *
portunus_engine_open_portal_finish (PortunusEngine  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
