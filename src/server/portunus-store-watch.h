/* portunus-store-watch.h: keeps the store of a server clean, and knows whether it answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/**
 * PortunusStoreWatch:
 *
 * Asks the store when somebody wants to know, and sweeps it now and then. Belongs to the thread that made it.
 */
typedef struct _PortunusStoreWatch PortunusStoreWatch;

PortunusStoreWatch *portunus_store_watch_new          (PortunusServerStore *store,
                                                       guint                interval_seconds);
void                portunus_store_watch_free         (PortunusStoreWatch  *self);
gboolean            portunus_store_watch_is_reachable (PortunusStoreWatch  *self);

G_END_DECLS
