/* fuzz-name.c: whatever a peer calls a file, what we use is safe and stays as it is
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name-table.h"

#include <string.h>

#include "portunus-name.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
check_path (const char *text)
{
  g_autoptr (PortunusNameTable) table = portunus_name_table_new ();
  g_autoptr (PortunusNameTable) other_table = portunus_name_table_new ();
  g_autofree char *path = portunus_name_table_place_file (table, text, NULL);
  g_autofree char *again = NULL;
  g_autofree char *key = NULL;

  if (path == NULL)
    return;

  again = portunus_name_table_place_file (other_table, path, NULL);
  key = portunus_path_collision_key (path);
  g_assert_cmpstr (again, ==, path);
  g_assert_true (g_utf8_validate (path, -1, NULL));
  g_assert_true (g_utf8_validate (key, -1, NULL));
  g_assert_false (portunus_symlink_target_is_inside (path, "/"));
}

static void
check_name (const char *text)
{
  g_autofree char *name = portunus_name_sanitize (text, NULL);
  g_autofree char *copy = NULL;
  g_autofree char *copy_again = NULL;

  if (name == NULL)
    return;

  copy = portunus_name_with_number (name, 12);
  copy_again = portunus_name_sanitize (copy, NULL);
  g_assert_cmpstr (copy_again, ==, copy);
  g_assert_cmpuint (strlen (name), <=, PORTUNUS_NAME_MAX_BYTES);
  g_assert_cmpuint (strlen (copy), <=, PORTUNUS_NAME_MAX_BYTES);
}

/* Walks @target as the kernel would from a link two folders deep: it may not go above the first of them. */
static void
check_target (const char *target)
{
  g_auto (GStrv) parts = g_strsplit (target, "/", -1);
  int depth = 1;

  if (!portunus_symlink_target_is_inside ("top/folder/link", target))
    return;

  g_assert_true (*target != '/');
  for (guint i = 0; parts[i] != NULL; i++)
    {
      if (strcmp (parts[i], "..") == 0)
        depth--;
      else if (*parts[i] != '\0' && strcmp (parts[i], ".") != 0)
        depth++;
      g_assert_cmpint (depth, >=, 0);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *shown = portunus_text_for_display (text, 40);

  check_path (text);
  check_name (text);
  check_target (text);
  g_assert_true (g_utf8_validate (shown, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (shown, -1), <=, 40);
  return 0;
}
