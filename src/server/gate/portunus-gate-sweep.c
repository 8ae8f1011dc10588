/* portunus-gate-sweep.c: when to look after what has a deadline
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-sweep.h"

struct _PortunusGateSweep
{
  /* Owned */
  GSource               *source;

  PortunusGateSweepFunc  func;
  gpointer               user_data;
  gint64                 pace_us;
  gint64                 last_us;      /* when the last look was */
  gint64                 next_us;      /* when the next one is, G_MAXINT64 for never */
  gboolean               is_stirred;   /* whether the next one is soon */
};

static gboolean
dispatch (GSource     *source,
          GSourceFunc  callback,
          gpointer     user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

static gboolean
look_cb (gpointer user_data)
{
  PortunusGateSweep *self = user_data;

  g_source_set_ready_time (self->source, -1);
  self->last_us = g_get_monotonic_time ();
  self->next_us = G_MAXINT64;
  self->is_stirred = FALSE;
  portunus_gate_sweep_expect (self, self->func (self->last_us, self->user_data));
  return G_SOURCE_CONTINUE;
}

/**
 * portunus_gate_sweep_new:
 * @pace_ms: how much time is between two looks at least
 * @func: looks at everything
 * @user_data: for @func
 *
 * Returns: (transfer full): a sweep that expects nothing, attached to the thread-default context
 */
PortunusGateSweep *
portunus_gate_sweep_new (guint                  pace_ms,
                         PortunusGateSweepFunc  func,
                         gpointer               user_data)
{
  PortunusGateSweep *self = g_new0 (PortunusGateSweep, 1);

  self->func = func;
  self->user_data = user_data;
  self->pace_us = pace_ms * G_GINT64_CONSTANT (1000);
  self->next_us = G_MAXINT64;
  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_callback (self->source, look_cb, self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * portunus_gate_sweep_free:
 * @self: (transfer full): a sweep; not from its function
 */
void
portunus_gate_sweep_free (PortunusGateSweep *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

/**
 * portunus_gate_sweep_expect:
 * @self: a sweep
 * @when_us: monotonic time of a deadline in microseconds, %G_MAXINT64 for none
 *
 * Has a look taken then, or when the pace allows it. A look that is sooner replaces it: what it sees counts.
 */
void
portunus_gate_sweep_expect (PortunusGateSweep *self,
                            gint64             when_us)
{
  if (when_us >= self->next_us)
    return;
  self->next_us = self->last_us > 0 ? MAX (when_us, self->last_us + self->pace_us) : when_us;
  g_source_set_ready_time (self->source, self->next_us);
}

/**
 * portunus_gate_sweep_stir:
 * @self: a sweep
 *
 * Says that there may be new deadlines: has a look taken soon, which finds out when they are.
 */
void
portunus_gate_sweep_stir (PortunusGateSweep *self)
{
  if (self->is_stirred)
    return;
  self->is_stirred = TRUE;
  portunus_gate_sweep_expect (self, g_get_monotonic_time () + self->pace_us);
}
