/* portunus-cli-watch.c: turns the changes of a transfer into events
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cli-watch.h"

struct _PortunusCliWatch
{
  GObject            parent_instance;

  /* Owned */
  PortunusTransfer  *transfer;
  PortunusCliOutput *output;
  GSource           *timer;        /* runs while a report waits for its time */

  guint              number;
  gint64             last_us;
};

G_DEFINE_FINAL_TYPE (PortunusCliWatch, portunus_cli_watch, G_TYPE_OBJECT)

static PortunusCliPeer
get_peer (PortunusCliWatch *self)
{
  return (PortunusCliPeer) { .number = self->number, .transfer = self->transfer };
}

static void
clear_timer (PortunusCliWatch *self)
{
  if (self->timer != NULL)
    g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
}

static void
report_progress (PortunusCliWatch *self)
{
  PortunusCliPeer peer = get_peer (self);

  clear_timer (self);
  self->last_us = g_get_monotonic_time ();
  portunus_cli_output_progress (self->output, &peer);
}

static gboolean
timer_cb (gpointer user_data)
{
  report_progress (user_data);
  return G_SOURCE_REMOVE;
}

static void
done_bytes_cb (PortunusCliWatch *self)
{
  gint64 passed_ms = (g_get_monotonic_time () - self->last_us) / 1000;

  if (self->timer != NULL)
    return;
  if (passed_ms >= PORTUNUS_CLI_PROGRESS_INTERVAL_MS)
    {
      report_progress (self);
      return;
    }
  self->timer = g_timeout_source_new ((guint) (PORTUNUS_CLI_PROGRESS_INTERVAL_MS - MAX (passed_ms, 0)));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

static void
state_cb (PortunusCliWatch *self)
{
  PortunusCliPeer peer = get_peer (self);

  /* The last amounts come before what they led to. */
  if (self->timer != NULL || portunus_transfer_get_state (self->transfer) == PORTUNUS_TRANSFER_DONE)
    report_progress (self);
  portunus_cli_output_state (self->output, &peer);
}

static void
path_cb (PortunusCliWatch *self)
{
  PortunusCliPeer peer = get_peer (self);

  if (portunus_transfer_get_path (self->transfer) != NULL)
    portunus_cli_output_lane (self->output, &peer);
}

/* A browser has no words. Anybody else has them a moment after the name. */
static void
words_cb (PortunusCliWatch *self)
{
  PortunusCliPeer peer = get_peer (self);

  if (portunus_transfer_get_words (self->transfer) != NULL
      || g_strcmp0 (portunus_transfer_get_peer_label (self->transfer), "browser") == 0)
    portunus_cli_output_peer (self->output, &peer);
}

static void
file_cb (PortunusCliWatch   *self,
         const char         *name,
         PortunusFileStatus  status,
         const char         *message)
{
  portunus_cli_output_file (self->output, name, status, message);
}

static void
portunus_cli_watch_dispose (GObject *object)
{
  PortunusCliWatch *self = PORTUNUS_CLI_WATCH (object);

  clear_timer (self);
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
  g_clear_object (&self->output);

  G_OBJECT_CLASS (portunus_cli_watch_parent_class)->dispose (object);
}

static void
portunus_cli_watch_class_init (PortunusCliWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_cli_watch_dispose;
}

static void
portunus_cli_watch_init (PortunusCliWatch *self)
{
}

static void
connect (PortunusCliWatch *self,
         const char       *signal,
         GCallback         callback)
{
  g_signal_connect_object (self->transfer, signal, callback, self, G_CONNECT_SWAPPED);
}

/**
 * portunus_cli_watch_new:
 * @transfer: what to watch
 * @number: counts the transfers of this run from 1
 * @output: where to report
 *
 * Returns: (transfer full): a watch; reports nothing that happened before
 */
PortunusCliWatch *
portunus_cli_watch_new (PortunusTransfer  *transfer,
                        guint              number,
                        PortunusCliOutput *output)
{
  PortunusCliWatch *self = g_object_new (PORTUNUS_TYPE_CLI_WATCH, NULL);

  self->transfer = g_object_ref (transfer);
  self->output = g_object_ref (output);
  self->number = number;
  connect (self, "notify::state", G_CALLBACK (state_cb));
  connect (self, "notify::path", G_CALLBACK (path_cb));
  connect (self, "notify::words", G_CALLBACK (words_cb));
  connect (self, "notify::done-bytes", G_CALLBACK (done_bytes_cb));
  connect (self, "file", G_CALLBACK (file_cb));
  return self;
}
