/* portunus-rtc-port.c: the sending end of one association, safe to use from any thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-port.h"

#include "portunus-transfer-error.h"

struct _PortunusRtcPort
{
  /* Guards everything below; never held while a channel is called, since channels call us with their own locks held. */
  GMutex                mutex;
  GCond                 cond;

  /* Owned */
  GstWebRTCDataChannel *control;
  GstWebRTCDataChannel *bulk;

  gint64                heard_us;
  guint32               n_pings;
  guint                 n_users;
  guint                 n_open;
  gboolean              is_detached;
};

/**
 * portunus_rtc_port_new:
 * @control: (transfer none): the control channel
 * @bulk: (transfer none): the bulk channel
 *
 * Returns: (transfer full): a port for the two
 */
PortunusRtcPort *
portunus_rtc_port_new (GstWebRTCDataChannel *control,
                       GstWebRTCDataChannel *bulk)
{
  PortunusRtcPort *self = g_atomic_rc_box_new0 (PortunusRtcPort);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->control = g_object_ref (control);
  self->bulk = g_object_ref (bulk);
  self->heard_us = g_get_monotonic_time ();
  return self;
}

/**
 * portunus_rtc_port_ref:
 * @self: a port
 *
 * Returns: (transfer full): @self
 */
PortunusRtcPort *
portunus_rtc_port_ref (PortunusRtcPort *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_port (gpointer data)
{
  PortunusRtcPort *self = data;

  g_assert (self->is_detached);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
}

/**
 * portunus_rtc_port_unref:
 * @self: (transfer full): a port; portunus_rtc_port_detach() must have been called before the last reference goes
 */
void
portunus_rtc_port_unref (PortunusRtcPort *self)
{
  g_atomic_rc_box_release_full (self, clear_port);
}

static gboolean
enter (PortunusRtcPort *self)
{
  gboolean is_entered;

  g_mutex_lock (&self->mutex);
  is_entered = !self->is_detached;
  if (is_entered)
    self->n_users++;
  g_mutex_unlock (&self->mutex);
  return is_entered;
}

static void
leave (PortunusRtcPort *self)
{
  g_mutex_lock (&self->mutex);
  self->n_users--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gboolean
is_open (GstWebRTCDataChannel *channel)
{
  GstWebRTCDataChannelState state;

  g_object_get (channel, "ready-state", &state, NULL);
  return state == GST_WEBRTC_DATA_CHANNEL_STATE_OPEN;
}

/* The state is asked first because GStreamer 1.22 leaks the message on a channel that is not open. */
static gboolean
send_on (PortunusRtcPort       *self,
         GstWebRTCDataChannel **channel,
         GBytes                *message,
         GError               **error)
{
  g_autoptr (GError) cause = NULL;
  gboolean is_sent = FALSE;

  if (enter (self))
    {
      is_sent = is_open (*channel) && gst_webrtc_data_channel_send_data_full (*channel, message, &cause);
      leave (self);
    }
  if (!is_sent)
    g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                 "The data channel does not take more: %s", cause != NULL ? cause->message : "it is closed");
  return is_sent;
}

/**
 * portunus_rtc_port_send_bulk:
 * @self: a port
 * @message: a message with its header
 * @error: return location for a #PortunusTransferError
 *
 * Queues a bulk message; never blocks. Any thread.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST if the channel is not open
 */
gboolean
portunus_rtc_port_send_bulk (PortunusRtcPort  *self,
                             GBytes           *message,
                             GError          **error)
{
  return send_on (self, &self->bulk, message, error);
}

/**
 * portunus_rtc_port_send_control:
 * @self: a port
 * @type: what to send
 * @number: for ACK, PING and PONG
 * @message: (nullable): for MESSAGE
 * @error: return location for a #PortunusTransferError
 *
 * Queues a control message; never blocks. Any thread.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST if the channel is not open
 */
gboolean
portunus_rtc_port_send_control (PortunusRtcPort         *self,
                                PortunusRtcControlType   type,
                                guint64                  number,
                                GBytes                  *message,
                                GError                 **error)
{
  g_autoptr (GBytes) bytes = portunus_rtc_frame_new_control (type, number, message);

  return send_on (self, &self->control, bytes, error);
}

/**
 * portunus_rtc_port_has_backlog:
 * @self: a port
 *
 * Returns: whether the control channel is stuck with what we sent already, so that a reply the peer can provoke at will
 *   had better not be queued as well
 */
gboolean
portunus_rtc_port_has_backlog (PortunusRtcPort *self)
{
  guint64 n_buffered = 0;

  if (enter (self))
    {
      g_object_get (self->control, "buffered-amount", &n_buffered, NULL);
      leave (self);
    }
  return n_buffered > 64 * 1024;
}

/**
 * portunus_rtc_port_note_traffic:
 * @self: a port
 *
 * The peer was heard just now. Any thread.
 */
void
portunus_rtc_port_note_traffic (PortunusRtcPort *self)
{
  g_mutex_lock (&self->mutex);
  self->heard_us = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_port_get_silence_ms:
 * @self: a port
 *
 * Returns: how long ago the peer was heard, in milliseconds
 */
guint
portunus_rtc_port_get_silence_ms (PortunusRtcPort *self)
{
  gint64 silent_us;

  g_mutex_lock (&self->mutex);
  silent_us = g_get_monotonic_time () - self->heard_us;
  g_mutex_unlock (&self->mutex);
  return (guint) MIN (silent_us / G_TIME_SPAN_MILLISECOND, G_MAXUINT);
}

/**
 * portunus_rtc_port_check_alive:
 * @self: a port
 * @silence_ms: how long the peer may be silent, in milliseconds
 * @error: return location for a #PortunusTransferError
 *
 * Asks the peer for a sign of life. Call it every now and then.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST if there has been none for too long
 */
gboolean
portunus_rtc_port_check_alive (PortunusRtcPort  *self,
                               guint             silence_ms,
                               GError          **error)
{
  gint64 silent_us;
  guint32 number;

  g_mutex_lock (&self->mutex);
  silent_us = g_get_monotonic_time () - self->heard_us;
  number = ++self->n_pings;
  g_mutex_unlock (&self->mutex);

  if (silent_us > silence_ms * G_TIME_SPAN_MILLISECOND)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                   "The peer has been silent for %u ms", silence_ms);
      return FALSE;
    }
  if (!portunus_rtc_port_has_backlog (self))
    portunus_rtc_port_send_control (self, PORTUNUS_RTC_CONTROL_PING, number, NULL, NULL);
  return TRUE;
}

/**
 * portunus_rtc_port_note_open:
 * @self: a port
 *
 * One of the channels opened. Any thread.
 */
void
portunus_rtc_port_note_open (PortunusRtcPort *self)
{
  g_mutex_lock (&self->mutex);
  self->n_open++;
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_port_note_closed:
 * @self: a port
 *
 * One of the channels closed. Any thread.
 */
void
portunus_rtc_port_note_closed (PortunusRtcPort *self)
{
  g_mutex_lock (&self->mutex);
  if (self->n_open > 0)
    self->n_open--;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_port_hang_up:
 * @self: a port
 * @timeout_ms: how long to wait, in milliseconds
 *
 * Closes the channels that are open and waits until the peer agreed: the only way to tell it, since webrtcbin just
 * falls silent when it stops. Blocks; not for the lane's context, nor for threads of GStreamer.
 */
void
portunus_rtc_port_hang_up (PortunusRtcPort *self,
                           guint            timeout_ms)
{
  gint64 end_us = g_get_monotonic_time () + timeout_ms * G_TIME_SPAN_MILLISECOND;

  if (!enter (self))
    return;
  if (is_open (self->bulk))
    gst_webrtc_data_channel_close (self->bulk);
  if (is_open (self->control))
    gst_webrtc_data_channel_close (self->control);
  leave (self);

  g_mutex_lock (&self->mutex);
  while (self->n_open > 0 && g_cond_wait_until (&self->cond, &self->mutex, end_us))
    continue;
  g_mutex_unlock (&self->mutex);
}

/**
 * portunus_rtc_port_detach:
 * @self: a port
 *
 * Lets go of the channels, after the last sender left them. Sending fails from now on. Not for threads of GStreamer.
 */
void
portunus_rtc_port_detach (PortunusRtcPort *self)
{
  g_mutex_lock (&self->mutex);
  self->is_detached = TRUE;
  while (self->n_users > 0)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);

  g_clear_object (&self->control);
  g_clear_object (&self->bulk);
}
