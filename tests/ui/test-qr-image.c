/* test-qr-image.c: a link is read from image files, and files that mean harm are turned away
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-qr-image.h"

#include <string.h>

#include "qr-picture.h"

#define LINK "https://192.168.178.23:38117/r/0123456789abcdef0123456789abcdef#k=AAECAwQFBgcICQoLDA0ODw"

typedef struct
{
  gboolean  is_done;
  char     *link;
  GError   *error;
} Answer;

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Answer *answer = user_data;

  g_assert_false (answer->is_done);
  answer->link = portunus_qr_image_read_finish (result, &answer->error);
  answer->is_done = TRUE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_error ("Nothing came within 60 s");
  return G_SOURCE_REMOVE;
}

/* (transfer full) (nullable) */
static char *
read_bytes (GBytes  *bytes,
            GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  guint timeout = g_timeout_add_seconds (60, timeout_cb, NULL);
  Answer answer = { FALSE };

  portunus_qr_image_read_async (stream, NULL, read_cb, &answer);
  g_assert_false (answer.is_done);
  while (!answer.is_done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.link;
}

static void
test_read (gconstpointer data)
{
  g_autoptr (GBytes) bytes = qr_picture_new (LINK, 5, data);
  g_autoptr (GError) error = NULL;
  g_autofree char *link = read_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (link, ==, LINK);
}

static void
check_refused (GBytes *bytes,
               int     code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = read_bytes (bytes, &error);

  g_assert_error (error, G_IO_ERROR, code);
  g_assert_null (link);
}

static void
test_without_code (void)
{
  g_autoptr (GBytes) plain = qr_picture_new (NULL, 0, "png");
  g_autoptr (GBytes) strange = qr_picture_new ("https://example.org/", 5, "png");

  check_refused (plain, G_IO_ERROR_NOT_FOUND);
  check_refused (strange, G_IO_ERROR_INVALID_DATA);
}

/* Of PNG, Annex D. */
static guint32
get_crc (const guint8 *data,
         gsize         n_bytes)
{
  guint32 crc = G_MAXUINT32;

  for (gsize i = 0; i < n_bytes; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
  return ~crc;
}

static void
append_number (GByteArray *png,
               guint32     number)
{
  number = GUINT32_TO_BE (number);
  g_byte_array_append (png, (const guint8 *) &number, 4);
}

static void
append_chunk (GByteArray   *png,
              const char   *type,
              const guint8 *data,
              gsize         n_bytes)
{
  guint start;

  append_number (png, (guint32) n_bytes);
  start = png->len;
  g_byte_array_append (png, (const guint8 *) type, 4);
  g_byte_array_append (png, data, (guint) n_bytes);
  append_number (png, get_crc (png->data + start, png->len - start));
}

/* Black pixels of one bit, which make a small file of any size of picture. */
static GBytes *
create_bomb (guint32 width,
             guint32 height)
{
  g_autoptr (GConverter) compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 1));
  gsize n_bytes = (gsize) height * (1 + (width + 7) / 8);
  g_autofree guint8 *rows = g_malloc0 (n_bytes);
  g_autofree guint8 *packed = g_malloc (n_bytes);
  const guint8 kind[] = { 1, 0, 0, 0, 0 };
  GByteArray *png = g_byte_array_new ();
  g_autoptr (GByteArray) header = g_byte_array_new ();
  gsize n_read, n_packed;

  g_assert_cmpint (g_converter_convert (compressor, rows, n_bytes, packed, n_bytes, G_CONVERTER_INPUT_AT_END, &n_read,
                                        &n_packed, NULL), ==, G_CONVERTER_FINISHED);
  append_number (header, width);
  append_number (header, height);
  g_byte_array_append (header, kind, sizeof kind);
  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  append_chunk (png, "IHDR", header->data, header->len);
  append_chunk (png, "IDAT", packed, n_packed);
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}

/* The small one shows that the file is a good one but for its size. */
static void
test_bomb (void)
{
  g_autoptr (GBytes) small = create_bomb (200, 200);
  g_autoptr (GBytes) bomb = create_bomb (20000, 20000);
  g_autoptr (GBytes) wide = create_bomb (1000000, 51);

  check_refused (small, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (g_bytes_get_size (bomb), <, 1024 * 1024);
  check_refused (bomb, G_IO_ERROR_MESSAGE_TOO_LARGE);
  check_refused (wide, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_large_file (void)
{
  gsize n_bytes = 33 * 1024 * 1024;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_malloc0 (n_bytes), n_bytes);

  check_refused (bytes, G_IO_ERROR_MESSAGE_TOO_LARGE);
}

static void
test_other_kinds (void)
{
  static const char * const contents[] = {
    "", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "\xff\xd8\xff\xe0 and then nothing that a picture has", "RIFF1234WEBP",
    "GIF89a", "BM", "/* XPM */", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>", LINK,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (contents[i], strlen (contents[i]));

      check_refused (bytes, G_IO_ERROR_NOT_SUPPORTED);
    }
}

/* A file that breaks off anywhere is refused, or read where the rest does not matter. */
static void
test_broken (void)
{
  g_autoptr (GBytes) bytes = qr_picture_new (LINK, 3, "png");
  gsize step = g_bytes_get_size (bytes) / 20;

  for (gsize end = step; end < g_bytes_get_size (bytes); end += step)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, end);
      g_autoptr (GError) error = NULL;
      g_autofree char *link = read_bytes (part, &error);

      g_assert_true ((link == NULL) == (error != NULL));
      if (link != NULL)
        g_assert_cmpstr (link, ==, LINK);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/app/qr-image/png", "png", test_read);
  g_test_add_data_func ("/app/qr-image/jpeg", "jpeg", test_read);
  g_test_add_func ("/app/qr-image/without-code", test_without_code);
  g_test_add_func ("/app/qr-image/bomb", test_bomb);
  g_test_add_func ("/app/qr-image/large-file", test_large_file);
  g_test_add_func ("/app/qr-image/other-kinds", test_other_kinds);
  g_test_add_func ("/app/qr-image/broken", test_broken);
  return g_test_run ();
}
