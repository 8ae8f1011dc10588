/* portunus-gate-epoll.c: the sockets of all connections behind one descriptor of the loop
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-epoll.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "portunus-gate-annexes.h"

/* Others have their turn in between. */
#define MAX_EVENTS_PER_TURN 256

G_STATIC_ASSERT ((int) EPOLLIN == (int) G_IO_IN && (int) EPOLLOUT == (int) G_IO_OUT
                 && (int) EPOLLERR == (int) G_IO_ERR && (int) EPOLLHUP == (int) G_IO_HUP);

struct _PortunusGateEpoll
{
  /* Owned */
  GSource             *source;
  PortunusGateSweep   *sweep;          /* NULL before there is one */

  int                  fd;
  /* Entries that the kernel has yet to hear of. */
  GQueue               changed;
  PortunusGateAnnexes  annexes;
};

typedef struct
{
  GSource            source;
  PortunusGateEpoll *epoll;
} LoopSource;

/* A socket that is ready is reported once, then no more until it is armed again: whoever waits for it may have its turn
 * much later. The kernel looks at the state when it is armed, so nothing is missed whoever read meanwhile. */
static gboolean
control (PortunusGateEpoll      *self,
         int                     operation,
         PortunusGateEpollEntry *entry,
         GIOCondition            wanted)
{
  struct epoll_event event = { .events = wanted | EPOLLONESHOT, .data.ptr = entry };

  entry->armed = wanted;
  return epoll_ctl (self->fd, operation, entry->fd, &event) == 0;
}

/* What changes back and forth within a turn costs no call. */
static void
arm_changed (PortunusGateEpoll *self)
{
  GList *link;

  while ((link = g_queue_pop_head_link (&self->changed)) != NULL)
    {
      PortunusGateEpollEntry *entry = link->data;

      entry->is_changed = FALSE;
      if ((entry->wanted & ~entry->armed) != 0)
        control (self, EPOLL_CTL_MOD, entry, entry->wanted);
    }
}

static gboolean
loop_source_prepare (GSource *source,
                     int     *timeout_ms)
{
  PortunusGateEpoll *self = ((LoopSource *) source)->epoll;

  arm_changed (self);
  *timeout_ms = -1;
  return self->annexes.n_due > 0;
}

static gboolean
loop_source_dispatch (GSource     *source,
                      GSourceFunc  callback,
                      gpointer     user_data)
{
  PortunusGateEpoll *self = ((LoopSource *) source)->epoll;
  struct epoll_event events[MAX_EVENTS_PER_TURN];
  int n = epoll_wait (self->fd, events, G_N_ELEMENTS (events), 0);

  for (int i = 0; i < n; i++)
    {
      PortunusGateEpollEntry *entry = events[i].data.ptr;

      entry->armed = 0;
      entry->func (entry, events[i].events);
    }
  portunus_gate_annexes_run (&self->annexes);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs loop_source_funcs = { .prepare = loop_source_prepare, .dispatch = loop_source_dispatch };

/**
 * portunus_gate_epoll_new:
 *
 * Returns: (transfer full): an empty set, attached to the thread-default context
 */
PortunusGateEpoll *
portunus_gate_epoll_new (void)
{
  PortunusGateEpoll *self = g_new0 (PortunusGateEpoll, 1);

  self->fd = epoll_create1 (EPOLL_CLOEXEC);
  /* As GLib does where it cannot make a loop. */
  if (self->fd < 0)
    g_error ("The set of sockets cannot be made: %s", g_strerror (errno));
  g_queue_init (&self->changed);
  portunus_gate_annexes_init (&self->annexes);
  self->source = g_source_new (&loop_source_funcs, sizeof (LoopSource));
  ((LoopSource *) self->source)->epoll = self;
  g_source_add_unix_fd (self->source, self->fd, G_IO_IN);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

/**
 * portunus_gate_epoll_free:
 * @self: (transfer full): a set without entries
 */
void
portunus_gate_epoll_free (PortunusGateEpoll *self)
{
  g_assert (g_queue_is_empty (&self->changed));

  g_clear_pointer (&self->sweep, portunus_gate_sweep_free);
  portunus_gate_annexes_clear (&self->annexes);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

/**
 * portunus_gate_epoll_add:
 * @self: a set
 * @entry: (out caller-allocates): the entry, which has to stay where it is until portunus_gate_epoll_remove()
 * @fd: its socket, which stays open as long
 * @func: told that it is ready
 *
 * Adds a socket. Nothing is waited for yet; the kernel expects that it will be input.
 *
 * Returns: whether the kernel had room for it
 */
gboolean
portunus_gate_epoll_add (PortunusGateEpoll      *self,
                         PortunusGateEpollEntry *entry,
                         int                     fd,
                         PortunusGateEpollFunc   func)
{
  *entry = (PortunusGateEpollEntry) { .func = func, .fd = fd, .link.data = entry };
  if (control (self, EPOLL_CTL_ADD, entry, G_IO_IN))
    return TRUE;
  entry->fd = -1;
  return FALSE;
}

/**
 * portunus_gate_epoll_change:
 * @self: a set
 * @entry: an entry of it
 * @wanted: what to wait for: %G_IO_IN, %G_IO_OUT, both, or nothing
 *
 * Holds from the next turn of the loop until the socket is ready. Something less than before may still be reported.
 */
void
portunus_gate_epoll_change (PortunusGateEpoll      *self,
                            PortunusGateEpollEntry *entry,
                            GIOCondition            wanted)
{
  entry->wanted = wanted;
  if (entry->is_changed || (wanted & ~entry->armed) == 0)
    return;
  entry->is_changed = TRUE;
  g_queue_push_tail_link (&self->changed, &entry->link);
}

/**
 * portunus_gate_epoll_remove:
 * @self: a set
 * @entry: an entry of it
 *
 * Takes a socket out, which has to come before closing it: the kernel knows it by what is open, which a copy of the
 * descriptor would keep open.
 */
void
portunus_gate_epoll_remove (PortunusGateEpoll      *self,
                            PortunusGateEpollEntry *entry)
{
  if (entry->is_changed)
    g_queue_unlink (&self->changed, &entry->link);
  epoll_ctl (self->fd, EPOLL_CTL_DEL, entry->fd, NULL);
  *entry = (PortunusGateEpollEntry) { .fd = -1 };
}

/**
 * portunus_gate_epoll_sweep:
 * @self: a set without a sweep
 * @pace_ms: how much time is between two looks at least
 * @func: looks at whoever has a socket here
 * @user_data: for @func
 *
 * Has somebody look after the deadlines of those whose sockets these are.
 */
void
portunus_gate_epoll_sweep (PortunusGateEpoll     *self,
                           guint                  pace_ms,
                           PortunusGateSweepFunc  func,
                           gpointer               user_data)
{
  g_return_if_fail (self->sweep == NULL);

  self->sweep = portunus_gate_sweep_new (pace_ms, func, user_data);
}

/**
 * portunus_gate_epoll_stir:
 * @self: a set
 *
 * Says that one of them may have a new deadline.
 */
void
portunus_gate_epoll_stir (PortunusGateEpoll *self)
{
  if (self->sweep != NULL)
    portunus_gate_sweep_stir (self->sweep);
}

/**
 * portunus_gate_epoll_lend:
 * @self: a set
 *
 * Gives a context for sources that are seldom ready. While they have their turn it is the thread-default one.
 *
 * Returns: (transfer none): a context that the loop does not go through in every turn
 */
GMainContext *
portunus_gate_epoll_lend (PortunusGateEpoll *self)
{
  return portunus_gate_annexes_lend (&self->annexes);
}

/**
 * portunus_gate_epoll_note:
 * @self: a set
 * @source: (nullable): a source that is ready, in whatever context; %NULL to look at all
 */
void
portunus_gate_epoll_note (PortunusGateEpoll *self,
                          GSource           *source)
{
  GMainContext *context = source != NULL ? g_source_get_context (source) : NULL;

  if (source == NULL || context != NULL)
    portunus_gate_annexes_note (&self->annexes, context);
}
