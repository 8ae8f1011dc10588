/* portunus-rtc-inbox.c: what the peer sent and our worker has not released
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-inbox.h"

#include "portunus-rtc-frame.h"
#include "portunus-rtc-reorder.h"
#include "portunus-rtc-window.h"

/* A frame that the worker has and has not released. */
typedef struct
{
  guint association;
  gsize n_left;
  gsize message_size;
} Delivery;

struct _PortunusRtcInbox
{
  /* Owned */
  PortunusRtcReorder       *reorder;
  GQueue                    deliveries;

  PortunusRtcReceiveWindow  windows[PORTUNUS_RTC_MAX_ASSOCIATIONS];
  guint                     n_associations;
  gsize                     n_held;
  gsize                     peak;
};

/**
 * portunus_rtc_inbox_new:
 * @n_associations: over how many associations the peer stripes
 *
 * Returns: (transfer full): an empty inbox
 */
PortunusRtcInbox *
portunus_rtc_inbox_new (guint n_associations)
{
  PortunusRtcInbox *self = g_new0 (PortunusRtcInbox, 1);

  g_assert (n_associations >= 1 && n_associations <= PORTUNUS_RTC_MAX_ASSOCIATIONS);

  self->n_associations = n_associations;
  self->reorder = portunus_rtc_reorder_new (n_associations * PORTUNUS_RTC_WINDOW_MAX_MESSAGES);
  g_queue_init (&self->deliveries);
  return self;
}

/**
 * portunus_rtc_inbox_free:
 * @self: (transfer full): an inbox
 */
void
portunus_rtc_inbox_free (PortunusRtcInbox *self)
{
  g_queue_clear_full (&self->deliveries, g_free);
  portunus_rtc_reorder_free (self->reorder);
  g_free (self);
}

/**
 * portunus_rtc_inbox_put:
 * @self: an inbox
 * @association: where it came from
 * @message: what arrived on the bulk channel
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if the message is malformed, out of order beyond reason, or
 *   beyond the window
 */
gboolean
portunus_rtc_inbox_put (PortunusRtcInbox  *self,
                        guint              association,
                        GBytes            *message,
                        GError           **error)
{
  guint64 sequence;
  g_autoptr (GBytes) frame = portunus_rtc_frame_parse_bulk (message, &sequence, error);

  g_assert (association < self->n_associations);

  if (frame == NULL ||
      !portunus_rtc_receive_window_accept (&self->windows[association], g_bytes_get_size (message), error) ||
      !portunus_rtc_reorder_put (self->reorder, sequence, association, frame, error))
    return FALSE;

  self->n_held += g_bytes_get_size (message);
  self->peak = MAX (self->peak, self->n_held);
  return TRUE;
}

/**
 * portunus_rtc_inbox_is_ready:
 * @self: an inbox
 *
 * Returns: whether the next frame is there
 */
gboolean
portunus_rtc_inbox_is_ready (PortunusRtcInbox *self)
{
  return portunus_rtc_reorder_is_ready (self->reorder);
}

/**
 * portunus_rtc_inbox_take:
 * @self: an inbox
 *
 * Returns: (transfer full) (nullable): the next frame, or %NULL if it is not there
 */
GBytes *
portunus_rtc_inbox_take (PortunusRtcInbox *self)
{
  guint association;
  GBytes *frame = portunus_rtc_reorder_take (self->reorder, &association);
  Delivery *delivery;

  if (frame == NULL)
    return NULL;

  delivery = g_new (Delivery, 1);
  delivery->association = association;
  delivery->n_left = g_bytes_get_size (frame);
  delivery->message_size = PORTUNUS_RTC_BULK_HEADER_SIZE + delivery->n_left;
  g_queue_push_tail (&self->deliveries, delivery);
  return frame;
}

static void
settle (PortunusRtcInbox *self,
        Delivery         *delivery)
{
  self->n_held -= delivery->message_size;
  portunus_rtc_receive_window_release (&self->windows[delivery->association], delivery->message_size);
  g_free (g_queue_pop_head (&self->deliveries));
}

/**
 * portunus_rtc_inbox_release:
 * @self: an inbox
 * @n_bytes: size of what the worker is done with
 *
 * Counts towards the frames given out, the oldest first; a frame counts for the peer when all of it is released.
 *
 * Returns: %FALSE if that is more than was given out
 */
gboolean
portunus_rtc_inbox_release (PortunusRtcInbox *self,
                            gsize             n_bytes)
{
  while (n_bytes > 0 && !g_queue_is_empty (&self->deliveries))
    {
      Delivery *delivery = g_queue_peek_head (&self->deliveries);
      gsize n_taken = MIN (n_bytes, delivery->n_left);

      n_bytes -= n_taken;
      delivery->n_left -= n_taken;
      if (delivery->n_left == 0)
        settle (self, delivery);
    }
  return n_bytes == 0;
}

/**
 * portunus_rtc_inbox_is_due:
 * @self: an inbox
 * @association: its number
 *
 * Returns: whether so much was released there that the peer should hear of it now
 */
gboolean
portunus_rtc_inbox_is_due (PortunusRtcInbox *self,
                           guint             association)
{
  return portunus_rtc_receive_window_is_due (&self->windows[association]);
}

/**
 * portunus_rtc_inbox_take_ack:
 * @self: an inbox
 * @association: its number
 * @n_released: (out): what to acknowledge
 *
 * Returns: %FALSE if there is nothing the peer has not been told
 */
gboolean
portunus_rtc_inbox_take_ack (PortunusRtcInbox *self,
                             guint             association,
                             guint64          *n_released)
{
  if (!portunus_rtc_receive_window_has_unacked (&self->windows[association]))
    return FALSE;

  *n_released = portunus_rtc_receive_window_take_ack (&self->windows[association]);
  return TRUE;
}

/**
 * portunus_rtc_inbox_get_peak:
 * @self: an inbox
 *
 * Returns: the most bytes that were ever held at once, waiting or with the worker
 */
gsize
portunus_rtc_inbox_get_peak (PortunusRtcInbox *self)
{
  return self->peak;
}
