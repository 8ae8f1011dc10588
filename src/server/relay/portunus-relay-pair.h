/* portunus-relay-pair.h: two ends of a relay and what passes between them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-metrics.h"
#include "portunus-relay-end.h"
#include "portunus-pace.h"

G_BEGIN_DECLS

/**
 * PortunusRelayBooks:
 * @metrics: what is counted for those who look
 * @pace: of all pairs together
 * @patience_seconds: how long somebody may take nothing of what waits
 * @n_pairs: pairs that are
 *
 * What pairs share. Belongs to the server's thread.
 */
typedef struct
{
  PortunusMetrics *metrics;
  PortunusPace     pace;
  guint            patience_seconds;
  guint            n_pairs;
} PortunusRelayBooks;

#define PORTUNUS_TYPE_RELAY_PAIR (portunus_relay_pair_get_type ())

/**
 * PortunusRelayPair:
 *
 * Passes messages on in both directions, unread and in order, and holds one end back while the other does not read.
 * Belongs to the server's thread. Signal `over`: once, when both ends are.
 */
G_DECLARE_FINAL_TYPE (PortunusRelayPair, portunus_relay_pair, PORTUNUS, RELAY_PAIR, GObject)

PortunusRelayPair *portunus_relay_pair_new  (PortunusRelayEnd     *one,
                                             PortunusRelayEnd     *other,
                                             guint64               per_second,
                                             PortunusRelayBooks   *books);
void               portunus_relay_pair_fail (PortunusRelayPair    *self,
                                             PortunusRelayFailure  failure);

G_END_DECLS
