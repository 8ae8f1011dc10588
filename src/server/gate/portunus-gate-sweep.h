/* portunus-gate-sweep.h: when to look after what has a deadline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusGateSweepFunc:
 * @now_us: monotonic time in microseconds
 * @user_data: what was given with the function
 *
 * Looks at everything that has a deadline.
 *
 * Returns: when the next of them is, %G_MAXINT64 for never as things are now
 */
typedef gint64 (*PortunusGateSweepFunc) (gint64   now_us,
                                         gpointer user_data);

/**
 * PortunusGateSweep:
 *
 * One timer for many deadlines, which runs for the earliest of them and not at all without one. Each change of a
 * deadline costs a comparison, and only a look goes through them all. Belongs to the thread-default context it was made
 * in.
 */
typedef struct _PortunusGateSweep PortunusGateSweep;

PortunusGateSweep *portunus_gate_sweep_new    (guint                  pace_ms,
                                               PortunusGateSweepFunc  func,
                                               gpointer               user_data);
void               portunus_gate_sweep_free   (PortunusGateSweep     *self);
void               portunus_gate_sweep_expect (PortunusGateSweep     *self,
                                               gint64                 when_us);
void               portunus_gate_sweep_stir   (PortunusGateSweep     *self);

G_END_DECLS
