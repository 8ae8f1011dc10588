/* fake-chooser.c: the part of a desktop behind the file chooser portal: it chooses one folder, whatever is asked
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#define BUS_NAME    "org.freedesktop.impl.portal.desktop.portunus"
#define OBJECT_PATH "/org/freedesktop/portal/desktop"

static const char interface_xml[] =
  "<node><interface name='org.freedesktop.impl.portal.FileChooser'><method name='OpenFile'>"
  "<arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='u' direction='out'/><arg type='a{sv}' direction='out'/>"
  "</method></interface></node>";

static void
call_cb (GDBusConnection       *bus,
         const char            *sender,
         const char            *path,
         const char            *interface,
         const char            *method,
         GVariant              *arguments,
         GDBusMethodInvocation *invocation,
         gpointer               user_data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (user_data);
  g_autofree char *uri = g_file_get_uri (folder);
  const char *uris[] = { uri, NULL };
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 4);
  gboolean is_folder = FALSE;
  GVariantBuilder results;

  g_variant_lookup (options, "directory", "b", &is_folder);
  g_assert_true (is_folder);
  g_variant_builder_init (&results, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&results, "{sv}", "uris", g_variant_new_strv (uris, -1));
  g_variant_builder_add (&results, "{sv}", "writable", g_variant_new_boolean (TRUE));
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(ua{sv})", 0u, &results));
}

static void
bus_cb (GDBusConnection *bus,
        const char      *name,
        gpointer         user_data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interface_xml, NULL);
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (bus, OBJECT_PATH, node->interfaces[0], &vtable, user_data, NULL, &error);
  g_assert_no_error (error);
}

static void
lost_cb (GDBusConnection *bus,
         const char      *name,
         gpointer         user_data)
{
  g_error ("The name is not to be had");
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_bus_own_name (G_BUS_TYPE_SESSION, BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, bus_cb, NULL, lost_cb, argv[1], NULL);
  g_main_loop_run (loop);
  return 0;
}
