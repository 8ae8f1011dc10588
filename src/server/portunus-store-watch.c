/* portunus-store-watch.c: keeps the store of a server clean, and knows whether it answers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-store-watch.h"

#define PING_MS 500

struct _PortunusStoreWatch
{
  /* Owned */
  PortunusServerStore *store;
  GCancellable        *cancellable;
  GSource             *timer;

  gint64               pinged_us;
  gboolean             is_waiting;
  gboolean             is_reachable;
};

static void
take_note (PortunusStoreWatch *self,
           const GError       *error)
{
  gboolean is_reachable = error == NULL;

  self->is_waiting = FALSE;
  if (is_reachable == self->is_reachable)
    return;
  self->is_reachable = is_reachable;
  if (is_reachable)
    g_message ("The store answers again");
  else
    g_message ("The store does not answer: %s", error->message);
}

/* After a cancellation there is no watch any more. */
static void
pinged_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  portunus_server_store_ping_finish (PORTUNUS_SERVER_STORE (source), result, &error);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    take_note (user_data, error);
}

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 n_deleted = portunus_server_store_sweep_finish (PORTUNUS_SERVER_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (n_deleted > 0)
    g_debug ("Swept %" G_GINT64_FORMAT " things from the store", n_deleted);
  take_note (user_data, error);
}

/* One question at a time: a store that does not answer is not asked more. */
static gboolean
sweep_cb (gpointer user_data)
{
  PortunusStoreWatch *self = user_data;

  if (self->is_waiting)
    return G_SOURCE_CONTINUE;
  self->is_waiting = TRUE;
  portunus_server_store_sweep_async (self->store, self->cancellable, swept_cb, self);
  return G_SOURCE_CONTINUE;
}

static void
ping (PortunusStoreWatch *self)
{
  if (self->is_waiting || g_get_monotonic_time () < self->pinged_us + PING_MS * 1000)
    return;
  self->is_waiting = TRUE;
  self->pinged_us = g_get_monotonic_time ();
  portunus_server_store_ping_async (self->store, self->cancellable, pinged_cb, self);
}

/**
 * portunus_store_watch_new:
 * @store: a store that was opened
 * @interval_seconds: how often to sweep it
 *
 * Sweeps now and from then on. Needs the thread-default context of the calling thread to run.
 *
 * Returns: (transfer full): a watch
 */
PortunusStoreWatch *
portunus_store_watch_new (PortunusServerStore *store,
                          guint                interval_seconds)
{
  PortunusStoreWatch *self;

  g_return_val_if_fail (PORTUNUS_IS_SERVER_STORE (store), NULL);

  self = g_new0 (PortunusStoreWatch, 1);
  self->store = g_object_ref (store);
  self->cancellable = g_cancellable_new ();
  self->is_reachable = TRUE;
  self->timer = g_timeout_source_new_seconds (interval_seconds);
  g_source_set_callback (self->timer, sweep_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  sweep_cb (self);
  return self;
}

/**
 * portunus_store_watch_free:
 * @self: (transfer full): a watch
 *
 * Asks no more.
 */
void
portunus_store_watch_free (PortunusStoreWatch *self)
{
  g_return_if_fail (self != NULL);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_object_unref (self->store);
  g_free (self);
}

/**
 * portunus_store_watch_is_reachable:
 * @self: a watch
 *
 * Asks the store as well, for the next time that somebody wants to know.
 *
 * Returns: whether the store answered when it was asked last
 */
gboolean
portunus_store_watch_is_reachable (PortunusStoreWatch *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  ping (self);
  return self->is_reachable;
}
