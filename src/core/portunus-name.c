/* portunus-name.c: the one place that decides which file names of a peer we use
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-name.h"

#include <string.h>

#include "portunus-error.h"
#include "portunus-name-character.h"

#define EXTENSION_MAX_BYTES 16
#define TEMPORARY_PREFIX    ".portunus-"
#define FORBIDDEN           "<>:\"|?*\\"

static const char * const reserved_names[] = { "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$" };

/* 1 to 9, also as the superscripts of Latin-1, which Windows takes for digits. */
static gboolean
is_port_digit (const char *text,
               gsize       length)
{
  gunichar c = length > 0 ? g_utf8_get_char (text) : 0;

  if (length == 1)
    return c >= '1' && c <= '9';
  return length == 2 && (c == 0xb9 || c == 0xb2 || c == 0xb3);
}

/* Names of devices on Windows, whatever follows their first dot. */
static gboolean
is_reserved (const char *name)
{
  gsize length = strcspn (name, ".");

  while (length > 0 && name[length - 1] == ' ')
    length--;
  if (length < 3 || length > strlen ("CONOUT$"))
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (reserved_names); i++)
    {
      if (length == strlen (reserved_names[i]) && g_ascii_strncasecmp (name, reserved_names[i], length) == 0)
        return TRUE;
    }
  if (g_ascii_strncasecmp (name, "COM", 3) == 0 || g_ascii_strncasecmp (name, "LPT", 3) == 0)
    return is_port_digit (name + 3, length - 3);
  return FALSE;
}

static gboolean
needs_prefix (const char *name)
{
  return g_str_has_prefix (name, TEMPORARY_PREFIX) || is_reserved (name);
}

/* Most names are this: printable ASCII that nothing objects to. */
static gboolean
is_plain (const char *name,
          gsize       length)
{
  if (length > PORTUNUS_NAME_MAX_BYTES || name[0] == ' ' || name[length - 1] == ' ' || name[length - 1] == '.')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (name[i] < 0x20 || name[i] >= 0x7f || strchr (FORBIDDEN, name[i]) != NULL)
        return FALSE;
    }
  return TRUE;
}

/* Where the extension begins, or the end of @name: ".gz", or ".tar.gz" together. */
static const char *
find_extension (const char *name)
{
  const char *end = name + strlen (name);
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || dot[1] == '\0' || end - dot > EXTENSION_MAX_BYTES || strchr (dot, ' ') != NULL)
    return end;
  if (dot - name > 4 && g_ascii_strncasecmp (dot - 4, ".tar", 4) == 0 && end - dot + 4 <= EXTENSION_MAX_BYTES)
    return dot - 4;
  return dot;
}

/* Cuts on a character boundary, and not after a joiner that would have nothing left to join. */
static gsize
cut_length (const char *text,
            gsize       length,
            gsize       max_length)
{
  const char *end = text + max_length;

  if (length <= max_length)
    return length;

  while (end > text && (*end & 0xc0) == 0x80)
    end--;
  while (end > text && portunus_character_is_joiner (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  return end - text;
}

static void
replace_characters (GString    *out,
                    const char *name)
{
  gunichar previous = 0;

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gunichar next = g_utf8_get_char (g_utf8_next_char (p));

      if (c < 0x80 ? (c < 0x20 || c == 0x7f || strchr (FORBIDDEN, (char) c) != NULL)
                   : !portunus_character_is_kept (previous, c, next))
        c = '_';
      g_string_append_unichar (out, c);
      previous = c;
    }
}

static void
replace_at (GString    *name,
            const char *place)
{
  gsize offset = place - name->str;

  g_string_erase (name, offset, g_utf8_next_char (place) - place);
  g_string_insert_c (name, offset, '_');
}

/* Windows drops spaces and dots at the end of a name; nobody sees spaces at either end. */
static void
replace_ends (GString *name)
{
  const char *p;

  for (p = name->str; *p != '\0' && g_unichar_isspace (g_utf8_get_char (p)); p = g_utf8_next_char (p))
    {
      gsize offset = p - name->str;

      replace_at (name, p);
      p = name->str + offset;
    }

  p = name->str + name->len;
  while ((p = g_utf8_find_prev_char (name->str, p)) != NULL
         && (*p == '.' || g_unichar_isspace (g_utf8_get_char (p))))
    {
      gsize offset = p - name->str;

      replace_at (name, p);
      p = name->str + offset;
    }
}

static void
cut_name (GString *name)
{
  gsize n_extension = strlen (find_extension (name->str));
  gsize n_stem = name->len - n_extension;
  gsize n_kept = cut_length (name->str, n_stem, PORTUNUS_NAME_MAX_BYTES - n_extension);

  g_string_erase (name, n_kept, n_stem - n_kept);
}

/* @name is valid UTF-8 in Normalization Form C. */
static GString *
rewrite_name (const char *name)
{
  GString *out = g_string_sized_new (strlen (name) + 1);

  replace_characters (out, name);
  replace_ends (out);
  if (needs_prefix (out->str))
    g_string_prepend_c (out, '_');
  if (out->len > PORTUNUS_NAME_MAX_BYTES)
    {
      cut_name (out);
      replace_ends (out);
    }
  return out;
}

/**
 * portunus_name_sanitize:
 * @name: one component of a path as a peer sent it
 * @error: return location for %PORTUNUS_CORE_ERROR_BAD_NAME
 *
 * Makes a name that is safe to create on any file system and to show. Characters that control, hide, reorder or mean
 * something to Windows become "_", as do spaces at the ends and dots at the end; Windows's device names and names that
 * look like our temporary files get a "_" in front; the result is in Normalization Form C and at most
 * %PORTUNUS_NAME_MAX_BYTES long, cut before its extension. A name that needed no change comes back as it was, so the
 * function is idempotent.
 *
 * Returns: (transfer full) (nullable): a safe name; %NULL when @name is empty, ".", "..", contains "/", is longer than
 *   %PORTUNUS_PATH_MAX_BYTES, or is not UTF-8
 */
char *
portunus_name_sanitize (const char  *name,
                        GError     **error)
{
  g_autofree char *normalized = NULL;
  gsize length;

  g_return_val_if_fail (name != NULL, NULL);

  length = strlen (name);
  if (length == 0 || length > PORTUNUS_PATH_MAX_BYTES || strcmp (name, ".") == 0 || strcmp (name, "..") == 0
      || memchr (name, '/', length) != NULL)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME,
                           "A file name is empty, too long, or leads elsewhere");
      return NULL;
    }

  if (is_plain (name, length) && !needs_prefix (name))
    return g_strdup (name);

  normalized = g_utf8_validate (name, length, NULL) ? g_utf8_normalize (name, length, G_NORMALIZE_NFC) : NULL;
  if (normalized == NULL)
    {
      g_set_error_literal (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_BAD_NAME, "A file name is not valid UTF-8");
      return NULL;
    }
  return g_string_free (rewrite_name (normalized), FALSE);
}

/**
 * portunus_name_with_number:
 * @name: a name that portunus_name_sanitize() gave
 * @number: which copy, from 1
 *
 * Makes "a (2).tar.gz" of "a.tar.gz", cut to %PORTUNUS_NAME_MAX_BYTES where needed.
 *
 * Returns: (transfer full): a safe name
 */
char *
portunus_name_with_number (const char *name,
                           guint       number)
{
  g_autofree char *suffix = NULL;
  const char *extension;
  gsize n_stem;

  g_return_val_if_fail (name != NULL && *name != '\0', NULL);
  g_return_val_if_fail (number > 0, NULL);

  extension = find_extension (name);
  suffix = g_strdup_printf (" (%u)%s", number, extension);
  n_stem = cut_length (name, extension - name, PORTUNUS_NAME_MAX_BYTES - strlen (suffix));
  return g_strdup_printf ("%.*s%s", (int) n_stem, name, suffix);
}
