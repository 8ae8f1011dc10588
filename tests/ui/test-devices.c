/* test-devices.c: the Devices page, and sending straight to a device, played by the fake engine
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-identity.h"
#include "ui-driver.h"

static const char *program;

static UiDriver *
look_at_devices (const char *scene)
{
  g_autofree char *variable = g_strdup_printf ("FAKE_DEVICES=%s", scene);
  const char * const environment[] = { variable, NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_activate (driver, "view", "'devices'");
  ui_driver_wait_label (driver, "Known Devices");
  return driver;
}

static void
test_nobody (void)
{
  UiDriver *driver = look_at_devices ("none");

  ui_driver_wait_label (driver, "Nobody is waiting in this network.");
  ui_driver_wait_label (driver, "This network carries <b>no</b> multicast.");
  ui_driver_wait_label (driver, "A VPN often does not. Use a link or a code.");
  ui_driver_wait_label (driver, "Devices that you sent something to, or received something from, are listed here.");
  ui_driver_check_tall_page (driver, "devices-nobody");
  ui_driver_press (driver, "Look Again");
  ui_driver_wait_label (driver, "This network carries <b>no</b> multicast.");
  ui_driver_quit (driver);
}

static void
test_names (void)
{
  UiDriver *driver = look_at_devices ("many");

  ui_driver_wait_label (driver, "Device Without a Name");
  ui_driver_wait_label (driver, "<b>Not bold</b> & a name as long as it may be, with words");
  ui_driver_wait_label (driver, "<i>Carol</i> & a tablet whose name is nearly as long as may be");
  g_assert_null (ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Send to Mallory"));
  ui_driver_check_tall_page (driver, "devices");
  ui_driver_quit (driver);
}

/* By the first byte of its key. */
static void
unfold (UiDriver *driver,
        guint8    first_byte)
{
  const guint8 key[32] = { first_byte };
  g_autofree char *id = portunus_device_id_from_key (key);
  g_autofree char *target = g_strdup_printf ("'%s'", id);

  ui_driver_activate (driver, "show-device", target);
}

static void
test_trust (void)
{
  UiDriver *driver = look_at_devices ("many");

  unfold (driver, 3);
  ui_driver_wait_label (driver, "Nobody compared the four words yet");
  ui_driver_press (driver, "Verify…");
  ui_driver_wait_label (driver, "Is This “<i>Carol</i> & a tablet whose name is nearly as long as may be”?");
  ui_driver_press (driver, "The Words Were the Same");
  ui_driver_wait_label (driver, "You compared the four words and vouch for it");
  ui_driver_toggle (driver, "Accept Without Asking");
  ui_driver_wait_label (driver, "Folder for What It Sends");
  ui_driver_check_tall_page (driver, "devices-verified");
  ui_driver_toggle (driver, "Block");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON,
                       "Send to <i>Carol</i> & a tablet whose name is nearly as long as may be");
  ui_driver_quit (driver);
}

static void
test_forget (void)
{
  UiDriver *driver = look_at_devices ("many");

  unfold (driver, 1);
  ui_driver_press (driver, "Forget");
  ui_driver_wait_label (driver, "“Anna’s laptop” is forgotten");
  ui_driver_wait_gone (driver, ATSPI_ROLE_PUSH_BUTTON, "Forget");
  ui_driver_press (driver, "Undo");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "“Anna’s laptop” is forgotten");
  unfold (driver, 1);
  g_object_unref (ui_driver_wait (driver, ATSPI_ROLE_PUSH_BUTTON, "Forget"));
  ui_driver_wait_label (driver, "You compared the four words and vouch for it");
  ui_driver_quit (driver);
}

static void
test_send_there (void)
{
  UiDriver *driver = look_at_devices ("many");

  ui_driver_press (driver, "Send to <b>Not bold</b> & a name as long as it may be, with words");
  ui_driver_wait_label (driver, "Send to <b>Not bold</b> & a name as long as it may be, with words");
  ui_driver_check_tall_page (driver, "send-to-device");
  ui_driver_press (driver, "Send to Somebody Else");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static UiDriver *
share (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  const char * const arguments[] = { path, NULL };
  const char * const environment[] = { "FAKE_DEVICES=many", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_file_set_contents (path, "text", -1, &error);
  g_assert_no_error (error);
  return ui_driver_new (program, arguments, environment);
}

static void
test_share (void)
{
  UiDriver *driver = share ("plan.pdf");

  ui_driver_wait_label (driver, "Or Straight to a Device or a Room");
  ui_driver_check_tall_page (driver, "share-devices");
  ui_driver_press (driver, "Send to Anna’s laptop");
  ui_driver_wait_label (driver, "Both screens show: copper violin harbor eleven");
  ui_driver_wait_label (driver, "plan.pdf");
  g_assert_false (ui_driver_is_enabled (driver, "copy-link"));
  ui_driver_check_tall_page (driver, "share-to-device");
  ui_driver_press (driver, "Stop Sharing");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

static void
test_looking (void)
{
  UiDriver *driver = share ("lost.pdf");

  ui_driver_press (driver, "Send to Anna’s laptop");
  ui_driver_wait_label (driver, "Looking for Anna’s laptop…");
  ui_driver_check_tall_page (driver, "share-looking");
  ui_driver_press (driver, "Stop Sharing");
  ui_driver_wait_label (driver, "Send Files");
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

  g_test_add_func ("/ui/devices/nobody", test_nobody);
  g_test_add_func ("/ui/devices/names", test_names);
  g_test_add_func ("/ui/devices/trust", test_trust);
  g_test_add_func ("/ui/devices/forget", test_forget);
  g_test_add_func ("/ui/devices/send-there", test_send_there);
  g_test_add_func ("/ui/devices/share", test_share);
  g_test_add_func ("/ui/devices/looking", test_looking);
  return g_test_run ();
}
