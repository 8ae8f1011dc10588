/* test-offers.c: an offer says what it would do to the folder, before anybody accepts it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ui-desktop.h"
#include "ui-driver-private.h"

#define OFFERED_S 1600000000
#define LONG_NAME "<b>a name that is taken, and much longer than any window is wide<b>, because somebody calls files " \
                  "like this.tar.gz"

static const char *program;

static char *
make_path (const char *name)
{
  return g_build_filename (g_getenv ("HOME"), "Downloads", name, NULL);
}

/* Four bytes, changed @difference_s after what is offered. */
static void
put_file (const char *name,
          int         difference_s)
{
  const struct timespec times[2] = { { 0, UTIME_OMIT }, { OFFERED_S + difference_s, 0 } };
  g_autofree char *path = make_path (name);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, "text", 4, &error);
  g_assert_no_error (error);
  g_assert_no_errno (utimensat (AT_FDCWD, path, times, 0));
}

static void
make_folder (const char *name)
{
  g_autofree char *path = make_path (name);

  g_assert_no_errno (g_mkdir_with_parents (path, 0700));
}

static void
put_files (void)
{
  put_file ("same.jpg", 0);
  put_file ("older.txt", -1);
  put_file ("newer.txt", 1);
  put_file (LONG_NAME, 1);
  make_folder ("folder.zip");
  make_folder ("holiday");
}

static void
wait_row (UiDriver   *driver,
          const char *name)
{
  g_autoptr (AtspiAccessible) row = ui_driver_wait (driver, ATSPI_ROLE_LIST_ITEM, name);
}

static gboolean
is_refusal (AtspiAccessible *accessible,
            gconstpointer    user_data)
{
  g_autofree char *name = atspi_accessible_get_name (accessible, NULL);

  return name != NULL && g_str_has_prefix (name, "Not enough room: ")
         && g_str_has_suffix (name, " free, 1.2\xc2\xa0" "EB needed") && ui_driver_is_showing (accessible);
}

static gboolean
is_refused (UiDriver *driver,
            gpointer  user_data)
{
  g_autoptr (AtspiAccessible) application = ui_driver_find_application (driver);
  g_autoptr (AtspiAccessible) label = NULL;

  if (application != NULL)
    label = ui_driver_search (application, is_refusal, NULL, 0);
  return label != NULL && !ui_driver_is_enabled (driver, "accept");
}

static gboolean
can_accept (UiDriver *driver,
            gpointer  user_data)
{
  return ui_driver_is_enabled (driver, "accept");
}

/* The check buttons of GTK 4.8 offer no action to assistive technology, so the keyboard does it. */
static void
leave_first_out (UiDriver *driver)
{
  ui_driver_type_key (driver, "Home");
  ui_driver_type_key (driver, "Return");
}

/* An offer that waits would be asked about at the end. */
static void
decline (UiDriver *driver)
{
  ui_driver_press (driver, "Decline");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

/* Further down in the list of the row that has the focus. */
static void
choose_policy (UiDriver *driver,
               guint     n_steps)
{
  ui_driver_type_key (driver, "Return");
  for (guint i = 0; i < n_steps; i++)
    ui_driver_type_key (driver, "Down");
  ui_driver_type_key (driver, "Return");
}

static void
test_here (void)
{
  UiDriver *driver;

  put_files ();
  driver = ui_driver_new (program, NULL, NULL);
  ui_driver_activate (driver, "receive", "'fake:here'");
  ui_driver_wait_label (driver, "2 new · 1 already here · 1 older here · 2 newer here · 1 with a name that is taken");
  ui_driver_wait_label (driver, "Already here, same size and date · Will be saved as same (1).jpg");
  ui_driver_wait_label (driver, "Will be saved in holiday (1)");
  wait_row (driver, "newer.txt, 4 bytes, A newer one is here · Will be saved as newer (1).txt");
  wait_row (driver, "new.txt, 4 bytes");
  g_assert_true (ui_driver_is_enabled (driver, "accept"));
  ui_driver_check_page (driver, "forecast");

  leave_first_out (driver);
  ui_driver_wait_label (driver, "2 new · 1 older here · 2 newer here · 1 with a name that is taken");
  decline (driver);
}

/* Who chooses what is too much cannot accept it, and reads why. */
static void
test_large (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:large'");
  ui_driver_wait_until (driver, is_refused, NULL, "that there is not enough room");
  ui_driver_check_page (driver, "no-room");

  leave_first_out (driver);
  ui_driver_wait_until (driver, can_accept, NULL, "that the rest can be accepted");
  decline (driver);
}

/* Settings in a file, so that another process finds them. */
static UiDriver *
launch_asking (const char *scene)
{
  const char * const environment[] = { "GSETTINGS_BACKEND=keyfile", scene, NULL };
  g_autofree char *folder = g_build_filename (g_getenv ("XDG_CONFIG_HOME"), "glib-2.0", "settings", NULL);
  g_autofree char *path = g_build_filename (folder, "keyfile", NULL);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0700));
  g_assert_true (g_file_set_contents (path, "[org/portunus/App]\nconflict-policy='ask'\n", -1, NULL));
  return ui_driver_new (program, NULL, environment);
}

/* Nothing is chosen for who wants to be asked, and what is chosen shows at once. */
static void
test_ask (void)
{
  UiDriver *driver;

  put_files ();
  driver = launch_asking (NULL);
  ui_driver_activate (driver, "receive", "'fake:here'");
  ui_driver_wait_label (driver, "Choose what to do");
  ui_driver_wait_label (driver, "Already here, same size and date");
  g_assert_false (ui_driver_is_enabled (driver, "accept"));
  ui_driver_check_page (driver, "forecast-ask");

  /* From the files to the row of the folder, and on to the next one. */
  ui_driver_type_key (driver, "Tab");
  ui_driver_type_key (driver, "Tab");
  ui_driver_type_key (driver, "Down");
  choose_policy (driver, 3);
  ui_driver_wait_until (driver, can_accept, NULL, "that it can be accepted");
  ui_driver_wait_label (driver, "Already here, same size and date · Will be replaced");
  choose_policy (driver, 1);
  ui_driver_wait_label (driver, "A newer one is here · Will be left out");
  g_assert_true (ui_driver_is_enabled (driver, "accept"));
  decline (driver);
}

/* A yes in passing is not enough where something is in the way. */
static void
test_ask_nearby (void)
{
  UiDriver *driver;

  put_file ("plan.pdf", 0);
  driver = launch_asking ("FAKE_LOBBY=1");
  ui_driver_wait_label (driver, "Ben Wants to Send You Something");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Choose what to do");
  g_assert_false (ui_driver_is_sensitive (driver, "Accept"));
  ui_driver_press (driver, "Decline");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Choose what to do");
  ui_driver_quit (driver);
}

/* Where a rule names a folder for a device, what is in the way is what lies there. */
static void
test_ask_ruled (void)
{
  UiDriver *driver;

  make_folder ("../From-Ben");
  put_file ("../From-Ben/plan.pdf", 0);
  driver = launch_asking ("FAKE_LOBBY=ruled");
  ui_driver_wait_label (driver, "Ben Wants to Send You Something");
  ui_driver_press (driver, "Accept");
  ui_driver_wait_label (driver, "Choose what to do");
  ui_driver_wait_label (driver, "~/From-Ben");
  ui_driver_press (driver, "Decline");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "Choose what to do");
  ui_driver_quit (driver);
}

#define OFFER_TITLE "‹b›Anna’s laptop‹/b› Wants to Send You Something"

static UiDriver *
launch_unseen (UiDesktop *desktop)
{
  UiDriver *driver = launch_asking (NULL);
  g_autofree char *buttons = NULL;

  ui_driver_activate (driver, "receive", "'fake:done'");
  ui_driver_wait_label (driver, "From <b>Anna’s laptop</b>");
  ui_driver_press (driver, "Close");
  ui_driver_wait_hidden (driver);
  buttons = ui_desktop_dup_buttons (desktop, OFFER_TITLE);
  g_assert_cmpstr (buttons, ==, "Accept\nDecline\n");
  return driver;
}

static void
test_ask_notification (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = launch_unseen (desktop);

  ui_desktop_press (desktop, OFFER_TITLE, "Accept");
  ui_desktop_wait_withdrawn (desktop, OFFER_TITLE);
  g_free (ui_desktop_wait_notification (desktop, "Received from ‹b›Anna’s laptop‹/b›"));
  ui_driver_wait_exit (driver);
}

/* What came into the way after the notification is asked about. */
static void
test_ask_after_notification (void)
{
  g_autoptr (UiDesktop) desktop = ui_desktop_new ();
  UiDriver *driver = launch_unseen (desktop);
  g_autofree char *path = make_path ("تقرير سنوي.pdf");

  put_file ("تقرير سنوي.pdf", 0);
  ui_desktop_press (desktop, OFFER_TITLE, "Accept");
  ui_driver_wait_shown (driver);
  g_assert_no_errno (g_unlink (path));
  decline (driver);
}

/* Where nothing is in the way there is nothing to choose. */
static void
test_ask_nothing (void)
{
  UiDriver *driver = launch_asking (NULL);

  ui_driver_activate (driver, "receive", "'fake:done'");
  ui_driver_wait_until (driver, can_accept, NULL, "that it can be accepted");
  decline (driver);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add_func ("/ui/offers/here", test_here);
  g_test_add_func ("/ui/offers/ask", test_ask);
  g_test_add_func ("/ui/offers/ask-nearby", test_ask_nearby);
  g_test_add_func ("/ui/offers/ask-ruled", test_ask_ruled);
  g_test_add_func ("/ui/offers/ask-nothing", test_ask_nothing);
  g_test_add_func ("/ui/offers/ask-notification", test_ask_notification);
  g_test_add_func ("/ui/offers/ask-after-notification", test_ask_after_notification);
  g_test_add_func ("/ui/offers/large", test_large);
  return g_test_run ();
}
