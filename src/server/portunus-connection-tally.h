/* portunus-connection-tally.h: how many connections to servers are still there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusConnectionTally:
 *
 * Counts connections of one thread, so that a program can wait for what was said last to leave. Reference count.
 */
typedef struct _PortunusConnectionTally PortunusConnectionTally;

PortunusConnectionTally *portunus_connection_tally_new       (void);
PortunusConnectionTally *portunus_connection_tally_ref       (PortunusConnectionTally *self);
void                     portunus_connection_tally_unref     (PortunusConnectionTally *self);
/* Counts @connection as long as it lives. */
void                     portunus_connection_tally_count     (PortunusConnectionTally *self,
                                                              GObject                 *connection);
gboolean                 portunus_connection_tally_wait_idle (PortunusConnectionTally *self,
                                                              guint                    timeout_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusConnectionTally, portunus_connection_tally_unref)

G_END_DECLS
