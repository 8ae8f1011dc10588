/* test-hosting.c: a room of the application, and Chromium in it, which sends and fetches
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "ui-driver.h"
#include "ui-file.h"

#define N_BYTES (3 * 1024 * 1024 + 17)

static const char *program;
static const char *with_tools;
static const char *tools;
static const char *guest_script;
static const char *portal_script;

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
  g_autofree char *given = ui_file_make (g_get_home_dir (), "given.bin", N_BYTES);
  g_autofree char *brought = ui_file_make (g_get_home_dir (), "brought.bin", N_BYTES);
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
  ui_file_assert_same (brought, arrived);
  wait_word (lines, "fetched");
  ui_file_assert_same (given, fetched);
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

/* What the row says of whose button this is. */
static char *
dup_row_title (UiDriver   *driver,
               const char *button)
{
  g_autoptr (AtspiAccessible) place = ui_driver_wait (driver, ATSPI_ROLE_PUSH_BUTTON, button);

  while (atspi_accessible_get_role (place, NULL) != ATSPI_ROLE_LIST_ITEM)
    {
      AtspiAccessible *parent = atspi_accessible_get_parent (place, NULL);

      g_assert_nonnull (parent);
      g_object_unref (place);
      place = parent;
    }
  return atspi_accessible_get_name (place, NULL);
}

static char *
dup_portal_address (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "portunus", "portal-port", NULL);
  g_autofree char *port = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &port, NULL, &error);
  g_assert_no_error (error);
  return g_strdup_printf ("https://127.0.0.1:%s/admin", g_strchomp (port));
}

static void
test_portal (void)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  g_autofree char *address = NULL;
  g_autofree char *code = NULL;
  g_autoptr (GSubprocess) guest = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  ui_driver_activate (driver, "view", "'room'");
  ui_driver_press (driver, "Open the Room");
  ui_driver_wait_label (driver, "Your Room Is Open");
  ui_driver_press (driver, "Copy the Address of the Portal");
  ui_driver_wait_label (driver, "Address copied");
  ui_driver_press (driver, "Show the Setup Code");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LIST_ITEM, "Setup Code");
  code = dup_row_title (driver, "Show the Setup Code");
  g_assert_cmpuint (strlen (code), ==, 32);
  address = dup_portal_address ();
  guest = ui_driver_spawn (launcher, with_tools, (const char *[]) { tools, portal_script, address, code, NULL });
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (guest));

  wait_word (lines, "inside");
  ui_driver_press (driver, "Copy the Address of the Portal");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON, "Show the Setup Code");
  wait_word (lines, "watching");
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
  portal_script = argv[5];
  atspi_init ();

  g_test_add_func ("/ui/hosting/browser", test_browser);
  g_test_add_func ("/ui/hosting/portal", test_portal);
  return g_test_run ();
}
