/* portunus-gate-turns.h: who may shake hands next
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-gate-client.h"

G_BEGIN_DECLS

/**
 * PortunusGateTurns:
 *
 * Hands out a few slots, to the clients in turn and to none more than its share, however many wait. For one thread.
 */
typedef struct _PortunusGateTurns PortunusGateTurns;

PortunusGateTurns *portunus_gate_turns_new  (guint              n_slots,
                                             guint              max_per_client);
void               portunus_gate_turns_free (PortunusGateTurns *self);
void               portunus_gate_turns_wait (PortunusGateTurns *self,
                                             const char        *key,
                                             gpointer           waiter);
void               portunus_gate_turns_quit (PortunusGateTurns *self,
                                             const char        *key,
                                             gpointer           waiter);
gpointer           portunus_gate_turns_next (PortunusGateTurns *self);
void               portunus_gate_turns_give (PortunusGateTurns *self,
                                             const char        *key);

G_END_DECLS
