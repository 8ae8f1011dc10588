/* test-cli-secret.c: passphrases and links that come in by files and standard input
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "portunus-cli-secret.h"
#include "portunus-test.h"

static void
check_passphrase (const char *content,
                  const char *expected)
{
  g_autofree char *directory = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (directory, "passphrase", NULL);
  g_autoptr (PortunusSecret) passphrase = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data;
  gsize length;

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
  g_setenv ("PORTUNUS_PASSPHRASE_FILE", path, TRUE);
  if (expected == NULL)
    {
      g_assert_false (portunus_cli_secret_get_passphrase (PORTUNUS_SECRET_STORE_FILE, &passphrase, &error));
      g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
      g_assert_null (passphrase);
    }
  else
    {
      g_assert_true (portunus_cli_secret_get_passphrase (PORTUNUS_SECRET_STORE_FILE, &passphrase, &error));
      data = portunus_secret_get_data (passphrase, &length);
      g_assert_cmpmem (data, length, expected, strlen (expected));
    }
  portunus_test_remove_tree (directory);
}

static void
test_passphrase_file (void)
{
  check_passphrase ("correct horse", "correct horse");
  check_passphrase ("correct horse\n", "correct horse");
  check_passphrase (" two\nlines \r\n", " two\nlines ");
  check_passphrase ("", NULL);
  check_passphrase ("\n", NULL);
}

static void
test_passphrase_file_missing (void)
{
  g_autoptr (PortunusSecret) passphrase = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("PORTUNUS_PASSPHRASE_FILE", "/no/such/file", TRUE);
  g_assert_false (portunus_cli_secret_get_passphrase (PORTUNUS_SECRET_STORE_AUTO, &passphrase, &error));
  g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_true (portunus_cli_secret_get_passphrase (PORTUNUS_SECRET_STORE_MEMORY, &passphrase, &error));
  g_assert_no_error (error);
  g_assert_null (passphrase);
  g_unsetenv ("PORTUNUS_PASSPHRASE_FILE");
  g_assert_true (portunus_cli_secret_get_passphrase (PORTUNUS_SECRET_STORE_AUTO, &passphrase, &error));
  g_assert_null (passphrase);
}

/* What @read makes of standard input with @content in it; NULL with a usage error. */
static char *
read_stdin (const char  *content,
            gsize        length,
            char       *(*read_func) (GError **error))
{
  g_autofree char *directory = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (directory, "input", NULL);
  g_autoptr (GError) error = NULL;
  char *text;

  g_assert_true (g_file_set_contents (path, content, length, NULL));
  g_assert_nonnull (freopen (path, "r", stdin));
  text = read_func (&error);
  g_assert_true ((text == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE);
  portunus_test_remove_tree (directory);
  return text;
}

static void
test_line (void)
{
  g_autofree char *plain = read_stdin ("  https://a/#k=b \nnext", 22, portunus_cli_secret_read_line);
  g_autofree char *open_end = read_stdin ("7-a-b", 5, portunus_cli_secret_read_line);
  char rest[8] = { 0 };

  g_assert_cmpstr (plain, ==, "https://a/#k=b");
  g_assert_cmpstr (open_end, ==, "7-a-b");
  g_assert_null (read_stdin ("", 0, portunus_cli_secret_read_line));
  g_assert_null (read_stdin ("\n7-a-b", 6, portunus_cli_secret_read_line));
  g_assert_null (read_stdin ("\377\n", 2, portunus_cli_secret_read_line));
  g_free (read_stdin ("7-a-b\nrest", 10, portunus_cli_secret_read_line));
  g_assert_cmpint (read (STDIN_FILENO, rest, sizeof rest), ==, 4);
  g_assert_cmpstr (rest, ==, "rest");
}

static void
test_text (void)
{
  const gsize limit = 1024 * 1024;
  g_autofree char *large = g_strnfill (limit + 1, 'x');
  g_autofree char *plain = read_stdin ("two\nlines\n", 10, portunus_cli_secret_read_text);
  g_autofree char *largest = read_stdin (large, limit, portunus_cli_secret_read_text);

  g_assert_cmpstr (plain, ==, "two\nlines\n");
  g_assert_cmpuint (strlen (largest), ==, limit);
  g_assert_null (read_stdin (large, limit + 1, portunus_cli_secret_read_text));
  g_assert_null (read_stdin ("", 0, portunus_cli_secret_read_text));
  g_assert_null (read_stdin ("a\0b", 3, portunus_cli_secret_read_text));
  g_assert_null (read_stdin ("\377", 1, portunus_cli_secret_read_text));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cli/secret/passphrase-file", test_passphrase_file);
  g_test_add_func ("/cli/secret/passphrase-file-missing", test_passphrase_file_missing);
  g_test_add_func ("/cli/secret/line", test_line);
  g_test_add_func ("/cli/secret/text", test_text);
  return g_test_run ();
}
