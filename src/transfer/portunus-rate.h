/* portunus-rate.h: a smoothed transfer rate
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusRate:
 *
 * Bytes a second, averaged exponentially with a time constant of three seconds. Lives by value; times are monotonic, in
 * microseconds, and handed in so that tests need no clock.
 */
typedef struct
{
  gint64  last_us;
  guint64 last_bytes;
  double  rate;
  double  age_s;
} PortunusRate;

void   portunus_rate_reset (PortunusRate       *self,
                            gint64              now_us,
                            guint64             bytes);
void   portunus_rate_add   (PortunusRate       *self,
                            gint64              now_us,
                            guint64             bytes);
void   portunus_rate_skip  (PortunusRate       *self,
                            guint64             n_bytes);
double portunus_rate_get   (const PortunusRate *self);

G_END_DECLS
