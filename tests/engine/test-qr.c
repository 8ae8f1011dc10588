/* test-qr.c: a link that is drawn as a QR code is read again, from pictures of any kind and from a camera
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-qr-camera.h"
#include "portunus-qr-reader.h"
#include "portunus-qr.h"
#include "portunus-test.h"

#define LINK  "https://192.168.178.23:38117/r/0123456789abcdef0123456789abcdef#k=AAECAwQFBgcICQoLDA0ODw"
#define QUIET 4

typedef struct
{
  guint8 *data;
  guint   side;
} Picture;

/* The code as a black and white picture, or white on black, with alpha or not. */
static Picture
draw (const char *text,
      guint       module,
      gboolean    is_inverted,
      gboolean    has_alpha)
{
  g_autoptr (PortunusQr) qr = portunus_qr_new (text, NULL);
  guint n_modules = qr->width + 2 * QUIET;
  guint n_bytes = has_alpha ? 4 : 3;
  Picture picture = { NULL, n_modules * module };

  picture.data = g_malloc (picture.side * picture.side * n_bytes);
  for (guint y = 0; y < picture.side; y++)
    for (guint x = 0; x < picture.side; x++)
      {
        guint column = x / module - QUIET;
        guint row = y / module - QUIET;
        gboolean is_dark = column < qr->width && row < qr->width && qr->modules[row * qr->width + column];
        guint8 *pixel = picture.data + (y * picture.side + x) * n_bytes;

        memset (pixel, is_dark != is_inverted ? 0 : 255, n_bytes);
        /* Where it is see-through, it is black below. */
        if (has_alpha && is_dark == is_inverted)
          memset (pixel, 0, 4);
        else if (has_alpha)
          pixel[3] = 255;
      }
  return picture;
}

static char *
read_picture (const Picture  *picture,
              gboolean        has_alpha,
              GError        **error)
{
  PortunusPixels pixels = {
    picture->data, picture->side, picture->side, (gsize) picture->side * (has_alpha ? 4 : 3), has_alpha,
  };

  return portunus_qr_reader_find_link (&pixels, error);
}

static void
check_read (const char *text,
            guint       module,
            gboolean    is_inverted,
            gboolean    has_alpha)
{
  Picture picture = draw (text, module, is_inverted, has_alpha);
  g_autoptr (GError) error = NULL;
  g_autofree char *link = read_picture (&picture, has_alpha, &error);

  g_free (picture.data);
  g_assert_no_error (error);
  g_assert_cmpstr (link, ==, LINK);
}

static void
test_read (void)
{
  g_assert_true (portunus_qr_reader_is_available ());
  check_read (LINK, 3, FALSE, FALSE);
  check_read (LINK, 8, FALSE, TRUE);
  check_read ("  " LINK "\n", 4, FALSE, FALSE);
  check_read (LINK, 5, TRUE, FALSE);
}

/* As big as a camera's pictures, which are made smaller first. */
static void
test_read_large (void)
{
  check_read (LINK, 100, FALSE, FALSE);
}

static void
check_refused (const char *text,
               int         code)
{
  Picture picture = draw (text, 4, FALSE, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *link = read_picture (&picture, FALSE, &error);

  g_free (picture.data);
  g_assert_error (error, G_IO_ERROR, code);
  g_assert_null (link);
}

static void
test_strange (void)
{
  g_autofree char *padding = g_strnfill (1100, 'A');
  g_autofree char *too_long = g_strconcat (LINK, "&f=", padding, NULL);

  check_refused ("https://example.org/", G_IO_ERROR_INVALID_DATA);
  check_refused ("https://192.168.178.23:38117/r/0123456789abcdef0123456789abcdef", G_IO_ERROR_INVALID_DATA);
  check_refused ("\xff\xfe", G_IO_ERROR_INVALID_DATA);
  check_refused (too_long, G_IO_ERROR_INVALID_DATA);
}

static void
test_nothing (void)
{
  const guint sides[] = { 1, 2, 7, 64, 2401 };

  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++)
    {
      Picture picture = { g_malloc0 (sides[i] * sides[i] * 3), sides[i] };
      g_autoptr (GError) error = NULL;
      g_autofree char *link = NULL;

      for (guint j = 0; j < sides[i] * sides[i] * 3; j++)
        picture.data[j] = (guint8) g_test_rand_int ();
      link = read_picture (&picture, FALSE, &error);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
      g_free (picture.data);
    }
}

typedef struct
{
  char    *link;
  guint    n_frames;
  gboolean is_strange;
  GError  *error;
} Seen;

static void
frame_cb (PortunusQrCamera *camera,
          GBytes           *pixels,
          guint             width,
          guint             height,
          Seen             *seen)
{
  g_assert_cmpuint (g_bytes_get_size (pixels), ==, width * height * 4);
  seen->n_frames++;
}

static void
found_cb (PortunusQrCamera *camera,
          const char       *link,
          Seen             *seen)
{
  g_assert_null (seen->link);
  seen->link = g_strdup (link);
}

static void
strange_cb (PortunusQrCamera *camera,
            Seen             *seen)
{
  seen->is_strange = TRUE;
}

static void
failed_cb (PortunusQrCamera *camera,
           const GError     *error,
           Seen             *seen)
{
  g_assert_null (seen->error);
  seen->error = g_error_copy (error);
}

static gboolean
has_seen (gpointer user_data)
{
  Seen *seen = user_data;

  return seen->link != NULL || seen->error != NULL || seen->is_strange;
}

static gboolean
has_frames (gpointer user_data)
{
  return ((Seen *) user_data)->n_frames >= 3;
}

static PortunusQrCamera *
create_camera (const char *source,
               Seen       *seen)
{
  PortunusQrCamera *camera = portunus_qr_camera_new (source);

  g_signal_connect (camera, "frame", G_CALLBACK (frame_cb), seen);
  g_signal_connect (camera, "found", G_CALLBACK (found_cb), seen);
  g_signal_connect (camera, "strange", G_CALLBACK (strange_cb), seen);
  g_signal_connect (camera, "failed", G_CALLBACK (failed_cb), seen);
  return camera;
}

/* A camera that is held before the code and sees nothing else. */
static char *
dup_source (const char *text)
{
  Picture picture = draw (text, 8, FALSE, FALSE);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "picture.rgb", NULL);
  gsize n_bytes = (gsize) picture.side * picture.side * 3;
  g_autoptr (GError) error = NULL;
  char *source;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_file_set_contents (path, (const char *) picture.data, (gssize) n_bytes, &error);
  g_assert_no_error (error);
  source = g_strdup_printf ("filesrc location=\"%s\" blocksize=%" G_GSIZE_FORMAT " ! rawvideoparse format=rgb width=%u "
                            "height=%u ! imagefreeze", path, n_bytes, picture.side, picture.side);
  g_free (picture.data);
  return source;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

/* A worker may let go of it a moment later. */
static void
drop_camera (PortunusQrCamera *camera)
{
  gpointer place = camera;

  g_object_add_weak_pointer (G_OBJECT (camera), &place);
  g_object_unref (camera);
  portunus_test_wait (is_gone, &place, 20000);
}

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->link, g_free);
  g_clear_error (&seen->error);
}

static void
test_camera (void)
{
  Seen seen = { NULL };
  g_autofree char *source = dup_source (LINK);
  PortunusQrCamera *camera = create_camera (source, &seen);

  g_assert_true (portunus_qr_camera_start (camera, NULL));
  portunus_test_wait (has_seen, &seen, 20000);
  g_assert_no_error (seen.error);
  g_assert_cmpstr (seen.link, ==, LINK);
  g_assert_cmpuint (seen.n_frames, >=, 1);
  drop_camera (camera);
  seen_clear (&seen);
}

static void
test_camera_strange (void)
{
  Seen seen = { NULL };
  g_autofree char *source = dup_source ("https://example.org/");
  PortunusQrCamera *camera = create_camera (source, &seen);

  g_assert_true (portunus_qr_camera_start (camera, NULL));
  portunus_test_wait (has_seen, &seen, 20000);
  g_assert_true (seen.is_strange);
  g_assert_null (seen.link);
  portunus_qr_camera_stop (camera);
  drop_camera (camera);
  seen_clear (&seen);
}

/* It goes on until it is stopped, whatever the picture is. */
static void
test_camera_frames (void)
{
  Seen seen = { NULL };
  PortunusQrCamera *camera = create_camera ("videotestsrc is-live=true", &seen);

  g_assert_true (portunus_qr_camera_start (camera, NULL));
  portunus_test_wait (has_frames, &seen, 20000);
  g_assert_null (seen.link);
  portunus_qr_camera_stop (camera);
  drop_camera (camera);
}

static void
test_camera_failures (void)
{
  Seen seen = { NULL };
  g_autoptr (GError) error = NULL;
  PortunusQrCamera *camera = create_camera ("no-such-element", &seen);

  g_assert_false (portunus_qr_camera_start (camera, &error));
  g_assert_nonnull (error);
  g_assert_finalize_object (camera);

  camera = create_camera ("videotestsrc num-buffers=2", &seen);
  g_assert_true (portunus_qr_camera_start (camera, NULL));
  portunus_test_wait (has_seen, &seen, 20000);
  g_assert_error (seen.error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  drop_camera (camera);
  seen_clear (&seen);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/qr/read", test_read);
  g_test_add_func ("/engine/qr/read-large", test_read_large);
  g_test_add_func ("/engine/qr/strange", test_strange);
  g_test_add_func ("/engine/qr/nothing", test_nothing);
  g_test_add_func ("/engine/qr/camera", test_camera);
  g_test_add_func ("/engine/qr/camera-strange", test_camera_strange);
  g_test_add_func ("/engine/qr/camera-frames", test_camera_frames);
  g_test_add_func ("/engine/qr/camera-failures", test_camera_failures);
  return g_test_run ();
}
