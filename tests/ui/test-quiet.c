/* test-quiet.c: a page that waits for somebody draws nothing meanwhile, however long that takes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "ui-driver-private.h"

#define WATCH_US   (2 * G_USEC_PER_SEC)
/* The loop of a page with an animation wakes up far more often in that time, even on a busy machine. */
#define FEW_TURNS  6
#define MANY_TURNS (5 * FEW_TURNS)

static const char *program;

/* What the main thread of a page woke up for. */
typedef struct
{
  guint64 n_turns;    /* when the watch began */
  gint64  since_us;
} Watch;

/* How often the main thread has waited for something so far. */
static guint64
count_turns (UiDriver *driver)
{
  static const char name[] = "\nvoluntary_ctxt_switches:";
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (driver->process));
  g_autofree char *status = NULL;
  g_autoptr (GError) error = NULL;
  const char *line;

  g_file_get_contents (path, &status, NULL, &error);
  g_assert_no_error (error);
  line = strstr (status, name);
  g_assert_nonnull (line);
  return strtoull (line + strlen (name), NULL, 10);
}

static Watch
begin_watch (UiDriver *driver)
{
  return (Watch) { count_turns (driver), g_get_monotonic_time () };
}

static gboolean
is_quiet (UiDriver *driver,
          gpointer  user_data)
{
  Watch *watch = user_data;

  if (count_turns (driver) > watch->n_turns + FEW_TURNS)
    *watch = begin_watch (driver);
  return g_get_monotonic_time () - watch->since_us > WATCH_US;
}

static gboolean
is_busy (UiDriver *driver,
         gpointer  user_data)
{
  const Watch *watch = user_data;

  return count_turns (driver) > watch->n_turns + MANY_TURNS;
}

/* Nothing but what the kernel counts is asked for meanwhile: an answer would be a turn of its own. */
static void
wait_quiet (UiDriver *driver)
{
  Watch watch = begin_watch (driver);

  ui_driver_wait_until (driver, is_quiet, &watch, "that the page draws nothing any more");
}

static void
test_link (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "report.pdf", NULL);
  const char * const arguments[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  UiDriver *driver;

  g_file_set_contents (path, "text", -1, &error);
  g_assert_no_error (error);
  driver = ui_driver_new (program, arguments, NULL);
  ui_driver_wait_label (driver, "Waiting for someone to open the link…");
  wait_quiet (driver);
  ui_driver_activate (driver, "stop-sharing", NULL);
  ui_driver_quit (driver);
}

static void
test_room (void)
{
  const char * const environment[] = { "FAKE_ROOM=empty", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);

  ui_driver_activate (driver, "view", "'room'");
  ui_driver_press (driver, "Open the Room");
  ui_driver_wait_label (driver, "Nobody came yet. Pass on the link to invite somebody.");
  wait_quiet (driver);
  ui_driver_press (driver, "Close the Room");
  ui_driver_wait_label (driver, "Open a Room");
  ui_driver_quit (driver);
}

static void
test_offer (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);

  ui_driver_activate (driver, "receive", "'fake:many'");
  ui_driver_wait_label (driver, "From <b>Anna’s laptop</b>");
  wait_quiet (driver);
  ui_driver_press (driver, "Decline");
  ui_driver_wait_label (driver, "Receive Files");
  ui_driver_quit (driver);
}

/* What connects shows so, and the other tests would notice. */
static void
test_connecting (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, NULL);
  Watch watch;

  ui_driver_activate (driver, "receive", "'fake:connecting'");
  ui_driver_wait_label (driver, "Connecting to the sender…");
  watch = begin_watch (driver);
  ui_driver_wait_until (driver, is_busy, &watch, "that the spinner turns");
  ui_driver_activate (driver, "cancel", NULL);
  ui_driver_wait_label (driver, "Receive Files");
  wait_quiet (driver);
  ui_driver_quit (driver);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  g_test_add_func ("/ui/quiet/link", test_link);
  g_test_add_func ("/ui/quiet/room", test_room);
  g_test_add_func ("/ui/quiet/offer", test_offer);
  g_test_add_func ("/ui/quiet/connecting", test_connecting);
  return g_test_run ();
}
