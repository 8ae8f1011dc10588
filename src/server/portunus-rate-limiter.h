/* portunus-rate-limiter.h: one token bucket for each client address
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusRateLimiter:
 *
 * Counts clients by address; of IPv6 addresses by their /64, since a client has a whole one. Remembers a bounded
 * number of clients and refuses new ones while it is full of busy ones. For one thread.
 */
typedef struct _PortunusRateLimiter PortunusRateLimiter;

PortunusRateLimiter *portunus_rate_limiter_new   (double               capacity,
                                                  double               per_second,
                                                  guint                max_clients);
void                 portunus_rate_limiter_free  (PortunusRateLimiter *self);
gboolean             portunus_rate_limiter_take  (PortunusRateLimiter *self,
                                                  GInetAddress        *address,
                                                  gint64               now_us);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRateLimiter, portunus_rate_limiter_free)

G_END_DECLS
