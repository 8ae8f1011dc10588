/* portunus-background-portal.c: asks the desktop for leave to run in the background, from inside a sandbox
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-background-portal.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

typedef struct
{
  GDBusConnection *bus;
  guint            subscription;
  gboolean         is_autostart;
} Request;

static void
request_free (Request *request)
{
  if (request->subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  g_object_unref (request->bus);
  g_free (request);
}

static void
response_cb (GDBusConnection *bus,
             const char      *sender,
             const char      *path,
             const char      *interface,
             const char      *signal,
             GVariant        *parameters,
             gpointer         user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);
  g_autoptr (GVariant) results = NULL;
  gboolean is_allowed = FALSE;
  guint32 response = 2;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_dbus_connection_signal_unsubscribe (bus, request->subscription);
  request->subscription = 0;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    g_variant_lookup (results, request->is_autostart ? "autostart" : "background", "b", &is_allowed);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (is_allowed || (response == 0 && !request->is_autostart))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The desktop did not allow it");
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (reply != NULL)
    return;
  g_dbus_connection_signal_unsubscribe (request->bus, request->subscription);
  request->subscription = 0;
  g_task_return_error (task, error);
}

/* By the portal's rule, so that the answer cannot come before we listen. */
static char *
dup_request_path (GDBusConnection *bus,
                  const char      *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);

  return g_strdup_printf (PORTAL_PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
}

static GVariant *
create_options (const PortunusBackgroundRequest *request,
                const char                      *token)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "handle_token", "s", token);
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
  g_autofree char *token = g_strdup_printf ("portunus%u", g_random_int ());
  g_autofree char *path = NULL;
  GTask *task;
  Request *request;

  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_background_portal_request_async);
  request = g_new0 (Request, 1);
  request->bus = g_object_ref (bus);
  request->is_autostart = details->is_autostart;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  path = dup_request_path (bus, token);
  request->subscription = g_dbus_connection_signal_subscribe (bus, PORTAL_NAME, "org.freedesktop.portal.Request",
                                                              "Response", path, NULL,
                                                              G_DBUS_SIGNAL_FLAGS_NONE, response_cb,
                                                              g_object_ref (task), g_object_unref);
  g_dbus_connection_call (bus, PORTAL_NAME, PORTAL_PATH, "org.freedesktop.portal.Background", "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", create_options (details, token)), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, cancellable, called_cb, task);
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
