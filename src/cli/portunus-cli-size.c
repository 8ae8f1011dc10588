/* portunus-cli-size.c: numbers of bytes as people write them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-size.h"

#include <string.h>

static guint64
get_unit (const char *unit)
{
  static const struct
  {
    const char *name;
    guint64     n_bytes;
  } units[] = {
    { "", 1 },
    { "k", 1000 },
    { "M", 1000 * 1000 },
    { "G", 1000 * 1000 * 1000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (units[i].name, unit) == 0)
      return units[i].n_bytes;
  return 0;
}

/**
 * portunus_cli_size_parse:
 * @text: such as 500M
 *
 * Returns: the number of bytes; 0 if @text is no size
 */
guint64
portunus_cli_size_parse (const char *text)
{
  char *unit;
  guint64 n = g_ascii_isdigit (*text) ? g_ascii_strtoull (text, &unit, 10) : 0;

  return n > 0 && n <= G_MAXINT32 ? n * get_unit (unit) : 0;
}
