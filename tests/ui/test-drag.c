/* test-drag.c: a real pointer drags files into the window and out of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "ui-driver-private.h"

/* Where the other window is, and its width and height, beside ours in the corner of the screen. */
#define PARTNER_X    1000
#define PARTNER_Y    100
#define PARTNER_SIZE 200
#define MAX_TRIES    5
#define TRY_MS       5000

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
open_partner (const char * const *files)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);

  return ui_driver_spawn (launcher, partner, files);
}

static void
place_windows (UiDriver *driver)
{
  ui_driver_move (driver, 0, 0);
  ui_driver_use_window (driver, "Drag Partner");
  ui_driver_move (driver, PARTNER_X, PARTNER_Y);
  ui_driver_use_window (driver, "Portunus");
}

typedef struct
{
  int x;
  int y;
} Point;

typedef Point (*FindPoint) (UiDriver *driver);

/* A drag begins once the pointer has gone some way, so it goes in steps. */
static void
drag (Point from,
      Point to)
{
  enum { N_STEPS = 20 };
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_auto (GStrv) command = NULL;

  g_strv_builder_add_many (words, "xdotool", NULL);
  for (int i = 0; i <= N_STEPS; i++)
    {
      g_autofree char *x = g_strdup_printf ("%d", from.x + (to.x - from.x) * i / N_STEPS);
      g_autofree char *y = g_strdup_printf ("%d", from.y + (to.y - from.y) * i / N_STEPS);

      g_strv_builder_add_many (words, "mousemove", x, y, "sleep", "0.05", NULL);
      if (i == 0)
        g_strv_builder_add_many (words, "mousedown", "1", NULL);
    }
  g_strv_builder_add_many (words, "sleep", "0.3", "mouseup", "1", NULL);
  command = g_strv_builder_end (words);
  ui_driver_run ((const char * const *) command);
}

/* Whoever lets go before the other window has said that it takes it drops nothing, as a person whose machine is busy
 * does: who tries again. */
static void
drag_until (UiDriver    *driver,
            FindPoint    find_from,
            FindPoint    find_to,
            UiCondition  condition,
            gpointer     user_data)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      place_windows (driver);
      drag (find_from (driver), find_to (driver));
      if (ui_driver_wait_for (driver, condition, user_data, TRY_MS))
        return;
    }
  ui_driver_take_screen (driver, "not-dropped");
  g_error ("Nothing was dropped");
}

static Point
find_partner (UiDriver *driver)
{
  return (Point) { PARTNER_X + PARTNER_SIZE / 2, PARTNER_Y + PARTNER_SIZE / 2 };
}

static Point
find_window_middle (UiDriver *driver)
{
  int width, height;

  ui_driver_get_size (driver, &width, &height);
  g_assert_cmpint (width, <, PARTNER_X);
  return (Point) { width / 2, height / 2 };
}

/* The name of what arrived; its row may still move when it is first seen. */
static Point
find_row (UiDriver *driver)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (driver, ATSPI_ROLE_LABEL, "holiday photos");
  g_autoptr (AtspiComponent) component = atspi_accessible_get_component_iface (accessible);
  g_autofree AtspiRect *place = atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL);

  return (Point) { place->x + place->width / 2, place->y + place->height / 2 };
}

static gboolean
has_label (UiDriver *driver,
           gpointer  user_data)
{
  g_autoptr (AtspiAccessible) label = ui_driver_find (driver, ATSPI_ROLE_LABEL, user_data);

  return label != NULL;
}

static gboolean
has_output (UiDriver *driver,
            gpointer  user_data)
{
  return g_pollable_input_stream_is_readable (user_data);
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

  ui_driver_wait_label (driver, "Send Files");
  process = open_partner (files);
  drag_until (driver, find_partner, find_window_middle, has_label, (char *) "a file.txt");
  ui_driver_take_screen (driver, "dropped");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
  g_subprocess_force_exit (process);
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

  ui_driver_activate (driver, "view", "'transfers'");
  process = open_partner (nothing);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  drag_until (driver, find_row, find_partner, has_output, g_subprocess_get_stdout_pipe (process));
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
