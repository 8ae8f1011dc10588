/* portunus-relay-flow.c: where the worker threads meet the WebSocket of a relay lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-relay-flow.h"

#include "portunus-transfer-error.h"

#define ACK_BYTES (256 * 1024)
#define ACK_FRAMES 128

struct _PortunusRelayFlow
{
  /* Guards everything below. */
  GMutex                 mutex;
  GCond                  cond;

  /* Owned */
  GQueue                 outgoing;
  GQueue                 ends;          /* of frames that are not acknowledged: where each ends, as guint64 */
  GQueue                 incoming;
  GError                *error;

  PortunusRelayFlowFunc  wake;
  gpointer               user_data;
  GDestroyNotify         free_data;

  guint64                n_sent;
  guint64                n_acked;       /* by the peer */
  guint64                n_received;
  guint64                n_released;
  guint64                n_told;        /* of the latter */
  guint                  n_open;        /* frames that came and that we did not acknowledge */
  guint                  n_done;        /* of those, the ones released */
};

/**
 * portunus_relay_flow_new:
 * @wake: called when there is something to send
 * @user_data: for @wake
 * @free_data: for @user_data
 *
 * Returns: (transfer full): a flow with two empty windows
 */
PortunusRelayFlow *
portunus_relay_flow_new (PortunusRelayFlowFunc wake,
                         gpointer              user_data,
                         GDestroyNotify        free_data)
{
  PortunusRelayFlow *self = g_atomic_rc_box_new0 (PortunusRelayFlow);

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->wake = wake;
  self->user_data = user_data;
  self->free_data = free_data;
  return self;
}

static void
clear_flow (gpointer data)
{
  PortunusRelayFlow *self = data;

  g_queue_clear_full (&self->outgoing, (GDestroyNotify) g_bytes_unref);
  g_queue_clear_full (&self->incoming, (GDestroyNotify) g_bytes_unref);
  g_queue_clear_full (&self->ends, g_free);
  g_clear_error (&self->error);
  self->free_data (self->user_data);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
}

/**
 * portunus_relay_flow_unref:
 * @self: (transfer full): a flow
 */
void
portunus_relay_flow_unref (PortunusRelayFlow *self)
{
  g_atomic_rc_box_release_full (self, clear_flow);
}

/**
 * portunus_relay_flow_end:
 * @self: a flow
 * @error: why; with %G_IO_ERROR_CANCELLED what came is not given out any more
 *
 * Makes the workers return with @error. The first call counts, except that a cancellation comes through always.
 */
void
portunus_relay_flow_end (PortunusRelayFlow *self,
                         const GError      *error)
{
  gboolean is_cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_mutex_lock (&self->mutex);
  if (is_cancelled)
    g_clear_error (&self->error);
  if (is_cancelled)
    g_queue_clear_full (&self->incoming, (GDestroyNotify) g_bytes_unref);
  if (self->error == NULL)
    self->error = g_error_copy (error);
  g_queue_clear_full (&self->outgoing, (GDestroyNotify) g_bytes_unref);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* In the mutex. */
static gboolean
has_room (PortunusRelayFlow *self,
          gsize              n_bytes)
{
  return self->ends.length < PORTUNUS_RELAY_WINDOW_FRAMES
         && self->n_sent - self->n_acked + n_bytes <= PORTUNUS_RELAY_WINDOW;
}

/**
 * portunus_relay_flow_send:
 * @self: a flow
 * @frame: a data frame
 * @error: return location for the error that ended the lane
 *
 * Waits for room in the window. For the sending worker.
 *
 * Returns: %FALSE when the lane is over
 */
gboolean
portunus_relay_flow_send (PortunusRelayFlow  *self,
                          GBytes             *frame,
                          GError            **error)
{
  gsize n_bytes = g_bytes_get_size (frame);
  gboolean is_over;

  g_mutex_lock (&self->mutex);
  while (self->error == NULL && !has_room (self, n_bytes))
    g_cond_wait (&self->cond, &self->mutex);
  is_over = self->error != NULL;
  if (is_over)
    {
      g_propagate_error (error, g_error_copy (self->error));
    }
  else
    {
      self->n_sent += n_bytes;
      g_queue_push_tail (&self->ends, g_memdup2 (&self->n_sent, sizeof self->n_sent));
      g_queue_push_tail (&self->outgoing, g_bytes_ref (frame));
    }
  g_mutex_unlock (&self->mutex);
  if (!is_over)
    self->wake (self->user_data);
  return !is_over;
}

/**
 * portunus_relay_flow_receive:
 * @self: a flow
 * @error: return location for the error that ended the lane
 *
 * Waits for a frame. For the receiving worker.
 *
 * Returns: (transfer full) (nullable): the next frame, %NULL when the lane is over
 */
GBytes *
portunus_relay_flow_receive (PortunusRelayFlow  *self,
                             GError            **error)
{
  GBytes *frame;

  g_mutex_lock (&self->mutex);
  while (self->error == NULL && self->incoming.length == 0)
    g_cond_wait (&self->cond, &self->mutex);
  frame = g_queue_pop_head (&self->incoming);
  if (frame == NULL)
    g_propagate_error (error, g_error_copy (self->error));
  g_mutex_unlock (&self->mutex);
  return frame;
}

/* In the mutex. */
static gboolean
is_due (PortunusRelayFlow *self)
{
  return self->n_released - self->n_told >= ACK_BYTES || self->n_done >= ACK_FRAMES;
}

/**
 * portunus_relay_flow_release:
 * @self: a flow
 * @n_bytes: size of a frame that was received
 *
 * Opens the peer's window. For the receiving worker.
 */
void
portunus_relay_flow_release (PortunusRelayFlow *self,
                             gsize              n_bytes)
{
  gboolean is_first;
  gboolean is_now_due;

  g_mutex_lock (&self->mutex);
  is_first = self->n_released == self->n_told;
  self->n_released += n_bytes;
  self->n_done++;
  is_now_due = is_due (self);
  g_mutex_unlock (&self->mutex);
  if (is_first || is_now_due)
    self->wake (self->user_data);
}

/**
 * portunus_relay_flow_take:
 * @self: a flow
 *
 * Returns: (transfer full) (nullable): the next frame to send
 */
GBytes *
portunus_relay_flow_take (PortunusRelayFlow *self)
{
  GBytes *frame;

  g_mutex_lock (&self->mutex);
  frame = g_queue_pop_head (&self->outgoing);
  g_mutex_unlock (&self->mutex);
  return frame;
}

/**
 * portunus_relay_flow_take_ack:
 * @self: a flow
 * @is_late: whether to acknowledge whatever there is
 * @n_released: (out): what to say in it
 *
 * Returns: whether an ACK is to be sent
 */
gboolean
portunus_relay_flow_take_ack (PortunusRelayFlow *self,
                              gboolean           is_late,
                              guint64           *n_released)
{
  gboolean is_wanted;

  g_mutex_lock (&self->mutex);
  is_wanted = is_due (self) || (is_late && self->n_released != self->n_told);
  if (is_wanted)
    {
      self->n_told = self->n_released;
      self->n_open -= self->n_done;
      self->n_done = 0;
    }
  *n_released = self->n_told;
  g_mutex_unlock (&self->mutex);
  return is_wanted;
}

/**
 * portunus_relay_flow_has_unacked:
 * @self: a flow
 *
 * Returns: whether something was released and not acknowledged
 */
gboolean
portunus_relay_flow_has_unacked (PortunusRelayFlow *self)
{
  gboolean has_unacked;

  g_mutex_lock (&self->mutex);
  has_unacked = self->n_released != self->n_told;
  g_mutex_unlock (&self->mutex);
  return has_unacked;
}

/**
 * portunus_relay_flow_put:
 * @self: a flow
 * @frame: what the peer sent
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: whether it was within the window
 */
gboolean
portunus_relay_flow_put (PortunusRelayFlow  *self,
                         GBytes             *frame,
                         GError            **error)
{
  gsize n_bytes = g_bytes_get_size (frame);
  gboolean is_within;

  g_mutex_lock (&self->mutex);
  is_within = self->n_open < PORTUNUS_RELAY_WINDOW_FRAMES
              && self->n_received - self->n_told + n_bytes <= PORTUNUS_RELAY_WINDOW;
  if (is_within && self->error == NULL)
    {
      self->n_received += n_bytes;
      self->n_open++;
      g_queue_push_tail (&self->incoming, g_bytes_ref (frame));
      g_cond_broadcast (&self->cond);
    }
  g_mutex_unlock (&self->mutex);
  if (!is_within)
    g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                         "The peer sends more than it may");
  return is_within;
}

/**
 * portunus_relay_flow_put_ack:
 * @self: a flow
 * @n_released: what the peer says in an ACK
 * @error: return location for %PORTUNUS_TRANSFER_ERROR_PROTOCOL
 *
 * Returns: whether it makes sense
 */
gboolean
portunus_relay_flow_put_ack (PortunusRelayFlow  *self,
                             guint64             n_released,
                             GError            **error)
{
  gboolean is_sane;

  g_mutex_lock (&self->mutex);
  is_sane = n_released >= self->n_acked && n_released <= self->n_sent;
  if (is_sane)
    self->n_acked = n_released;
  while (self->ends.length > 0 && *(guint64 *) g_queue_peek_head (&self->ends) <= self->n_acked)
    g_free (g_queue_pop_head (&self->ends));
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (!is_sane)
    g_set_error_literal (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "An ACK makes no sense");
  return is_sane;
}
