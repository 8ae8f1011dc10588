/* ui-portal.c: plays the portals that the application asks for a camera and a file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-portal.h"

#include <gio/gunixfdlist.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

struct _UiPortal
{
  UiPortalAnswers  answers;

  /* Owned */
  GThread         *thread;
  GMainContext    *context;
  GMainLoop       *loop;
  GDBusConnection *bus;

  guint            name;
  GMutex           mutex;
  GCond            changed;
  gboolean         is_owned; /* guarded by mutex */
};

static const char interfaces[] =
  "<node>"
  "  <interface name='org.freedesktop.portal.Camera'>"
  "    <method name='AccessCamera'><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/></method>"
  "    <method name='OpenPipeWireRemote'><arg type='a{sv}' direction='in'/><arg type='h' direction='out'/></method>"
  "    <property name='IsCameraPresent' type='b' access='read'/>"
  "    <property name='version' type='u' access='read'/>"
  "  </interface>"
  "  <interface name='org.freedesktop.portal.FileChooser'>"
  "    <method name='OpenFile'>"
  "      <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "      <arg type='o' direction='out'/>"
  "    </method>"
  "    <property name='version' type='u' access='read'/>"
  "  </interface>"
  "</node>";

/* A connection that nobody answers at the other end. */
static void
give_remote (GDBusMethodInvocation *invocation)
{
  g_autoptr (GUnixFDList) list = NULL;
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  close (pair[1]);
  list = g_unix_fd_list_new_from_array (pair, 1);
  g_dbus_method_invocation_return_value_with_unix_fd_list (invocation, g_variant_new ("(h)", 0), list);
}

static GVariant *
create_results (UiPortal *self,
                gboolean  is_file)
{
  GVariantDict results;

  g_variant_dict_init (&results, NULL);
  if (is_file && self->answers.file != NULL)
    {
      g_autofree char *uri = g_filename_to_uri (self->answers.file, NULL, NULL);
      const char * const uris[] = { uri, NULL };

      g_variant_dict_insert (&results, "uris", "^as", uris);
    }
  return g_variant_dict_end (&results);
}

static guint32
get_response (UiPortal *self,
              gboolean  is_file)
{
  if (is_file)
    return self->answers.file != NULL ? 0 : 1;
  return self->answers.camera_response;
}

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  UiPortal *self = user_data;
  gboolean is_file = g_str_equal (method, "OpenFile");
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, is_file ? 2 : 0);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;

  if (g_str_equal (method, "OpenPipeWireRemote"))
    {
      give_remote (invocation);
      return;
    }
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  handle = g_strdup_printf (PORTAL_PATH "/request/%s/%s", name, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  g_dbus_connection_emit_signal (bus, sender, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(u@a{sv})", get_response (self, is_file),
                                                create_results (self, is_file)), NULL);
}

static GVariant *
get_property_cb (GDBusConnection  *bus,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          user_data)
{
  if (g_str_equal (property, "version"))
    return g_variant_new_uint32 (3);
  return g_variant_new_boolean (((UiPortal *) user_data)->answers.has_camera);
}

static void
owned_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  UiPortal *self = user_data;

  g_mutex_lock (&self->mutex);
  self->is_owned = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
}

static gpointer
run_on_thread (gpointer user_data)
{
  static const GDBusInterfaceVTable vtable = { called_cb, get_property_cb, NULL };
  UiPortal *self = user_data;
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interfaces, NULL);

  g_main_context_push_thread_default (self->context);
  for (guint i = 0; info->interfaces[i] != NULL; i++)
    g_dbus_connection_register_object (self->bus, PORTAL_PATH, info->interfaces[i], &vtable, self, NULL, NULL);
  self->name = g_bus_own_name_on_connection (self->bus, PORTAL_NAME, G_BUS_NAME_OWNER_FLAGS_REPLACE, owned_cb, NULL,
                                             self, NULL);
  g_main_loop_run (self->loop);
  g_bus_unown_name (self->name);
  g_main_context_pop_thread_default (self->context);
  return NULL;
}

static GDBusConnection *
connect_to_bus (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus;

  bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                         | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  return bus;
}

/**
 * ui_portal_new:
 * @answers: what to answer; kept by the caller where it holds a text
 *
 * Returns: (transfer full): a portal that is there already
 */
UiPortal *
ui_portal_new (const UiPortalAnswers *answers)
{
  UiPortal *self = g_new0 (UiPortal, 1);

  self->answers = *answers;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->bus = connect_to_bus ();
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("portal", run_on_thread, self);
  g_mutex_lock (&self->mutex);
  while (!self->is_owned)
    g_cond_wait (&self->changed, &self->mutex);
  g_mutex_unlock (&self->mutex);
  return self;
}

/**
 * ui_portal_free:
 * @self: (transfer full): a portal, which leaves the bus
 */
void
ui_portal_free (UiPortal *self)
{
  g_main_loop_quit (self->loop);
  g_thread_join (self->thread);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_free (self);
}
