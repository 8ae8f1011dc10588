/* portunus-gate-watch.c: who waits for the socket of a connection
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gate-watch.h"

struct _PortunusGateWatch
{
  PortunusGateEpollEntry  entry;        /* first, so that it leads back to us */

  PortunusGateEpoll      *epoll;        /* borrowed, until we are closed */
  /* Those that are not ready; they leave when they are finalized. */
  GSList                 *waiters;
};

typedef struct
{
  GSource            source;

  /* Owned */
  PortunusGateWatch *watch;
  GObject           *stream;

  GIOCondition       condition;
  gboolean           is_waiting;
} Waiter;

/* Has the kernel look for what those who are left wait for. */
static void
update (PortunusGateWatch *self)
{
  GIOCondition wanted = 0;

  if (self->epoll == NULL)
    return;
  for (GSList *l = self->waiters; l != NULL; l = l->next)
    wanted |= ((Waiter *) l->data)->condition;
  portunus_gate_epoll_change (self->epoll, &self->entry, wanted);
}

static void
enlist (Waiter *self)
{
  if (self->is_waiting)
    return;
  self->is_waiting = TRUE;
  self->watch->waiters = g_slist_prepend (self->watch->waiters, self);
  update (self->watch);
}

static void
make_ready (PortunusGateWatch *self,
            gboolean          (*is_chosen) (Waiter       *waiter,
                                            GIOCondition  condition),
            GIOCondition       condition)
{
  GSList **place = &self->waiters;

  while (*place != NULL)
    {
      Waiter *waiter = (*place)->data;

      if (!is_chosen (waiter, condition))
        {
          place = &(*place)->next;
          continue;
        }
      *place = g_slist_delete_link (*place, *place);
      waiter->is_waiting = FALSE;
      g_source_set_ready_time ((GSource *) waiter, 0);
      portunus_gate_epoll_note (self->epoll, (GSource *) waiter);
    }
}

static gboolean
waits_for (Waiter       *self,
           GIOCondition  condition)
{
  return (condition & (self->condition | G_IO_ERR | G_IO_HUP)) != 0;
}

static gboolean
is_no_writer (Waiter       *self,
              GIOCondition  condition)
{
  return self->condition != G_IO_OUT;
}

static gboolean
is_any (Waiter       *self,
        GIOCondition  condition)
{
  return TRUE;
}

static void
ready_cb (PortunusGateEpollEntry *entry,
          GIOCondition            condition)
{
  PortunusGateWatch *self = (PortunusGateWatch *) entry;

  make_ready (self, waits_for, condition);
  update (self);
}

static gboolean
waiter_dispatch (GSource     *source,
                 GSourceFunc  callback,
                 gpointer     user_data)
{
  Waiter *self = (Waiter *) source;

  g_source_set_ready_time (source, -1);
  if (!((GPollableSourceFunc) (void *) callback) (self->stream, user_data))
    return G_SOURCE_REMOVE;
  if (self->watch->epoll == NULL)
    g_source_set_ready_time (source, 0);
  else if (!g_source_is_destroyed (source))
    enlist (self);
  return G_SOURCE_CONTINUE;
}

static void
waiter_finalize (GSource *source)
{
  Waiter *self = (Waiter *) source;

  if (self->is_waiting)
    {
      self->watch->waiters = g_slist_remove (self->watch->waiters, self);
      update (self->watch);
    }
  portunus_gate_watch_unref (self->watch);
  g_object_unref (self->stream);
}

static gboolean
go_on (GObject  *stream,
       gpointer  user_data)
{
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs waiter_funcs = {
  .dispatch = waiter_dispatch,
  .finalize = waiter_finalize,
  /* The only closures are dummies, of those who make it the child of another source. */
  .closure_callback = G_SOURCE_FUNC (go_on),
};

/**
 * portunus_gate_watch_new:
 * @epoll: the set; not referenced, and needed until portunus_gate_watch_close()
 * @socket: a socket
 *
 * Returns: (transfer full) (nullable): a watch over it, %NULL if there is no room in the set
 */
PortunusGateWatch *
portunus_gate_watch_new (PortunusGateEpoll *epoll,
                         GSocket           *socket)
{
  g_autoptr (PortunusGateWatch) self = g_rc_box_new0 (PortunusGateWatch);

  if (!portunus_gate_epoll_add (epoll, &self->entry, g_socket_get_fd (socket), ready_cb))
    return NULL;
  self->epoll = epoll;
  return g_steal_pointer (&self);
}

/**
 * portunus_gate_watch_ref:
 * @self: a watch
 *
 * Returns: (transfer full): @self
 */
PortunusGateWatch *
portunus_gate_watch_ref (PortunusGateWatch *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  portunus_gate_watch_close (data);
}

/**
 * portunus_gate_watch_unref:
 * @self: (transfer full): a watch
 */
void
portunus_gate_watch_unref (PortunusGateWatch *self)
{
  g_rc_box_release_full (self, clear);
}

/**
 * portunus_gate_watch_create_source:
 * @self: a watch
 * @condition: %G_IO_IN or %G_IO_OUT; 0 to wait for portunus_gate_watch_wake() only
 * @stream: the stream for whose sake; the source holds a reference
 *
 * As a source of GIO this one is ready as long as the socket is, whoever reads from it, and when the socket fails or
 * the watch is closed.
 *
 * Returns: (transfer full): a source that takes a #GPollableSourceFunc
 */
GSource *
portunus_gate_watch_create_source (PortunusGateWatch *self,
                                   GIOCondition       condition,
                                   GObject           *stream)
{
  GSource *source = g_source_new (&waiter_funcs, sizeof (Waiter));
  Waiter *waiter = (Waiter *) source;

  waiter->watch = portunus_gate_watch_ref (self);
  waiter->stream = g_object_ref (stream);
  waiter->condition = condition;
  if (self->epoll == NULL)
    g_source_set_ready_time (source, 0);
  else
    enlist (waiter);
  return source;
}

/**
 * portunus_gate_watch_wake:
 * @self: a watch
 *
 * Makes all sources ready that do not wait for output.
 */
void
portunus_gate_watch_wake (PortunusGateWatch *self)
{
  if (self->epoll == NULL)
    return;
  make_ready (self, is_no_writer, 0);
  update (self);
}

/**
 * portunus_gate_watch_stir:
 * @self: a watch
 *
 * Says that there is something that may last too long; see portunus_gate_epoll_stir().
 */
void
portunus_gate_watch_stir (PortunusGateWatch *self)
{
  if (self->epoll != NULL)
    portunus_gate_epoll_stir (self->epoll);
}

/**
 * portunus_gate_watch_lend_context:
 * @self: a watch
 *
 * Returns: (transfer none) (nullable): where sources of this watch cost nothing as long as they are not ready; %NULL
 *   once it is closed
 */
GMainContext *
portunus_gate_watch_lend_context (PortunusGateWatch *self)
{
  return self->epoll != NULL ? portunus_gate_epoll_lend (self->epoll) : NULL;
}

/**
 * portunus_gate_watch_close:
 * @self: a watch
 *
 * To be called before the socket is closed. Whoever waits is woken, and will find out.
 */
void
portunus_gate_watch_close (PortunusGateWatch *self)
{
  if (self->epoll == NULL)
    return;
  portunus_gate_epoll_remove (self->epoll, &self->entry);
  make_ready (self, is_any, 0);
  self->epoll = NULL;
}
