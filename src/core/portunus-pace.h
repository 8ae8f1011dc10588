/* portunus-pace.h: how fast bytes may follow one another
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusPace:
 * @per_second: bytes a second; 0 for no limit
 * @due_us: monotonic time at which what was taken so far would be through
 *
 * Plain data without a thread of its own; the caller says what time it is.
 */
typedef struct
{
  guint64 per_second;
  gint64  due_us;
} PortunusPace;

guint portunus_pace_take (PortunusPace *self,
                                gsize              n_bytes,
                                gint64             now_us);

G_END_DECLS
