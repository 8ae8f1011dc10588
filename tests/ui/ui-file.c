/* ui-file.c: files that go through the application for real
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "ui-file.h"

char *
ui_file_make (const char *folder,
              const char *name,
              gsize       n_bytes)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = g_malloc (n_bytes);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < n_bytes; i++)
    data[i] = (char) g_test_rand_int ();
  g_file_set_contents (path, data, (gssize) n_bytes, &error);
  g_assert_no_error (error);
  return path;
}

void
ui_file_assert_same (const char *path,
                     const char *other)
{
  g_autofree char *data = NULL;
  g_autofree char *expected = NULL;
  gsize length, expected_length;

  g_assert_true (g_file_get_contents (path, &expected, &expected_length, NULL));
  g_assert_true (g_file_get_contents (other, &data, &length, NULL));
  g_assert_cmpmem (data, length, expected, expected_length);
}
