/* test-hosting.c: a room of the application, and Chromium in it, which sends and fetches
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ui-driver.h"

#define N_BYTES (3 * 1024 * 1024 + 17)

static const char *program;
static const char *with_tools;
static const char *tools;
static const char *guest_script;

static char *
make_file (const char *name)
{
  char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autofree char *data = g_malloc (N_BYTES);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < N_BYTES; i++)
    data[i] = (char) g_test_rand_int ();
  g_file_set_contents (path, data, N_BYTES, &error);
  g_assert_no_error (error);
  return path;
}

static void
assert_same (const char *path,
             const char *other)
{
  g_autofree char *data = NULL;
  g_autofree char *expected = NULL;
  gsize length, expected_length;

  g_assert_true (g_file_get_contents (path, &expected, &expected_length, NULL));
  g_assert_true (g_file_get_contents (other, &data, &length, NULL));
  g_assert_cmpmem (data, length, expected, expected_length);
}

/* A word of the guest's script, which it says once it got so far. */
static void
wait_word (GDataInputStream *lines,
           const char       *word)
{
  g_autofree char *line = NULL;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      if (g_str_equal (line, word))
        return;
      g_test_message ("%s", line);
      g_clear_pointer (&line, g_free);
    }
  g_test_message ("The guest left before it said \"%s\"", word);
  g_test_fail ();
}

static GSubprocess *
invite_guest (const char        *link,
              const char        *upload,
              const char        *download,
              GDataInputStream **lines)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  const char * const arguments[] = { tools, guest_script, link, upload, download, NULL };
  GSubprocess *guest = ui_driver_spawn (launcher, with_tools, arguments);

  *lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (guest));
  return guest;
}

static void
test_browser (void)
{
  g_autofree char *given = make_file ("given.bin");
  g_autofree char *brought = make_file ("brought.bin");
  g_autofree char *fetched = g_build_filename (g_get_home_dir (), "fetched.bin", NULL);
  g_autofree char *arrived = g_build_filename (g_get_home_dir (), "Downloads", "brought.bin", NULL);
  const char * const give[] = { program, given, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  g_autofree char *link = NULL;
  g_autoptr (GSubprocess) guest = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  ui_driver_activate (driver, "view", "'room'");
  ui_driver_press (driver, "Open the Room");
  ui_driver_wait_label (driver, "Your Room Is Open");
  link = ui_driver_dup_text (driver, "Link");
  ui_driver_run (give);
  ui_driver_wait_label (driver, "given.bin");

  guest = invite_guest (link, brought, fetched, &lines);
  wait_word (lines, "offering");
  ui_driver_press (driver, "Accept: brought.bin");
  wait_word (lines, "delivered");
  assert_same (brought, arrived);
  wait_word (lines, "fetched");
  assert_same (given, fetched);
  ui_driver_wait_label (driver, "browser");
  ui_driver_wait_label (driver, "Received");
  ui_driver_wait_label (driver, "Fetched by a browser, which does not say whether it is saved");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "real-room");

  ui_driver_press (driver, "Close the Room");
  ui_driver_wait_label (driver, "Open a Room");
  wait_word (lines, "closed");
  g_assert_true (g_subprocess_wait_check (guest, NULL, NULL));
  ui_driver_quit (driver);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  with_tools = argv[2];
  tools = argv[3];
  guest_script = argv[4];
  atspi_init ();

  g_test_add_func ("/ui/hosting/browser", test_browser);
  return g_test_run ();
}
