/* fake-desktop.c: what is behind the portals and has nobody to ask: it chooses one folder or one file, and allows all
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>

#define BUS_NAME    "org.freedesktop.impl.portal.desktop.portunus"
#define OBJECT_PATH "/org/freedesktop/portal/desktop"
#define ALLOW       1u

typedef struct
{
  const char *folder;
  const char *file;
  const char *autostart;    /* where to write what the session is to start */
} Desktop;

static const char interfaces[] =
  "<node>"
  "  <interface name='org.freedesktop.impl.portal.FileChooser'>"
  "    <method name='OpenFile'>"
  "      <arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "      <arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
  "      <arg type='u' direction='out'/><arg type='a{sv}' direction='out'/>"
  "    </method>"
  "  </interface>"
  "  <interface name='org.freedesktop.impl.portal.Background'>"
  "    <method name='GetAppState'><arg type='a{sv}' direction='out'/></method>"
  "    <method name='EnableAutostart'>"
  "      <arg type='s' direction='in'/><arg type='b' direction='in'/><arg type='as' direction='in'/>"
  "      <arg type='u' direction='in'/><arg type='b' direction='out'/>"
  "    </method>"
  "    <method name='NotifyBackground'>"
  "      <arg type='o' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "      <arg type='u' direction='out'/><arg type='a{sv}' direction='out'/>"
  "    </method>"
  "  </interface>"
  "</node>";

static GVariant *
open_file (const Desktop *self,
           GVariant      *arguments)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (arguments, 4);
  gboolean is_folder = FALSE;
  g_autoptr (GFile) chosen = NULL;
  g_autofree char *uri = NULL;
  const char *uris[] = { NULL, NULL };
  GVariantDict results;

  g_variant_lookup (options, "directory", "b", &is_folder);
  chosen = g_file_new_for_path (is_folder ? self->folder : self->file);
  uris[0] = uri = g_file_get_uri (chosen);
  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert_value (&results, "uris", g_variant_new_strv (uris, -1));
  g_variant_dict_insert (&results, "writable", "b", is_folder);
  return g_variant_new ("(u@a{sv})", 0u, g_variant_dict_end (&results));
}

static GVariant *
enable_autostart (const Desktop *self,
                  GVariant      *arguments)
{
  g_autofree const char **command = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_wanted;

  g_variant_get (arguments, "(sb^a&su)", NULL, &is_wanted, &command, NULL);
  line = is_wanted ? g_strjoinv (" ", (char **) command) : g_strdup ("");
  g_file_set_contents (self->autostart, line, -1, &error);
  g_assert_no_error (error);
  return g_variant_new ("(b)", is_wanted);
}

/* Somebody sees that it runs without a window, and does not mind. */
static GVariant *
notify_background (void)
{
  GVariantDict results;

  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "result", "u", ALLOW);
  return g_variant_new ("(u@a{sv})", 0u, g_variant_dict_end (&results));
}

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
  GVariant *reply;

  if (g_str_equal (method, "OpenFile"))
    reply = open_file (user_data, arguments);
  else if (g_str_equal (method, "EnableAutostart"))
    reply = enable_autostart (user_data, arguments);
  else if (g_str_equal (method, "NotifyBackground"))
    reply = notify_background ();
  else
    reply = g_variant_new ("(a{sv})", NULL);
  g_dbus_method_invocation_return_value (invocation, reply);
}

static void
bus_cb (GDBusConnection *bus,
        const char      *name,
        gpointer         user_data)
{
  static const GDBusInterfaceVTable vtable = { .method_call = call_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (interfaces, &error);

  g_assert_no_error (error);
  for (guint i = 0; node->interfaces[i] != NULL; i++)
    {
      g_dbus_connection_register_object (bus, OBJECT_PATH, node->interfaces[i], &vtable, user_data, NULL, &error);
      g_assert_no_error (error);
    }
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
  Desktop desktop = { 0 };

  g_assert (argc == 4);
  desktop = (Desktop) { .folder = argv[1], .file = argv[2], .autostart = argv[3] };
  g_bus_own_name (G_BUS_TYPE_SESSION, BUS_NAME, G_BUS_NAME_OWNER_FLAGS_NONE, bus_cb, NULL, lost_cb, &desktop, NULL);
  g_main_loop_run (loop);
  return 0;
}
