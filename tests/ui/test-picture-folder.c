/* test-picture-folder.c: what a killed process left is swept away, and nothing else
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "portunus-picture-folder.h"

static char *
make_file (const char *folder,
           const char *name)
{
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "picture", -1, NULL));
  return path;
}

static char *
make_folder (int *lock)
{
  g_autoptr (GError) error = NULL;
  char *folder;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_runtime_dir (), 0700), ==, 0);
  folder = portunus_picture_folder_make (lock, &error);
  g_assert_no_error (error);
  return folder;
}

/* As a process leaves it that was killed. */
static char *
make_left (void)
{
  int lock;
  char *folder = make_folder (&lock);

  close (lock);
  return folder;
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_left (void)
{
  g_autofree char *folder = make_left ();
  g_autofree char *path = make_file (folder, "a.png");
  g_autofree char *empty = make_left ();

  portunus_picture_folder_sweep ();
  g_assert_false (is_there (path));
  g_assert_false (is_there (folder));
  g_assert_true (is_there (empty));
}

static void
test_in_use (void)
{
  int lock;
  g_autofree char *folder = make_folder (&lock);
  g_autofree char *path = make_file (folder, "a.png");

  portunus_picture_folder_sweep ();
  g_assert_true (is_there (path));
  close (lock);
  portunus_picture_folder_sweep ();
  g_assert_false (is_there (folder));
}

/* Somebody put something between ours, or something of theirs under a name like ours. */
static void
test_strange (void)
{
  g_autofree char *folder = make_left ();
  g_autofree char *ours = make_file (folder, "a.png");
  g_autofree char *other = make_file (folder, "a.txt");
  g_autofree char *target = make_file (g_get_user_runtime_dir (), "b.png");
  g_autofree char *link = g_build_filename (folder, "b.png", NULL);
  g_autofree char *open = make_left ();
  g_autofree char *shared = make_file (open, "c.png");
  g_autofree char *alias = g_build_filename (g_get_user_runtime_dir (), "portunus-picture-link", NULL);

  g_assert_cmpint (symlink (target, link), ==, 0);
  g_assert_cmpint (symlink (g_get_user_runtime_dir (), alias), ==, 0);
  g_assert_cmpint (g_chmod (open, 0755), ==, 0);
  portunus_picture_folder_sweep ();
  g_assert_false (is_there (ours));
  g_assert_true (is_there (other));
  g_assert_true (is_there (target));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (is_there (shared));
  g_assert_true (g_file_test (alias, G_FILE_TEST_IS_SYMLINK));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/picture-folder/left", test_left);
  g_test_add_func ("/picture-folder/in-use", test_in_use);
  g_test_add_func ("/picture-folder/strange", test_strange);
  return g_test_run ();
}
