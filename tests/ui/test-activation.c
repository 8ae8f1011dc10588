/* test-activation.c: the bus starts the application: to open files, and for the search of the shell
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "ui-driver.h"

static const char *program;

static GVariant *
call_bus (const char *name,
          const char *path,
          const char *interface,
          const char *method,
          GVariant   *parameters)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GError) error = NULL;
  GVariant *reply;

  reply = g_dbus_connection_call_sync (bus, name, path, interface, method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                                       -1, NULL, &error);
  g_assert_no_error (error);
  return reply;
}

/* What it starts has a past. */
static void
install_service (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "dbus-1", "services", NULL);
  g_autofree char *path = g_build_filename (folder, "org.portunus.App.service", NULL);
  g_autofree char *text = g_strdup_printf ("[D-BUS Service]\nName=org.portunus.App\n"
                                           "Exec=/usr/bin/env FAKE_PAST=6 %s --gapplication-service\n",
                                           program);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  g_variant_unref (call_bus ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReloadConfig",
                             NULL));
}

/* As a desktop opens files by org.freedesktop.Application, with nothing running before. */
static void
test_activation (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "by the bus.txt", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  const char * const uris[] = { uri, NULL };
  UiDriver *driver;

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  install_service ();
  g_variant_unref (call_bus ("org.portunus.App", "/org/portunus/App", "org.freedesktop.Application", "Open",
                             g_variant_new ("(^asa{sv})", uris, NULL)));
  driver = ui_driver_new_started ();
  ui_driver_wait_label (driver, "by the bus.txt");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

/* (transfer full): what the shell is told */
static GVariant *
ask_provider (const char *method,
              GVariant   *parameters)
{
  return call_bus ("org.portunus.App", "/org/portunus/App/SearchProvider", "org.gnome.Shell.SearchProvider2", method,
                   parameters);
}

static char **
search (const char *first,
        const char *second)
{
  const char * const terms[] = { first, second, NULL };
  g_autoptr (GVariant) reply = ask_provider ("GetInitialResultSet", g_variant_new ("(^as)", terms));
  char **ids = NULL;

  g_variant_get (reply, "(^as)", &ids);
  return ids;
}

/* One result, which has such a name and begins to describe itself so. */
static void
check_description (const char *id,
                   const char *name,
                   const char *description)
{
  const char * const ids[] = { id, "transfer:1x", "transfer:-1", "device:", "", NULL };
  g_autoptr (GVariant) reply = ask_provider ("GetResultMetas", g_variant_new ("(^as)", ids));
  g_autoptr (GVariant) metas = g_variant_get_child_value (reply, 0);
  g_autoptr (GVariant) details = NULL;
  const char *text = NULL;

  g_assert_cmpuint (g_variant_n_children (metas), ==, 1);
  details = g_variant_get_child_value (metas, 0);
  g_assert_true (g_variant_lookup (details, "id", "&s", &text));
  g_assert_cmpstr (text, ==, id);
  g_assert_true (g_variant_lookup (details, "name", "&s", &text));
  g_assert_cmpstr (text, ==, name);
  g_assert_true (g_variant_lookup (details, "description", "&s", &text));
  g_assert_true (g_str_has_prefix (text, description));
}

/* As the shell asks, with nothing running before. */
static void
test_search (void)
{
  const char * const environment[] = { "FAKE_PAST=6", NULL };
  const char * const terms[] = { "disk", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);
  g_auto (GStrv) ids = NULL, none = NULL, all = NULL;

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
  install_service ();
  ids = search ("DISK", "carol");
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  none = search ("disk", "anna");
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  all = search (" ", NULL);
  g_assert_cmpuint (g_strv_length (all), ==, 0);
  check_description (ids[0], "disk.img", "From Carol");

  g_variant_unref (ask_provider ("ActivateResult", g_variant_new ("(s^asu)", ids[0], terms, 0)));
  driver = ui_driver_new_started ();
  ui_driver_wait_label (driver, "disk.img");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "music");
  ui_driver_quit (driver);
}

/* Devices are found by their names before what they sent, but for those that are blocked. */
static void
test_search_devices (void)
{
  const char * const environment[] = { "FAKE_DEVICES=many", NULL };
  const char * const terms[] = { "anna", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);
  g_auto (GStrv) ids = NULL, met = NULL, blocked = NULL;

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
  install_service ();
  ids = search ("ANNA", "laptop");
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_true (g_str_has_prefix (ids[0], "device:"));
  g_assert_true (g_str_has_prefix (ids[1], "transfer:"));
  met = search ("carol", "tablet");
  g_assert_cmpuint (g_strv_length (met), ==, 1);
  blocked = search ("mallory", NULL);
  g_assert_cmpuint (g_strv_length (blocked), ==, 1);
  g_assert_true (g_str_has_prefix (blocked[0], "transfer:"));
  check_description (ids[0], "Anna’s laptop", "Verified device");
  check_description (met[0], "<i>Carol</i> & a tablet whose name is nearly as long as may be", "Device that you have");

  g_variant_unref (ask_provider ("ActivateResult", g_variant_new ("(s^asu)", ids[0], terms, 0)));
  driver = ui_driver_new_started ();
  ui_driver_wait_label (driver, "Visible to Others");
  ui_driver_quit (driver);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  g_test_add_func ("/ui/activation/activation", test_activation);
  g_test_add_func ("/ui/activation/search", test_search);
  g_test_add_func ("/ui/activation/search-devices", test_search_devices);
  return g_test_run ();
}
