/* portunus-gate-listener.h: the sockets that connections come from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef void (*PortunusGateAcceptFunc) (GSocket  *socket,
                                        gpointer  user_data);
typedef void (*PortunusGateTurnAwayFunc) (gpointer user_data);

/**
 * PortunusGateListener:
 *
 * Accepts whatever comes, and goes on doing so when descriptors run out: one is kept in reserve, so that clients can be
 * turned away instead of waiting for nothing. Belongs to the thread-default context it was made in.
 */
typedef struct _PortunusGateListener PortunusGateListener;

PortunusGateListener *portunus_gate_listener_new      (PortunusGateAcceptFunc   accept,
                                                       PortunusGateTurnAwayFunc turned_away,
                                                       gpointer                 user_data);
void                  portunus_gate_listener_free     (PortunusGateListener    *self);
gboolean              portunus_gate_listener_listen   (PortunusGateListener    *self,
                                                       GInetSocketAddress      *address,
                                                       GError                 **error);
guint16               portunus_gate_listener_get_port (PortunusGateListener    *self);
void                  portunus_gate_listener_stop     (PortunusGateListener    *self);

G_END_DECLS
