/* test-welcome.c: the first start says what Portunus does, once, and is in nobody's way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui-driver.h"

#define NARROW_WIDTH  360
#define NARROW_HEIGHT 600

static const char *program;
static char *schemas;  /* "NAME=value": where the schema is that a user has */

/* Settings that outlive the program, in the folders that the wrapper made for this test. */
static UiDriver *
start (const char * const *arguments)
{
  const char * const environment[] = { schemas, "GSETTINGS_BACKEND=keyfile", NULL };

  return ui_driver_new (program, arguments, environment);
}

static void
forget_settings (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);

  g_unlink (path);
}

static char *
read_settings (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "glib-2.0", "settings", "keyfile", NULL);
  char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, NULL);
  return contents;
}

static void
wait_welcome (UiDriver *driver)
{
  ui_driver_use_window (driver, "Welcome");
  ui_driver_wait_label (driver, "Welcome to Portunus");
  ui_driver_wait_label (driver, "Straight to the Other Side");
}

static void
wait_main (UiDriver *driver)
{
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Welcome to Portunus");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_wait_label (driver, "Send Files");
}

static void
check_not_shown (void)
{
  UiDriver *driver = start (NULL);
  g_autoptr (AtspiAccessible) label = NULL;

  ui_driver_wait_label (driver, "Send Files");
  label = ui_driver_find (driver, ATSPI_ROLE_LABEL, "Welcome to Portunus");
  g_assert_null (label);
  ui_driver_quit (driver);
}

static void
test_start (void)
{
  UiDriver *driver;
  g_autofree char *settings = NULL;
  g_autofree char *name = NULL;

  forget_settings ();
  driver = start (NULL);
  wait_welcome (driver);
  name = ui_driver_dup_text (driver, "Name that others see");
  g_assert_cmpstr (name, ==, g_get_host_name ());
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "welcome");
  ui_driver_resize (driver, NARROW_WIDTH, NARROW_HEIGHT);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "welcome-narrow");
  ui_driver_set_text (driver, "Name that others see", "  Ann’s laptop ");
  ui_driver_press (driver, "Start");
  wait_main (driver);
  /* The name counts at once. */
  ui_driver_activate (driver, "view", "'devices'");
  ui_driver_wait_label (driver, "Ann’s laptop");
  ui_driver_quit (driver);

  settings = read_settings ();
  g_assert_nonnull (strstr (settings, "device-name='Ann’s laptop'"));
  g_assert_nonnull (strstr (settings, "welcomed=true"));
  check_not_shown ();
}

/* Who does not read it is not asked again, and nothing was changed. */
static void
test_escape (void)
{
  UiDriver *driver;
  g_autofree char *settings = NULL;

  forget_settings ();
  driver = start (NULL);
  wait_welcome (driver);
  ui_driver_set_text (driver, "Name that others see", "Nobody");
  ui_driver_type_key (driver, "Escape");
  wait_main (driver);
  ui_driver_quit (driver);

  settings = read_settings ();
  g_assert_null (strstr (settings, "device-name"));
  g_assert_nonnull (strstr (settings, "welcomed=true"));
  check_not_shown ();
}

static char *
make_file (void)
{
  char *path = g_build_filename (g_get_user_cache_dir (), "report.pdf", NULL);

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  return path;
}

/* With a file to send it waits for the next start. */
static void
test_file (void)
{
  g_autofree char *path = make_file ();
  const char * const arguments[] = { path, NULL };
  UiDriver *driver;

  forget_settings ();
  driver = start (arguments);
  ui_driver_wait_label (driver, "4711-harbor-violin");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);

  driver = start (NULL);
  wait_welcome (driver);
  ui_driver_type_key (driver, "Escape");
  wait_main (driver);
  ui_driver_quit (driver);
}

/* A file that comes while it is on the screen takes its place. */
static void
test_file_later (void)
{
  g_autofree char *path = make_file ();
  const char * const command[] = { program, path, NULL };
  UiDriver *driver;

  forget_settings ();
  driver = start (NULL);
  wait_welcome (driver);
  ui_driver_run (command);
  ui_driver_use_window (driver, "Portunus");
  ui_driver_wait_label (driver, "4711-harbor-violin");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Welcome to Portunus");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  schemas = g_strconcat ("GSETTINGS_SCHEMA_DIR=", argv[2], NULL);
  atspi_init ();

  g_test_add_func ("/ui/welcome/start", test_start);
  g_test_add_func ("/ui/welcome/escape", test_escape);
  g_test_add_func ("/ui/welcome/file", test_file);
  g_test_add_func ("/ui/welcome/file-later", test_file_later);
  return g_test_run ();
}
