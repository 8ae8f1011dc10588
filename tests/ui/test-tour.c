/* test-tour.c: a walk through all pages and dialogs: light, dark, in a long language, and from right to left
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <libintl.h>
#include <locale.h>
#include <string.h>

#include "portunus-identity.h"
#include "ui-driver.h"

#define NARROW_WIDTH  360
#define NARROW_HEIGHT 640
#define HOSTILE_NAME  "<i>Carol</i> & a tablet whose name is nearly as long as may be"

typedef struct
{
  const char *name;
  const char *language;
  const char *scheme;
  gboolean    is_checked;    /* or only the colours differ from another one */
} Look;

typedef struct
{
  UiDriver   *driver;
  const Look *look;
} Tour;

static const Look looks[] = {
  { "light", "en", "prefer-light", TRUE },
  { "dark", "en", "prefer-dark", FALSE },
  { "de", "de", "prefer-light", TRUE },
  { "ar", "ar", "prefer-light", TRUE },
};

static const char *program;

/* As it is shown: in the language of the tour, without the mark of a mnemonic. (transfer full) */
static char *
translate (const char *sentence)
{
  g_auto (GStrv) parts = g_strsplit (dgettext (GETTEXT_PACKAGE, sentence), "_", 2);

  return g_strjoinv ("", parts);
}

static void
wait_sentence (Tour       *tour,
               const char *sentence)
{
  g_autofree char *shown = translate (sentence);

  ui_driver_wait_label (tour->driver, shown);
}

static void
press (Tour       *tour,
       const char *sentence)
{
  g_autofree char *shown = translate (sentence);

  ui_driver_press (tour->driver, shown);
}

static char *
name_picture (Tour       *tour,
              const char *page,
              const char *size)
{
  return g_strconcat ("tour-", tour->look->name, "-", page, size, NULL);
}

/* Every page is looked at in both widths, as a screen reader and as a picture. */
static void
look_at_page (Tour       *tour,
              const char *page)
{
  g_autofree char *picture = name_picture (tour, page, "");
  g_autofree char *narrow_picture = name_picture (tour, page, "-narrow");
  int width, height;

  ui_driver_take_picture (tour->driver, picture);
  if (!tour->look->is_checked)
    return;
  ui_driver_check_names (tour->driver);
  ui_driver_get_size (tour->driver, &width, &height);
  ui_driver_resize (tour->driver, NARROW_WIDTH, NARROW_HEIGHT);
  ui_driver_check_width (tour->driver);
  ui_driver_take_picture (tour->driver, narrow_picture);
  ui_driver_resize (tour->driver, width, height);
}

/* A dialog is as large as it wants to be. */
static void
look_at_dialog (Tour       *tour,
                const char *dialog)
{
  g_autofree char *picture = name_picture (tour, dialog, "");

  ui_driver_check_names (tour->driver);
  ui_driver_take_screen (tour->driver, picture);
}

static void
go_to (Tour       *tour,
       const char *view)
{
  g_autofree char *target = g_strdup_printf ("'%s'", view);

  ui_driver_activate (tour->driver, "view", target);
}

static void
visit_receiving (Tour *tour)
{
  go_to (tour, "receive");
  wait_sentence (tour, "Receive Files");
  look_at_page (tour, "receive");

  ui_driver_activate (tour->driver, "receive", "'fake:many'");
  ui_driver_wait_label (tour->driver, "<b>bold?</b> & <i>not at all</i>.txt");
  look_at_page (tour, "offer");
  press (tour, "_Accept");
  ui_driver_wait_label (tour->driver, "photos and 4 more");
  look_at_page (tour, "progress");
  ui_driver_activate (tour->driver, "cancel", NULL);

  ui_driver_activate (tour->driver, "receive", "'fake:password'");
  wait_sentence (tour, "The Room Has a Password");
  look_at_page (tour, "password");
  ui_driver_activate (tour->driver, "cancel", NULL);

  ui_driver_activate (tour->driver, "receive", "'fake:ask'");
  wait_sentence (tour, "Waiting to be let in…");
  look_at_page (tour, "waiting");
  ui_driver_activate (tour->driver, "cancel", NULL);

  ui_driver_activate (tour->driver, "receive", "'fake:unreachable'");
  wait_sentence (tour, "Could Not Connect");
  look_at_page (tour, "unreachable");
}

static void
visit_share (Tour *tour)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), "peers.zip", NULL);
  const char * const share[] = { program, path, NULL };

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  ui_driver_run (share);
  ui_driver_wait_label (tour->driver, "Dave");
  look_at_page (tour, "share");
  ui_driver_activate (tour->driver, "stop-sharing", NULL);
}

static void
visit_room (Tour *tour)
{
  go_to (tour, "room");
  wait_sentence (tour, "Open a Room");
  look_at_page (tour, "room");
  press (tour, "_Open the Room");
  ui_driver_wait_label (tour->driver, "agenda.pdf");
  look_at_page (tour, "room-open");
}

static void
visit_devices (Tour *tour)
{
  const guint8 key[32] = { 3 };
  g_autofree char *id = portunus_device_id_from_key (key);
  g_autofree char *target = g_strdup_printf ("'%s'", id);

  go_to (tour, "devices");
  ui_driver_wait_label (tour->driver, HOSTILE_NAME);
  ui_driver_activate (tour->driver, "show-device", target);
  wait_sentence (tour, "Nobody compared the four words yet");
  look_at_page (tour, "devices");
}

static void
close_dialog (Tour       *tour,
              const char *sentence)
{
  g_autofree char *shown = translate (sentence);

  ui_driver_type_key (tour->driver, "Escape");
  ui_driver_wait_gone (tour->driver, ATSPI_ROLE_LABEL, shown);
  ui_driver_use_window (tour->driver, "Portunus");
}

static void
visit_dialogs (Tour *tour)
{
  g_autofree char *preferences = translate ("Preferences");
  g_autofree char *picture = NULL;

  ui_driver_activate_app (tour->driver, "preferences", NULL);
  wait_sentence (tour, "This Device");
  ui_driver_use_window (tour->driver, preferences);
  look_at_dialog (tour, "preferences");
  close_dialog (tour, "This Device");

  ui_driver_activate (tour->driver, "write-text", NULL);
  wait_sentence (tour, "Send a Text");
  look_at_dialog (tour, "write-text");
  press (tour, "_Cancel");

  ui_driver_activate_app (tour->driver, "about", NULL);
  wait_sentence (tour, "The Portunus developers");
  /* Some of what libadwaita 1.2 has in there has no name, and none can be given to it. */
  picture = name_picture (tour, "about", "");
  ui_driver_take_screen (tour->driver, picture);
}

static UiDriver *
start (const Look *look)
{
  g_autofree char *scheme = g_strdup_printf ("ADW_DEBUG_COLOR_SCHEME=%s", look->scheme);
  g_autofree char *language = g_strdup_printf ("LANGUAGE=%s", look->language);
  g_autofree char *folder = g_test_build_filename (G_TEST_BUILT, "..", "po", NULL);
  g_autofree char *catalogs = g_strdup_printf ("FAKE_LOCALE_DIR=%s", folder);
  const char * const environment[] = {
    scheme, language, catalogs, "FAKE_DEVICES=many", "FAKE_PAST=6", "FAKE_ROOM=full", NULL,
  };

  g_setenv ("LANGUAGE", look->language, TRUE);
  /* Or what was translated before stays. */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  return ui_driver_new (program, NULL, environment);
}

static void
test_look (gconstpointer data)
{
  Tour tour = { start (data), data };

  wait_sentence (&tour, "Send Files");
  look_at_page (&tour, "send");
  visit_receiving (&tour);
  go_to (&tour, "transfers");
  ui_driver_wait_label (tour.driver, "holiday photos");
  look_at_page (&tour, "transfers");
  visit_share (&tour);
  visit_devices (&tour);
  visit_room (&tour);
  visit_dialogs (&tour);
  ui_driver_kill (tour.driver);
}

int
main (int   argc,
      char *argv[])
{
  /* The wrapper gives us folders of our own; isolated ones would be closed to the application. */
  g_test_init (&argc, &argv, NULL);
  program = argv[1];
  atspi_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autofree char *path = g_strconcat ("/ui/tour/", looks[i].name, NULL);

      g_test_add_data_func (path, &looks[i], test_look);
    }
  return g_test_run ();
}
