/* portunus-rtc-reorder.c: puts the frames of several associations back in order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-reorder.h"

#include "portunus-transfer-error.h"

typedef struct
{
  GBytes *frame;
  guint   association;
} Slot;

struct _PortunusRtcReorder
{
  /* Owned */
  Slot    *slots;

  guint    capacity;
  guint64  next;
};

/**
 * portunus_rtc_reorder_new:
 * @capacity: how far ahead of the next frame a sequence number may be, in frames
 *
 * Returns: (transfer full): an empty queue that begins at sequence number 0
 */
PortunusRtcReorder *
portunus_rtc_reorder_new (guint capacity)
{
  PortunusRtcReorder *self = g_new0 (PortunusRtcReorder, 1);

  g_assert (capacity > 0);

  self->slots = g_new0 (Slot, capacity);
  self->capacity = capacity;
  return self;
}

/**
 * portunus_rtc_reorder_free:
 * @self: (transfer full): a queue
 */
void
portunus_rtc_reorder_free (PortunusRtcReorder *self)
{
  for (guint i = 0; i < self->capacity; i++)
    g_clear_pointer (&self->slots[i].frame, g_bytes_unref);
  g_free (self->slots);
  g_free (self);
}

/**
 * portunus_rtc_reorder_put:
 * @self: a queue
 * @sequence: the frame's number, as the peer wrote it
 * @association: which association it came on
 * @frame: (transfer none): the frame
 * @error: return location for a #PortunusTransferError
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if the number was used before or is too far ahead
 */
gboolean
portunus_rtc_reorder_put (PortunusRtcReorder  *self,
                          guint64              sequence,
                          guint                association,
                          GBytes              *frame,
                          GError             **error)
{
  Slot *slot = &self->slots[sequence % self->capacity];

  if (sequence < self->next || sequence - self->next >= self->capacity || slot->frame != NULL)
    {
      g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                   "A sequence number is repeated or out of range");
      return FALSE;
    }

  slot->frame = g_bytes_ref (frame);
  slot->association = association;
  return TRUE;
}

/**
 * portunus_rtc_reorder_is_ready:
 * @self: a queue
 *
 * Returns: whether the next frame is there
 */
gboolean
portunus_rtc_reorder_is_ready (const PortunusRtcReorder *self)
{
  return self->slots[self->next % self->capacity].frame != NULL;
}

/**
 * portunus_rtc_reorder_take:
 * @self: a queue
 * @association: (out): which association the frame came on
 *
 * Returns: (transfer full) (nullable): the next frame, or %NULL if it has not arrived
 */
GBytes *
portunus_rtc_reorder_take (PortunusRtcReorder *self,
                           guint              *association)
{
  Slot *slot = &self->slots[self->next % self->capacity];

  if (slot->frame == NULL)
    return NULL;

  self->next++;
  *association = slot->association;
  return g_steal_pointer (&slot->frame);
}
