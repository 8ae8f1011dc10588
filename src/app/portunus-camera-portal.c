/* portunus-camera-portal.c: asks the desktop whether there is a camera, and for leave to look through it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-camera-portal.h"

#include <gio/gunixfdlist.h>

#include "portunus-portal-request.h"

#define CAMERA_INTERFACE "org.freedesktop.portal.Camera"

struct _PortunusCameraPortal
{
  GObject          parent_instance;

  /* Owned */
  GDBusConnection *bus;
  GDBusProxy      *proxy;       /* (nullable): until it was made */
  GCancellable    *cancellable;
};

enum { PROP_0, PROP_IS_PRESENT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (PortunusCameraPortal, portunus_camera_portal, G_TYPE_OBJECT)

static void
notify_present (PortunusCameraPortal *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_PRESENT]);
}

static void
proxy_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  GDBusProxy *proxy = g_dbus_proxy_new_finish (result, &error);
  PortunusCameraPortal *self;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (proxy == NULL)
    {
      g_debug ("There is no portal: %s", error->message);
      return;
    }
  self = PORTUNUS_CAMERA_PORTAL (user_data);
  self->proxy = proxy;
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (notify_present), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (proxy, "notify::g-name-owner", G_CALLBACK (notify_present), self, G_CONNECT_SWAPPED);
  notify_present (self);
}

static void
portunus_camera_portal_get_property (GObject    *object,
                                     guint       property_id,
                                     GValue     *value,
                                     GParamSpec *pspec)
{
  if (property_id == PROP_IS_PRESENT)
    g_value_set_boolean (value, portunus_camera_portal_is_present (PORTUNUS_CAMERA_PORTAL (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
portunus_camera_portal_dispose (GObject *object)
{
  PortunusCameraPortal *self = PORTUNUS_CAMERA_PORTAL (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->proxy);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (portunus_camera_portal_parent_class)->dispose (object);
}

static void
portunus_camera_portal_finalize (GObject *object)
{
  g_clear_object (&PORTUNUS_CAMERA_PORTAL (object)->cancellable);

  G_OBJECT_CLASS (portunus_camera_portal_parent_class)->finalize (object);
}

static void
portunus_camera_portal_class_init (PortunusCameraPortalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = portunus_camera_portal_get_property;
  object_class->dispose = portunus_camera_portal_dispose;
  object_class->finalize = portunus_camera_portal_finalize;

  properties[PROP_IS_PRESENT] = g_param_spec_boolean ("is-present", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
portunus_camera_portal_init (PortunusCameraPortal *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * portunus_camera_portal_new:
 * @bus: the session bus
 *
 * Asks at once whether there is a camera, and follows what comes and goes.
 *
 * Returns: (transfer full): a portal; no camera is known yet
 */
PortunusCameraPortal *
portunus_camera_portal_new (GDBusConnection *bus)
{
  PortunusCameraPortal *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);

  self = g_object_new (PORTUNUS_TYPE_CAMERA_PORTAL, NULL);
  self->bus = g_object_ref (bus);
  g_dbus_proxy_new (bus, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START_AT_CONSTRUCTION, NULL, PORTUNUS_PORTAL_NAME,
                    PORTUNUS_PORTAL_PATH, CAMERA_INTERFACE, self->cancellable, proxy_cb, self);
  return self;
}

/**
 * portunus_camera_portal_is_present:
 * @self: a portal
 *
 * Returns: whether the desktop knows of a camera
 */
gboolean
portunus_camera_portal_is_present (PortunusCameraPortal *self)
{
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (PORTUNUS_IS_CAMERA_PORTAL (self), FALSE);

  if (self->proxy != NULL)
    value = g_dbus_proxy_get_cached_property (self->proxy, "IsCameraPresent");
  return value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (value);
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GUnixFDList) list = NULL;
  GError *error = NULL;
  g_autoptr (GVariant) reply = NULL;
  gint32 index;
  int fd;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &list, result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_variant_get (reply, "(h)", &index);
  fd = list != NULL && index >= 0 && index < g_unix_fd_list_get_length (list)
       ? g_unix_fd_list_get (list, index, &error) : -1;
  if (fd >= 0)
    g_task_return_int (task, fd);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The portal gave no connection");
}

static void
allowed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusCameraPortal *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GVariant) results = portunus_portal_request_finish (result, &error);

  if (results == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_dbus_connection_call_with_unix_fd_list (self->bus, PORTUNUS_PORTAL_NAME, PORTUNUS_PORTAL_PATH, CAMERA_INTERFACE,
                                            "OpenPipeWireRemote", g_variant_new ("(a{sv})", NULL),
                                            G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                            g_task_get_cancellable (task), opened_cb, g_object_ref (task));
}

/**
 * portunus_camera_portal_open_async:
 * @self: a portal
 * @cancellable: (nullable): cancels
 * @callback: called once
 * @user_data: for @callback
 *
 * Asks for leave, which the desktop may ask the person for.
 */
void
portunus_camera_portal_open_async (PortunusCameraPortal *self,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data)
{
  const PortunusPortalCall call = { .interface = CAMERA_INTERFACE, .method = "AccessCamera" };
  GTask *task;

  g_return_if_fail (PORTUNUS_IS_CAMERA_PORTAL (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_camera_portal_open_async);
  portunus_portal_request_async (self->bus, &call, cancellable, allowed_cb, task);
}

/**
 * portunus_camera_portal_open_finish:
 * @self: a portal
 * @result: what the callback got
 * @error: return location: %G_IO_ERROR_PERMISSION_DENIED where it was refused, or an error of D-Bus
 *
 * Returns: a connection to PipeWire that shows cameras alone, for the caller to close; -1 on failure
 */
int
portunus_camera_portal_open_finish (PortunusCameraPortal  *self,
                                    GAsyncResult          *result,
                                    GError               **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return (int) g_task_propagate_int (G_TASK (result), error);
}
