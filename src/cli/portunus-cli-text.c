/* portunus-cli-text.c: sizes, times and foreign text for a terminal
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "portunus-name.h"

#define NO_BREAK_SPACE "\302\240"

/**
 * portunus_cli_format_size:
 * @n_bytes: a size in bytes; %G_MAXUINT64 where it is not known
 *
 * Returns: (transfer full): "12.3 MB", or "unknown size"
 */
char *
portunus_cli_format_size (guint64 n_bytes)
{
  g_autofree char *size = NULL;
  GString *plain;

  if (n_bytes == G_MAXUINT64)
    return g_strdup (_("unknown size"));

  size = g_format_size (n_bytes);
  plain = g_string_new (size);
  g_string_replace (plain, NO_BREAK_SPACE, " ", 0);
  return g_string_free (plain, FALSE);
}

/**
 * portunus_cli_format_contents:
 * @n_files: how many files
 * @n_bytes: their size in bytes; %G_MAXUINT64 where it is not known
 *
 * Returns: (transfer full): "3 files, 12.3 MB"
 */
char *
portunus_cli_format_contents (guint   n_files,
                              guint64 n_bytes)
{
  g_autofree char *size = portunus_cli_format_size (n_bytes);

  /* Translators: how many files, and their size together: "3 files, 12.3 MB" */
  return g_strdup_printf (ngettext ("%u file, %s", "%u files, %s", n_files), n_files, size);
}

/**
 * portunus_cli_format_duration:
 * @seconds: a time span, not negative
 *
 * Returns: (transfer full): "0:13", "12:05", "3:00:59"
 */
char *
portunus_cli_format_duration (gint64 seconds)
{
  int minutes = (int) (seconds / 60 % 60);
  int rest = (int) (seconds % 60);

  if (seconds >= 3600)
    return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600, minutes, rest);
  return g_strdup_printf ("%d:%02d", minutes, rest);
}

static void
append_inert (GString    *out,
              const char *begin,
              gsize       length)
{
  g_autofree char *piece = g_strndup (begin, length);
  g_autofree char *inert = portunus_text_for_display (piece, G_MAXSIZE);

  g_string_append (out, inert);
}

/**
 * portunus_cli_text_inert:
 * @text: text of any origin, with any number of lines
 *
 * Does what portunus_text_for_display() does and keeps line ends and tabs.
 *
 * Returns: (transfer full): text that cannot drive a terminal, ends in a newline
 */
char *
portunus_cli_text_inert (const char *text)
{
  GString *out;
  const char *p = text;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_new (NULL);
  while (*p != '\0')
    {
      gsize length = strcspn (p, "\n\t");
      gsize kept = length;

      if (p[length] == '\n' && kept > 0 && p[kept - 1] == '\r')
        kept--;
      append_inert (out, p, kept);
      p += length;
      if (*p != '\0')
        g_string_append_c (out, *p++);
    }
  if (out->len == 0 || out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

/**
 * portunus_cli_quote:
 * @argument: an argument of a command
 *
 * Returns: (transfer full): @argument as a shell takes it, quoted only where it has to be
 */
char *
portunus_cli_quote (const char *argument)
{
  static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:[]@%+=,";

  g_return_val_if_fail (argument != NULL, NULL);

  if (*argument != '\0' && argument[strspn (argument, safe)] == '\0')
    return g_strdup (argument);
  return g_shell_quote (argument);
}

/**
 * portunus_cli_write:
 * @stream: where to
 * @text: UTF-8
 *
 * Writes @text in the charset of the locale and flushes. That nobody reads any more is no reason to stop a transfer, so
 * failures are not reported.
 */
void
portunus_cli_write (FILE       *stream,
                    const char *text)
{
  const char *charset;
  g_autofree char *converted = NULL;

  if (!g_get_charset (&charset))
    converted = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (converted != NULL ? converted : text, stream);
  fflush (stream);
}
