/* portunus-relay-tally.h: how many connections to relays are still there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusRelayTally:
 *
 * Counts connections of one thread, so that a program can wait for what was said last to leave. Reference count.
 */
typedef struct _PortunusRelayTally PortunusRelayTally;

PortunusRelayTally *portunus_relay_tally_new       (void);
PortunusRelayTally *portunus_relay_tally_ref       (PortunusRelayTally *self);
void                portunus_relay_tally_unref     (PortunusRelayTally *self);
/* Counts @connection as long as it lives. */
void                portunus_relay_tally_count     (PortunusRelayTally *self,
                                                    GObject            *connection);
gboolean            portunus_relay_tally_wait_idle (PortunusRelayTally *self,
                                                    guint               timeout_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRelayTally, portunus_relay_tally_unref)

G_END_DECLS
