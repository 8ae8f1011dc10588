/* portunus-range.h: which part of a file a client asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusRangeResult:
 * @PORTUNUS_RANGE_WHOLE: all of it: there is no range, or none that we serve
 * @PORTUNUS_RANGE_PART: one range
 * @PORTUNUS_RANGE_OUTSIDE: one that begins behind the end
 */
typedef enum
{
  PORTUNUS_RANGE_WHOLE,
  PORTUNUS_RANGE_PART,
  PORTUNUS_RANGE_OUTSIDE,
} PortunusRangeResult;

PortunusRangeResult portunus_range_parse (const char *field,
                                          guint64     size,
                                          guint64    *start,
                                          guint64    *end);

G_END_DECLS
