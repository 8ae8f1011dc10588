/* portunus-connection-tally.c: how many connections to servers are still there
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-connection-tally.h"

struct _PortunusConnectionTally
{
  guint n_connections;
};

/**
 * portunus_connection_tally_new:
 *
 * Returns: (transfer full): a tally of nothing
 */
PortunusConnectionTally *
portunus_connection_tally_new (void)
{
  return g_rc_box_new0 (PortunusConnectionTally);
}

/**
 * portunus_connection_tally_ref:
 * @self: a tally
 *
 * Returns: (transfer full): @self
 */
PortunusConnectionTally *
portunus_connection_tally_ref (PortunusConnectionTally *self)
{
  return g_rc_box_acquire (self);
}

/**
 * portunus_connection_tally_unref:
 * @self: (transfer full): a tally
 */
void
portunus_connection_tally_unref (PortunusConnectionTally *self)
{
  g_rc_box_release (self);
}

static void
gone_cb (gpointer  user_data,
         GObject  *connection)
{
  g_autoptr (PortunusConnectionTally) self = user_data;

  self->n_connections--;
}

/**
 * portunus_connection_tally_count:
 * @self: a tally
 * @connection: something that goes away when all is said
 *
 * Counts @connection as long as it lives.
 */
void
portunus_connection_tally_count (PortunusConnectionTally *self,
                                 GObject                 *connection)
{
  self->n_connections++;
  g_object_weak_ref (connection, gone_cb, portunus_connection_tally_ref (self));
}

static gboolean
expire_cb (gpointer user_data)
{
  gboolean *is_over = user_data;

  *is_over = TRUE;
  return G_SOURCE_CONTINUE;
}

/**
 * portunus_connection_tally_wait_idle:
 * @self: a tally
 * @timeout_ms: how long to wait, in milliseconds
 *
 * Runs the thread-default context until nothing is counted.
 *
 * Returns: whether nothing is
 */
gboolean
portunus_connection_tally_wait_idle (PortunusConnectionTally *self,
                                     guint                    timeout_ms)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();
  g_autoptr (GSource) deadline = g_timeout_source_new (timeout_ms);
  gboolean is_over = FALSE;

  g_source_set_callback (deadline, expire_cb, &is_over, NULL);
  g_source_attach (deadline, context);
  while (self->n_connections > 0 && !is_over)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (deadline);
  return self->n_connections == 0;
}
