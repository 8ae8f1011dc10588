/* test-download-folder.c: where received files go, and what that folder is called
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-download-folder.h"

#include <glib/gstdio.h>
#include <sys/xattr.h>

#include "portunus-test.h"

static void
test_resolve (void)
{
  g_autofree char *chosen = portunus_test_make_dir ();
  g_autofree char *gone = g_build_filename (chosen, "gone", NULL);
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "portunus", "received", NULL);
  const struct { const char *chosen; gboolean is_sandboxed; const char *expected; gboolean is_settled; } cases[] = {
    { "", FALSE, downloads != NULL ? downloads : g_get_home_dir (), TRUE },
    { chosen, FALSE, chosen, TRUE },
    { gone, FALSE, gone, TRUE },
    { "", TRUE, own, FALSE },
    { chosen, TRUE, chosen, TRUE },
    { gone, TRUE, own, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = portunus_download_folder_resolve (cases[i].chosen, cases[i].is_sandboxed);

      g_assert_cmpstr (folder, ==, cases[i].expected);
      g_assert_cmpint (portunus_download_folder_is_settled (cases[i].chosen, cases[i].is_sandboxed), ==,
                       cases[i].is_settled);
    }
  g_assert_false (g_file_test (own, G_FILE_TEST_EXISTS));
  portunus_test_remove_tree (chosen);
}

static void
test_own_sandbox (void)
{
  g_autoptr (PortunusSettings) settings = portunus_settings_new ();

  g_assert_cmpint (portunus_download_folder_is_chosen (settings), ==, !portunus_download_folder_is_sandboxed ());
}

static void
test_name (void)
{
  g_autofree char *mount = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  g_autofree char *document = g_build_filename (mount, "1234abcd", "Music", NULL);
  g_autofree char *album = g_build_filename (document, "Album", NULL);
  g_autofree char *id = g_build_filename (mount, "1234abcd", NULL);
  g_autofree char *elsewhere = g_strconcat (mount, "uments/1/Music", NULL);
  const struct { const char *path; const char *expected; } cases[] = {
    { "/home/anna/Downloads", "/home/anna/Downloads" },
    { document, "Music" },
    { album, "Music/Album" },
    { id, id },
    { mount, mount },
    { elsewhere, elsewhere },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = portunus_download_folder_dup_name (cases[i].path);

      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

static void
assert_real_name (const char *path,
                  const char *told,
                  const char *expected)
{
  g_autofree char *name = NULL;

  g_assert_no_errno (setxattr (path, "user.document-portal.host-path", told, strlen (told), 0));
  name = portunus_download_folder_dup_name (path);
  g_assert_cmpstr (name, ==, expected);
}

static void
test_real_name (void)
{
  g_autofree char *document = g_build_filename (g_get_user_runtime_dir (), "doc", "1234abcd", "Music", NULL);

  g_assert_no_errno (g_mkdir_with_parents (document, 0700));
  assert_real_name (document, "/home/anna/Music", "/home/anna/Music");
  assert_real_name (document, "Music/../..", "Music");
  assert_real_name (document, "", "Music");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/core/download-folder/resolve", test_resolve);
  g_test_add_func ("/core/download-folder/own-sandbox", test_own_sandbox);
  g_test_add_func ("/core/download-folder/name", test_name);
  g_test_add_func ("/core/download-folder/real-name", test_real_name);
  return g_test_run ();
}
