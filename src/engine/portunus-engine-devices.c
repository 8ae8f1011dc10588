/* portunus-engine-devices.c: the devices that we have met, and those that are nearby
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-engine-state-private.h"

#include "portunus-paths.h"

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (portunus_device_book_load_finish (PORTUNUS_DEVICE_BOOK (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * portunus_engine_load_devices_async:
 * @self: an engine, started or not
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Reads the device book, which needs no keys. A start does so as well.
 */
void
portunus_engine_load_devices_async (PortunusEngine      *self,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;
  GError *error = NULL;
  char *data_dir;

  g_return_if_fail (PORTUNUS_IS_ENGINE (self));

  g_task_set_source_tag (task, portunus_engine_load_devices_async);
  data_dir = portunus_paths_dup_data_dir (self->data_dir, &error);
  if (data_dir == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (self->data_dir);
  self->data_dir = data_dir;
  if (self->book == NULL)
    {
      path = portunus_engine_dup_path (self, PORTUNUS_DEVICE_BOOK_NAME);
      self->book = portunus_device_book_new (path);
    }
  portunus_device_book_load_async (self->book, cancellable, loaded_cb, g_object_ref (task));
}

/**
 * portunus_engine_load_devices_finish:
 * @self: an engine
 * @result: the result
 * @error: return location: a #PortunusStoreError, or a #GIOErrorEnum of the data folder
 *
 * Returns: whether the device book was read
 */
gboolean
portunus_engine_load_devices_finish (PortunusEngine  *self,
                                     GAsyncResult    *result,
                                     GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * portunus_engine_get_device_book:
 * @self: an engine that was started, or has loaded its devices
 *
 * Returns: (transfer none): the devices that we have met
 */
PortunusDeviceBook *
portunus_engine_get_device_book (PortunusEngine *self)
{
  return self->book;
}

/**
 * portunus_engine_get_nearby_id:
 * @self: an engine
 *
 * Returns: what this run is called on the local network
 */
const char *
portunus_engine_get_nearby_id (PortunusEngine *self)
{
  return self->nearby_id;
}

/**
 * portunus_engine_new_browser:
 * @self: an engine, started or not
 *
 * Returns: (transfer full): a browser that was not started, and leaves this device out
 */
PortunusNearbyBrowser *
portunus_engine_new_browser (PortunusEngine *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ENGINE (self), NULL);

  return portunus_nearby_browser_new (self->nearby_id);
}
