/* portunus-name-display.c: text of a peer made harmless for a terminal or a label
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name.h"

#include "portunus-name-character.h"

/**
 * portunus_text_for_display:
 * @text: text of any origin, not necessarily valid UTF-8
 * @max_chars: longest result in characters, at least 1
 *
 * Makes @text inert for a terminal or a label: what is invalid, controls, reorders, or hides is shown as U+FFFD, and
 * what is too long ends in an ellipsis.
 *
 * Returns: (transfer full): valid UTF-8 in one line
 */
char *
portunus_text_for_display (const char *text,
                           gsize       max_chars)
{
  GString *out;
  gunichar previous = 0;
  gsize last_offset = 0;
  gsize n_chars = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (max_chars > 0, NULL);

  out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; n_chars++)
    {
      gunichar c = g_utf8_get_char_validated (p, -1);
      gboolean is_valid = c != (gunichar) -1 && c != (gunichar) -2;
      const char *following = is_valid ? g_utf8_next_char (p) : p + 1;
      gunichar next = g_utf8_get_char_validated (following, -1);

      if (n_chars == max_chars)
        {
          g_string_truncate (out, last_offset);
          g_string_append (out, "…");
          break;
        }
      if (!is_valid || !portunus_character_is_kept (previous, c, next <= 0x10ffff ? next : 0))
        c = 0xfffd;
      last_offset = out->len;
      g_string_append_unichar (out, c);
      previous = c;
      p = following;
    }
  return g_string_free (out, FALSE);
}
