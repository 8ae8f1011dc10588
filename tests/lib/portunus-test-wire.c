/* portunus-test-wire.c: what lies between lanes in memory, and what happens to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-lane-private.h"

#include "portunus-transfer-error.h"

#define DEFAULT_WINDOW (768 * 1024)

void
_portunus_test_arrival_free (gpointer data)
{
  PortunusTestArrival *arrival = data;

  g_bytes_unref (arrival->frame);
  g_free (arrival);
}

static void
event_free (gpointer data)
{
  PortunusTestEvent *event = data;

  g_object_unref (event->lane);
  g_clear_pointer (&event->message, g_bytes_unref);
  g_clear_pointer (&event->negotiation, json_object_unref);
  g_clear_error (&event->error);
  g_free (event);
}

static void
end_by_goodbye (PortunusTestLane *self)
{
  g_autoptr (GError) error = NULL;

  error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                               "The other side closed the lane");
  _portunus_test_lane_end (self, error, NULL);
}

static gboolean
run_event_cb (gpointer user_data)
{
  PortunusTestEvent *event = user_data;
  PortunusLane *lane = PORTUNUS_LANE (event->lane);

  switch (event->kind)
    {
    case PORTUNUS_TEST_EVENT_OPENED:
      if (!event->lane->is_over)
        portunus_lane_emit_opened (lane, "memory");
      break;
    case PORTUNUS_TEST_EVENT_CONTROL:
      if (!event->lane->is_silent)
        portunus_lane_emit_control (lane, event->message);
      break;
    case PORTUNUS_TEST_EVENT_BYE:
      end_by_goodbye (event->lane);
      break;
    case PORTUNUS_TEST_EVENT_CLOSED:
      portunus_lane_emit_closed (lane, event->error);
      break;
    case PORTUNUS_TEST_EVENT_NEGOTIATION:
    default:
      if (!event->lane->is_over)
        portunus_lane_emit_negotiation (lane, event->negotiation);
    }
  return G_SOURCE_REMOVE;
}

/* Events of one lane with the same delay happen in the order they were posted. */
void
_portunus_test_lane_post (PortunusTestLane      *lane,
                          PortunusTestEventKind  kind,
                          guint                  delay_ms,
                          PortunusTestEvent      content)
{
  g_autoptr (GSource) source = delay_ms > 0 ? g_timeout_source_new (delay_ms) : g_idle_source_new ();
  PortunusTestEvent *event = g_new (PortunusTestEvent, 1);

  *event = content;
  event->lane = g_object_ref (lane);
  event->kind = kind;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_event_cb, event, event_free);
  g_source_attach (source, lane->context);
}

void
_portunus_test_lane_end (PortunusTestLane *self,
                         const GError     *worker_error,
                         const GError     *signal_error)
{
  PortunusTestEvent closed = { 0 };
  PortunusLane *peer = NULL;

  g_mutex_lock (&self->wire->mutex);
  if (!self->is_over)
    {
      self->is_over = TRUE;
      self->error = g_error_copy (worker_error);
      peer = g_steal_pointer (&self->peer);
      g_ptr_array_remove (self->wire->lanes, self);
      g_cond_broadcast (&self->wire->cond);
      if (signal_error != NULL)
        closed.error = g_error_copy (signal_error);
      _portunus_test_lane_post (self, PORTUNUS_TEST_EVENT_CLOSED, 0, closed);
    }
  g_mutex_unlock (&self->wire->mutex);
  g_clear_object (&peer);
}

/**
 * portunus_test_wire_new:
 * @options: (nullable): what goes wrong on it
 *
 * Returns: (transfer full): a wire
 */
PortunusTestWire *
portunus_test_wire_new (const PortunusTestWireOptions *options)
{
  PortunusTestWire *self = g_new0 (PortunusTestWire, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  g_mutex_init (&self->tap_mutex);
  g_cond_init (&self->cond);
  self->lanes = g_ptr_array_new ();
  portunus_test_wire_set_options (self, options);
  return self;
}

PortunusTestWire *
portunus_test_wire_ref (PortunusTestWire *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
portunus_test_wire_unref (PortunusTestWire *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->lanes);
  g_mutex_clear (&self->mutex);
  g_mutex_clear (&self->tap_mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
portunus_test_wire_set_options (PortunusTestWire              *self,
                                const PortunusTestWireOptions *options)
{
  g_mutex_lock (&self->mutex);
  self->options = options != NULL ? *options : (PortunusTestWireOptions) { 0 };
  if (self->options.window == 0)
    self->options.window = DEFAULT_WINDOW;
  self->n_frames = 0;
  self->n_bytes = 0;
  self->peak = 0;
  g_mutex_unlock (&self->mutex);
}

guint64
portunus_test_wire_get_n_frames (PortunusTestWire *self)
{
  guint64 n_frames;

  g_mutex_lock (&self->mutex);
  n_frames = self->n_frames;
  g_mutex_unlock (&self->mutex);
  return n_frames;
}

guint64
portunus_test_wire_get_n_bytes (PortunusTestWire *self)
{
  guint64 n_bytes;

  g_mutex_lock (&self->mutex);
  n_bytes = self->n_bytes;
  g_mutex_unlock (&self->mutex);
  return n_bytes;
}

gsize
portunus_test_wire_get_peak (PortunusTestWire *self)
{
  gsize peak;

  g_mutex_lock (&self->mutex);
  peak = self->peak;
  g_mutex_unlock (&self->mutex);
  return peak;
}

static GPtrArray *
dup_lanes (PortunusTestWire *self)
{
  GPtrArray *lanes = g_ptr_array_new_with_free_func (g_object_unref);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->lanes->len; i++)
    g_ptr_array_add (lanes, g_object_ref (g_ptr_array_index (self->lanes, i)));
  g_mutex_unlock (&self->mutex);
  return lanes;
}

static void
lose_arrivals (PortunusTestLane *lane)
{
  g_mutex_lock (&lane->wire->mutex);
  if (lane->wire->options.loses_queue)
    g_queue_clear_full (&lane->arrivals, _portunus_test_arrival_free);
  g_mutex_unlock (&lane->wire->mutex);
}

void
portunus_test_wire_cut (PortunusTestWire *self)
{
  g_autoptr (GPtrArray) lanes = dup_lanes (self);
  g_autoptr (GError) error = NULL;

  error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The wire was cut");
  for (guint i = 0; i < lanes->len; i++)
    {
      lose_arrivals (g_ptr_array_index (lanes, i));
      _portunus_test_lane_end (g_ptr_array_index (lanes, i), error, error);
    }
}
