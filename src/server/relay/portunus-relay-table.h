/* portunus-relay-table.h: brings together two who come with the same token
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-relay-limits.h"
#include "portunus-relay-pair.h"
#include "portunus-room.h"

G_BEGIN_DECLS

/**
 * PortunusRelayTable:
 *
 * Belongs to the server's thread.
 */
typedef struct _PortunusRelayTable PortunusRelayTable;

PortunusRelayTable *portunus_relay_table_new              (const PortunusRelayLimits *limits,
                                                           PortunusMetrics           *metrics);
void                portunus_relay_table_free             (PortunusRelayTable        *self);
void                portunus_relay_table_join             (PortunusRelayTable        *self,
                                                           PortunusRoom              *room,
                                                           PortunusRelayEnd          *end);
void                portunus_relay_table_close_all        (PortunusRelayTable        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRelayTable, portunus_relay_table_free)

G_END_DECLS
