/* portunus-rtc-window.c: credit arithmetic of one association
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-window.h"

#include "portunus-transfer-error.h"

/**
 * portunus_rtc_send_window_init:
 * @self: memory for a window
 * @limit: how many unacknowledged bytes may be on the way, at most %PORTUNUS_RTC_WINDOW_MAX
 */
void
portunus_rtc_send_window_init (PortunusRtcSendWindow *self,
                               gsize                  limit)
{
  g_assert (limit >= PORTUNUS_RTC_MAX_MESSAGE && limit <= PORTUNUS_RTC_WINDOW_MAX);

  memset (self, 0, sizeof *self);
  self->limit = limit;
}

/**
 * portunus_rtc_send_window_get_free:
 * @self: a window
 *
 * Returns: how large the next message may be, in bytes; 0 also when too many small messages are unacknowledged
 */
gsize
portunus_rtc_send_window_get_free (const PortunusRtcSendWindow *self)
{
  if (self->n_messages == PORTUNUS_RTC_WINDOW_MAX_MESSAGES)
    return 0;
  return self->limit - (gsize) (self->n_sent - self->n_acked);
}

/**
 * portunus_rtc_send_window_take:
 * @self: a window
 * @n_bytes: size of the message about to be sent, at most what portunus_rtc_send_window_get_free() says
 */
void
portunus_rtc_send_window_take (PortunusRtcSendWindow *self,
                               gsize                  n_bytes)
{
  g_assert (n_bytes <= portunus_rtc_send_window_get_free (self));

  self->n_sent += n_bytes;
  self->ends[(self->first + self->n_messages) % PORTUNUS_RTC_WINDOW_MAX_MESSAGES] = self->n_sent;
  self->n_messages++;
}

/**
 * portunus_rtc_send_window_ack:
 * @self: a window
 * @n_released: what the peer says it released since the beginning, in bytes
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if the peer takes something back or acknowledges what was
 *   never sent
 */
gboolean
portunus_rtc_send_window_ack (PortunusRtcSendWindow  *self,
                              guint64                 n_released,
                              GError                **error)
{
  if (n_released < self->n_acked || n_released > self->n_sent)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "An acknowledgement is outside of what was sent");
      return FALSE;
    }

  self->n_acked = n_released;
  while (self->n_messages > 0 && self->ends[self->first] <= n_released)
    {
      self->first = (self->first + 1) % PORTUNUS_RTC_WINDOW_MAX_MESSAGES;
      self->n_messages--;
    }
  return TRUE;
}

/**
 * portunus_rtc_receive_window_accept:
 * @self: a window
 * @n_bytes: size of a message that arrived
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if the peer has more on the way than it may
 */
gboolean
portunus_rtc_receive_window_accept (PortunusRtcReceiveWindow  *self,
                                    gsize                      n_bytes,
                                    GError                   **error)
{
  if (self->n_received - self->n_acked + n_bytes > PORTUNUS_RTC_WINDOW_MAX ||
      self->n_unacked_messages >= PORTUNUS_RTC_WINDOW_MAX_MESSAGES)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "The peer sends beyond its window");
      return FALSE;
    }

  self->n_received += n_bytes;
  self->n_unacked_messages++;
  return TRUE;
}

/**
 * portunus_rtc_receive_window_release:
 * @self: a window
 * @n_bytes: size of the oldest accepted message that is not released yet
 */
void
portunus_rtc_receive_window_release (PortunusRtcReceiveWindow *self,
                                     gsize                     n_bytes)
{
  g_assert (n_bytes <= self->n_received - self->n_released);

  self->n_released += n_bytes;
  self->n_released_messages++;
}

/**
 * portunus_rtc_receive_window_is_due:
 * @self: a window
 *
 * Returns: whether so much was released that the peer should hear of it now
 */
gboolean
portunus_rtc_receive_window_is_due (const PortunusRtcReceiveWindow *self)
{
  return self->n_released - self->n_acked >= PORTUNUS_RTC_ACK_BYTES ||
         self->n_released_messages >= PORTUNUS_RTC_ACK_MESSAGES;
}

/**
 * portunus_rtc_receive_window_has_unacked:
 * @self: a window
 *
 * Returns: whether anything was released that the peer has not heard of
 */
gboolean
portunus_rtc_receive_window_has_unacked (const PortunusRtcReceiveWindow *self)
{
  return self->n_released_messages > 0;
}

/**
 * portunus_rtc_receive_window_take_ack:
 * @self: a window
 *
 * Returns: the number to put into the acknowledgement that the caller sends now
 */
guint64
portunus_rtc_receive_window_take_ack (PortunusRtcReceiveWindow *self)
{
  self->n_acked = self->n_released;
  self->n_unacked_messages -= self->n_released_messages;
  self->n_released_messages = 0;
  return self->n_acked;
}
