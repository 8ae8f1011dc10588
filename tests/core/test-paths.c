/* test-paths.c: the folder of our own files
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "portunus-paths.h"
#include "portunus-test.h"

static void
test_made (void)
{
  g_autofree char *dir = portunus_test_make_dir ();
  g_autofree char *wanted = g_build_filename (dir, "above", "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = portunus_paths_dup_data_dir (wanted, &error);
  GStatBuf status;

  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, wanted);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  portunus_test_remove_tree (dir);
}

/* Not even root makes a folder there, and what is said of it names it. */
static void
test_not_permitted (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_paths_dup_data_dir ("/sys/portunus", &error));
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_READ_ONLY))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
  g_assert_nonnull (strstr (error->message, "/sys/portunus"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/paths/made", test_made);
  g_test_add_func ("/paths/not-permitted", test_not_permitted);
  return g_test_run ();
}
