/* portunus-pace.c: how fast bytes may follow one another
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pace.h"

/* So much may come at once; it keeps pauses long enough to be worth a timer. */
#define SLACK_US (G_USEC_PER_SEC / 4)

/**
 * portunus_pace_take:
 * @self: a pace
 * @n_bytes: how much passes now
 * @now_us: monotonic time
 *
 * Returns: for how many milliseconds nothing more should be taken; 0 to go on
 */
guint
portunus_pace_take (PortunusPace *self,
                          gsize              n_bytes,
                          gint64             now_us)
{
  if (self->per_second == 0)
    return 0;
  self->due_us = MAX (self->due_us, now_us) + (gint64) (n_bytes * (double) G_USEC_PER_SEC / self->per_second);
  return self->due_us - now_us > SLACK_US ? MIN ((self->due_us - now_us) / 1000, G_MAXUINT) : 0;
}
