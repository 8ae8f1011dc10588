/* portunus-rate.c: a smoothed transfer rate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rate.h"

#define TIME_CONSTANT_S 3.0
#define MIN_STEP_S      0.02

/**
 * portunus_rate_reset:
 * @self: a rate
 * @now_us: monotonic time
 * @bytes: where the count stands
 *
 * Begins anew, for example after a pause.
 */
void
portunus_rate_reset (PortunusRate *self,
                     gint64        now_us,
                     guint64       bytes)
{
  *self = (PortunusRate) { .last_us = now_us, .last_bytes = bytes };
}

/**
 * portunus_rate_add:
 * @self: a rate
 * @now_us: monotonic time
 * @bytes: where the count stands now
 */
void
portunus_rate_add (PortunusRate *self,
                   gint64        now_us,
                   guint64       bytes)
{
  double seconds = (now_us - self->last_us) / (double) G_USEC_PER_SEC;
  double sample;
  double weight;

  if (seconds < MIN_STEP_S)
    return;
  sample = bytes > self->last_bytes ? (bytes - self->last_bytes) / seconds : 0;
  /* The plain mean at first, so that the burst that fills the windows does not count for long; then 1 - exp (-t/T) to
   * first order. */
  self->age_s += seconds;
  weight = seconds / MIN (self->age_s, TIME_CONSTANT_S + seconds);
  self->rate += weight * (sample - self->rate);
  self->last_us = now_us;
  self->last_bytes = bytes;
}

/**
 * portunus_rate_skip:
 * @self: a rate
 * @n_bytes: by how much the count jumps without anything being moved
 */
void
portunus_rate_skip (PortunusRate *self,
                    guint64       n_bytes)
{
  self->last_bytes += n_bytes;
}

/**
 * portunus_rate_get:
 * @self: a rate
 *
 * Returns: bytes a second
 */
double
portunus_rate_get (const PortunusRate *self)
{
  return self->rate;
}
