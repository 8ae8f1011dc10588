/* test-desktop.c: the application lives with the desktop: in the background, awake, started with the session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-desktop.h"
#include "ui-driver.h"

static const char *program;

static char *
make_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "text", -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static UiDriver *
share (const char *name)
{
  g_autofree char *path = make_file (name);
  const char * const arguments[] = { path, NULL };

  return ui_driver_new (program, arguments, NULL);
}

static void
launch_again (const char *argument)
{
  const char * const command[] = { program, argument, NULL };

  ui_driver_run (command);
}

/* A window that is closed while something goes on leaves the screen only, and a second launch brings it back. */
static void
test_background (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = share ("peers.zip");

  ui_driver_wait_label (driver, "Anna’s laptop");
  ui_desktop_wait_inhibited (desktop, TRUE);
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  launch_again (NULL);
  ui_driver_wait_shown (driver);
  ui_driver_wait_label (driver, "Anna’s laptop");

  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_desktop_wait_inhibited (desktop, FALSE);
  ui_driver_quit (driver);
}

static void
test_close_ends (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_press (driver, "Close");
  ui_driver_wait_exit (driver);
}

/* What ends while there is no window ends the application too. */
static void
test_hidden_end (void)
{
  UiDriver *driver = share ("waiting.zip");

  ui_driver_wait_label (driver, "waiting.zip");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_wait_exit (driver);
}

/* A text is nowhere but in the window. */
static void
test_text_is_kept (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:text'");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "You Received a Text");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  launch_again (NULL);
  ui_driver_wait_shown (driver);
  ui_driver_wait_label (driver, "You Received a Text");
  ui_driver_quit (driver);
}

static void
test_quit_asks (void)
{
  UiDriver *driver = share ("peers.zip");

  ui_driver_wait_label (driver, "Anna’s laptop");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_wait_shown (driver);
  ui_driver_wait_label (driver, "Stop the Transfer?");
  ui_driver_check_names (driver);
  ui_driver_press (driver, "Keep Open");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Stop the Transfer?");

  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_press (driver, "Stop and Quit");
  ui_driver_wait_exit (driver);
}

static UiDriver *
open_preferences (void)
{
  UiDriver *driver = share ("peers.zip");

  ui_driver_wait_label (driver, "Anna’s laptop");
  ui_driver_activate_app (driver, "preferences", NULL);
  ui_driver_use_window (driver, "Preferences");
  return driver;
}

static void
close_preferences (UiDriver *driver)
{
  ui_driver_type_key (driver, "Escape");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "This Device");
  ui_driver_wait_hidden (driver);
  ui_driver_use_window (driver, "Portunus");
}

static void
test_no_background (void)
{
  UiDriver *driver = open_preferences ();

  ui_driver_toggle (driver, "Go On When the Window Is Closed");
  close_preferences (driver);
  ui_driver_press (driver, "Close");
  ui_driver_press (driver, "Stop and Quit");
  ui_driver_wait_exit (driver);
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static gboolean
is_absent (const char *path)
{
  return !is_there (path);
}

static void
wait_file (gboolean  (*condition) (const char *path),
           const char *path)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (!condition (path) && g_get_monotonic_time () < deadline)
    g_usleep (20000);
  g_assert_true (condition (path));
}

static void
test_autostart (void)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (), "autostart", "org.portunus.App.desktop", NULL);
  UiDriver *driver = open_preferences ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;

  ui_driver_toggle (driver, "Start When You Log In");
  wait_file (is_there, path);
  g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  command = g_key_file_get_string (file, G_KEY_FILE_DESKTOP_GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, NULL);
  g_assert_true (g_str_has_suffix (command, "/portunus --background"));

  ui_driver_toggle (driver, "Start When You Log In");
  wait_file (is_absent, path);
  close_preferences (driver);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

static gboolean
is_usable (UiDriver   *driver,
           const char *name)
{
  g_autoptr (AtspiAccessible) accessible = ui_driver_wait (driver, ATSPI_ROLE_CHECK_BOX, name);
  g_autoptr (AtspiStateSet) states = atspi_accessible_get_state_set (accessible);

  return atspi_state_set_contains (states, ATSPI_STATE_SENSITIVE);
}

static void
wait_usable (UiDriver   *driver,
             const char *name,
             gboolean    expected)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (is_usable (driver, name) != expected && g_get_monotonic_time () < deadline)
    g_usleep (20000);
  g_assert_cmpint (is_usable (driver, name), ==, expected);
}

/* The last way that transfers may go cannot be turned off. */
static void
test_ways (void)
{
  UiDriver *driver = open_preferences ();

  ui_driver_type_key (driver, "alt+n");
  wait_usable (driver, "Directly in the Same Network", TRUE);
  ui_driver_toggle (driver, "Through the Room’s Server");
  wait_usable (driver, "Directly in the Same Network", TRUE);
  ui_driver_toggle (driver, "Directly Across Networks (WebRTC)");
  wait_usable (driver, "Directly in the Same Network", FALSE);
  wait_usable (driver, "Through the Room’s Server", TRUE);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "preferences-ways");
  ui_driver_toggle (driver, "Through the Room’s Server");
  wait_usable (driver, "Directly in the Same Network", TRUE);
  close_preferences (driver);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

/* Started with the session, and again while it runs. */
static void
test_quiet_start (void)
{
  UiDriver *driver;

  launch_again ("--background");
  driver = share ("first.txt");
  ui_driver_wait_label (driver, "first.txt");
  launch_again ("--background");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

#define LINK "portunus://192.0.2.1:8443/r/00112233445566778899aabbccddeeff#k=AAECAwQFBgcICQoLDA0ODw"

/* A link is asked about first, and reaches the instance that runs. */
static void
test_link (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  launch_again (LINK);
  ui_driver_wait_label (driver, "Open This Link?");
  ui_driver_wait_label (driver, "It leads to 192.0.2.1. You see what is offered before anything is saved.");
  ui_driver_press (driver, "Cancel");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Open This Link?");
  ui_driver_wait_label (driver, "Send Files");

  launch_again (LINK);
  ui_driver_press (driver, "Open");
  /* The fake pickup knows scenes only, so that a real link is a bad one to it: it got there. */
  ui_driver_wait_label (driver, "This is not a whole Portunus link or code. Copy it again, from the first to the last "
                                "character.");
  ui_driver_quit (driver);
}

/* A lobby that came to nothing is opened again by itself. */
static void
test_nearby_again (void)
{
  const char * const environment[] = { "FAKE_LOBBY=failing", NULL };
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_wait_label (driver, "Send Files");
  ui_desktop_wait_inhibited (desktop, TRUE);
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_press (driver, "Stop and Quit");
  ui_driver_wait_exit (driver);
}

/* What no page runs is a reason to stay, to be awake and to be asked about as well. */
static void
test_nearby_moves (void)
{
  const char * const environment[] = { "FAKE_LOBBY=moving", NULL };
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_wait_label (driver, "Send Files");
  ui_desktop_wait_inhibited (desktop, TRUE);
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_wait_shown (driver);
  ui_driver_wait_label (driver, "Stop the Transfer?");
  ui_driver_press (driver, "Keep Open");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Stop the Transfer?");
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_press (driver, "Stop and Quit");
  ui_driver_wait_exit (driver);
}

/* A room stays open behind a window that was closed. */
static void
test_room (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "view", "'room'");
  ui_driver_press (driver, "Open the Room");
  ui_driver_wait_label (driver, "Your Room Is Open");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  launch_again (NULL);
  ui_driver_wait_shown (driver);
  ui_driver_press (driver, "Close the Room");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

/* What belongs into a report of a bug can be copied. */
static void
test_about (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_activate_app (driver, "about", NULL);
  ui_driver_wait_label (driver, "Troubleshooting");
  ui_driver_activate_app (driver, "quit", NULL);
  ui_driver_wait_exit (driver);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  g_test_add_func ("/ui/desktop/background", test_background);
  g_test_add_func ("/ui/desktop/close-ends", test_close_ends);
  g_test_add_func ("/ui/desktop/hidden-end", test_hidden_end);
  g_test_add_func ("/ui/desktop/text-is-kept", test_text_is_kept);
  g_test_add_func ("/ui/desktop/quit-asks", test_quit_asks);
  g_test_add_func ("/ui/desktop/no-background", test_no_background);
  g_test_add_func ("/ui/desktop/autostart", test_autostart);
  g_test_add_func ("/ui/desktop/ways", test_ways);
  g_test_add_func ("/ui/desktop/quiet-start", test_quiet_start);
  g_test_add_func ("/ui/desktop/link", test_link);
  g_test_add_func ("/ui/desktop/nearby-again", test_nearby_again);
  g_test_add_func ("/ui/desktop/nearby-moves", test_nearby_moves);
  g_test_add_func ("/ui/desktop/room", test_room);
  g_test_add_func ("/ui/desktop/about", test_about);
  return g_test_run ();
}
