/* test-scan.c: a QR code is read from a picture, and where there is no camera the person is told what to do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "qr-picture.h"
#include "ui-driver.h"
#include "ui-portal.h"

#define LINK "https://192.168.178.23:38117/r/0123456789abcdef0123456789abcdef#k=AAECAwQFBgcICQoLDA0ODw"

static const char *program;

static const char * const portal_environment[] = { "GDK_DEBUG=portals", NULL };

/* @text: (nullable): what the QR code in it says */
static char *
make_picture (const char *text)
{
  g_autoptr (GBytes) bytes = qr_picture_new (text, 5, "png");
  char *path = g_build_filename (g_get_user_cache_dir (), "picture.png", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);
  g_assert_no_error (error);
  return path;
}

static UiDriver *
open_receive (void)
{
  UiDriver *driver = ui_driver_new (program, NULL, portal_environment);

  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_wait_label (driver, "Receive Files");
  return driver;
}

static void
test_image (void)
{
  g_autofree char *path = make_picture (LINK);
  const UiPortalAnswers answers = { .file = path };
  g_autoptr (UiPortal) portal = ui_portal_new (&answers);
  UiDriver *driver = open_receive ();
  g_autoptr (AtspiAccessible) camera = ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Scan a QR Code");
  g_autofree char *link = NULL;

  g_assert_null (camera);
  ui_driver_press (driver, "QR Code from a Picture…");
  /* The fake engine takes no link, so that it stays to be seen. */
  ui_driver_wait_label (driver, "This is not a whole Portunus link or code. Copy it again, from the first to the last "
                                "character.");
  link = ui_driver_dup_text (driver, "Link or code");
  g_assert_cmpstr (link, ==, LINK);
  ui_driver_quit (driver);
}

static void
test_image_without_code (void)
{
  g_autofree char *path = make_picture (NULL);
  const UiPortalAnswers answers = { .file = path };
  g_autoptr (UiPortal) portal = ui_portal_new (&answers);
  UiDriver *driver = open_receive ();

  ui_driver_press (driver, "QR Code from a Picture…");
  ui_driver_wait_label (driver, "No QR code was found in this picture. Choose a sharper one, or type the code.");
  ui_driver_quit (driver);
}

/* Nor a portal of the test that would have one; all other ways are there. */
static void
test_no_camera (void)
{
  const char * const environment[] = { "GTK_USE_PORTAL=0", NULL };
  UiDriver *driver = ui_driver_new (program, NULL, environment);
  g_autoptr (AtspiAccessible) camera = NULL;

  ui_driver_activate (driver, "view", "'receive'");
  ui_driver_wait_label (driver, "Receive Files");
  g_object_unref (ui_driver_wait (driver, ATSPI_ROLE_PUSH_BUTTON, "QR Code from a Picture…"));
  camera = ui_driver_find (driver, ATSPI_ROLE_PUSH_BUTTON, "Scan a QR Code");
  g_assert_null (camera);
  ui_driver_activate (driver, "scan-camera", NULL);
  ui_driver_use_window (driver, "Scan a QR Code");
  ui_driver_wait_label (driver, "No Camera");
  ui_driver_press (driver, "Type the Code Instead");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_set_text (driver, "Link or code", "nonsense");
  ui_driver_press (driver, "Receive");
  ui_driver_wait_label (driver, "This is not a whole Portunus link or code. Copy it again, from the first to the last "
                                "character.");
  ui_driver_quit (driver);
}

static void
test_denied (void)
{
  const UiPortalAnswers answers = { .has_camera = TRUE, .camera_response = 1 };
  g_autoptr (UiPortal) portal = ui_portal_new (&answers);
  UiDriver *driver = open_receive ();

  ui_driver_press (driver, "Scan a QR Code");
  ui_driver_use_window (driver, "Scan a QR Code");
  ui_driver_wait_label (driver, "The Camera Is Not Allowed");
  ui_driver_check_names (driver);
  ui_driver_take_picture (driver, "scan-denied");
  ui_driver_press (driver, "Type the Code Instead");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "The Camera Is Not Allowed");
  ui_driver_take_picture (driver, "receive-camera");
  ui_driver_quit (driver);
}

/* The portal says yes, and then there is nothing. */
static void
test_broken (void)
{
  const UiPortalAnswers answers = { .has_camera = TRUE };
  g_autoptr (UiPortal) portal = ui_portal_new (&answers);
  UiDriver *driver = open_receive ();

  ui_driver_press (driver, "Scan a QR Code");
  ui_driver_use_window (driver, "Scan a QR Code");
  ui_driver_wait_label (driver, "No Camera");
  ui_driver_type_key (driver, "Escape");
  ui_driver_use_window (driver, "Portunus");
  ui_driver_wait_gone (driver, ATSPI_ROLE_LABEL, "No Camera");
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

  g_test_add_func ("/ui/scan/image", test_image);
  g_test_add_func ("/ui/scan/image-without-code", test_image_without_code);
  g_test_add_func ("/ui/scan/no-camera", test_no_camera);
  g_test_add_func ("/ui/scan/denied", test_denied);
  g_test_add_func ("/ui/scan/broken", test_broken);
  return g_test_run ();
}
