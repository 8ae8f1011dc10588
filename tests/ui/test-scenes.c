/* test-scenes.c: every page of the application, played by the fake engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-crypto-error.h"
#include "ui-driver.h"

static const char *program;

static char *
make_file (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_file_set_contents (path, "text", -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

static UiDriver *
share (const char         *name,
       const char * const *environment)
{
  g_autofree char *path = make_file (name);
  const char * const arguments[] = { path, NULL };

  return ui_driver_new (program, arguments, environment);
}

static void
test_home (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_check_page (driver, "home");
  g_assert_false (ui_driver_is_enabled (driver, "copy-link"));
  g_assert_false (ui_driver_is_enabled (driver, "accept"));
  g_assert_false (ui_driver_is_enabled (driver, "cancel"));

  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_check_page (driver, "receive");
  ui_driver_quit (driver);
}

static void
test_share (void)
{
  UiDriver *driver = share ("report.pdf", NULL);
  g_autofree char *link = NULL;

  g_autoptr (AtspiAccessible) qr = NULL;

  ui_driver_wait_label (driver, "report.pdf");
  qr = ui_driver_wait (driver, ATSPI_ROLE_IMAGE, "QR code of the link");
  ui_driver_wait_label (driver, "4711-harbor-violin");
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");
  link = ui_driver_dup_text (driver, "Link");
  g_assert_true (g_str_has_prefix (link, "https://192.168.178.23:38117/r/"));
  g_assert_true (ui_driver_is_enabled (driver, "copy-link"));
  ui_driver_check_page (driver, "share");

  ui_driver_press (driver, "Copy Link");
  ui_driver_wait_label (driver, "Link copied");
  ui_driver_press (driver, "Stop Sharing");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static void
test_peers (void)
{
  UiDriver *driver = share ("peers.zip", NULL);

  ui_driver_wait_label (driver, "Anna’s laptop");
  ui_driver_wait_label (driver, "Someone tried a wrong code. 2 tries are left.");
  ui_driver_wait_label (driver, "photos/locked.jpg: Permission denied");
  ui_driver_wait_label (driver, "Delivered");
  ui_driver_check_page (driver, "peers");

  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static void
test_unreadable (void)
{
  UiDriver *driver = share ("unreadable.txt", NULL);

  ui_driver_wait_label (driver, "A File Cannot Be Read");
  ui_driver_check_page (driver, "unreadable");
  ui_driver_press (driver, "Back");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static void
test_offer (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:many'");
  ui_driver_wait_label (driver, "<b>bold?</b> & <i>not at all</i>.txt");
  ui_driver_wait_label (driver, "innocent\xef\xbf\xbdgnp.exe");
  ui_driver_wait_label (driver, "From <b>Anna’s laptop</b>");
  ui_driver_wait_label (driver, "Both screens show: copper violin harbor eleven");
  ui_driver_check_page (driver, "offer");

  ui_driver_press (driver, "Accept");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON, "Accept");
  g_assert_false (ui_driver_is_enabled (driver, "accept"));
  ui_driver_check_page (driver, "progress");

  ui_driver_press (driver, "Cancel");
  ui_driver_wait_label (driver, "Receive Files");

  ui_driver_activate (driver, "receive", "'fake:many'");
  ui_driver_press (driver, "Decline");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static void
test_text (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  g_autofree char *text = NULL;

  ui_driver_activate (driver, "receive", "'fake:text'");
  ui_driver_wait_label (driver, "A text");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "You Received a Text");
  text = ui_driver_dup_text (driver, "Received text");
  g_assert_cmpstr (text, ==, "The key is under the mat.\nhttps://example.org/<b>plain</b>");
  ui_driver_check_page (driver, "text");

  ui_driver_press (driver, "Done");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static void
test_done (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:done'");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Received");
  ui_driver_check_page (driver, "done");
  ui_driver_quit (driver);
}

/* Wrong ones are counted, and the last one ends it. */
static void
test_password (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:password'");
  ui_driver_wait_label (driver, "The Room Has a Password");
  g_assert_false (ui_driver_is_sensitive (driver, "Come In"));
  ui_driver_check_page (driver, "password");
  ui_driver_set_text (driver, "Password", "shut");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "That password is wrong. 2 tries are left.");
  ui_driver_check_page (driver, "password-wrong");
  ui_driver_set_text (driver, "Password", "sesame");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "From <b>Anna’s laptop</b>");
  ui_driver_press (driver, "Decline");
  ui_driver_wait_label (driver, "Receive Files");

  ui_driver_activate (driver, "receive", "'fake:password'");
  ui_driver_wait_label (driver, "The Room Has a Password");
  ui_driver_set_text (driver, "Password", "closed");
  ui_driver_press (driver, "Come In");
  ui_driver_wait_label (driver, "The Password Is Not Right");
  ui_driver_press (driver, "Try Again");
  ui_driver_wait_label (driver, "The Room Has a Password");
  ui_driver_press (driver, "Cancel");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static void
test_door (void)
{
  const char * const environment[] = { "ADW_DEBUG_COLOR_SCHEME=prefer-dark", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_activate (driver, "receive", "'fake:ask'");
  ui_driver_wait_label (driver, "Waiting to be let in…");
  ui_driver_check_page (driver, "dark-door");
  ui_driver_press (driver, "Cancel");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_activate (driver, "receive", "'fake:password'");
  ui_driver_wait_label (driver, "The Room Has a Password");
  ui_driver_take_picture (driver, "dark-password");
  ui_driver_activate (driver, "receive", "'fake:refused'");
  ui_driver_wait_label (driver, "Not Let In");
  ui_driver_press (driver, "Back");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static void
test_bad_link (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'nonsense'");
  ui_driver_wait_label (driver, "This is not a whole Portunus link or code. Copy it again, from the first to the last "
                                "character.");
  ui_driver_check_page (driver, "bad-link");

  ui_driver_activate (driver, "receive", "'fake:unreachable'");
  ui_driver_wait_label (driver, "Could Not Connect");
  ui_driver_check_page (driver, "unreachable");
  ui_driver_press (driver, "Back");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static void
test_start_failure (void)
{
  g_autofree char *domain = g_strdup_printf ("FAKE_START_ERROR=%s", g_quark_to_string (PORTUNUS_CRYPTO_ERROR));
  g_autofree char *code = g_strdup_printf ("FAKE_START_CODE=%d", PORTUNUS_CRYPTO_ERROR_STORE_LOCKED);
  const char * const environment[] = { domain, code, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_wait_label (driver, "The Keyring Is Locked");
  ui_driver_check_page (driver, "locked");
  ui_driver_press (driver, "Use a Passphrase…");
  ui_driver_set_text (driver, "Passphrase", "correct horse");
  ui_driver_set_text (driver, "Once more", "correct house");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "passphrase");
  g_assert_false (ui_driver_is_sensitive (driver, "Use"));
  ui_driver_set_text (driver, "Once more", "correct horse");
  ui_driver_press (driver, "Use");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static void
test_no_keyring (void)
{
  g_autofree char *domain = g_strdup_printf ("FAKE_START_ERROR=%s", g_quark_to_string (PORTUNUS_CRYPTO_ERROR));
  g_autofree char *code = g_strdup_printf ("FAKE_START_CODE=%d", PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE);
  const char * const environment[] = { domain, code, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_wait_label (driver, "No Place for the Key");
  ui_driver_check_page (driver, "no-keyring");
  ui_driver_press (driver, "Go On Without");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

/* Somebody else's, as after a start by another user. */
static void
test_closed_home (void)
{
  g_autofree char *domain = g_strdup_printf ("FAKE_START_ERROR=%s", g_quark_to_string (G_IO_ERROR));
  g_autofree char *code = g_strdup_printf ("FAKE_START_CODE=%d", G_IO_ERROR_PERMISSION_DENIED);
  const char * const environment[] = { domain, code, "XDG_DATA_HOME=/sys/not & there", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_wait_label (driver, "A Folder Cannot Be Written");
  ui_driver_wait_label (driver, "Portunus keeps its data in your home folder and may not write to “/sys”. Make that "
                                "folder and what is in it yours again, or ask whoever looks after this computer, then "
                                "try again.");
  ui_driver_check_page (driver, "closed-home");
  ui_driver_quit (driver);
}

static void
test_bad_disks (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:full'");
  ui_driver_wait_label (driver, "Not Enough Room");
  ui_driver_wait_label (driver, "The files do not fit into the chosen folder. Make room there or choose another "
                                "folder, then try again.");
  ui_driver_check_page (driver, "disk-full");
  ui_driver_press (driver, "Back");
  ui_driver_wait_label (driver, "Receive Files");

  ui_driver_activate (driver, "receive", "'fake:read-only'");
  ui_driver_wait_label (driver, "The Folder Cannot Be Written");
  ui_driver_wait_label (driver, "Files cannot be saved in the chosen folder. Choose another folder and try again.");
  ui_driver_check_page (driver, "read-only");
  ui_driver_press (driver, "Back");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

static void
test_notice (void)
{
  const char * const environment[] = {
    "FAKE_NOTICE=1", NULL,
  };
  UiDriver *driver = share ("notice.txt", environment);

  ui_driver_wait_label (driver, "There is no keyring. The keys of this device last only until the program ends. "
                                "Choose a place for them in the preferences.");
  ui_driver_check_page (driver, "notice");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

static void
test_dark (void)
{
  const char * const environment[] = { "ADW_DEBUG_COLOR_SCHEME=prefer-dark", NULL };
  UiDriver *driver = share ("peers.zip", environment);

  ui_driver_wait_label (driver, "Anna’s laptop");
  ui_driver_check_page (driver, "dark-peers");
  ui_driver_activate (driver, "receive", "'fake:many'");
  ui_driver_wait_label (driver, "From <b>Anna’s laptop</b>");
  ui_driver_check_page (driver, "dark-offer");
  ui_driver_activate (driver, "decline", NULL);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

static void
test_second_launch (void)
{
  UiDriver *driver = share ("first.txt", NULL);
  g_autofree char *second = make_file ("second.txt");
  const char * const command[] = { program, second, NULL };

  ui_driver_wait_label (driver, "first.txt");
  ui_driver_run (command);
  ui_driver_press (driver, "Keep Sharing");
  ui_driver_wait_label (driver, "first.txt");
  ui_driver_run (command);
  ui_driver_press (driver, "Share Instead");
  ui_driver_wait_label (driver, "second.txt");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

static void
test_write_text (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "write-text", NULL);
  ui_driver_wait_label (driver, "Send a Text");
  ui_driver_check_names (driver);
  ui_driver_set_text (driver, "Text to send", "A short message");
  ui_driver_press (driver, "Send");
  ui_driver_wait_label (driver, "A short message");
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

/* A server that was added is listed until it is removed. */
static void
add_server (UiDriver   *driver,
            const char *kind,
            const char *expected)
{
  g_autofree char *add = g_strdup_printf ("Add a %s Server", kind);
  g_autofree char *remove = g_strdup_printf ("Remove %s", expected);

  ui_driver_press (driver, add);
  ui_driver_wait_label (driver, add);
  g_assert_false (ui_driver_is_sensitive (driver, "Add"));
  ui_driver_set_text (driver, "Address of the Server", "https://nonsense");
  g_assert_false (ui_driver_is_sensitive (driver, "Add"));
  ui_driver_set_text (driver, "Address of the Server", "ways.example.org");
  if (g_str_equal (kind, "TURN"))
    {
      g_assert_false (ui_driver_is_sensitive (driver, "Add"));
      ui_driver_set_text (driver, "User", "ann");
      ui_driver_set_text (driver, "Password", "not a good one");
    }
  ui_driver_press (driver, "Add");
  ui_driver_wait_label (driver, expected);
  ui_driver_press (driver, remove);
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, expected);
}

static void
test_preferences (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_type_key (driver, "ctrl+comma");
  ui_driver_use_window (driver, "Preferences");
  ui_driver_wait_label (driver, "This Device");
  ui_driver_wait_label (driver, "Nowhere: others take this computer for a new one after each start");
  ui_driver_wait_label (driver, "Who May Come In");
  ui_driver_set_text (driver, "Name", "Ann’s laptop");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "preferences");

  ui_driver_type_key (driver, "alt+n");
  add_server (driver, "STUN", "stun://ways.example.org:3478");
  add_server (driver, "TURN", "turn://ann@ways.example.org:3478?transport=udp");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "preferences-network");
  ui_driver_type_key (driver, "Escape");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "STUN Servers");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_quit (driver);
}

/* Pages, dialogs and menus by real keys; what is in them is gone through in test-keyboard.c. */
static void
test_keys (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_wait_label (driver, "Send Files");
  ui_driver_type_key (driver, "alt+2");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_type_key (driver, "alt+3");
  ui_driver_wait_label (driver, "No Transfers Yet");
  ui_driver_type_key (driver, "alt+4");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_type_key (driver, "alt+5");
  ui_driver_wait_label (driver, "Known Devices");
  ui_driver_type_key (driver, "alt+1");
  ui_driver_wait_label (driver, "Send Files");

  ui_driver_type_key (driver, "F10");
  g_object_unref (ui_driver_wait (driver, ATSPI_ROLE_MENU_ITEM, "Preferences"));
  ui_driver_type_key (driver, "Escape");
  ui_driver_wait_gone (driver, ATSPI_ROLE_MENU_ITEM, "Preferences");
  ui_driver_type_key (driver, "ctrl+t");
  ui_driver_wait_label (driver, "Send a Text");
  ui_driver_type_key (driver, "Escape");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Send a Text");
  ui_driver_type_key (driver, "ctrl+q");
  ui_driver_wait_exit (driver);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  g_test_add_func ("/ui/scenes/home", test_home);
  g_test_add_func ("/ui/scenes/share", test_share);
  g_test_add_func ("/ui/scenes/peers", test_peers);
  g_test_add_func ("/ui/scenes/unreadable", test_unreadable);
  g_test_add_func ("/ui/scenes/offer", test_offer);
  g_test_add_func ("/ui/scenes/text", test_text);
  g_test_add_func ("/ui/scenes/done", test_done);
  g_test_add_func ("/ui/scenes/password", test_password);
  g_test_add_func ("/ui/scenes/door", test_door);
  g_test_add_func ("/ui/scenes/bad-link", test_bad_link);
  g_test_add_func ("/ui/scenes/start-failure", test_start_failure);
  g_test_add_func ("/ui/scenes/no-keyring", test_no_keyring);
  g_test_add_func ("/ui/scenes/closed-home", test_closed_home);
  g_test_add_func ("/ui/scenes/bad-disks", test_bad_disks);
  g_test_add_func ("/ui/scenes/notice", test_notice);
  g_test_add_func ("/ui/scenes/dark", test_dark);
  g_test_add_func ("/ui/scenes/second-launch", test_second_launch);
  g_test_add_func ("/ui/scenes/write-text", test_write_text);
  g_test_add_func ("/ui/scenes/preferences", test_preferences);
  g_test_add_func ("/ui/scenes/keys", test_keys);
  return g_test_run ();
}
