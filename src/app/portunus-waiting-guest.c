/* portunus-waiting-guest.c: somebody at the door of our room who waits for a person's answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-waiting-guest.h"

struct _PortunusWaitingGuest
{
  GObject   parent_instance;

  /* Owned */
  char     *id;
  char     *name;

  gboolean  is_over;
};

enum { SIGNAL_ANSWERED, SIGNAL_GONE, SIGNAL_SHOW, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusWaitingGuest, portunus_waiting_guest, G_TYPE_OBJECT)

static void
portunus_waiting_guest_finalize (GObject *object)
{
  PortunusWaitingGuest *self = PORTUNUS_WAITING_GUEST (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (portunus_waiting_guest_parent_class)->finalize (object);
}

static void
portunus_waiting_guest_class_init (PortunusWaitingGuestClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_waiting_guest_finalize;

  signals[SIGNAL_ANSWERED] = g_signal_new ("answered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                           1, G_TYPE_BOOLEAN);
  signals[SIGNAL_GONE] = g_signal_new ("gone", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
portunus_waiting_guest_init (PortunusWaitingGuest *self)
{
  self->id = g_uuid_string_random ();
}

/**
 * portunus_waiting_guest_new:
 * @name: what it calls itself, which nothing vouches for
 *
 * Returns: (transfer full): the guest, waiting
 */
PortunusWaitingGuest *
portunus_waiting_guest_new (const char *name)
{
  PortunusWaitingGuest *self = g_object_new (PORTUNUS_TYPE_WAITING_GUEST, NULL);

  self->name = g_strdup (name);
  return self;
}

/**
 * portunus_waiting_guest_answer:
 * @self: a guest; where it was answered or is gone nothing happens
 * @is_yes: whether it may come in
 */
void
portunus_waiting_guest_answer (PortunusWaitingGuest *self,
                               gboolean              is_yes)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_GUEST (self));

  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, is_yes);
  g_object_unref (self);
}

/**
 * portunus_waiting_guest_withdraw:
 * @self: a guest; where it was answered or is gone nothing happens
 *
 * It does not wait any more.
 */
void
portunus_waiting_guest_withdraw (PortunusWaitingGuest *self)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_GUEST (self));

  if (self->is_over)
    return;
  self->is_over = TRUE;
  g_object_ref (self);
  g_signal_emit (self, signals[SIGNAL_GONE], 0);
  g_object_unref (self);
}

/**
 * portunus_waiting_guest_show:
 * @self: a guest
 *
 * Shows it in the window.
 */
void
portunus_waiting_guest_show (PortunusWaitingGuest *self)
{
  g_return_if_fail (PORTUNUS_IS_WAITING_GUEST (self));

  if (!self->is_over)
    g_signal_emit (self, signals[SIGNAL_SHOW], 0);
}

/**
 * portunus_waiting_guest_get_id:
 * @self: a guest
 *
 * Returns: a random name for it
 */
const char *
portunus_waiting_guest_get_id (PortunusWaitingGuest *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WAITING_GUEST (self), NULL);

  return self->id;
}

/**
 * portunus_waiting_guest_get_name:
 * @self: a guest
 *
 * Returns: (nullable): what it calls itself
 */
const char *
portunus_waiting_guest_get_name (PortunusWaitingGuest *self)
{
  g_return_val_if_fail (PORTUNUS_IS_WAITING_GUEST (self), NULL);

  return self->name;
}
