/* test-paste.c: a picture that is pasted goes as a file, and nothing of it stays
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <string.h>

#include "ui-driver.h"

static const char *program;
static const char *clipboard;

static GSubprocess *
copy (const char *type,
      const char *path)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  const char * const arguments[] = { type, path, NULL };
  GSubprocess *owner = ui_driver_spawn (launcher, clipboard, arguments);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (owner));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  g_assert_cmpstr (line, ==, "ready");
  return owner;
}

static char *
make_jpeg (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 300, 200);
  char *path = g_build_filename (g_get_home_dir (), "copied.jpg", NULL);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, 0x3584e4ff);
  gdk_pixbuf_save (pixbuf, path, "jpeg", &error, NULL);
  g_assert_no_error (error);
  return path;
}

/* (transfer full) (nullable): the folder that holds what was pasted. */
static char *
find_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (g_get_user_runtime_dir (), 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "portunus-"))
      return g_build_filename (g_get_user_runtime_dir (), name, NULL);
  return NULL;
}

static void
assert_picture (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = g_dir_read_name (dir);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf status;
  int width, height;

  g_assert_true (g_str_has_prefix (name, "Pasted image ") && g_str_has_suffix (name, ".png"));
  g_assert_nonnull (gdk_pixbuf_get_file_info (path, &width, &height));
  g_assert_cmpint (width, ==, 300);
  g_assert_cmpint (height, ==, 200);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static void
test_picture (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  g_autofree char *jpeg = make_jpeg ();
  g_autofree char *nonsense = g_build_filename (g_get_home_dir (), "nonsense.png", NULL);
  g_autoptr (GSubprocess) owner = NULL;
  g_autoptr (GSubprocess) other = NULL;
  g_autofree char *folder = NULL;

  ui_driver_wait_label (driver, "Send Files");
  owner = copy ("image/jpeg", jpeg);
  ui_driver_type_key (driver, "ctrl+v");
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");
  folder = find_folder ();
  g_assert_nonnull (folder);
  assert_picture (folder);
  ui_driver_take_picture (driver, "pasted");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_wait_label (driver, "Send Files");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (nonsense, "\x89PNG\r\n\x1a\nnonsense", -1, NULL));
  other = copy ("image/png", nonsense);
  ui_driver_type_key (driver, "ctrl+v");
  ui_driver_wait_label (driver, "This picture cannot be pasted. Save it as a file, and send that.");
  g_assert_null (find_folder ());

  /* What is shared when the application ends goes with it. */
  g_object_unref (other);
  other = copy ("image/jpeg", jpeg);
  ui_driver_type_key (driver, "ctrl+v");
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_press (driver, "Stop and Quit");
  ui_driver_wait_exit (driver);
  g_assert_null (find_folder ());
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  clipboard = argv[2];
  atspi_init ();

  g_test_add_func ("/ui/paste/picture", test_picture);
  return g_test_run ();
}
