/* portunus-json-check.c: whether a text is JSON to the letter, before a more lenient parser sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-json-check.h"

#include <string.h>

#define LARGEST_INTEGER "9223372036854775807"

typedef struct
{
  const char *next;
  const char *end;
  guint       levels_left;
  guint       n_members;
} Scanner;

static gboolean take_value (Scanner *scanner);

static char
peek (const Scanner *scanner)
{
  return scanner->next < scanner->end ? *scanner->next : '\0';
}

static gboolean
take (Scanner *scanner,
      char     c)
{
  if (peek (scanner) != c)
    return FALSE;
  scanner->next++;
  return TRUE;
}

static void
skip_space (Scanner *scanner)
{
  while (peek (scanner) != '\0' && strchr (" \t\r\n", peek (scanner)) != NULL)
    scanner->next++;
}

static gboolean
take_literal (Scanner    *scanner,
              const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (scanner->end - scanner->next) < length || strncmp (scanner->next, literal, length) != 0)
    return FALSE;
  scanner->next += length;
  return TRUE;
}

static guint
take_digits (Scanner *scanner)
{
  const char *start = scanner->next;

  while (g_ascii_isdigit (peek (scanner)))
    scanner->next++;
  return scanner->next - start;
}

/* The parser wraps integers that are too large, so that a huge negative one would come out positive. */
static gboolean
fits_in_64_bits (const char *digits,
                 guint       n_digits)
{
  guint n_largest = strlen (LARGEST_INTEGER);

  return n_digits < n_largest || (n_digits == n_largest && strncmp (digits, LARGEST_INTEGER, n_digits) <= 0);
}

static gboolean
take_number (Scanner *scanner)
{
  const char *digits;
  guint n_digits;

  take (scanner, '-');
  digits = scanner->next;
  n_digits = take_digits (scanner);
  if (n_digits == 0 || (n_digits > 1 && *digits == '0') || !fits_in_64_bits (digits, n_digits))
    return FALSE;
  if (take (scanner, '.') && take_digits (scanner) == 0)
    return FALSE;
  if (take (scanner, 'e') || take (scanner, 'E'))
    {
      if (!take (scanner, '-'))
        take (scanner, '+');
      return take_digits (scanner) > 0;
    }
  return TRUE;
}

static gboolean
take_code_unit (Scanner *scanner,
                guint   *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (peek (scanner)))
        return FALSE;
      *unit = *unit << 4 | g_ascii_xdigit_value (*scanner->next++);
    }
  return TRUE;
}

/* A zero would end the C string early, and half a surrogate pair is no character. */
static gboolean
take_unicode_escape (Scanner *scanner)
{
  guint unit;

  if (!take_code_unit (scanner, &unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;
  return take_literal (scanner, "\\u") && take_code_unit (scanner, &unit) && unit >= 0xdc00 && unit <= 0xdfff;
}

static gboolean
take_escape (Scanner *scanner)
{
  if (take (scanner, 'u'))
    return take_unicode_escape (scanner);
  if (peek (scanner) == '\0' || strchr ("\"\\/bfnrt", peek (scanner)) == NULL)
    return FALSE;
  scanner->next++;
  return TRUE;
}

static gboolean
take_string (Scanner *scanner)
{
  if (!take (scanner, '"'))
    return FALSE;
  while (!take (scanner, '"'))
    {
      if ((guchar) peek (scanner) < 0x20)
        return FALSE;
      if (*scanner->next++ == '\\' && !take_escape (scanner))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_member (Scanner *scanner)
{
  scanner->n_members++;
  skip_space (scanner);
  if (!take_string (scanner))
    return FALSE;
  skip_space (scanner);
  return take (scanner, ':') && take_value (scanner);
}

static gboolean
take_list (Scanner *scanner,
           char     closing,
           gboolean (*take_item) (Scanner *))
{
  skip_space (scanner);
  if (take (scanner, closing))
    return TRUE;
  do
    {
      if (!take_item (scanner))
        return FALSE;
    }
  while (take (scanner, ','));
  return take (scanner, closing);
}

/* The space after a value is taken here, so that callers look at the next character at once. */
static gboolean
take_nested (Scanner *scanner)
{
  gboolean is_good;

  if (scanner->levels_left == 0)
    return FALSE;
  scanner->levels_left--;
  is_good = take (scanner, '{') ? take_list (scanner, '}', take_member)
                                : take (scanner, '[') && take_list (scanner, ']', take_value);
  scanner->levels_left++;
  return is_good;
}

static gboolean
take_value (Scanner *scanner)
{
  gboolean is_good;

  skip_space (scanner);
  switch (peek (scanner))
    {
    case '{':
    case '[':
      is_good = take_nested (scanner);
      break;
    case '"':
      is_good = take_string (scanner);
      break;
    case 't':
      is_good = take_literal (scanner, "true");
      break;
    case 'f':
      is_good = take_literal (scanner, "false");
      break;
    case 'n':
      is_good = take_literal (scanner, "null");
      break;
    default:
      is_good = take_number (scanner);
    }
  skip_space (scanner);
  return is_good;
}

/**
 * portunus_json_check:
 * @text: valid UTF-8 without a zero byte, need not be terminated
 * @length: its length in bytes
 * @max_depth: how deep objects and arrays may nest
 * @n_members: (out): how many members all objects in it have together, doubles counted
 *
 * Checks that @text is one value of RFC 8259, without the liberties json-glib allows (comments, single quotes, octal
 * and hexadecimal numbers, unknown escapes, several values). Stricter than the RFC in three points: no integer beyond
 * 64 bits, no escaped zero character, no lone surrogate.
 *
 * Returns: whether it is
 */
gboolean
portunus_json_check (const char *text,
                     gsize       length,
                     guint       max_depth,
                     guint      *n_members)
{
  Scanner scanner = { .next = text, .end = text + length, .levels_left = max_depth };
  gboolean is_good = take_value (&scanner) && scanner.next == scanner.end;

  *n_members = scanner.n_members;
  return is_good;
}
