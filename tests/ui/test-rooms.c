/* test-rooms.c: the Room page in every state, played by the fake engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-desktop.h"
#include "ui-driver-private.h"

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
  ui_driver_check_tall_page (driver, "room-form");
  open_room (driver);
  qr = ui_driver_wait (driver, ATSPI_ROLE_IMAGE, "QR code of the link");
  link = ui_driver_dup_text (driver, "Link");
  g_assert_true (g_str_has_prefix (link, "https://192.168.178.23:38117/r/"));
  ui_driver_wait_label (driver, "4711-harbor-violin");
  ui_driver_wait_label (driver, "copper violin harbor eleven orbit cedar");
  ui_driver_wait_label (driver, "Nobody came yet. Pass on the link to invite somebody.");
  ui_driver_check_tall_page (driver, "room-empty");
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
  ui_driver_check_tall_page (driver, "room-full");

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

/* What a guest should know is beside the link, and follows the switch. */
static void
wait_rules (UiDriver   *driver,
            const char *sentence)
{
  ui_driver_wait_label (driver, sentence);
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
  wait_rules (driver, "Whoever has the link may come in.");
  ui_driver_toggle (driver, "Lock the Room");
  wait_rules (driver, "The room is locked: nobody new comes in.");
  ui_driver_toggle (driver, "Lock the Room");
  wait_rules (driver, "Whoever has the link may come in.");
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

/* Before the portal is opened there is no code, and then none that others see over a shoulder. */
static void
test_portal (void)
{
  UiDriver *driver = look_at_room ("empty");

  open_room (driver);
  ui_driver_wait_label (driver, "Admin Portal");
  g_assert_null (ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Copy the Setup Code"));
  ui_driver_press (driver, "Copy the Address of the Portal");
  ui_driver_wait_label (driver, "Address copied");
  ui_driver_wait_label (driver, "00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:"
                        "10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F");
  ui_driver_wait_label (driver, "Setup Code");
  ui_driver_press (driver, "Show the Setup Code");
  ui_driver_wait_label (driver, "0123456789abcdef0123456789abcdef");
  ui_driver_check_names (driver);
  ui_driver_check_tall_page (driver, "room-portal");
  ui_driver_press (driver, "Show the Setup Code");
  ui_driver_wait_label (driver, "Setup Code");
  ui_driver_press (driver, "Copy the Setup Code");
  ui_driver_wait_label (driver, "Setup code copied");
  close_room (driver);
}

/* A browser that writes down what it is started with. */
static char *
install_browser (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "applications", NULL);
  g_autofree char *entry = g_build_filename (folder, "browser.desktop", NULL);
  g_autofree char *defaults = g_build_filename (folder, "mimeapps.list", NULL);
  g_autofree char *script = g_build_filename (g_get_home_dir (), "browser", NULL);
  char *opened = g_build_filename (g_get_home_dir (), "opened", NULL);
  g_autofree char *code = g_strdup_printf ("printf %%s \"$*\" > '%s.part'\nmv '%s.part' '%s'\n", opened, opened,
                                           opened);
  g_autofree char *content = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Browser\nExec=sh %s %%u\n"
                                              "MimeType=x-scheme-handler/https;\n", script);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (script, code, -1, NULL));
  g_assert_true (g_file_set_contents (entry, content, -1, NULL));
  g_assert_true (g_file_set_contents (defaults, "[Default Applications]\n"
                                      "x-scheme-handler/https=browser.desktop\n", -1, NULL));
  return opened;
}

static gboolean
is_there (UiDriver *driver,
          gpointer  path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* Everybody on the computer sees what it is started with, so the setup code is no part of it. */
static void
test_portal_browser (void)
{
  g_autofree char *opened = install_browser ();
  UiDriver *driver = look_at_room ("empty");
  g_autofree char *address = NULL;

  open_room (driver);
  ui_driver_press (driver, "Open in Browser");
  ui_driver_wait_label (driver, "Setup Code");
  ui_driver_wait_until (driver, is_there, opened, "a browser");
  g_assert_true (g_file_get_contents (opened, &address, NULL, NULL));
  g_assert_cmpstr (address, ==, "https://127.0.0.1:38118/admin");
  close_room (driver);
}

static void
look_at_portal (const char *scene,
                const char *sentence)
{
  const char * const environment[] = { "FAKE_ROOM=empty", scene, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_activate (driver, "view", "'room'");
  ui_driver_wait_label (driver, "Open a Room");
  open_room (driver);
  ui_driver_press (driver, "Copy the Address of the Portal");
  ui_driver_wait_label (driver, sentence);
  g_assert_null (ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Copy the Setup Code"));
  close_room (driver);
}

static void
test_portal_troubles (void)
{
  look_at_portal ("FAKE_PORTAL=claimed",
                  "Another Portunus of yours has the admin portal open. Quit that one and try again.");
  look_at_portal ("FAKE_PORTAL=lost", "The Second Factor Is Lost");
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
  g_test_add_func ("/ui/rooms/portal", test_portal);
  g_test_add_func ("/ui/rooms/portal-browser", test_portal_browser);
  g_test_add_func ("/ui/rooms/portal-troubles", test_portal_troubles);
  g_test_add_func ("/ui/rooms/fails", test_fails);
  return g_test_run ();
}
