/* portunus-range.c: which part of a file a client asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-range.h"

#include <string.h>

/* A number of digits only; what is beyond 64 bits is as good as the greatest number. */
static gboolean
take_number (const char **text,
             guint64     *number)
{
  char *end;

  if (!g_ascii_isdigit (**text))
    return FALSE;
  *number = g_ascii_strtoull (*text, &end, 10);
  *text = end;
  return TRUE;
}

static PortunusRangeResult
take_suffix (const char *text,
             guint64     size,
             guint64    *start)
{
  guint64 length;

  if (!take_number (&text, &length) || *text != '\0')
    return PORTUNUS_RANGE_WHOLE;
  if (length == 0 || size == 0)
    return PORTUNUS_RANGE_OUTSIDE;
  *start = size - MIN (length, size);
  return PORTUNUS_RANGE_PART;
}

/**
 * portunus_range_parse:
 * @field: (nullable): a `Range` field, untrusted
 * @size: of the file, in bytes
 * @start: (out): first byte
 * @end: (out): the byte behind the last
 *
 * Reads one range of bytes (RFC 9110 §14.1.2). Several ranges and malformed fields count as none, which a server may
 * do.
 *
 * Returns: what to serve; @start and @end are always set, to all of the file where it is not a part
 */
PortunusRangeResult
portunus_range_parse (const char *field,
                      guint64     size,
                      guint64    *start,
                      guint64    *end)
{
  const char *text = field;
  guint64 first, last = G_MAXUINT64;

  *start = 0;
  *end = size;
  if (text == NULL || g_ascii_strncasecmp (text, "bytes=", strlen ("bytes=")) != 0)
    return PORTUNUS_RANGE_WHOLE;
  text += strlen ("bytes=");
  if (*text == '-')
    return take_suffix (text + 1, size, start);
  if (!take_number (&text, &first) || *text++ != '-')
    return PORTUNUS_RANGE_WHOLE;
  if (*text != '\0' && (!take_number (&text, &last) || *text != '\0' || last < first))
    return PORTUNUS_RANGE_WHOLE;
  if (first >= size)
    return PORTUNUS_RANGE_OUTSIDE;
  *start = first;
  *end = last < size ? last + 1 : size;
  return PORTUNUS_RANGE_PART;
}
