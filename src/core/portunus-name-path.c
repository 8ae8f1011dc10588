/* portunus-name-path.c: which paths may be one file, and which symbolic links of a peer we use
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name.h"

#include <string.h>

#include "portunus-name-character.h"

static gboolean
is_dots (const char *name,
         gsize       length)
{
  return (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.');
}

static guint
count_components (const char *path)
{
  guint n = 0;

  for (const char *p = strchr (path, '/'); p != NULL; p = strchr (p + 1, '/'))
    n++;
  return n + 1;
}

static char *
fold_case (const char *path)
{
  g_autofree char *folded = g_utf8_casefold (path, -1);
  g_autofree char *normalized = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
  GString *key = g_string_sized_new (strlen (normalized));

  /* HFS+ does not see these either. */
  for (const char *p = normalized; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (portunus_character_is_inert (g_utf8_get_char (p)))
        g_string_append_len (key, p, g_utf8_next_char (p) - p);
    }
  return g_string_free (key, FALSE);
}

/**
 * portunus_path_collision_key:
 * @path: a path made of names that portunus_name_sanitize() gave
 *
 * Two paths with equal keys may be one file on a file system that folds case, normalises, or skips invisible
 * characters. The key of a path's folder is the key's folder.
 *
 * Returns: (transfer full): a key to compare, not to show or to write
 */
char *
portunus_path_collision_key (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);

  return g_str_is_ascii (path) ? g_ascii_strdown (path, -1) : fold_case (path);
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0))
        return TRUE;
    }
  return FALSE;
}

/**
 * portunus_symlink_target_is_inside:
 * @link_path: where the link is to be, a path made of names that portunus_name_sanitize() gave
 * @target: what it is to point at, as a peer sent it
 *
 * Whether a link stays in what the transfer brings: in the top-level folder of @link_path, or for a top-level link
 * below the destination. ".." may only lead @target: after the name of a folder that is itself a link, it would go up
 * from somewhere else than it seems.
 *
 * Returns: %FALSE for an absolute, empty, over-long or escaping target
 */
gboolean
portunus_symlink_target_is_inside (const char *link_path,
                                   const char *target)
{
  guint n_up_left;
  gboolean is_top_level;
  gboolean has_name = FALSE;
  const char *p = target;

  g_return_val_if_fail (link_path != NULL && *link_path != '\0', FALSE);
  g_return_val_if_fail (target != NULL, FALSE);

  if (*target == '\0' || *target == '/' || strlen (target) > PORTUNUS_PATH_MAX_BYTES
      || !g_utf8_validate (target, -1, NULL) || has_control (target))
    return FALSE;

  /* "top/a/link" may go up once: to "top". */
  is_top_level = strchr (link_path, '/') == NULL;
  n_up_left = is_top_level ? 0 : count_components (link_path) - 2;
  while (*p != '\0')
    {
      gsize length = strcspn (p, "/");

      if (length == 2 && is_dots (p, length))
        {
          if (has_name || n_up_left == 0)
            return FALSE;
          n_up_left--;
        }
      else if (length > 0 && !is_dots (p, length))
        has_name = TRUE;
      p += length + (p[length] == '/');
    }
  return has_name || !is_top_level;
}
