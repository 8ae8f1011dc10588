/* portunus-test-lane.c: lanes in memory that break in every way a test asks for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-lane-private.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-transfer-error.h"

#define N_CANDIDATES 3

G_DEFINE_FINAL_TYPE (PortunusTestLane, portunus_test_lane, PORTUNUS_TYPE_LANE)

/* Lets the tap decide what arrives. */
static void
tap (PortunusTestLane *self,
     gboolean          is_data,
     GBytes           *message,
     GQueue           *delivered)
{
  PortunusTestWireOptions *options = &self->wire->options;
  PortunusTestTap func = is_data ? options->tap_data : options->tap_control;

  if (func == NULL)
    {
      g_queue_push_tail (delivered, g_bytes_ref (message));
      return;
    }
  g_mutex_lock (&self->wire->tap_mutex);
  func (self->is_offerer, message, delivered, options->tap_user_data);
  g_mutex_unlock (&self->wire->tap_mutex);
}

static const char *
portunus_test_lane_get_kind (PortunusLane *lane)
{
  return PORTUNUS_TEST_LANE (lane)->kind;
}

static JsonObject *
make_negotiation (const char *type,
                  guint64     number)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  json_object_set_int_member (message, "n", number);
  return message;
}

static void
emit_negotiation_later (PortunusTestLane *self,
                        const char       *type,
                        guint64           number)
{
  _portunus_test_lane_post (self, PORTUNUS_TEST_EVENT_NEGOTIATION, 0,
                            (PortunusTestEvent) { .negotiation = make_negotiation (type, number) });
}

static void
emit_candidates_later (PortunusTestLane *self)
{
  for (guint i = 0; i < N_CANDIDATES; i++)
    emit_negotiation_later (self, "candidate", i);
}

/* In the wire's mutex. */
static void
open_both (PortunusTestLane *self,
           PortunusTestLane *peer)
{
  guint delay_ms = self->wire->options.delay_ms;

  _portunus_test_lane_post (self, PORTUNUS_TEST_EVENT_OPENED, delay_ms, (PortunusTestEvent) { 0 });
  _portunus_test_lane_post (peer, PORTUNUS_TEST_EVENT_OPENED, delay_ms, (PortunusTestEvent) { 0 });
}

static void
portunus_test_lane_start (PortunusLane *lane)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);

  if (self->negotiates && self->is_offerer)
    {
      emit_negotiation_later (self, "offer", self->offer);
      emit_candidates_later (self);
    }
  g_mutex_lock (&self->wire->mutex);
  self->is_started = TRUE;
  if (!self->negotiates && self->peer != NULL && PORTUNUS_TEST_LANE (self->peer)->is_started)
    open_both (self, PORTUNUS_TEST_LANE (self->peer));
  g_mutex_unlock (&self->wire->mutex);
}

static void
fail_negotiation (PortunusTestLane *self)
{
  g_autoptr (GError) error = NULL;

  error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                               "A negotiation message is malformed or out of turn");
  _portunus_test_lane_end (self, error, error);
}

static gboolean
attach_to_offerer (PortunusTestLane *self,
                   guint64           offer)
{
  gboolean is_found = FALSE;

  g_mutex_lock (&self->wire->mutex);
  for (guint i = 0; i < self->wire->lanes->len && !is_found; i++)
    {
      PortunusTestLane *other = g_ptr_array_index (self->wire->lanes, i);

      is_found = other->is_offerer && other->offer == offer && other->peer == NULL;
      if (is_found)
        {
          self->peer = g_object_ref (PORTUNUS_LANE (other));
          other->peer = g_object_ref (PORTUNUS_LANE (self));
        }
    }
  g_mutex_unlock (&self->wire->mutex);
  return is_found;
}

static void
handle_offer (PortunusTestLane *self,
              guint64           offer)
{
  if (self->is_offerer || self->peer != NULL || !attach_to_offerer (self, offer))
    {
      fail_negotiation (self);
      return;
    }
  emit_negotiation_later (self, "answer", offer);
  emit_candidates_later (self);
}

static void
handle_answer (PortunusTestLane *self,
               guint64           offer)
{
  if (!self->is_offerer || self->peer == NULL || offer != self->offer)
    {
      fail_negotiation (self);
      return;
    }
  g_mutex_lock (&self->wire->mutex);
  open_both (self, PORTUNUS_TEST_LANE (self->peer));
  g_mutex_unlock (&self->wire->mutex);
}

static void
portunus_test_lane_negotiate (PortunusLane *lane,
                              JsonObject   *message)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);
  const char *type = "";
  guint64 number = 0;

  if (self->is_over)
    return;
  if (!portunus_json_get_string (message, "t", 16, &type, NULL)
      || !portunus_json_get_uint64 (message, "n", G_MAXINT64, &number, NULL))
    fail_negotiation (self);
  else if (strcmp (type, "offer") == 0)
    handle_offer (self, number);
  else if (strcmp (type, "answer") == 0)
    handle_answer (self, number);
  else if (strcmp (type, "candidate") != 0 || number >= N_CANDIDATES)
    fail_negotiation (self);
}

static void
portunus_test_lane_send_control (PortunusLane *lane,
                                 GBytes       *message)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);
  g_auto (GQueue) delivered = G_QUEUE_INIT;
  GBytes *item;

  tap (self, FALSE, message, &delivered);
  g_mutex_lock (&self->wire->mutex);
  while ((item = g_queue_pop_head (&delivered)) != NULL)
    {
      if (self->peer != NULL)
        _portunus_test_lane_post (PORTUNUS_TEST_LANE (self->peer), PORTUNUS_TEST_EVENT_CONTROL,
                                  self->wire->options.delay_ms,
                                  (PortunusTestEvent) { .message = g_bytes_ref (item) });
      g_bytes_unref (item);
    }
  g_mutex_unlock (&self->wire->mutex);
}

/* In the wire's mutex. */
static void
deliver_frame (PortunusTestLane *self,
               GBytes           *frame)
{
  PortunusTestWire *wire = self->wire;
  PortunusTestLane *peer = PORTUNUS_TEST_LANE (self->peer);
  PortunusTestArrival *arrival = g_new (PortunusTestArrival, 1);

  arrival->frame = frame;
  arrival->due_us = g_get_monotonic_time () + wire->options.delay_ms * G_TIME_SPAN_MILLISECOND;
  g_queue_push_tail (&peer->arrivals, arrival);
  peer->n_unreleased += g_bytes_get_size (frame);
  wire->n_frames++;
  wire->n_bytes += g_bytes_get_size (frame);
  wire->peak = MAX (wire->peak, peer->n_unreleased);
  g_cond_broadcast (&wire->cond);
}

/* In the wire's mutex. */
static gboolean
has_room (PortunusTestLane *self,
          gsize             size)
{
  PortunusTestLane *peer = PORTUNUS_TEST_LANE (self->peer);

  return peer->n_unreleased == 0 || peer->n_unreleased + size <= self->wire->options.window;
}

/* In the wire's mutex. */
static gboolean
is_cut_due (PortunusTestWire *wire)
{
  const PortunusTestWireOptions *options = &wire->options;

  return (options->cut_after_frames > 0 && wire->n_frames >= options->cut_after_frames)
         || (options->cut_after_bytes > 0 && wire->n_bytes >= options->cut_after_bytes);
}

static gboolean
portunus_test_lane_send_data (PortunusLane  *lane,
                              GBytes        *frame,
                              GError       **error)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);
  g_auto (GQueue) delivered = G_QUEUE_INIT;
  gboolean is_cut;
  GBytes *item;

  tap (self, TRUE, frame, &delivered);
  g_mutex_lock (&self->wire->mutex);
  while (!self->is_over && !has_room (self, g_bytes_get_size (frame)))
    g_cond_wait (&self->wire->cond, &self->wire->mutex);
  while ((item = g_queue_pop_head (&delivered)) != NULL)
    {
      if (self->is_over)
        g_bytes_unref (item);
      else
        deliver_frame (self, item);
    }
  is_cut = is_cut_due (self->wire);
  g_mutex_unlock (&self->wire->mutex);

  if (is_cut)
    portunus_test_wire_cut (self->wire);
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  return self->error == NULL;
}

/* In the wire's mutex. NULL where nothing is due. */
static GBytes *
take_arrival (PortunusTestLane *self)
{
  PortunusTestArrival *arrival = g_queue_peek_head (&self->arrivals);
  GBytes *frame;

  if (arrival == NULL || self->is_silent || arrival->due_us > g_get_monotonic_time ())
    return NULL;
  frame = g_bytes_ref (arrival->frame);
  _portunus_test_arrival_free (g_queue_pop_head (&self->arrivals));
  return frame;
}

static GBytes *
portunus_test_lane_receive_data (PortunusLane  *lane,
                                 GError       **error)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);
  GBytes *frame;

  g_mutex_lock (&self->wire->mutex);
  while ((frame = take_arrival (self)) == NULL)
    {
      PortunusTestArrival *arrival = g_queue_peek_head (&self->arrivals);

      if (self->is_over && (arrival == NULL || self->is_silent))
        break;
      if (arrival != NULL)
        g_cond_wait_until (&self->wire->cond, &self->wire->mutex, arrival->due_us);
      else
        g_cond_wait (&self->wire->cond, &self->wire->mutex);
    }
  if (frame == NULL)
    g_propagate_error (error, g_error_copy (self->error));
  g_mutex_unlock (&self->wire->mutex);
  return frame;
}

GBytes *
portunus_test_lane_take_frame (PortunusLane *lane)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);
  GBytes *frame;

  g_mutex_lock (&self->wire->mutex);
  frame = take_arrival (self);
  g_mutex_unlock (&self->wire->mutex);
  return frame;
}

static void
portunus_test_lane_release_data (PortunusLane *lane,
                                 gsize         n_bytes)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);

  g_mutex_lock (&self->wire->mutex);
  g_assert_cmpuint (n_bytes, <=, self->n_unreleased);
  self->n_unreleased -= n_bytes;
  g_cond_broadcast (&self->wire->cond);
  g_mutex_unlock (&self->wire->mutex);
}

static void
portunus_test_lane_close (PortunusLane *lane)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (lane);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The lane was closed");

  g_mutex_lock (&self->wire->mutex);
  if (!self->is_over)
    self->is_silent = TRUE;
  if (!self->is_over && self->peer != NULL)
    _portunus_test_lane_post (PORTUNUS_TEST_LANE (self->peer), PORTUNUS_TEST_EVENT_BYE,
                              self->wire->options.delay_ms, (PortunusTestEvent) { 0 });
  g_mutex_unlock (&self->wire->mutex);
  _portunus_test_lane_end (self, error, NULL);
}

static void
portunus_test_lane_finalize (GObject *object)
{
  PortunusTestLane *self = PORTUNUS_TEST_LANE (object);

  g_mutex_lock (&self->wire->mutex);
  g_ptr_array_remove (self->wire->lanes, self);
  g_mutex_unlock (&self->wire->mutex);
  g_queue_clear_full (&self->arrivals, _portunus_test_arrival_free);
  g_clear_object (&self->peer);
  g_clear_error (&self->error);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->wire, portunus_test_wire_unref);

  G_OBJECT_CLASS (portunus_test_lane_parent_class)->finalize (object);
}

static void
portunus_test_lane_class_init (PortunusTestLaneClass *klass)
{
  PortunusLaneClass *lane_class = PORTUNUS_LANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = portunus_test_lane_finalize;
  lane_class->get_kind = portunus_test_lane_get_kind;
  lane_class->start = portunus_test_lane_start;
  lane_class->negotiate = portunus_test_lane_negotiate;
  lane_class->send_control = portunus_test_lane_send_control;
  lane_class->send_data = portunus_test_lane_send_data;
  lane_class->receive_data = portunus_test_lane_receive_data;
  lane_class->release_data = portunus_test_lane_release_data;
  lane_class->close = portunus_test_lane_close;
}

static void
portunus_test_lane_init (PortunusTestLane *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->kind = "memory";
}

PortunusLane *
_portunus_test_lane_create (PortunusTestWire *wire,
                            gboolean          is_offerer,
                            gboolean          negotiates)
{
  PortunusTestLane *self = g_object_new (PORTUNUS_TYPE_TEST_LANE, NULL);

  self->wire = portunus_test_wire_ref (wire);
  self->is_offerer = is_offerer;
  self->negotiates = negotiates;
  g_mutex_lock (&wire->mutex);
  self->offer = ++wire->n_offers;
  g_ptr_array_add (wire->lanes, self);
  g_mutex_unlock (&wire->mutex);
  return PORTUNUS_LANE (self);
}

void
portunus_test_wire_create_pair (PortunusTestWire  *self,
                                PortunusLane     **offerer,
                                PortunusLane     **answerer)
{
  *offerer = _portunus_test_lane_create (self, TRUE, FALSE);
  *answerer = _portunus_test_lane_create (self, FALSE, FALSE);
  PORTUNUS_TEST_LANE (*offerer)->peer = g_object_ref (*answerer);
  PORTUNUS_TEST_LANE (*answerer)->peer = g_object_ref (*offerer);
}
