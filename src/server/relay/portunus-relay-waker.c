/* portunus-relay-waker.c: how workers reach a lane that may be gone before them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-waker.h"

#include "portunus-context.h"

struct _PortunusRelayWaker
{
  /* Owned */
  GMainContext           *context;
  GWeakRef                object;

  PortunusRelayWakerFunc  func;
  int                     is_pending; /* atomic: whether a call is on its way to the context */
};

/* The object keeps the waker while the call is on its way. */
typedef struct
{
  PortunusRelayWaker *waker;
  GObject            *object;
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->object);
  g_free (call);
}

static void
woken (gpointer data)
{
  Call *call = data;

  g_atomic_int_set (&call->waker->is_pending, FALSE);
  call->waker->func (call->object);
}

/**
 * portunus_relay_waker_new:
 * @object: whom to call; the waker lives at least as long, and holds no reference
 * @func: what to call
 *
 * Returns: (transfer full): a waker for the thread-default context
 */
PortunusRelayWaker *
portunus_relay_waker_new (GObject                *object,
                          PortunusRelayWakerFunc  func)
{
  PortunusRelayWaker *self = g_new0 (PortunusRelayWaker, 1);

  self->context = g_main_context_ref_thread_default ();
  self->func = func;
  g_weak_ref_init (&self->object, object);
  return self;
}

/**
 * portunus_relay_waker_free:
 * @self: (transfer full) (type PortunusRelayWaker): a waker
 */
void
portunus_relay_waker_free (gpointer self)
{
  PortunusRelayWaker *waker = self;

  g_weak_ref_clear (&waker->object);
  g_main_context_unref (waker->context);
  g_free (waker);
}

/**
 * portunus_relay_waker_wake:
 * @self: (type PortunusRelayWaker): a waker
 *
 * Has the object called, if it is still there and is not going to be anyway. Any thread; never from inside this call.
 */
void
portunus_relay_waker_wake (gpointer self)
{
  PortunusRelayWaker *waker = self;
  GObject *object;
  Call *call;

  if (!g_atomic_int_compare_and_exchange (&waker->is_pending, FALSE, TRUE))
    return;
  object = g_weak_ref_get (&waker->object);
  if (object == NULL)
    return;
  call = g_new (Call, 1);
  call->waker = waker;
  call->object = object;
  portunus_context_post (waker->context, woken, call, call_free);
}

/**
 * portunus_relay_waker_get_context:
 * @self: a waker
 *
 * Returns: (transfer none): where the object is called
 */
GMainContext *
portunus_relay_waker_get_context (PortunusRelayWaker *self)
{
  return self->context;
}
