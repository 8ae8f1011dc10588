/* portunus-tcp-control.h: the control connection of a TCP lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-tcp-frame.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TCP_CONTROL (portunus_tcp_control_get_type ())

/**
 * PortunusTcpControl:
 *
 * Belongs to the thread-default context it was made in. Signals:
 * - `message (GBytes *message)`: a control message
 * - `goodbye`: the peer ended in order; the last signal
 * - `closed (GError *error)`: it broke, or the peer broke the protocol; the last signal
 */
G_DECLARE_FINAL_TYPE (PortunusTcpControl, portunus_tcp_control, PORTUNUS, TCP_CONTROL, GObject)

PortunusTcpControl *portunus_tcp_control_new            (GSocketConnection    *connection);
/* Begins to read. */
void                portunus_tcp_control_start          (PortunusTcpControl   *self);
/* Does nothing after the end. @body: (nullable). */
void                portunus_tcp_control_send           (PortunusTcpControl   *self,
                                                         PortunusTcpFrameType  type,
                                                         GBytes               *body);
guint               portunus_tcp_control_get_silence_ms (PortunusTcpControl   *self);
/* Says goodbye after what was sent so far. No signal follows; lives until that has left. */
void                portunus_tcp_control_leave          (PortunusTcpControl   *self);
/* Lets go at once. No signal follows. */
void                portunus_tcp_control_drop           (PortunusTcpControl   *self);

G_END_DECLS
