/* portunus-relay-limits.h: how much a server relays
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusRelayLimits:
 * @is_off: whether nothing is relayed
 * @pair_per_second: bytes a second of one pair; 0 for no limit
 * @total_per_second: bytes a second of all pairs; 0 for no limit
 * @max_ends: how many may be connected; 0 for the default of 512
 * @max_per_room: how many of them for one room; 0 for the default of 64
 * @max_per_client: how many of them from one address; 0 for the default of 32
 * @patience_seconds: how long somebody may wait for the other, or take nothing of what waits; 0 for the default of 30
 */
typedef struct
{
  gboolean is_off;
  guint64  pair_per_second;
  guint64  total_per_second;
  guint    max_ends;
  guint    max_per_room;
  guint    max_per_client;
  guint    patience_seconds;
} PortunusRelayLimits;

G_END_DECLS
