/* test-bad-days.c: the application says what is wrong with network, daemon and disk, and goes on once it is mended
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Runs on a machine of its own, whose cable can be pulled and whose disks can be filled. */
#include "config.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/mount.h>

#include "ui-driver-private.h"
#include "ui-file.h"

#define N_BYTES (1024 * 1024)

/* 64 MiB always stay free on a disk: the second takes one file of %N_BYTES and not another. */
#define ENOUGH     "80m"
#define TOO_LITTLE "67000k"

#define NO_NETWORK \
  "This computer is in no network, and nobody can reach it. Connect a cable, or join a wireless network."

static const char *program;
static const char *command_line;

/* As it is where nobody says which one to use. */
static const char * const default_store[] = { "PORTUNUS_SECRET_STORE=", NULL };

typedef struct
{
  GSubprocess *process;
  char        *target;    /* its link, for the action that receives */
} Sender;

static char *
dup_downloads (void)
{
  return g_build_filename (g_get_home_dir (), "Downloads", NULL);
}

static void
mount_downloads (const char    *options,
                 unsigned long  flags)
{
  g_autofree char *path = dup_downloads ();

  if (mount ("tmpfs", path, "tmpfs", flags, options) != 0)
    g_error ("Cannot mount: %s", g_strerror (errno));
}

static void
unmount_downloads (void)
{
  g_autofree char *path = dup_downloads ();

  g_assert_cmpint (umount2 (path, MNT_DETACH), ==, 0);
}

static char *
read_link (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_autofree char *line = NULL;

  while ((line = g_data_input_stream_read_line (lines, NULL, NULL, NULL)) != NULL)
    {
      g_autoptr (JsonNode) node = json_from_string (line, NULL);
      JsonObject *event = json_node_get_object (node);

      g_clear_pointer (&line, g_free);
      if (g_str_equal (json_object_get_string_member (event, "event"), "link"))
        return g_strdup (json_object_get_string_member (event, "url"));
    }
  g_assert_not_reached ();
}

static void
send_file (Sender *self)
{
  g_autofree char *path = ui_file_make (g_get_home_dir (), "holiday.raw", N_BYTES);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  const char * const arguments[] = { "send", "--json", path, NULL };
  g_autofree char *link = NULL;

  self->process = ui_driver_spawn (launcher, command_line, arguments);
  link = read_link (self->process);
  self->target = g_strdup_printf ("'%s'", link);
}

static void
clear_sender (Sender *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->process);
  g_free (self->target);
}

static void
expect_received (UiDriver *driver)
{
  g_autofree char *downloads = dup_downloads ();
  g_autofree char *path = g_build_filename (downloads, "holiday.raw", NULL);
  GStatBuf status;

  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Received");
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_size, ==, N_BYTES);
}

static void
test_read_only (void)
{
  UiDriver *driver;
  Sender sender;

  mount_downloads ("size=" ENOUGH, MS_RDONLY);
  send_file (&sender);
  driver = ui_driver_new (program, NULL, NULL);
  ui_driver_activate (driver, "receive", sender.target);
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "The Folder Cannot Be Written");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-read-only");

  mount_downloads ("size=" ENOUGH, MS_REMOUNT);
  ui_driver_press (driver, "Try Again");
  expect_received (driver);
  ui_driver_quit (driver);
  clear_sender (&sender);
  unmount_downloads ();
}

/* Of the home, where our own data is. */
static void
test_read_only_home (void)
{
  const char *path = g_get_user_data_dir ();
  UiDriver *driver;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_cmpint (mount ("tmpfs", path, "tmpfs", MS_RDONLY, NULL), ==, 0);
  driver = ui_driver_new (program, NULL, NULL);
  ui_driver_wait_label (driver, "The Disk Cannot Be Written");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-read-only-home");
  g_assert_cmpint (mount ("tmpfs", path, "tmpfs", MS_REMOUNT, NULL), ==, 0);
  ui_driver_press (driver, "Try Again");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
  g_assert_cmpint (umount2 (path, MNT_DETACH), ==, 0);
}

static gboolean
cannot_accept (UiDriver *driver,
               gpointer  user_data)
{
  return !ui_driver_is_enabled (driver, "accept");
}

static gboolean
can_accept (UiDriver *driver,
            gpointer  user_data)
{
  return ui_driver_is_enabled (driver, "accept");
}

/* Nobody can say yes until there is room. */
static void
test_full (void)
{
  g_autofree char *downloads = dup_downloads ();
  g_autofree char *filler = NULL;
  UiDriver *driver;
  Sender sender;

  mount_downloads ("size=" TOO_LITTLE, 0);
  filler = ui_file_make (downloads, "filler", N_BYTES);
  send_file (&sender);
  driver = ui_driver_new (program, NULL, NULL);
  ui_driver_activate (driver, "receive", sender.target);
  ui_driver_wait_label (driver, "1 new");
  ui_driver_wait_until (driver, cannot_accept, NULL, "that there is not enough room");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-full");

  g_assert_cmpint (g_unlink (filler), ==, 0);
  ui_driver_wait_until (driver, can_accept, NULL, "that there is enough room again");
  expect_received (driver);
  ui_driver_quit (driver);
  clear_sender (&sender);
  unmount_downloads ();
}

static void
set_cable (const char *state)
{
  const char * const command[] = { "ip", "link", "set", "cable", state, NULL };

  ui_driver_run (command);
}

static void
test_no_network (void)
{
  UiDriver *driver;

  set_cable ("down");
  driver = ui_driver_new (program, NULL, NULL);
  ui_driver_wait_label (driver, NO_NETWORK);
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-no-network-send");
  ui_driver_activate (driver, "view", "'devices'");
  ui_driver_wait_label (driver, "This machine is in no network.");
  ui_driver_wait_label (driver, "Connect a cable, or join a wireless network.");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-no-network");

  set_cable ("up");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, NO_NETWORK);
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "This machine is in no network.");
  ui_driver_quit (driver);
}

static GSubprocess *
start_daemon (void)
{
  static const char configuration[] = "[server]\nallow-interfaces=cable\n";
  g_autofree char *path = g_build_filename (g_get_home_dir (), "avahi.conf", NULL);
  const char * const arguments[] = { "--no-rlimits", "--no-drop-root", "--no-chroot", "-f", path, NULL };
  g_autoptr (GSubprocessLauncher) launcher
    = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, configuration, -1, &error);
  g_assert_no_error (error);
  return ui_driver_spawn (launcher, "avahi-daemon", arguments);
}

static void
test_no_daemon (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  g_autoptr (GSubprocess) daemon = NULL;

  ui_driver_activate (driver, "view", "'devices'");
  ui_driver_wait_label (driver, "Devices nearby cannot be found: the Avahi service is not there.");
  ui_driver_wait_label (driver, "Install and start avahi-daemon. Links, codes and addresses work without it.");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-no-daemon");

  daemon = start_daemon ();
  ui_driver_wait_label (driver, "Devices nearby can be found.");
  ui_driver_wait_label (driver, "Nobody is waiting in this network.");
  g_subprocess_force_exit (daemon);
  ui_driver_wait_label (driver, "Devices nearby cannot be found: the Avahi service is not there.");
  ui_driver_quit (driver);
}

static void
run_shell (const char *text)
{
  const char * const command[] = { "sh", "-c", text, NULL };

  ui_driver_run (command);
}

static void
answer_prompt (UiDriver   *driver,
               const char *keys)
{
  g_auto (GStrv) list = g_strsplit (keys, " ", -1);

  ui_driver_use_window (driver, "Unlock Login Keyring");
  for (guint i = 0; list[i] != NULL; i++)
    ui_driver_type_key (driver, list[i]);
  ui_driver_use_window (driver, "Portunus");
}

/* By a prompt that is closed, and answered the next time. */
static void
test_locked_keyring (void)
{
  UiDriver *driver;

  run_shell ("printf test-pass | env -u G_DEBUG gnome-keyring-daemon --unlock --components=secrets > /dev/null");
  run_shell ("gdbus call --session --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets "
             "--method org.freedesktop.Secret.Service.Lock "
             "\"[objectpath '/org/freedesktop/secrets/collection/login']\"");
  driver = ui_driver_new (program, NULL, default_store);
  answer_prompt (driver, "Escape");
  ui_driver_wait_label (driver, "The Keyring Is Locked");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-keyring");
  ui_driver_press (driver, "Try Again");
  answer_prompt (driver, "t e s t minus p a s s Return");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
}

/* The bus of a desktop that has no keyring at all. */
static void
take_keyrings_away (void)
{
  run_shell ("mkdir /run/services && cp /usr/share/dbus-1/services/* /run/services "
             "&& rm -f /run/services/*[sS]ecret* /run/services/*keyring* "
             "&& mount --bind /run/services /usr/share/dbus-1/services "
             "&& gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus "
             "--method org.freedesktop.DBus.ReloadConfig > /dev/null");
}

static void
bring_keyrings_back (void)
{
  run_shell ("umount /usr/share/dbus-1/services && rm -r /run/services "
             "&& gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus "
             "--method org.freedesktop.DBus.ReloadConfig > /dev/null");
}

/* What is chosen instead is chosen for the next start as well, which asks for nothing but the passphrase. */
static void
test_no_keyring (void)
{
  const char * const environment[] = { default_store[0], "GSETTINGS_BACKEND=keyfile", NULL };
  UiDriver *driver;

  take_keyrings_away ();
  driver = ui_driver_new (program, NULL, environment);
  ui_driver_wait_label (driver, "No Place for the Key");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "bad-day-no-keyring");
  ui_driver_press (driver, "Use a Passphrase…");
  ui_driver_set_text (driver, "Passphrase", "correct horse");
  ui_driver_set_text (driver, "Once more", "correct horse");
  ui_driver_press (driver, "Use");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);

  driver = ui_driver_new (program, NULL, environment);
  ui_driver_set_text (driver, "Passphrase", "correct horse");
  ui_driver_take_picture (driver, "bad-day-no-keyring-again");
  ui_driver_press (driver, "Use");
  ui_driver_wait_label (driver, "Send Files");
  ui_driver_quit (driver);
  bring_keyrings_back ();
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  command_line = argv[2];
  atspi_init ();

  g_test_add_func ("/ui/bad-days/read-only", test_read_only);
  g_test_add_func ("/ui/bad-days/read-only-home", test_read_only_home);
  g_test_add_func ("/ui/bad-days/full", test_full);
  g_test_add_func ("/ui/bad-days/no-network", test_no_network);
  g_test_add_func ("/ui/bad-days/no-daemon", test_no_daemon);
  g_test_add_func ("/ui/bad-days/no-keyring", test_no_keyring);
  g_test_add_func ("/ui/bad-days/locked-keyring", test_locked_keyring);
  return g_test_run ();
}
