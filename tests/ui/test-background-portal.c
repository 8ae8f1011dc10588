/* test-background-portal.c: leave to run in the background is asked for as the portal wants, and its answers are read
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-background-portal.h"

typedef struct
{
  GTestDBus       *daemon;
  GDBusConnection *bus;
  guint            object;
  guint            name;
  guint32          response;      /* of the portal: 0 is yes */
  gboolean         is_allowed;
  gboolean         has_autostart; /* in what was asked for */
  gboolean         is_owned;
  gboolean         is_done;
  GError          *error;
} Fixture;

static const char interface[] =
  "<node><interface name='org.freedesktop.portal.Background'><method name='RequestBackground'>"
  "<arg type='s' direction='in'/><arg type='a{sv}' direction='in'/><arg type='o' direction='out'/>"
  "</method></interface></node>";

static void
called_cb (GDBusConnection       *bus,
           const char            *sender,
           const char            *path,
           const char            *interface_name,
           const char            *method,
           GVariant              *parameters,
           GDBusMethodInvocation *invocation,
           gpointer               user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *name = g_strdelimit (g_strdup (sender + 1), ".", '_');
  g_autofree char *handle = NULL;
  const char *token = NULL;
  GVariantDict results;

  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "autostart", "b", &fixture->has_autostart));
  handle = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", name, token);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", handle));
  g_variant_dict_init (&results, NULL);
  g_variant_dict_insert (&results, "background", "b", fixture->is_allowed);
  g_variant_dict_insert (&results, "autostart", "b", fixture->is_allowed && fixture->has_autostart);
  g_dbus_connection_emit_signal (bus, sender, handle, "org.freedesktop.portal.Request", "Response",
                                 g_variant_new ("(u@a{sv})", fixture->response, g_variant_dict_end (&results)), NULL);
}

static void
owned_cb (GDBusConnection *bus,
          const char      *name,
          gpointer         user_data)
{
  ((Fixture *) user_data)->is_owned = TRUE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_error ("Nothing came within 20 s");
  return G_SOURCE_REMOVE;
}

static void
wait_for (const gboolean *flag)
{
  guint timeout = g_timeout_add_seconds (20, timeout_cb, NULL);

  while (!*flag)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const GDBusInterfaceVTable vtable = { called_cb, NULL, NULL };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface, NULL);

  fixture->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->daemon);
  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (fixture->bus);
  fixture->object = g_dbus_connection_register_object (fixture->bus, "/org/freedesktop/portal/desktop",
                                                       info->interfaces[0], &vtable, fixture, NULL, NULL);
  if (data != NULL)
    return;
  fixture->name = g_bus_own_name_on_connection (fixture->bus, "org.freedesktop.portal.Desktop",
                                                G_BUS_NAME_OWNER_FLAGS_NONE, owned_cb, NULL, fixture, NULL);
  wait_for (&fixture->is_owned);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->name != 0)
    g_bus_unown_name (fixture->name);
  g_dbus_connection_unregister_object (fixture->bus, fixture->object);
  g_clear_error (&fixture->error);
  g_clear_object (&fixture->bus);
  g_test_dbus_down (fixture->daemon);
  g_object_unref (fixture->daemon);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (portunus_background_portal_request_finish (result, &fixture->error) == (fixture->error == NULL));
  fixture->is_done = TRUE;
}

static void
request (Fixture  *fixture,
         gboolean  is_autostart)
{
  static const char * const command[] = { "portunus", "--background", NULL };
  const PortunusBackgroundRequest details = { .reason = "For a test", .is_autostart = is_autostart,
                                              .command = command };

  fixture->is_done = FALSE;
  g_clear_error (&fixture->error);
  portunus_background_portal_request_async (fixture->bus, &details, NULL, finished_cb, fixture);
  g_assert_false (fixture->is_done);
  wait_for (&fixture->is_done);
}

static void
test_allowed (Fixture       *fixture,
              gconstpointer  data)
{
  fixture->is_allowed = TRUE;
  request (fixture, TRUE);
  g_assert_no_error (fixture->error);
  g_assert_true (fixture->has_autostart);
  request (fixture, FALSE);
  g_assert_no_error (fixture->error);
  g_assert_false (fixture->has_autostart);
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  request (fixture, TRUE);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  fixture->response = 1;
  fixture->is_allowed = TRUE;
  request (fixture, FALSE);
  g_assert_error (fixture->error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
}

static void
test_absent (Fixture       *fixture,
             gconstpointer  data)
{
  request (fixture, TRUE);
  g_assert_error (fixture->error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/app/background-portal/allowed", Fixture, NULL, set_up, test_allowed, tear_down);
  g_test_add ("/app/background-portal/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/app/background-portal/absent", Fixture, "absent", set_up, test_absent, tear_down);
  return g_test_run ();
}
