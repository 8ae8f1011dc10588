/* portunus-throttle.c: a speed that all who share it keep together
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-throttle.h"

#include "portunus-pace.h"

struct _PortunusThrottle
{
  GMutex       mutex;   /* guards @pace, which many workers take from */
  PortunusPace pace;
};

/**
 * portunus_throttle_new:
 * @per_second: bytes a second; 0 for no limit
 *
 * Returns: (transfer full): a throttle
 */
PortunusThrottle *
portunus_throttle_new (guint64 per_second)
{
  PortunusThrottle *self = g_atomic_rc_box_new0 (PortunusThrottle);

  g_mutex_init (&self->mutex);
  self->pace.per_second = per_second;
  return self;
}

/**
 * portunus_throttle_ref:
 * @self: a throttle
 *
 * Returns: (transfer full): @self
 */
PortunusThrottle *
portunus_throttle_ref (PortunusThrottle *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  PortunusThrottle *self = data;

  g_mutex_clear (&self->mutex);
}

/**
 * portunus_throttle_unref:
 * @self: (transfer full): a throttle
 */
void
portunus_throttle_unref (PortunusThrottle *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * portunus_throttle_set:
 * @self: a throttle
 * @per_second: bytes a second; 0 for no limit
 *
 * Changes the speed. Nothing of what was taken before is held against it, so who waits and asks again goes on.
 */
void
portunus_throttle_set (PortunusThrottle *self,
                       guint64           per_second)
{
  g_mutex_lock (&self->mutex);
  if (per_second != self->pace.per_second)
    self->pace = (PortunusPace) { .per_second = per_second };
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_throttle_is_on:
 * @self: a throttle
 *
 * Returns: whether there is a limit
 */
gboolean
portunus_throttle_is_on (PortunusThrottle *self)
{
  gboolean is_on;

  g_mutex_lock (&self->mutex);
  is_on = self->pace.per_second != 0;
  g_mutex_unlock (&self->mutex);
  return is_on;
}

/**
 * portunus_throttle_take:
 * @self: a throttle
 * @n_bytes: how much passed right now; 0 to ask again
 *
 * Returns: for how many milliseconds the caller should move nothing more; 0 to go on
 */
guint
portunus_throttle_take (PortunusThrottle *self,
                        gsize             n_bytes)
{
  guint wait_ms;

  g_mutex_lock (&self->mutex);
  wait_ms = portunus_pace_take (&self->pace, n_bytes, g_get_monotonic_time ());
  g_mutex_unlock (&self->mutex);
  return wait_ms;
}
