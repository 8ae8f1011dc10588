/* test-name-table.c: every path of a peer gets a form that is safe and its own, or is refused
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name-table.h"

#include "portunus-error.h"
#include "portunus-name.h"

typedef struct
{
  const char *given;
  const char *expected;         /* NULL: refused */
} Row;

static const Row rows[] = {
  { "a", "a" },
  { "a/b", "a/b" },
  { "a/b/c.txt", "a/b/c.txt" },
  { "a /b.", "a_/b_" },
  { "a/CON/b", "a/_CON/b" },
  { "a\\b/c", "a_b/c" },
  { "", NULL },
  { "/", NULL },
  { "/a", NULL },
  { "a/", NULL },
  { "a//b", NULL },
  { ".", NULL },
  { "./a", NULL },
  { "a/./b", NULL },
  { "..", NULL },
  { "../a", NULL },
  { "a/..", NULL },
  { "a/../b", NULL },
  { "a/../../b", NULL },
  { "a/\xff", NULL },
};

static void
assert_placed (const char *result,
               const Row  *row,
               GError     *error)
{
  g_assert_cmpstr (result, ==, row->expected);
  if (row->expected == NULL)
    g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME);
  else
    g_assert_no_error (error);
}

static void
test_paths (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PortunusNameTable) files = portunus_name_table_new ();
      g_autoptr (PortunusNameTable) folders = portunus_name_table_new ();
      g_autoptr (GError) file_error = NULL;
      g_autoptr (GError) folder_error = NULL;
      g_autofree char *file = portunus_name_table_place_file (files, rows[i].given, &file_error);
      g_autofree char *folder = portunus_name_table_place_folder (folders, rows[i].given, &folder_error);

      assert_placed (file, &rows[i], file_error);
      assert_placed (folder, &rows[i], folder_error);
    }
}

/* (transfer full) */
static char *
repeat_component (const char *component,
                  guint       n)
{
  GString *path = g_string_new (component);

  for (guint i = 1; i < n; i++)
    g_string_append_printf (path, "/%s", component);
  return g_string_free (path, FALSE);
}

static void
test_limits (void)
{
  g_autoptr (PortunusNameTable) table = portunus_name_table_new ();
  g_autofree char *hundred = g_strnfill (100, 'x');
  g_autofree char *deepest = repeat_component ("a", PORTUNUS_PATH_MAX_DEPTH);
  g_autofree char *too_deep = repeat_component ("b", PORTUNUS_PATH_MAX_DEPTH + 1);
  g_autofree char *too_long = repeat_component (hundred, PORTUNUS_PATH_MAX_BYTES / 101 + 1);
  g_autofree char *result = portunus_name_table_place_file (table, deepest, NULL);

  g_assert_cmpstr (result, ==, deepest);
  g_assert_null (portunus_name_table_place_file (table, too_deep, NULL));
  g_assert_null (portunus_name_table_place_folder (table, too_deep, NULL));
  g_assert_null (portunus_name_table_place_file (table, too_long, NULL));
  g_assert_null (portunus_name_table_place_folder (table, too_long, NULL));
}

static void
test_own (void)
{
  static const Row sent[] = {
    { "folder/a", "folder/a" },
    { "folder/a", "folder/a (1)" },
    { "folder/A", "folder/A (2)" },
    { "FOLDER/a", "FOLDER (1)/a" },
    { "folder/b", "folder/b" },
  };
  g_autoptr (PortunusNameTable) table = portunus_name_table_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (sent); i++)
    {
      g_autofree char *result = portunus_name_table_place_file (table, sent[i].given, NULL);

      g_assert_cmpstr (result, ==, sent[i].expected);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/name-table/paths", test_paths);
  g_test_add_func ("/transfer/name-table/limits", test_limits);
  g_test_add_func ("/transfer/name-table/own", test_own);
  return g_test_run ();
}
