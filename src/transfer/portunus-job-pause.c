/* portunus-job-pause.c: holds the worker of a job for as long as a person, or the speed that was set, wants it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-job-private.h"

#include "portunus-ticket-lane.h"

#define MAX_WAIT_MS 1000

void
_portunus_job_init_pause (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_mutex_init (&priv->pause_mutex);
  g_cond_init (&priv->pause_over);
}

void
_portunus_job_clear_pause (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_mutex_clear (&priv->pause_mutex);
  g_cond_clear (&priv->pause_over);
}

/*
 * Takes up what the transfer says. A job that is over holds nobody, and nothing is held before the two have agreed on
 * what is to be sent. What a browser moves by plain requests is not held, since the requests would not last.
 */
void
_portunus_job_follow_pause (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);
  gboolean is_running = priv->stage == PORTUNUS_JOB_RUNNING && priv->worker != NULL
                        && portunus_transfer_get_state (priv->transfer) == PORTUNUS_TRANSFER_RUNNING
                        && !PORTUNUS_IS_TICKET_LANE (portunus_session_get_lane (priv->session));

  portunus_transfer_set_can_pause (priv->transfer, is_running);
  g_mutex_lock (&priv->pause_mutex);
  priv->is_over = priv->stage != PORTUNUS_JOB_RUNNING;
  priv->is_paused = is_running && portunus_transfer_is_paused (priv->transfer);
  if (!priv->is_paused)
    g_cond_broadcast (&priv->pause_over);
  g_mutex_unlock (&priv->pause_mutex);
}

void
_portunus_job_pause_on_worker (PortunusJob *self)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);

  g_mutex_lock (&priv->pause_mutex);
  while (priv->is_paused)
    g_cond_wait (&priv->pause_over, &priv->pause_mutex);
  g_mutex_unlock (&priv->pause_mutex);
}

/* Waits for a moment; FALSE when there is nothing to wait for any more. */
static gboolean
wait_on_worker (PortunusJobPrivate *priv,
                guint               wait_ms)
{
  gint64 end_us = g_get_monotonic_time () + wait_ms * G_TIME_SPAN_MILLISECOND;
  gboolean is_over;

  g_mutex_lock (&priv->pause_mutex);
  while (!priv->is_over && g_cond_wait_until (&priv->pause_over, &priv->pause_mutex, end_us))
    ;
  is_over = priv->is_over;
  g_mutex_unlock (&priv->pause_mutex);
  return !is_over;
}

/* A long wait is asked for again, since somebody may have lifted the limit. */
void
_portunus_job_pace_on_worker (PortunusJob *self,
                              gsize        n_bytes)
{
  PortunusJobPrivate *priv = _portunus_job_get_private (self);
  guint wait_ms = priv->throttle != NULL ? portunus_throttle_take (priv->throttle, n_bytes) : 0;

  while (wait_ms > 0 && wait_on_worker (priv, MIN (wait_ms, MAX_WAIT_MS)))
    wait_ms = portunus_throttle_take (priv->throttle, 0);
}
