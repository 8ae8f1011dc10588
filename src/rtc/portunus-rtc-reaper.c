/* portunus-rtc-reaper.c: takes peer connections down without making anybody wait
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-reaper.h"

#include "portunus-rtc-element.h"

#define HANG_UP_MS  300
#define RELAYS_MS   500
#define STOP_MS    5000

struct _PortunusRtcReaper
{
  /* Guards n_running. */
  GMutex mutex;
  GCond  cond;

  guint  n_running;
};

typedef struct
{
  /* Owned */
  PortunusRtcReaper *reaper;
  GstElement        *pipeline;
  GstElement        *webrtcbin;
  PortunusRtcPort   *port;

  /* Guards is_stopped. */
  GMutex             mutex;
  GCond              cond;
  gboolean           is_stopped;
} Remains;

/**
 * portunus_rtc_reaper_new:
 *
 * Returns: (transfer full): a reaper with nothing to do
 */
PortunusRtcReaper *
portunus_rtc_reaper_new (void)
{
  PortunusRtcReaper *self = g_atomic_rc_box_new0 (PortunusRtcReaper);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  return self;
}

/**
 * portunus_rtc_reaper_ref:
 * @self: a reaper
 *
 * Returns: (transfer full): @self
 */
PortunusRtcReaper *
portunus_rtc_reaper_ref (PortunusRtcReaper *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_reaper (gpointer data)
{
  PortunusRtcReaper *self = data;

  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
}

/**
 * portunus_rtc_reaper_unref:
 * @self: (transfer full): a reaper; what it was given is taken down all the same
 */
void
portunus_rtc_reaper_unref (PortunusRtcReaper *self)
{
  g_atomic_rc_box_release_full (self, clear_reaper);
}

static void
clear_remains (gpointer data)
{
  Remains *remains = data;

  g_clear_object (&remains->webrtcbin);
  g_clear_object (&remains->pipeline);
  g_clear_pointer (&remains->port, portunus_rtc_port_unref);
  portunus_rtc_reaper_unref (remains->reaper);
  g_cond_clear (&remains->cond);
  g_mutex_clear (&remains->mutex);
}

static gpointer
stop_on_worker (gpointer data)
{
  Remains *remains = data;

  portunus_rtc_element_flush (remains->webrtcbin);
  gst_element_set_state (remains->pipeline, GST_STATE_NULL);
  portunus_rtc_element_give_relays_back (remains->webrtcbin, RELAYS_MS);
  g_clear_object (&remains->webrtcbin);
  g_clear_object (&remains->pipeline);

  g_mutex_lock (&remains->mutex);
  remains->is_stopped = TRUE;
  g_cond_signal (&remains->cond);
  g_mutex_unlock (&remains->mutex);
  g_atomic_rc_box_release_full (remains, clear_remains);
  return NULL;
}

static gboolean
wait_until_stopped (Remains *remains)
{
  gint64 end_us = g_get_monotonic_time () + STOP_MS * G_TIME_SPAN_MILLISECOND;
  gboolean is_stopped;

  g_mutex_lock (&remains->mutex);
  while (!remains->is_stopped && g_cond_wait_until (&remains->cond, &remains->mutex, end_us))
    continue;
  is_stopped = remains->is_stopped;
  g_mutex_unlock (&remains->mutex);
  return is_stopped;
}

/**
 * portunus_rtc_reaper_hold:
 * @self: a reaper
 *
 * Says that something will be given to it later.
 */
void
portunus_rtc_reaper_hold (PortunusRtcReaper *self)
{
  g_mutex_lock (&self->mutex);
  self->n_running++;
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_reaper_release:
 * @self: a reaper
 *
 * Undoes one portunus_rtc_reaper_hold().
 */
void
portunus_rtc_reaper_release (PortunusRtcReaper *self)
{
  g_mutex_lock (&self->mutex);
  self->n_running--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* A pipeline that does not stop keeps its thread and memory: better than a program that hangs. */
static gpointer
reap_on_worker (gpointer data)
{
  Remains *remains = data;
  PortunusRtcReaper *reaper = portunus_rtc_reaper_ref (remains->reaper);

  if (remains->port != NULL)
    {
      portunus_rtc_port_hang_up (remains->port, HANG_UP_MS);
      portunus_rtc_port_detach (remains->port);
    }
  g_thread_unref (g_thread_new ("rtc-stop", stop_on_worker, g_atomic_rc_box_acquire (remains)));
  if (!wait_until_stopped (remains))
    g_message ("A peer connection does not stop and is left behind");
  g_atomic_rc_box_release_full (remains, clear_remains);

  portunus_rtc_reaper_release (reaper);
  portunus_rtc_reaper_unref (reaper);
  return NULL;
}

/**
 * portunus_rtc_reaper_take:
 * @self: a reaper
 * @pipeline: (transfer full): what to stop
 * @webrtcbin: (transfer none): the element in it
 * @port: (transfer full) (nullable): its data channels
 *
 * Closes the channels, so that the peer knows, and stops the pipeline. Returns at once.
 */
void
portunus_rtc_reaper_take (PortunusRtcReaper *self,
                          GstElement        *pipeline,
                          GstElement        *webrtcbin,
                          PortunusRtcPort   *port)
{
  Remains *remains = g_atomic_rc_box_new0 (Remains);

  remains->reaper = portunus_rtc_reaper_ref (self);
  remains->pipeline = pipeline;
  remains->webrtcbin = gst_object_ref (webrtcbin);
  remains->port = port;
  g_mutex_init (&remains->mutex);
  g_cond_init (&remains->cond);

  portunus_rtc_reaper_hold (self);
  g_thread_unref (g_thread_new ("rtc-reap", reap_on_worker, remains));
}

/**
 * portunus_rtc_reaper_wait:
 * @self: a reaper
 * @timeout_ms: how long to wait, in milliseconds
 *
 * Returns: whether everything is down
 */
gboolean
portunus_rtc_reaper_wait (PortunusRtcReaper *self,
                          guint              timeout_ms)
{
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;
  gboolean is_idle;

  g_mutex_lock (&self->mutex);
  while (self->n_running > 0 && g_cond_wait_until (&self->cond, &self->mutex, end_us))
    continue;
  is_idle = self->n_running == 0;
  g_mutex_unlock (&self->mutex);
  return is_idle;
}
