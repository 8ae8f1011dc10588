/* portunus-gate-watch.h: who waits for the socket of a connection
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-gate-epoll.h"

G_BEGIN_DECLS

/**
 * PortunusGateWatch:
 *
 * Makes sources that have no descriptor of their own: the set of all sockets wakes them. For one thread.
 */
typedef struct _PortunusGateWatch PortunusGateWatch;

PortunusGateWatch *portunus_gate_watch_new           (PortunusGateEpoll *epoll,
                                                      GSocket           *socket);
PortunusGateWatch *portunus_gate_watch_ref           (PortunusGateWatch *self);
void               portunus_gate_watch_unref         (PortunusGateWatch *self);
GSource           *portunus_gate_watch_create_source (PortunusGateWatch *self,
                                                      GIOCondition       condition,
                                                      GObject           *stream);
void               portunus_gate_watch_wake          (PortunusGateWatch *self);
void               portunus_gate_watch_stir          (PortunusGateWatch *self);
GMainContext      *portunus_gate_watch_lend_context  (PortunusGateWatch *self);
void               portunus_gate_watch_close         (PortunusGateWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusGateWatch, portunus_gate_watch_unref)

G_END_DECLS
