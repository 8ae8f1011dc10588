/* test-history.c: the Transfers page, with the past and the present of the fake engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-driver.h"

#define FEW "FAKE_PAST=6"

static const char *program;

static UiDriver *
open_page (const char         *argument,
           const char * const *environment)
{
  const char * const arguments[] = { argument, NULL };
  UiDriver *driver = ui_driver_new (program, arguments, environment);

  ui_driver_activate (driver, "view", "'transfers'");
  return driver;
}

static void
test_empty (void)
{
  UiDriver *driver = open_page (NULL, NULL);

  ui_driver_wait_label (driver, "No Transfers Yet");
  ui_driver_check_page (driver, "transfers-empty");
  ui_driver_quit (driver);
}

/* A search entry lets nobody else write into it with GTK 4.8. */
static void
search (UiDriver   *driver,
        const char *keys)
{
  g_auto (GStrv) list = g_strsplit (keys, " ", -1);

  ui_driver_type_key (driver, "ctrl+f");
  for (guint i = 0; list[i] != NULL; i++)
    ui_driver_type_key (driver, list[i]);
}

static void
test_past (void)
{
  const char * const environment[] = { FEW, NULL };
  UiDriver *driver = open_page (NULL, environment);

  ui_driver_wait_label (driver, "holiday photos");
  ui_driver_wait_label (driver, "Fetched by a browser, which does not say whether it is saved");
  ui_driver_wait_label (driver, "Interrupted. What has arrived is kept: open the link again for the rest.");
  ui_driver_wait_label (driver, "innocent\xef\xbf\xbdgnp.exe");
  ui_driver_check_page (driver, "transfers-past");

  search (driver, "E r i n");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "holiday photos");
  ui_driver_wait_label (driver, "music");
  search (driver, "x x");
  ui_driver_wait_label (driver, "Nothing Found");
  ui_driver_check_page (driver, "transfers-nothing");
  ui_driver_type_key (driver, "Escape");
  ui_driver_wait_label (driver, "holiday photos");
  ui_driver_quit (driver);
}

/* The whole of it by the keyboard: to the list, what is in the first line, away with it, and back. */
static void
test_keys (void)
{
  const char * const environment[] = { FEW, NULL };
  UiDriver *driver = open_page (NULL, environment);

  ui_driver_wait_label (driver, "holiday photos");
  ui_driver_type_key (driver, "ctrl+f");
  ui_driver_type_key (driver, "Tab");
  ui_driver_type_key (driver, "Tab");
  ui_driver_type_key (driver, "Return");
  ui_driver_wait_label (driver, "holiday photos/beach.jpg");
  ui_driver_wait_label (driver, "holiday photos/<b>dog</b>.jpg");
  ui_driver_check_page (driver, "transfers-files");
  ui_driver_type_key (driver, "Return");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "holiday photos/beach.jpg");
  ui_driver_type_key (driver, "Delete");
  ui_driver_wait_label (driver, "Removed from the history");
  ui_driver_take_picture (driver, "transfers-removed");
  ui_driver_press (driver, "Undo");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Removed from the history");
  ui_driver_wait_label (driver, "holiday photos");
  ui_driver_quit (driver);
}

static char *
make_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_file_set_contents (path, "text", -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static void
check_running (const char         *name,
               const char * const *environment)
{
  g_autofree char *path = make_file ("peers.zip");
  UiDriver *driver = open_page (path, environment);

  ui_driver_wait_label (driver, "To Anna’s laptop");
  ui_driver_wait_label (driver, "Both screens show: copper violin harbor eleven");
  ui_driver_check_page (driver, name);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

static void
test_running (void)
{
  const char * const environment[] = { FEW, NULL };

  check_running ("transfers-running", environment);
}

static void
test_dark (void)
{
  const char * const environment[] = { FEW, "ADW_DEBUG_COLOR_SCHEME=prefer-dark", NULL };

  check_running ("transfers-dark", environment);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  g_test_add_func ("/ui/history/empty", test_empty);
  g_test_add_func ("/ui/history/past", test_past);
  g_test_add_func ("/ui/history/keys", test_keys);
  g_test_add_func ("/ui/history/running", test_running);
  g_test_add_func ("/ui/history/dark", test_dark);
  return g_test_run ();
}
