/* portunus-rtc-revival.c: how long a connection that failed may still come back
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-revival.h"

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

/* From the failure, or the last candidate after it. */
#define REVIVAL_MS 2000

struct _PortunusRtcRevival
{
  /* Owned */
  GSource                *deadline;

  /* Borrowed */
  GstElement             *webrtcbin;
  PortunusRtcRevivalFunc  over;
  gpointer                user_data;
};

static void
clear_deadline (PortunusRtcRevival *self)
{
  if (self->deadline != NULL)
    g_source_destroy (self->deadline);
  g_clear_pointer (&self->deadline, g_source_unref);
}

/* Our own candidates may be late as well. */
static gboolean
is_gathering (PortunusRtcRevival *self)
{
  GstWebRTCICEGatheringState state;

  g_object_get (self->webrtcbin, "ice-gathering-state", &state, NULL);
  return state != GST_WEBRTC_ICE_GATHERING_STATE_COMPLETE;
}

static gboolean
deadline_cb (gpointer user_data)
{
  PortunusRtcRevival *self = user_data;

  if (is_gathering (self))
    return G_SOURCE_CONTINUE;
  clear_deadline (self);
  self->over (self->user_data);
  return G_SOURCE_REMOVE;
}

static void
set_deadline (PortunusRtcRevival *self)
{
  clear_deadline (self);
  self->deadline = g_timeout_source_new (REVIVAL_MS);
  g_source_set_callback (self->deadline, deadline_cb, self, NULL);
  g_source_attach (self->deadline, g_main_context_get_thread_default ());
}

/**
 * portunus_rtc_revival_new:
 * @webrtcbin: whose connection it is; outlives the revival
 * @over: called when there is no hope any more; may free the revival
 * @user_data: for @over
 *
 * Returns: (transfer full): a revival of what has not failed yet
 */
PortunusRtcRevival *
portunus_rtc_revival_new (GstElement             *webrtcbin,
                          PortunusRtcRevivalFunc  over,
                          gpointer                user_data)
{
  PortunusRtcRevival *self = g_new0 (PortunusRtcRevival, 1);

  self->webrtcbin = webrtcbin;
  self->over = over;
  self->user_data = user_data;
  return self;
}

/**
 * portunus_rtc_revival_free:
 * @self: (transfer full): a revival
 */
void
portunus_rtc_revival_free (PortunusRtcRevival *self)
{
  clear_deadline (self);
  g_free (self);
}

/**
 * portunus_rtc_revival_take_state:
 * @self: a revival
 * @has_failed: what the connection says of itself
 *
 * Begins to count, or stops.
 */
void
portunus_rtc_revival_take_state (PortunusRtcRevival *self,
                                 gboolean            has_failed)
{
  if (!has_failed)
    clear_deadline (self);
  else if (self->deadline == NULL)
    set_deadline (self);
}

/**
 * portunus_rtc_revival_take_candidate:
 * @self: a revival
 *
 * Counts again from the beginning, if it does: the peer told of another way.
 */
void
portunus_rtc_revival_take_candidate (PortunusRtcRevival *self)
{
  if (self->deadline != NULL)
    set_deadline (self);
}
