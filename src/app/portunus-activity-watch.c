/* portunus-activity-watch.c: tells when transfers begin to move data, and when they no longer do
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-activity-watch.h"

struct _PortunusActivityWatch
{
  GObject           parent_instance;

  /* Owned */
  GListModel       *transfers;

  PortunusActivity  activity;
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusActivityWatch, portunus_activity_watch, G_TYPE_OBJECT)

static void
update (PortunusActivityWatch *self)
{
  PortunusActivity activity = PORTUNUS_ACTIVITY_NONE;

  for (guint i = 0; i < g_list_model_get_n_items (self->transfers); i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (self->transfers, i);

      if (!portunus_transfer_is_over (transfer))
        activity |= PORTUNUS_ACTIVITY_RECEIVING;
      if (portunus_activity_is_flowing (transfer))
        activity |= PORTUNUS_ACTIVITY_FLOWING;
    }
  if (activity == self->activity)
    return;

  self->activity = activity;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
items_changed_cb (GListModel            *transfers,
                  guint                  position,
                  guint                  removed,
                  guint                  added,
                  PortunusActivityWatch *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (PortunusTransfer) transfer = g_list_model_get_item (transfers, i);

      g_signal_handlers_disconnect_by_func (transfer, update, self);
      g_signal_connect_object (transfer, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (transfer, "notify::is-paused", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
portunus_activity_watch_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_ACTIVITY_WATCH (object)->transfers);

  G_OBJECT_CLASS (portunus_activity_watch_parent_class)->finalize (object);
}

static void
portunus_activity_watch_class_init (PortunusActivityWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_activity_watch_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
portunus_activity_watch_init (PortunusActivityWatch *self)
{
}

/**
 * portunus_activity_watch_new:
 * @transfers: a list of #PortunusTransfer
 *
 * Returns: (transfer full): a watch over them
 */
PortunusActivityWatch *
portunus_activity_watch_new (GListModel *transfers)
{
  PortunusActivityWatch *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (transfers), NULL);

  self = g_object_new (PORTUNUS_TYPE_ACTIVITY_WATCH, NULL);
  self->transfers = g_object_ref (transfers);
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (items_changed_cb), self, 0);
  items_changed_cb (transfers, 0, 0, g_list_model_get_n_items (transfers), self);
  return self;
}

/**
 * portunus_activity_watch_get_activity:
 * @self: a watch
 *
 * Returns: what the transfers are busy with; which way they go is not told apart
 */
PortunusActivity
portunus_activity_watch_get_activity (PortunusActivityWatch *self)
{
  g_return_val_if_fail (PORTUNUS_IS_ACTIVITY_WATCH (self), PORTUNUS_ACTIVITY_NONE);

  return self->activity;
}
