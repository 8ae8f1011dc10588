/* portunus-gate-epoll.h: the sockets of all connections behind one descriptor of the loop
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-sweep.h"

G_BEGIN_DECLS

typedef struct _PortunusGateEpoll PortunusGateEpoll;
typedef struct _PortunusGateEpollEntry PortunusGateEpollEntry;

/**
 * PortunusGateEpollFunc:
 * @entry: an entry
 * @condition: what its socket is ready for, %G_IO_HUP and %G_IO_ERR in any case
 *
 * The entry waits for nothing now. May change and remove it, and no other.
 */
typedef void (*PortunusGateEpollFunc) (PortunusGateEpollEntry *entry,
                                       GIOCondition            condition);

/**
 * PortunusGateEpollEntry:
 * @func: told that the socket is ready
 * @fd: the socket; -1 once it was removed
 * @wanted: what is waited for; see portunus_gate_epoll_change()
 * @armed: what the kernel looks for
 * @link: its place among those that changed
 * @is_changed: whether it stands there
 *
 * One socket of the set; part of something larger.
 */
struct _PortunusGateEpollEntry
{
  PortunusGateEpollFunc func;
  int                   fd;
  GIOCondition          wanted;
  GIOCondition          armed;
  GList                 link;
  gboolean              is_changed;
};

/**
 * PortunusGateEpoll:
 *
 * The loop asks for every descriptor it has in every turn. This gives it one, whose turn costs as much as there are
 * sockets that are ready. Belongs to the thread-default context it was made in.
 */
PortunusGateEpoll *portunus_gate_epoll_new    (void);
void               portunus_gate_epoll_free   (PortunusGateEpoll       *self);
gboolean           portunus_gate_epoll_add    (PortunusGateEpoll       *self,
                                               PortunusGateEpollEntry  *entry,
                                               int                      fd,
                                               PortunusGateEpollFunc    func);
void               portunus_gate_epoll_change (PortunusGateEpoll       *self,
                                               PortunusGateEpollEntry  *entry,
                                               GIOCondition             wanted);
void               portunus_gate_epoll_remove (PortunusGateEpoll       *self,
                                               PortunusGateEpollEntry  *entry);
void               portunus_gate_epoll_sweep  (PortunusGateEpoll       *self,
                                               guint                    pace_ms,
                                               PortunusGateSweepFunc    func,
                                               gpointer                 user_data);
void               portunus_gate_epoll_stir   (PortunusGateEpoll       *self);
GMainContext      *portunus_gate_epoll_lend   (PortunusGateEpoll       *self);
void               portunus_gate_epoll_note   (PortunusGateEpoll       *self,
                                               GSource                 *source);

G_END_DECLS
