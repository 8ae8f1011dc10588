/* portunus-gate-annexes.h: sources that the loop does not go through in every turn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PORTUNUS_GATE_N_ANNEXES 16

/**
 * PortunusGateAnnexes:
 * @contexts: contexts beside the one of the loop
 * @are_due: those in which something is ready
 * @n_due: how many those are
 * @next: the one that is lent next
 *
 * A loop goes through all its sources in every turn, ready or not. Those of sockets that are silent for hours stand in
 * contexts of their own, each of which has its turn when one of its sources is ready. For one thread.
 */
typedef struct
{
  GMainContext *contexts[PORTUNUS_GATE_N_ANNEXES];
  gboolean      are_due[PORTUNUS_GATE_N_ANNEXES];
  guint         n_due;
  guint         next;
} PortunusGateAnnexes;

void          portunus_gate_annexes_init  (PortunusGateAnnexes *self);
void          portunus_gate_annexes_clear (PortunusGateAnnexes *self);
GMainContext *portunus_gate_annexes_lend  (PortunusGateAnnexes *self);
void          portunus_gate_annexes_note  (PortunusGateAnnexes *self,
                                           GMainContext        *context);
void          portunus_gate_annexes_run   (PortunusGateAnnexes *self);

G_END_DECLS
