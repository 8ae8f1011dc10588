/* portunus-gate-annexes.c: sources that the loop does not go through in every turn
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-annexes.h"

static gboolean
run_one (GMainContext *context)
{
  gboolean did_something;

  g_main_context_push_thread_default (context);
  did_something = g_main_context_iteration (context, FALSE);
  g_main_context_pop_thread_default (context);
  return did_something;
}

static void
set_due (PortunusGateAnnexes *self,
         guint                number,
         gboolean             is_due)
{
  self->n_due += is_due - self->are_due[number];
  self->are_due[number] = is_due;
}

/**
 * portunus_gate_annexes_init:
 * @self: (out caller-allocates): annexes
 *
 * Begins with nothing in them.
 */
void
portunus_gate_annexes_init (PortunusGateAnnexes *self)
{
  *self = (PortunusGateAnnexes) { 0 };
  for (guint i = 0; i < PORTUNUS_GATE_N_ANNEXES; i++)
    self->contexts[i] = g_main_context_new ();
}

/**
 * portunus_gate_annexes_clear:
 * @self: annexes
 *
 * Finishes what is ready in them, and frees them.
 */
void
portunus_gate_annexes_clear (PortunusGateAnnexes *self)
{
  for (guint i = 0; i < PORTUNUS_GATE_N_ANNEXES; i++)
    {
      while (run_one (self->contexts[i]))
        continue;
      g_main_context_unref (self->contexts[i]);
    }
}

/**
 * portunus_gate_annexes_lend:
 * @self: annexes
 *
 * Returns: (transfer none): one of them, to make sources in; what is ready in it from the beginning has its turn
 */
GMainContext *
portunus_gate_annexes_lend (PortunusGateAnnexes *self)
{
  guint number = self->next++ % PORTUNUS_GATE_N_ANNEXES;

  set_due (self, number, TRUE);
  return self->contexts[number];
}

/**
 * portunus_gate_annexes_note:
 * @self: annexes
 * @context: (nullable): where a source became ready, maybe in no annex; %NULL for a look at all of them
 */
void
portunus_gate_annexes_note (PortunusGateAnnexes *self,
                            GMainContext        *context)
{
  for (guint i = 0; i < PORTUNUS_GATE_N_ANNEXES; i++)
    if (context == NULL || self->contexts[i] == context)
      set_due (self, i, TRUE);
}

/**
 * portunus_gate_annexes_run:
 * @self: annexes
 *
 * Gives a turn to each that is due. It stays due until there is nothing left to do.
 */
void
portunus_gate_annexes_run (PortunusGateAnnexes *self)
{
  for (guint i = 0; i < PORTUNUS_GATE_N_ANNEXES; i++)
    {
      if (!self->are_due[i])
        continue;
      set_due (self, i, FALSE);
      if (run_one (self->contexts[i]))
        set_due (self, i, TRUE);
    }
}
