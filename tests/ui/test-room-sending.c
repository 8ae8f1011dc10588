/* test-room-sending.c: sending to the room of somebody else, in every state, played by the fake engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui-driver.h"

#define NARROW_WIDTH  360
#define NARROW_HEIGHT 640
#define TALL_HEIGHT   1000
#define PATH          "/r/0123456789abcdef0123456789abcdef#k=AAECAwQFBgcICQoLDA0ODw"
#define LINK(scene)   "https://" scene ".example.org" PATH

static const char *program;

/* Into the window that is there already. */
static void
share (UiDriver *driver)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "minutes.odt", NULL);
  const char * const give[] = { program, path, NULL };

  ui_driver_run (give);
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");
}

static void
stop (UiDriver *driver)
{
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_wait_label (driver, "Send Files");
}

static void
check_page (UiDriver   *driver,
            const char *name)
{
  g_autofree char *narrow_name = g_strconcat (name, "-narrow", NULL);
  int width, height;

  ui_driver_check_names (driver);
  ui_driver_get_size (driver, &width, &height);
  ui_driver_take_picture (driver, name);
  ui_driver_resize (driver, NARROW_WIDTH, NARROW_HEIGHT);
  ui_driver_take_picture (driver, narrow_name);
  ui_driver_check_width (driver);
  ui_driver_resize (driver, width, height);
}

static void
choose_room (UiDriver   *driver,
             const char *link)
{
  ui_driver_press (driver, "Send… Somebody’s Room");
  ui_driver_wait_label (driver, "Send to a Room");
  g_assert_false (ui_driver_is_sensitive (driver, "Send There"));
  ui_driver_set_text (driver, "Link or code", link);
  ui_driver_press (driver, "Send There");
}

static void
look_at_way_there (UiDriver *driver)
{
  int width, height;

  share (driver);
  ui_driver_get_size (driver, &width, &height);
  ui_driver_resize (driver, width, TALL_HEIGHT);
  ui_driver_take_picture (driver, "room-choice-share");
  ui_driver_resize (driver, width, height);
  ui_driver_press (driver, "Send… Somebody’s Room");
  ui_driver_wait_label (driver, "Send to a Room");
  check_page (driver, "room-choice");
  ui_driver_press (driver, "Back");
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");

  choose_room (driver, "nonsense");
  ui_driver_wait_label (driver, "This is not a whole Portunus link or code. Copy it again, from the first to the last "
                                "character.");
  ui_driver_set_text (driver, "Link or code", LINK ("quiet"));
  ui_driver_press (driver, "Send There");
  ui_driver_wait_label (driver, "You are in the room. Waiting for somebody there to take it…");
  ui_driver_wait_label (driver, "minutes.odt");
  g_assert_false (ui_driver_is_enabled (driver, "copy-link"));
  check_page (driver, "room-inside");
  stop (driver);
}

static void
look_at_people (UiDriver *driver)
{
  share (driver);
  choose_room (driver, LINK ("busy"));
  ui_driver_wait_label (driver, "Anna’s laptop");
  ui_driver_wait_label (driver, "Bob");
  check_page (driver, "room-people");
  stop (driver);
}

static void
look_at_password (UiDriver *driver)
{
  share (driver);
  choose_room (driver, LINK ("password"));
  ui_driver_wait_label (driver, "The Room Has a Password");
  ui_driver_set_text (driver, "Password", "shut");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "That password is wrong. 2 tries are left.");
  ui_driver_take_picture (driver, "room-send-password");
  ui_driver_set_text (driver, "Password", "closed");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "The Password Is Not Right");
  ui_driver_press (driver, "Try Again");
  ui_driver_wait_label (driver, "The Room Has a Password");
  ui_driver_set_text (driver, "Password", "sesame");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "You are in the room. Waiting for somebody there to take it…");
  stop (driver);
}

static void
look_at_door (UiDriver *driver)
{
  share (driver);
  choose_room (driver, LINK ("ask"));
  ui_driver_wait_label (driver, "Waiting to be let in…");
  ui_driver_wait_label (driver, "The host of the room was asked and has not answered yet.");
  check_page (driver, "room-send-door");
  stop (driver);
}

/* While something is shared there is nothing to turn to, and the link of the room stays where it was put. */
static void
look_at_turn (UiDriver *driver)
{
  share (driver);
  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_set_text (driver, "Link or code", LINK ("quiet"));
  ui_driver_press (driver, "Send Something There Instead…");
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");
  g_assert_true (ui_driver_is_enabled (driver, "send-there"));
  stop (driver);
}

static void
look_at_refusals (UiDriver *driver)
{
  static const struct { const char *link; const char *title; } refusals[] = {
    { LINK ("full"), "The Room Is Full" },
    { LINK ("locked"), "The Room Is Locked" },
    { LINK ("refused"), "Not Let In" },
    { LINK ("ended"), "The Link Is No Longer Good" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      share (driver);
      choose_room (driver, refusals[i].link);
      ui_driver_wait_label (driver, refusals[i].title);
      ui_driver_press (driver, "Back");
      ui_driver_wait_label (driver, "Send Files");
    }
}

static void
test_states (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "minutes.odt", NULL);
  UiDriver *driver;

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  driver = ui_driver_new (program, NULL, NULL);
  look_at_way_there (driver);
  look_at_people (driver);
  look_at_password (driver);
  look_at_door (driver);
  look_at_refusals (driver);
  look_at_turn (driver);
  ui_driver_quit (driver);
}

/* Of a link that is looked at to receive, what is dropped or given goes to its room. */
static void
test_instead (void)
{
  const char * const environment[] = { "ADW_DEBUG_COLOR_SCHEME=prefer-dark", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);
  g_autofree char *path = g_build_filename (g_get_home_dir (), "given.txt", NULL);
  const char * const give[] = { program, path, NULL };

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_wait_label (driver, "Receive Files");
  g_assert_false (ui_driver_is_enabled (driver, "send-there"));
  ui_driver_set_text (driver, "Link or code", LINK ("quiet"));
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "dark-receive-or-send");
  ui_driver_press (driver, "Send Something There Instead…");
  ui_driver_wait_label (driver, "Send to a Room");
  ui_driver_wait_label (driver, "Drop files or folders here. Whoever takes files in the room at quiet.example.org is "
                                "offered them, encrypted all the way.");
  check_page (driver, "dark-room-home");
  ui_driver_press (driver, "Send to Somebody Else");
  ui_driver_wait_label (driver, "Send Files");

  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_set_text (driver, "Link or code", LINK ("quiet"));
  ui_driver_run (give);
  ui_driver_wait_label (driver, "given.txt");
  ui_driver_wait_label (driver, "You are in the room. Waiting for somebody there to take it…");
  stop (driver);
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

  g_test_add_func ("/ui/room-sending/states", test_states);
  g_test_add_func ("/ui/room-sending/instead", test_instead);
  return g_test_run ();
}
