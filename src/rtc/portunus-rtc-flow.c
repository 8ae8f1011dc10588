/* portunus-rtc-flow.c: where the worker threads meet the data channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-flow.h"

#include "portunus-rtc-window.h"
#include "portunus-transfer-error.h"

/* What was released and is less than PORTUNUS_RTC_ACK_BYTES is acknowledged after this time. */
#define ACK_DELAY_MS 60

typedef struct
{
  /* Owned */
  PortunusRtcPort       *port;

  PortunusRtcSendWindow  window;
} Stripe;

struct _PortunusRtcFlow
{
  /* Makes acknowledgements leave in the order of their numbers; held around a channel, hence never taken by handlers
   * of GStreamer. Taken before the other one. */
  GMutex            ack_mutex;

  /* Guards everything below; never held while a channel is called, since handlers take it under webrtcbin's lock. */
  GMutex            mutex;
  GCond             window_cond;
  GCond             frame_cond;

  /* Owned */
  GMainContext     *context;
  PortunusRtcInbox *inbox;
  GError           *error;

  Stripe            stripes[PORTUNUS_RTC_MAX_ASSOCIATIONS];
  guint             n_stripes;
  guint64           next_sequence;
  gboolean          is_open;
  gboolean          is_ack_scheduled;
};

/**
 * portunus_rtc_flow_new:
 * @context: where late acknowledgements are sent
 * @window: bytes that may be unacknowledged on each association
 *
 * Returns: (transfer full): a flow that is not open
 */
PortunusRtcFlow *
portunus_rtc_flow_new (GMainContext *context,
                       gsize         window)
{
  PortunusRtcFlow *self = g_atomic_rc_box_new0 (PortunusRtcFlow);

  g_mutex_init (&self->ack_mutex);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->window_cond);
  g_cond_init (&self->frame_cond);
  self->context = g_main_context_ref (context);
  for (guint i = 0; i < PORTUNUS_RTC_MAX_ASSOCIATIONS; i++)
    portunus_rtc_send_window_init (&self->stripes[i].window, window);
  return self;
}

/**
 * portunus_rtc_flow_ref:
 * @self: a flow
 *
 * Returns: (transfer full): @self
 */
PortunusRtcFlow *
portunus_rtc_flow_ref (PortunusRtcFlow *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_flow (gpointer data)
{
  PortunusRtcFlow *self = data;

  for (guint i = 0; i < PORTUNUS_RTC_MAX_ASSOCIATIONS; i++)
    g_clear_pointer (&self->stripes[i].port, portunus_rtc_port_unref);
  g_clear_pointer (&self->inbox, portunus_rtc_inbox_free);
  g_clear_error (&self->error);
  g_main_context_unref (self->context);
  g_cond_clear (&self->frame_cond);
  g_cond_clear (&self->window_cond);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->ack_mutex);
}

/**
 * portunus_rtc_flow_unref:
 * @self: (transfer full): a flow
 */
void
portunus_rtc_flow_unref (PortunusRtcFlow *self)
{
  g_atomic_rc_box_release_full (self, clear_flow);
}

/**
 * portunus_rtc_flow_set_count:
 * @self: a flow
 * @n_associations: over how many associations the two sides agreed to stripe; call it once
 */
void
portunus_rtc_flow_set_count (PortunusRtcFlow *self,
                             guint            n_associations)
{
  g_assert (n_associations >= 1 && n_associations <= PORTUNUS_RTC_MAX_ASSOCIATIONS);

  g_mutex_lock (&self->mutex);
  g_assert (self->inbox == NULL);
  self->n_stripes = n_associations;
  self->inbox = portunus_rtc_inbox_new (n_associations);
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_flow_set_port:
 * @self: a flow
 * @association: its number
 * @port: (transfer none): where to send what goes over that association
 */
void
portunus_rtc_flow_set_port (PortunusRtcFlow *self,
                            guint            association,
                            PortunusRtcPort *port)
{
  g_mutex_lock (&self->mutex);
  g_assert (self->stripes[association].port == NULL);
  self->stripes[association].port = portunus_rtc_port_ref (port);
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_flow_open:
 * @self: a flow whose associations are all connected and verified
 *
 * Lets the workers send and receive.
 */
void
portunus_rtc_flow_open (PortunusRtcFlow *self)
{
  g_mutex_lock (&self->mutex);
  self->is_open = TRUE;
  g_cond_broadcast (&self->window_cond);
  g_cond_broadcast (&self->frame_cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_flow_end:
 * @self: a flow
 * @error: why; with %G_IO_ERROR_CANCELLED queued frames are not given out any more
 *
 * Makes the workers return with @error. The first call counts, except that a cancellation comes through always.
 */
void
portunus_rtc_flow_end (PortunusRtcFlow *self,
                       const GError    *error)
{
  g_mutex_lock (&self->mutex);
  if (self->error != NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&self->error);
  if (self->error == NULL)
    self->error = g_error_copy (error);
  g_cond_broadcast (&self->window_cond);
  g_cond_broadcast (&self->frame_cond);
  g_mutex_unlock (&self->mutex);
}

/* The association with the most room, or -1 if none has room for @n_bytes. Called with the lock held. */
static int
find_stripe (PortunusRtcFlow *self,
             gsize            n_bytes)
{
  gsize most = 0;
  int found = -1;

  for (guint i = 0; self->is_open && i < self->n_stripes; i++)
    {
      gsize n_free = portunus_rtc_send_window_get_free (&self->stripes[i].window);

      if (n_free >= n_bytes && n_free > most)
        {
          most = n_free;
          found = i;
        }
    }
  return found;
}

/* Waits for room and takes it; returns the association's port, or NULL with @error set. */
static PortunusRtcPort *
reserve (PortunusRtcFlow  *self,
         gsize             n_bytes,
         guint64          *sequence,
         GError          **error)
{
  PortunusRtcPort *port = NULL;
  int found = -1;

  g_mutex_lock (&self->mutex);
  while (self->error == NULL && (found = find_stripe (self, n_bytes)) < 0)
    g_cond_wait (&self->window_cond, &self->mutex);
  if (self->error != NULL)
    {
      g_propagate_error (error, g_error_copy (self->error));
    }
  else
    {
      portunus_rtc_send_window_take (&self->stripes[found].window, n_bytes);
      port = portunus_rtc_port_ref (self->stripes[found].port);
      *sequence = self->next_sequence++;
    }
  g_mutex_unlock (&self->mutex);
  return port;
}

static void
propagate_end (PortunusRtcFlow  *self,
               GError          **error)
{
  g_mutex_lock (&self->mutex);
  g_propagate_error (error, g_error_copy (self->error));
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_flow_send:
 * @self: a flow
 * @frame: a frame of at most %PORTUNUS_LANE_MAX_DATA bytes
 * @error: return location for the error that ended the flow
 *
 * Sends a frame, blocking while no association has room for it. One thread at a time.
 *
 * Returns: %FALSE when the flow is over
 */
gboolean
portunus_rtc_flow_send (PortunusRtcFlow  *self,
                        GBytes           *frame,
                        GError          **error)
{
  gsize n_bytes = PORTUNUS_RTC_BULK_HEADER_SIZE + g_bytes_get_size (frame);
  guint64 sequence;
  g_autoptr (PortunusRtcPort) port = reserve (self, n_bytes, &sequence, error);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (GError) cause = NULL;

  if (port == NULL)
    return FALSE;

  message = portunus_rtc_frame_new_bulk (sequence, frame);
  if (portunus_rtc_port_send_bulk (port, message, &cause))
    return TRUE;
  portunus_rtc_flow_end (self, cause);
  propagate_end (self, error);
  return FALSE;
}

static gboolean
can_receive (PortunusRtcFlow *self)
{
  return self->is_open && portunus_rtc_inbox_is_ready (self->inbox) &&
         !g_error_matches (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/**
 * portunus_rtc_flow_receive:
 * @self: a flow
 * @error: return location for the error that ended the flow
 *
 * Takes the next frame, blocking until there is one. Frames that arrived before the end are still given out, unless we
 * ended it ourselves or it never opened. One thread at a time.
 *
 * Returns: (transfer full) (nullable): a frame, or %NULL when the flow is over
 */
GBytes *
portunus_rtc_flow_receive (PortunusRtcFlow  *self,
                           GError          **error)
{
  GBytes *frame = NULL;

  g_mutex_lock (&self->mutex);
  while (!can_receive (self) && self->error == NULL)
    g_cond_wait (&self->frame_cond, &self->mutex);
  if (can_receive (self))
    frame = portunus_rtc_inbox_take (self->inbox);
  else
    g_propagate_error (error, g_error_copy (self->error));
  g_mutex_unlock (&self->mutex);
  return frame;
}

/* An acknowledgement that does not get out needs no report: the channel's end does that. */
static void
send_acks (PortunusRtcFlow *self,
           gboolean         is_late)
{
  g_mutex_lock (&self->ack_mutex);
  for (guint i = 0; i < self->n_stripes; i++)
    {
      g_autoptr (PortunusRtcPort) port = NULL;
      guint64 n_released;

      g_mutex_lock (&self->mutex);
      if ((is_late || portunus_rtc_inbox_is_due (self->inbox, i)) &&
          portunus_rtc_inbox_take_ack (self->inbox, i, &n_released))
        port = portunus_rtc_port_ref (self->stripes[i].port);
      g_mutex_unlock (&self->mutex);

      if (port != NULL)
        portunus_rtc_port_send_control (port, PORTUNUS_RTC_CONTROL_ACK, n_released, NULL, NULL);
    }
  g_mutex_unlock (&self->ack_mutex);
}

static gboolean
send_late_acks_cb (gpointer user_data)
{
  PortunusRtcFlow *self = user_data;

  g_mutex_lock (&self->mutex);
  self->is_ack_scheduled = FALSE;
  g_mutex_unlock (&self->mutex);

  send_acks (self, TRUE);
  return G_SOURCE_REMOVE;
}

/* Called with the lock held. */
static void
schedule_late_acks (PortunusRtcFlow *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->is_ack_scheduled || self->error != NULL)
    return;

  self->is_ack_scheduled = TRUE;
  source = g_timeout_source_new (ACK_DELAY_MS);
  g_source_set_callback (source, send_late_acks_cb, portunus_rtc_flow_ref (self),
                         (GDestroyNotify) portunus_rtc_flow_unref);
  g_source_attach (source, self->context);
}

/**
 * portunus_rtc_flow_release:
 * @self: a flow
 * @n_bytes: size of frames that portunus_rtc_flow_receive() gave
 *
 * Opens the peer's windows again, in the order in which frames were given out. Called by the receiving thread.
 */
void
portunus_rtc_flow_release (PortunusRtcFlow *self,
                           gsize            n_bytes)
{
  gboolean is_known;

  g_mutex_lock (&self->mutex);
  is_known = self->inbox != NULL && portunus_rtc_inbox_release (self->inbox, n_bytes);
  if (is_known)
    schedule_late_acks (self);
  g_mutex_unlock (&self->mutex);

  g_return_if_fail (is_known);
  send_acks (self, FALSE);
}

/**
 * portunus_rtc_flow_take_bulk:
 * @self: a flow
 * @association: where it came from
 * @message: what arrived on the bulk channel
 * @error: return location for a #PortunusTransferError
 *
 * Queues a frame for the receiving thread. Called by the association's thread; never blocks.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if the peer may not send this
 */
gboolean
portunus_rtc_flow_take_bulk (PortunusRtcFlow  *self,
                             guint             association,
                             GBytes           *message,
                             GError          **error)
{
  gboolean is_ok;

  g_mutex_lock (&self->mutex);
  is_ok = self->error != NULL || portunus_rtc_inbox_put (self->inbox, association, message, error);
  if (is_ok && self->error == NULL && portunus_rtc_inbox_is_ready (self->inbox))
    g_cond_signal (&self->frame_cond);
  g_mutex_unlock (&self->mutex);
  return is_ok;
}

/**
 * portunus_rtc_flow_take_ack:
 * @self: a flow
 * @association: where it came from
 * @n_released: what the peer released of what we sent there, since the beginning, in bytes
 * @error: return location for a #PortunusTransferError
 *
 * Opens our window. Called by the association's thread; never blocks.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if that cannot be
 */
gboolean
portunus_rtc_flow_take_ack (PortunusRtcFlow  *self,
                            guint             association,
                            guint64           n_released,
                            GError          **error)
{
  gboolean is_ok;

  g_mutex_lock (&self->mutex);
  is_ok = portunus_rtc_send_window_ack (&self->stripes[association].window, n_released, error);
  g_cond_signal (&self->window_cond);
  g_mutex_unlock (&self->mutex);
  return is_ok;
}

/**
 * portunus_rtc_flow_get_peak:
 * @self: a flow
 *
 * Returns: the most bytes of the peer that were ever held at once, queued or with the worker
 */
gsize
portunus_rtc_flow_get_peak (PortunusRtcFlow *self)
{
  gsize peak;

  g_mutex_lock (&self->mutex);
  peak = self->inbox != NULL ? portunus_rtc_inbox_get_peak (self->inbox) : 0;
  g_mutex_unlock (&self->mutex);
  return peak;
}

/**
 * portunus_rtc_flow_get_unacked:
 * @self: a flow
 *
 * Returns: how many bytes we sent that the peer has not acknowledged
 */
gsize
portunus_rtc_flow_get_unacked (PortunusRtcFlow *self)
{
  gsize n_bytes = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->n_stripes; i++)
    n_bytes += self->stripes[i].window.n_sent - self->stripes[i].window.n_acked;
  g_mutex_unlock (&self->mutex);
  return n_bytes;
}
