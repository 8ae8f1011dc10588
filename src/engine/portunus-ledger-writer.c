/* portunus-ledger-writer.c: the thread that writes the history
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-ledger-writer.h"

struct _PortunusLedgerWriter
{
  /* Owned */
  char        *path;
  GThread     *thread;
  GAsyncQueue *queue;   /* Order; one without a task is the last */
};

typedef struct
{
  GTask              *task;
  PortunusLedgerWork  work;
} Order;

static PortunusHistory *
open_history (const char  *path,
              GError     **error)
{
  g_autoptr (PortunusHistory) history = portunus_history_open (path, error);
  int n_interrupted;

  if (history == NULL)
    return NULL;
  n_interrupted = portunus_history_recover (history, error);
  if (n_interrupted < 0)
    return NULL;
  if (n_interrupted > 0)
    g_debug ("%d transfers of an earlier run were interrupted", n_interrupted);
  return g_steal_pointer (&history);
}

static gpointer
write_on_worker (gpointer user_data)
{
  PortunusLedgerWriter *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusHistory) history = open_history (self->path, &error);

  if (history == NULL)
    g_message ("Transfers are not remembered: %s", error->message);
  for (;;)
    {
      g_autofree Order *order = g_async_queue_pop (self->queue);
      g_autoptr (GTask) task = order->task;

      if (task == NULL)
        return NULL;
      if (history != NULL)
        order->work (history, task);
      else
        g_task_return_error (task, g_error_copy (error));
    }
}

/**
 * portunus_ledger_writer_new:
 * @path: (type filename): file of the history
 *
 * Returns: (transfer full): a writer, whose thread opens the file
 */
PortunusLedgerWriter *
portunus_ledger_writer_new (const char *path)
{
  PortunusLedgerWriter *self = g_new0 (PortunusLedgerWriter, 1);

  self->path = g_strdup (path);
  self->queue = g_async_queue_new ();
  self->thread = g_thread_new ("portunus-ledger", write_on_worker, self);
  return self;
}

/**
 * portunus_ledger_writer_push:
 * @self: a writer
 * @task: (transfer full): whose data is for @work
 * @work: what to do on the thread
 */
void
portunus_ledger_writer_push (PortunusLedgerWriter *self,
                             GTask                *task,
                             PortunusLedgerWork    work)
{
  Order *order = g_new (Order, 1);

  *order = (Order) { .task = task, .work = work };
  g_async_queue_push (self->queue, order);
}

/**
 * portunus_ledger_writer_stop:
 * @self: (transfer full): a writer
 *
 * Waits until everything that was pushed is written, and ends the thread.
 */
void
portunus_ledger_writer_stop (PortunusLedgerWriter *self)
{
  g_async_queue_push (self->queue, g_new0 (Order, 1));
  g_thread_join (self->thread);
  g_async_queue_unref (self->queue);
  g_free (self->path);
  g_free (self);
}
