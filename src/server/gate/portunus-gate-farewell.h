/* portunus-gate-farewell.h: the end of a connection, so that the client gets everything that was said to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-wire.h"

G_BEGIN_DECLS

/**
 * PortunusGateFarewell:
 *
 * Sends what is queued, says goodbye in TLS, shuts our side, and reads on until the client has shut its own: closing at
 * once would make the network throw away what the client has not read. Whoever cuts the socket ends it early; it does
 * not end otherwise. For one thread.
 */
typedef struct _PortunusGateFarewell PortunusGateFarewell;

typedef void (*PortunusGateFarewellFunc) (gpointer user_data);

PortunusGateFarewell *portunus_gate_farewell_new  (GSocket                  *socket,
                                                   GIOStream                *tls,
                                                   PortunusGateWire         *wire,
                                                   PortunusGateFarewellFunc  done,
                                                   gpointer                  user_data);
void                  portunus_gate_farewell_free (PortunusGateFarewell     *self);

G_END_DECLS
