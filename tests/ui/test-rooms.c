/* test-rooms.c: the Room page in every state, played by the fake engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-desktop.h"
#include "ui-driver.h"

#define NARROW_WIDTH  360
#define NARROW_HEIGHT 640
#define TALL_HEIGHT   1000

static const char *program;

static UiDriver *
look_at_room (const char *scene)
{
  g_autofree char *variable = g_strdup_printf ("FAKE_ROOM=%s", scene);
  const char * const environment[] = { variable, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_activate (driver, "view", "'room'");
  ui_driver_wait_label (driver, "Open a Room");
  return driver;
}

static void
check_page (UiDriver   *driver,
            const char *name)
{
  g_autofree char *narrow_name = g_strconcat (name, "-narrow", NULL);
  int width, height;

  ui_driver_check_names (driver);
  ui_driver_get_size (driver, &width, &height);
  ui_driver_resize (driver, width, TALL_HEIGHT);
  ui_driver_take_picture (driver, name);
  ui_driver_resize (driver, NARROW_WIDTH, NARROW_HEIGHT);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, narrow_name);
  ui_driver_resize (driver, width, height);
}

static void
open_room (UiDriver *driver)
{
  ui_driver_press (driver, "Open the Room");
  ui_driver_wait_label (driver, "Your Room Is Open");
}

static void
close_room (UiDriver *driver)
{
  ui_driver_press (driver, "Close the Room");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

static void
test_open (void)
{
  UiDriver *driver = look_at_room ("empty");
  g_autoptr (AtspiAccessible) qr = NULL;
  g_autofree char *link = NULL;

  ui_driver_wait_label (driver, "Your guests see this device as “Fake”.");
  check_page (driver, "room-form");
  open_room (driver);
  qr = ui_driver_wait (driver, ATSPI_ROLE_IMAGE, "QR code of the link");
  link = ui_driver_dup_text (driver, "Link");
  g_assert_true (g_str_has_prefix (link, "https://192.168.178.23:38117/r/"));
  ui_driver_wait_label (driver, "4711-harbor-violin");
  ui_driver_wait_label (driver, "copper violin harbor eleven orbit cedar");
  ui_driver_wait_label (driver, "Nobody came yet. Pass on the link to invite somebody.");
  check_page (driver, "room-empty");
  ui_driver_press (driver, "Copy the Link");
  close_room (driver);
}

static void
test_stays_open (void)
{
  UiDriver *driver = look_at_room ("empty");

  open_room (driver);
  ui_driver_activate (driver, "view", "'send'");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_activate (driver, "view", "'room'");
  ui_driver_wait_label (driver, "Your Room Is Open");
  close_room (driver);
}

static void
test_full (void)
{
  UiDriver *driver = look_at_room ("full");

  open_room (driver);
  ui_driver_wait_label (driver, "Someone tried a wrong code. 2 tries are left.");
  ui_driver_wait_label (driver, "Carol & <i>her</i> tablet");
  ui_driver_wait_label (driver, "report <b>final</b>.pdf");
  ui_driver_wait_label (driver, "Anna’s phone");
  ui_driver_wait_label (driver, "agenda.pdf");
  check_page (driver, "room-full");

  ui_driver_press (driver, "Let In: Carol & <i>her</i> tablet");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON, "Let In: Carol & <i>her</i> tablet");
  ui_driver_press (driver, "Remove Carol & <i>her</i> tablet");
  ui_driver_wait_label (driver, "Remove “Carol & <i>her</i> tablet”?");
  ui_driver_press (driver, "Remove");
  ui_driver_wait_label (driver, "Carol & <i>her</i> tablet was removed");
  ui_driver_press (driver, "Decline: report <b>final</b>.pdf");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON, "Decline: report <b>final</b>.pdf");

  ui_driver_press (driver, "Close the Room");
  ui_driver_wait_label (driver, "Close the Room?");
  ui_driver_press (driver, "Keep Open");
  ui_driver_press (driver, "Close the Room");
  ui_driver_press (driver, "Close Anyway");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

#define OFFER_TITLE "Ada Wants to Send You Something"

/* What is offered while nobody looks is answered from its notification, or looked at in full. */
static void
test_notified (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = look_at_room ("full");
  g_autofree char *buttons = NULL;

  open_room (driver);
  ui_driver_wait_label (driver, "report <b>final</b>.pdf");
  ui_driver_activate (driver, "view", "'send'");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  g_free (ui_desktop_wait_notification (desktop, OFFER_TITLE));
  buttons = ui_desktop_dup_buttons (desktop, OFFER_TITLE);
  g_assert_cmpstr (buttons, ==, "Look at It\nDecline\n");

  ui_desktop_press (desktop, OFFER_TITLE, "Look at It");
  ui_driver_wait_shown (driver);
  ui_driver_use_window (driver, "Offered Files");
  ui_driver_wait_label (driver, "From Ada");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "room-offer");
  g_assert_null (ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Change…"));
  ui_driver_type_key (driver, "Escape");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_press (driver, "Decline: report <b>final</b>.pdf");
  ui_desktop_wait_withdrawn (desktop, OFFER_TITLE);
  ui_driver_press (driver, "Close the Room");
  ui_driver_press (driver, "Close Anyway");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

#define KNOCK_TITLE "Carol ＆ ‹i›her‹/i› tablet Would Like to Come In"

/* Somebody at the door is let in from the notification, while the window is closed. */
static void
test_knock_away (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = look_at_room ("full");
  g_autofree char *body = NULL;
  g_autofree char *buttons = NULL;

  open_room (driver);
  ui_driver_wait_label (driver, "Carol & <i>her</i> tablet");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  body = ui_desktop_wait_notification (desktop, KNOCK_TITLE);
  buttons = ui_desktop_dup_buttons (desktop, KNOCK_TITLE);
  g_assert_cmpstr (body, ==, "They are at the door of your room, and say this is their name.");
  g_assert_cmpstr (buttons, ==, "Let In\nKeep Out\n");
  ui_desktop_press (desktop, KNOCK_TITLE, "Let In");
  ui_desktop_wait_withdrawn (desktop, KNOCK_TITLE);
  ui_desktop_press (desktop, OFFER_TITLE, NULL);
  ui_driver_wait_shown (driver);
  ui_driver_use_window (driver, "Offered Files");
  ui_driver_type_key (driver, "Escape");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_wait_label (driver, "Carol & <i>her</i> tablet");
  g_assert_null (ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Let In: Carol & <i>her</i> tablet"));
  ui_driver_press (driver, "Close the Room");
  ui_driver_press (driver, "Close Anyway");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

static void
test_controls (void)
{
  UiDriver *driver = look_at_room ("empty");
  g_autofree char *path = g_build_filename (g_get_home_dir (), "for everybody.txt", NULL);
  const char * const give[] = { program, path, NULL };
  g_autoptr (AtspiAccessible) plot = NULL;

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  open_room (driver);
  plot = ui_driver_wait (driver, ATSPI_ROLE_LEVEL_BAR, "Throughput");
  ui_driver_toggle (driver, "Lock the Room");
  ui_driver_toggle (driver, "Lock the Room");
  ui_driver_run (give);
  ui_driver_wait_label (driver, "for everybody.txt");
  ui_driver_press (driver, "Take Back");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON, "Take Back");

  ui_driver_press (driver, "Invite One Person…");
  ui_driver_use_window (driver, "Invitation for One");
  ui_driver_wait (driver, ATSPI_ROLE_IMAGE, "QR code of the invitation");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "room-invitation");
  ui_driver_press (driver, "Copy the Invitation");
  ui_driver_wait_label (driver, "Invitation copied");
  ui_driver_type_key (driver, "Escape");
  ui_driver_use_window (driver, "Portunus");
  close_room (driver);
}

static void
test_fails (void)
{
  UiDriver *driver = look_at_room ("fails");

  ui_driver_press (driver, "Open the Room");
  ui_driver_wait_label (driver, "Could Not Connect");
  ui_driver_check_names (driver);
  ui_driver_press (driver, "Try Again");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  g_test_add_func ("/ui/rooms/open", test_open);
  g_test_add_func ("/ui/rooms/stays-open", test_stays_open);
  g_test_add_func ("/ui/rooms/full", test_full);
  g_test_add_func ("/ui/rooms/notified", test_notified);
  g_test_add_func ("/ui/rooms/knock-away", test_knock_away);
  g_test_add_func ("/ui/rooms/controls", test_controls);
  g_test_add_func ("/ui/rooms/fails", test_fails);
  return g_test_run ();
}
