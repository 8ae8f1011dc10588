/* test-notifications.c: offers are answered from their notifications
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-desktop.h"
#include "ui-driver.h"

static const char *program;

#define OFFER_TITLE "‹b›Anna’s laptop‹/b› Wants to Send You Something"

/* An offer is answered from its notification while there is no window. */
static UiDriver *
get_offer (const char *scene)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", scene);
  ui_driver_wait_label (driver, "From <b>Anna’s laptop</b>");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  return driver;
}

static void
test_accept (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = get_offer ("'fake:done'");
  g_autofree char *body = ui_desktop_wait_notification (desktop, OFFER_TITLE);
  g_autofree char *buttons = ui_desktop_dup_buttons (desktop, OFFER_TITLE);

  g_assert_true (g_str_has_prefix (body, "photos and 4 more\n"));
  g_assert_nonnull (strstr (body, "copper violin harbor eleven"));
  g_assert_cmpstr (buttons, ==, "Accept\nDecline\n");
  ui_desktop_press (desktop, OFFER_TITLE, "Accept");
  ui_desktop_wait_withdrawn (desktop, OFFER_TITLE);
  g_free (ui_desktop_wait_notification (desktop, "Received from ‹b›Anna’s laptop‹/b›"));
  /* What is left to do after that is nothing. */
  ui_driver_wait_exit (driver);
}

static void
test_decline (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = get_offer ("'fake:done'");

  ui_desktop_press (desktop, OFFER_TITLE, "Decline");
  ui_desktop_wait_withdrawn (desktop, OFFER_TITLE);
  ui_driver_wait_exit (driver);
}

/* A yes to what does not fit would come to nothing. */
static void
test_no_room (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = get_offer ("'fake:large'");
  g_autofree char *body = ui_desktop_wait_notification (desktop, OFFER_TITLE);
  g_autofree char *buttons = ui_desktop_dup_buttons (desktop, OFFER_TITLE);

  g_assert_nonnull (strstr (body, "\nNot enough room: "));
  g_assert_true (g_str_has_suffix (body, "EB needed"));
  g_assert_cmpstr (buttons, ==, "Look at It\nDecline\n");
  ui_desktop_press (desktop, OFFER_TITLE, "Decline");
  ui_desktop_wait_withdrawn (desktop, OFFER_TITLE);
  ui_driver_wait_exit (driver);
}

/* What a notification cannot show is not accepted from it. */
static void
test_look (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = get_offer ("'fake:stranger'");
  g_autofree char *buttons = ui_desktop_dup_buttons (desktop, OFFER_TITLE);

  g_assert_cmpstr (buttons, ==, "Look at It\nDecline\n");
  ui_desktop_press (desktop, OFFER_TITLE, "Look at It");
  ui_driver_wait_shown (driver);
  ui_driver_press (driver, "Accept");
  ui_desktop_wait_withdrawn (desktop, OFFER_TITLE);
  ui_driver_activate (driver, "cancel", NULL);
  ui_driver_quit (driver);
}

#define NEARBY_TITLE "Ben Wants to Send You Something"

/* What comes from nearby waits with and without a window, until it is answered. */
static void
test_nearby (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "waiting.zip", NULL);
  const char * const arguments[] = { path, NULL };
  const char * const environment[] = { "FAKE_LOBBY=1", NULL };
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  g_autofree char *buttons = NULL;
  UiDriver *driver;

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  driver = ui_driver_new (program, arguments, environment);
  ui_driver_wait_label (driver, "waiting.zip");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  buttons = ui_desktop_dup_buttons (desktop, NEARBY_TITLE);
  g_assert_cmpstr (buttons, ==, "Look at It\nDecline\n");

  ui_desktop_press (desktop, NEARBY_TITLE, "Look at It");
  ui_driver_wait_shown (driver);
  ui_driver_wait_label (driver, NEARBY_TITLE);
  ui_driver_press (driver, "Later");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, NEARBY_TITLE);
  ui_desktop_press (desktop, NEARBY_TITLE, NULL);
  ui_driver_press (driver, "Accept");
  ui_desktop_wait_withdrawn (desktop, NEARBY_TITLE);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  g_test_add_func ("/ui/notifications/accept", test_accept);
  g_test_add_func ("/ui/notifications/decline", test_decline);
  g_test_add_func ("/ui/notifications/no-room", test_no_room);
  g_test_add_func ("/ui/notifications/look", test_look);
  g_test_add_func ("/ui/notifications/nearby", test_nearby);
  return g_test_run ();
}
