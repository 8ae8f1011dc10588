/* portunus-portal-request.c: asks a portal of the desktop for something that a person may have to decide on
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-portal-request.h"

#define REQUEST_INTERFACE "org.freedesktop.portal.Request"

typedef struct
{
  /* Owned */
  GDBusConnection *bus;
  char            *path;
  GSource         *cancel_source; /* (nullable) */

  guint            subscription;  /* holds a reference to the task */
} Request;

static void
stop_listening (Request *request)
{
  guint subscription = request->subscription;

  request->subscription = 0;
  if (subscription != 0)
    g_dbus_connection_signal_unsubscribe (request->bus, subscription);
  if (request->cancel_source != NULL)
    g_source_destroy (request->cancel_source);
  g_clear_pointer (&request->cancel_source, g_source_unref);
}

static void
request_free (gpointer data)
{
  Request *request = data;

  stop_listening (request);
  g_object_unref (request->bus);
  g_free (request->path);
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
  GVariant *results = NULL;
  guint32 response = 2;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  stop_listening (g_task_get_task_data (task));

  if (g_task_return_error_if_cancelled (task))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  if (response == 0)
    {
      g_task_return_pointer (task, results, (GDestroyNotify) g_variant_unref);
      return;
    }
  g_variant_unref (results);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "The desktop did not allow it");
}

/* Where nobody waits any more, nobody has to decide. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Request *request = g_task_get_task_data (task);

  g_dbus_connection_call (request->bus, PORTUNUS_PORTAL_NAME, request->path, REQUEST_INTERFACE, "Close", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
  stop_listening (request);
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* The answer is still to come, or was here already. */
  if (reply != NULL || request->subscription == 0)
    return;
  stop_listening (request);
  g_task_return_error (task, g_steal_pointer (&error));
}

/* By the portal's rule, so that the answer cannot come before we listen. */
static char *
dup_request_path (GDBusConnection *bus,
                  const char      *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (bus) + 1);

  return g_strdup_printf (PORTUNUS_PORTAL_PATH "/request/%s/%s", g_strdelimit (sender, ".", '_'), token);
}

static GVariant *
create_arguments (const PortunusPortalCall *call,
                  const char               *token)
{
  g_autoptr (GVariant) given = call->options != NULL ? g_variant_ref_sink (call->options) : NULL;
  GVariantDict options;
  GVariant *all;

  g_variant_dict_init (&options, given);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  all = g_variant_dict_end (&options);
  return call->parent != NULL ? g_variant_new ("(s@a{sv})", call->parent, all) : g_variant_new ("(@a{sv})", all);
}

static void
listen (GTask   *task,
        Request *request)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  request->subscription = g_dbus_connection_signal_subscribe (request->bus, PORTUNUS_PORTAL_NAME, REQUEST_INTERFACE,
                                                              "Response", request->path, NULL,
                                                              G_DBUS_SIGNAL_FLAGS_NONE, response_cb,
                                                              g_object_ref (task), g_object_unref);
  if (cancellable == NULL)
    return;
  request->cancel_source = g_cancellable_source_new (cancellable);
  g_task_attach_source (task, request->cancel_source, G_SOURCE_FUNC (cancelled_cb));
}

/**
 * portunus_portal_request_async:
 * @bus: the session bus
 * @call: what to ask for; copied, but its options are taken
 * @cancellable: (nullable): cancels, and takes the question off the screen
 * @callback: called once
 * @user_data: for @callback
 */
void
portunus_portal_request_async (GDBusConnection          *bus,
                               const PortunusPortalCall *call,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  g_autofree char *token = g_strdup_printf ("portunus%u", g_random_int ());
  GTask *task;
  Request *request;

  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_portal_request_async);
  request = g_new0 (Request, 1);
  request->bus = g_object_ref (bus);
  request->path = dup_request_path (bus, token);
  g_task_set_task_data (task, request, request_free);
  listen (task, request);
  g_dbus_connection_call (bus, PORTUNUS_PORTAL_NAME, PORTUNUS_PORTAL_PATH, call->interface, call->method,
                          create_arguments (call, token), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                          called_cb, task);
}

/**
 * portunus_portal_request_finish:
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_PERMISSION_DENIED where it was refused, or an error of D-Bus
 *
 * Returns: (transfer full): the results, an `a{sv}`
 */
GVariant *
portunus_portal_request_finish (GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
