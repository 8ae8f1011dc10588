/* portunus-gate-field.c: fields of HTTP heads (RFC 9110 §5), and what their values are made of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-head.h"

#include <string.h>

static gboolean
is_token_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

/* Visible characters, bytes above ASCII, space and tab; no other control character, and no DEL. */
static gboolean
is_value_char (char c)
{
  return c == '\t' || ((guchar) c >= ' ' && c != 0x7f);
}

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t';
}

static PortunusGateSlice
strip (PortunusGateSlice slice)
{
  while (slice.length > 0 && is_space (slice.text[0]))
    slice = (PortunusGateSlice) { slice.text + 1, slice.length - 1 };
  while (slice.length > 0 && is_space (slice.text[slice.length - 1]))
    slice.length--;
  return slice;
}

/**
 * portunus_gate_slice_equal:
 * @slice: any text
 * @word: an ASCII word
 *
 * Returns: whether both are the same but for the case of letters
 */
gboolean
portunus_gate_slice_equal (PortunusGateSlice  slice,
                           const char        *word)
{
  return slice.length == strlen (word) && g_ascii_strncasecmp (slice.text, word, slice.length) == 0;
}

/**
 * portunus_gate_slice_has:
 * @list: words with commas between them (RFC 9110 §5.6.1)
 * @word: an ASCII word
 *
 * Returns: whether @word is one of them
 */
gboolean
portunus_gate_slice_has (PortunusGateSlice  list,
                         const char        *word)
{
  const char *end = list.text + list.length;

  for (const char *start = list.text; start <= end && list.length > 0;)
    {
      const char *comma = memchr (start, ',', end - start);
      const char *stop = comma != NULL ? comma : end;

      if (portunus_gate_slice_equal (strip ((PortunusGateSlice) { start, stop - start }), word))
        return TRUE;
      start = stop + 1;
    }
  return FALSE;
}

/**
 * portunus_gate_parse_field:
 * @line: a line without its end
 * @field: (out caller-allocates): what it says
 *
 * Reads `field-line` of RFC 9112 §5. There is no folding, and no space before the colon.
 *
 * Returns: whether it is a field
 */
gboolean
portunus_gate_parse_field (PortunusGateSlice  line,
                           PortunusGateField *field)
{
  gsize n = 0;

  while (n < line.length && is_token_char (line.text[n]))
    n++;
  if (n == 0 || n == line.length || line.text[n] != ':')
    return FALSE;
  field->name = (PortunusGateSlice) { line.text, n };
  field->value = strip ((PortunusGateSlice) { line.text + n + 1, line.length - n - 1 });
  for (gsize i = 0; i < field->value.length; i++)
    if (!is_value_char (field->value.text[i]))
      return FALSE;
  return TRUE;
}

/**
 * portunus_gate_parse_length:
 * @value: the value of Content-Length
 * @length: (out): bytes
 *
 * Returns: whether @value is digits alone, and not too many
 */
gboolean
portunus_gate_parse_length (PortunusGateSlice  value,
                            gint64            *length)
{
  gint64 n = 0;

  if (value.length == 0 || value.length > 18)
    return FALSE;
  for (gsize i = 0; i < value.length; i++)
    {
      if (!g_ascii_isdigit (value.text[i]))
        return FALSE;
      n = n * 10 + (value.text[i] - '0');
    }
  *length = n;
  return TRUE;
}
