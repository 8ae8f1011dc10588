/* portunus-disposition.c: tells a browser to save a file, and under which name
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-disposition.h"

#include <string.h>

/* What those who do not know the encoded form get: a percent sign would look encoded to some. */
static char *
make_fallback (const char *name)
{
  GString *text = g_string_new (NULL);

  for (const char *c = name; *c != '\0'; c = g_utf8_next_char (c))
    g_string_append_c (text, g_ascii_isprint (*c) && strchr ("\"\\%", *c) == NULL ? *c : '_');
  return g_string_free (text, FALSE);
}

/**
 * portunus_disposition_format:
 * @name: a file name, UTF-8
 *
 * Returns: (transfer full): a `Content-Disposition` field (RFC 6266, with the name as in RFC 8187)
 */
char *
portunus_disposition_format (const char *name)
{
  g_autofree char *fallback = make_fallback (name);
  /* RFC 8187 §3.2.1: attr-char, besides the letters and digits that are never escaped. */
  g_autofree char *encoded = g_uri_escape_string (name, "!#$&+^`|", FALSE);

  return g_strdup_printf ("attachment; filename=\"%s\"; filename*=UTF-8''%s", fallback, encoded);
}
