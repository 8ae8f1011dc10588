/* portunus-background-portal.c: asks the desktop for leave to run in the background, from inside a sandbox
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-background-portal.h"

#include "portunus-portal-request.h"

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  gboolean is_autostart = GPOINTER_TO_INT (g_task_get_task_data (task));
  gboolean is_allowed = FALSE;
  GError *error = NULL;
  g_autoptr (GVariant) results = portunus_portal_request_finish (result, &error);

  if (results == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  /* To run in the background is allowed by the answer; of the autostart the answer tells. */
  if (is_autostart)
    g_variant_lookup (results, "autostart", "b", &is_allowed);
  if (is_allowed || !is_autostart)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The desktop did not allow it");
}

static GVariant *
create_options (const PortunusBackgroundRequest *request)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "reason", "s", request->reason);
  g_variant_dict_insert (&options, "autostart", "b", request->is_autostart);
  g_variant_dict_insert (&options, "dbus-activatable", "b", FALSE);
  g_variant_dict_insert (&options, "commandline", "^as", request->command);
  return g_variant_dict_end (&options);
}

/**
 * portunus_background_portal_request_async:
 * @bus: the session bus
 * @details: what to ask for; copied
 * @cancellable: (nullable): cancels
 * @callback: called once
 * @user_data: for @callback
 *
 * By `org.freedesktop.portal.Background`.
 */
void
portunus_background_portal_request_async (GDBusConnection                 *bus,
                                          const PortunusBackgroundRequest *details,
                                          GCancellable                    *cancellable,
                                          GAsyncReadyCallback              callback,
                                          gpointer                         user_data)
{
  PortunusPortalCall call = {
    .interface = "org.freedesktop.portal.Background", .method = "RequestBackground", .parent = "",
  };
  GTask *task;

  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_background_portal_request_async);
  g_task_set_task_data (task, GINT_TO_POINTER (details->is_autostart), NULL);
  call.options = create_options (details);
  portunus_portal_request_async (bus, &call, cancellable, answered_cb, task);
}

/**
 * portunus_background_portal_request_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_PERMISSION_DENIED where it was refused, or an error of D-Bus
 *
 * Returns: whether there is leave
 */
gboolean
portunus_background_portal_request_finish (GAsyncResult  *result,
                                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
