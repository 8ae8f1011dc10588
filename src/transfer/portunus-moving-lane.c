/* portunus-moving-lane.c: a lane that goes on over a better one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-moving-lane.h"

#include "portunus-context.h"
#include "portunus-transfer-error.h"

/* What the peer may say over the second lane before we hear on the first that it moved. */
#define MAX_EARLY 256

struct _PortunusMovingLane
{
  PortunusLane  parent_instance;

  /* Owned */
  PortunusLane *first;
  PortunusLane *second;             /* NULL until there is one */
  GMainContext *context;
  GQueue        early;              /* GBytes: control messages from the second lane, until the peer moved */
  GError       *end;                /* of the second lane, until then */

  guint64       n_sent;             /* frames over the first lane */
  guint64       n_received;
  guint64       n_released;         /* over both */
  guint64       n_first;            /* frames of the peer over the first lane; all ones until it moved */
  gboolean      is_data_moved;
  gboolean      is_control_moved;
  gboolean      is_peer_moved;
  gboolean      is_told;            /* that the path changed */
  gboolean      is_emptied;
  gboolean      is_peer_done;
  gboolean      is_second_over;

  GMutex        lock;               /* guards the second lane, the counts, and what of data is done */
};

enum
{
  EMPTIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusMovingLane, portunus_moving_lane, PORTUNUS_TYPE_LANE)

static void
finish_with (PortunusMovingLane    *self,
             PortunusTransferError  code,
             const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

/* Whether the receiving worker has all that the peer sent over the first lane. */
static gboolean
has_all_of_first (PortunusMovingLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_received >= self->n_first;
}

/* The worker that waits there is let go by it, and finds the second lane. */
static void
retire_first (PortunusMovingLane *self)
{
  if (!self->is_emptied || !self->is_peer_done)
    return;
  g_debug ("The first lane is not needed any more");
  g_signal_handlers_disconnect_by_data (self->first, self);
  portunus_lane_close (self->first);
}

static void
check (PortunusMovingLane *self)
{
  if (!self->is_control_moved || !self->is_peer_moved)
    return;
  if (!self->is_told)
    {
      self->is_told = TRUE;
      portunus_lane_emit_opened (PORTUNUS_LANE (self), portunus_lane_get_path (self->second));
    }
  if (self->is_emptied || !has_all_of_first (self))
    return;
  self->is_emptied = TRUE;
  g_signal_emit (self, signals[EMPTIED], 0);
  retire_first (self);
}

static void
checked (gpointer data)
{
  check (data);
}

static void
first_control_cb (PortunusLane       *lane,
                  GBytes             *message,
                  PortunusMovingLane *self)
{
  if (self->is_peer_moved)
    finish_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The peer spoke on the lane that it had left");
  else
    portunus_lane_emit_control (PORTUNUS_LANE (self), message);
}

/* After the peer moved it may well close the first lane: what came of it is still given out. */
static void
first_closed_cb (PortunusLane       *lane,
                 GError             *error,
                 PortunusMovingLane *self)
{
  if (!self->is_peer_moved || (error != NULL && !has_all_of_first (self)))
    portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
}

static void
second_control_cb (PortunusLane       *lane,
                   GBytes             *message,
                   PortunusMovingLane *self)
{
  if (self->is_peer_moved && g_queue_is_empty (&self->early))
    portunus_lane_emit_control (PORTUNUS_LANE (self), message);
  else if (g_queue_get_length (&self->early) < MAX_EARLY)
    g_queue_push_tail (&self->early, g_bytes_ref (message));
  else
    finish_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The peer speaks on a lane that it did not move to");
}

/* An orderly end may overtake what the first lane still brings. */
static void
second_closed_cb (PortunusLane       *lane,
                  GError             *error,
                  PortunusMovingLane *self)
{
  self->is_second_over = TRUE;
  if (self->is_peer_moved || (self->is_control_moved && error != NULL))
    portunus_lane_emit_closed (PORTUNUS_LANE (self), error);
  else if (error != NULL)
    self->end = g_error_copy (error);
}

static const char *
portunus_moving_lane_get_kind (PortunusLane *lane)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (lane);

  return portunus_lane_get_kind (self->is_told ? self->second : self->first);
}

static void
portunus_moving_lane_send_control (PortunusLane *lane,
                                   GBytes       *message)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (lane);

  portunus_lane_send_control (self->is_control_moved ? self->second : self->first, message);
}

static PortunusLane *
choose_for_frame (PortunusMovingLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->is_data_moved)
    return g_object_ref (self->second);
  self->n_sent++;
  return g_object_ref (self->first);
}

static gboolean
has_peer_all_of_first (PortunusMovingLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->is_peer_done;
}

/* The first lane may be closed before the worker has heard that its last frame is through. */
static gboolean
portunus_moving_lane_send_data (PortunusLane  *lane,
                                GBytes        *frame,
                                GError       **error)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (lane);
  g_autoptr (PortunusLane) chosen = choose_for_frame (self);
  g_autoptr (GError) local_error = NULL;

  if (portunus_lane_send_data (chosen, frame, &local_error)
      || (chosen == self->first && has_peer_all_of_first (self)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* FALSE where the next frame comes over the second lane. */
static gboolean
receive_from_first (PortunusMovingLane  *self,
                    GBytes             **frame,
                    GError             **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean is_over;

  *frame = portunus_lane_receive_data (self->first, &local_error);
  g_mutex_lock (&self->lock);
  is_over = *frame == NULL && self->n_received >= self->n_first;
  if (*frame != NULL && ++self->n_received == self->n_first)
    portunus_context_post (self->context, checked, g_object_ref (self), g_object_unref);
  g_mutex_unlock (&self->lock);
  if (is_over)
    return FALSE;
  if (*frame == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  return TRUE;
}

static GBytes *
portunus_moving_lane_receive_data (PortunusLane  *lane,
                                   GError       **error)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (lane);
  GBytes *frame;

  if (!has_all_of_first (self) && receive_from_first (self, &frame, error))
    return frame;
  return portunus_lane_receive_data (self->second, error);
}

static void
portunus_moving_lane_release_data (PortunusLane *lane,
                                   gsize         n_bytes)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (lane);
  gboolean is_first;

  g_mutex_lock (&self->lock);
  is_first = self->n_released++ < self->n_first;
  g_mutex_unlock (&self->lock);
  portunus_lane_release_data (is_first ? self->first : self->second, n_bytes);
}

static void
portunus_moving_lane_close (PortunusLane *lane)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (lane);

  portunus_lane_close (self->first);
  if (self->second != NULL)
    portunus_lane_close (self->second);
}

static void
portunus_moving_lane_finalize (GObject *object)
{
  PortunusMovingLane *self = PORTUNUS_MOVING_LANE (object);

  g_clear_object (&self->first);
  g_clear_object (&self->second);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_queue_clear_full (&self->early, (GDestroyNotify) g_bytes_unref);
  g_clear_error (&self->end);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (portunus_moving_lane_parent_class)->finalize (object);
}

static void
portunus_moving_lane_class_init (PortunusMovingLaneClass *klass)
{
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_moving_lane_finalize;
  lane_class->get_kind = portunus_moving_lane_get_kind;
  lane_class->send_control = portunus_moving_lane_send_control;
  lane_class->send_data = portunus_moving_lane_send_data;
  lane_class->receive_data = portunus_moving_lane_receive_data;
  lane_class->release_data = portunus_moving_lane_release_data;
  lane_class->close = portunus_moving_lane_close;

  signals[EMPTIED] = g_signal_new ("emptied", PORTUNUS_TYPE_MOVING_LANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
portunus_moving_lane_init (PortunusMovingLane *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->n_first = G_MAXUINT64;
  g_mutex_init (&self->lock);
}

/**
 * portunus_moving_lane_new:
 * @first: an open lane of this context, whose signals nobody else takes
 *
 * Returns: (transfer full): an open lane that is @first as yet
 */
PortunusMovingLane *
portunus_moving_lane_new (PortunusLane *first)
{
  PortunusMovingLane *self = g_object_new (PORTUNUS_TYPE_MOVING_LANE, NULL);

  self->first = g_object_ref (first);
  g_signal_connect_object (first, "control", G_CALLBACK (first_control_cb), self, 0);
  g_signal_connect_object (first, "closed", G_CALLBACK (first_closed_cb), self, 0);
  portunus_lane_emit_opened (PORTUNUS_LANE (self), portunus_lane_get_path (first));
  return self;
}

/**
 * portunus_moving_lane_attach:
 * @self: a lane that has no second one
 * @second: an open lane of this context, whose signals nobody else takes
 *
 * Makes @second the lane to move to. What the peer says there waits until it moved.
 */
void
portunus_moving_lane_attach (PortunusMovingLane *self,
                             PortunusLane       *second)
{
  g_return_if_fail (self->second == NULL);

  g_mutex_lock (&self->lock);
  self->second = g_object_ref (second);
  g_mutex_unlock (&self->lock);
  g_signal_connect_object (second, "control", G_CALLBACK (second_control_cb), self, 0);
  g_signal_connect_object (second, "closed", G_CALLBACK (second_closed_cb), self, 0);
}

/**
 * portunus_moving_lane_detach:
 * @self: a lane
 *
 * Closes the second lane, and takes another later. Does nothing where there is none, or somebody moved to it.
 */
void
portunus_moving_lane_detach (PortunusMovingLane *self)
{
  g_autoptr (PortunusLane) second = NULL;

  if (self->second == NULL || self->is_data_moved || self->is_peer_moved)
    return;
  g_mutex_lock (&self->lock);
  second = g_steal_pointer (&self->second);
  g_mutex_unlock (&self->lock);
  self->is_second_over = FALSE;
  g_queue_clear_full (&self->early, (GDestroyNotify) g_bytes_unref);
  g_clear_error (&self->end);
  g_signal_handlers_disconnect_by_data (second, self);
  portunus_lane_close (second);
}

/**
 * portunus_moving_lane_move_data:
 * @self: a lane with a second one
 *
 * Sends data frames over the second lane from now on. One that a worker is sending at this moment counts as sent over
 * the first, where it arrives.
 *
 * Returns: how many went over the first
 */
guint64
portunus_moving_lane_move_data (PortunusMovingLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_return_val_if_fail (self->second != NULL, 0);

  self->is_data_moved = TRUE;
  return self->n_sent;
}

/**
 * portunus_moving_lane_move_control:
 * @self: a lane whose data moved
 *
 * Sends control messages over the second lane from now on.
 */
void
portunus_moving_lane_move_control (PortunusMovingLane *self)
{
  g_return_if_fail (self->is_data_moved);

  self->is_control_moved = TRUE;
  check (self);
}

static gboolean
note_move (PortunusMovingLane *self,
           guint64             n_frames)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->second == NULL || self->is_peer_moved || n_frames < self->n_received || n_frames == G_MAXUINT64)
    return FALSE;
  self->n_first = n_frames;
  return TRUE;
}

/**
 * portunus_moving_lane_take_move:
 * @self: a lane
 * @n_frames: how many data frames the peer sent over the first lane, in its word
 *
 * Notes that what comes next from the peer comes over the second lane, and emits what has come there.
 *
 * Returns: whether the peer may say so
 */
gboolean
portunus_moving_lane_take_move (PortunusMovingLane *self,
                                guint64             n_frames)
{
  g_autoptr (PortunusMovingLane) guard = g_object_ref (self);
  GBytes *message;

  if (!note_move (self, n_frames))
    return FALSE;
  self->is_peer_moved = TRUE;
  while ((message = g_queue_pop_head (&self->early)) != NULL)
    {
      portunus_lane_emit_control (PORTUNUS_LANE (self), message);
      g_bytes_unref (message);
    }
  if (self->is_second_over)
    portunus_lane_emit_closed (PORTUNUS_LANE (self), self->end);
  check (self);
  return TRUE;
}

/**
 * portunus_moving_lane_take_moved:
 * @self: a lane whose control messages moved
 *
 * Closes the first lane, as soon as we too have all that came over it.
 */
void
portunus_moving_lane_take_moved (PortunusMovingLane *self)
{
  g_mutex_lock (&self->lock);
  self->is_peer_done = TRUE;
  g_mutex_unlock (&self->lock);
  retire_first (self);
}
