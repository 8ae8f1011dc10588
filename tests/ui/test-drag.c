/* test-drag.c: a real pointer drags files into the window and out of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "ui-driver.h"

/* Where the other window is, whose size is 200 × 200, beside ours in the corner of the screen. */
#define PARTNER_X 1000
#define PARTNER_Y 100

static const char *program;
static const char *partner;

static char *
make_file (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_file_set_contents (path, "dragged", -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static GSubprocess *
open_partner (UiDriver           *driver,
              const char * const *files)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  GSubprocess *process = ui_driver_spawn (launcher, partner, files);

  ui_driver_move (driver, 0, 0);
  ui_driver_use_window (driver, "Drag Partner");
  ui_driver_move (driver, PARTNER_X, PARTNER_Y);
  ui_driver_use_window (driver, "Portunus");
  return process;
}

/* A drag begins once the pointer has gone some way, so it goes in steps. */
static void
drag (int from_x,
      int from_y,
      int to_x,
      int to_y)
{
  enum { N_STEPS = 20 };
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) command = NULL;

  g_strv_builder_add_many (words, "xdotool", NULL);
  for (int i = 0; i <= N_STEPS; i++)
    {
      g_autofree char *x = g_strdup_printf ("%d", from_x + (to_x - from_x) * i / N_STEPS);
      g_autofree char *y = g_strdup_printf ("%d", from_y + (to_y - from_y) * i / N_STEPS);

      g_strv_builder_add_many (words, "mousemove", x, y, "sleep", "0.05", NULL);
      if (i == 0)
        g_strv_builder_add_many (words, "mousedown", "1", NULL);
    }
  g_strv_builder_add_many (words, "sleep", "0.3", "mouseup", "1", NULL);
  command = g_strv_builder_end (words);
  ui_driver_run ((const char * const *) command);
}

static void
test_in (void)
{
  g_autofree char *file = make_file (g_get_home_dir (), "a file.txt");
  g_autofree char *inner = make_file (g_get_home_dir (), "a folder/in it.txt");
  g_autofree char *folder = g_path_get_dirname (inner);
  const char * const files[] = { file, folder, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  g_autoptr (GSubprocess) process = NULL;
  int width, height;

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_get_size (driver, &width, &height);
  g_assert_cmpint (width, <, PARTNER_X);
  process = open_partner (driver, files);
  drag (PARTNER_X + 100, PARTNER_Y + 100, width / 2, height / 2);
  ui_driver_wait_label (driver, "a file.txt");
  ui_driver_take_screen (driver, "dropped");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
  g_subprocess_force_exit (process);
}

static void
find_middle (UiDriver   *driver,
             const char *label,
             int        *x,
             int        *y)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (driver, ATSPI_ROLE_LABEL, label);
  g_autoptr (AtspiComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *place = atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);

  *x = place->x + place->width / 2;
  *y = place->y + place->height / 2;
}

static void
assert_line (GDataInputStream *lines,
             const char       *wanted)
{
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, wanted);
}

static void
test_out (void)
{
  const char * const environment[] = { "FAKE_PAST=6", NULL };
  const char * const nothing[] = { NULL };
  g_autofree char *downloads = g_build_filename (g_get_home_dir (), "Downloads", NULL);
  g_autofree char *beach = make_file (downloads, "holiday photos/beach.jpg");
  g_autofree char *folder = g_path_get_dirname (beach);
  UiDriver *driver = ui_driver_new (program, NULL, environment);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  int x, y;

  ui_driver_activate (driver, "view", "'transfers'");
  process = open_partner (driver, nothing);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  find_middle (driver, "holiday photos", &x, &y);
  drag (x, y, PARTNER_X + 100, PARTNER_Y + 100);
  assert_line (lines, folder);
  assert_line (lines, "end");
  g_assert_true (g_file_test (beach, G_FILE_TEST_EXISTS));
  ui_driver_quit (driver);
  g_subprocess_force_exit (process);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  partner = argv[2];
  atspi_init ();

  g_test_add_func ("/ui/drag/in", test_in);
  g_test_add_func ("/ui/drag/out", test_out);
  return g_test_run ();
}
