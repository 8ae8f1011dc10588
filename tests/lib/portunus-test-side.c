/* portunus-test-side.c: one of two lanes that are to meet, and what came of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-test-side.h"

#include <string.h>

#include "portunus-test.h"

#define PATIENCE_MS 60000

static void
negotiation_cb (PortunusLane     *lane,
                JsonObject       *message,
                PortunusTestSide *self)
{
  g_ptr_array_add (self->negotiations, json_object_ref (message));
  if (self->peer != NULL)
    portunus_lane_negotiate (self->peer, message);
}

static void
opened_cb (PortunusLane     *lane,
           PortunusTestSide *self)
{
  g_assert_false (self->is_open);
  self->is_open = TRUE;
}

static void
control_cb (PortunusLane     *lane,
            GBytes           *message,
            PortunusTestSide *self)
{
  gsize length;
  const char *text = g_bytes_get_data (message, &length);

  g_ptr_array_add (self->controls, g_strndup (text, length));
}

static void
closed_cb (PortunusLane     *lane,
           GError           *error,
           PortunusTestSide *self)
{
  g_assert_false (self->is_closed);
  self->is_closed = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
}

void
portunus_test_side_init (PortunusTestSide    *self,
                         PortunusLaneFactory *factory,
                         gboolean             is_offerer)
{
  g_autoptr (GError) error = NULL;

  self->negotiations = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  self->controls = g_ptr_array_new_with_free_func (g_free);
  self->lane = portunus_lane_factory_create_lane (factory, is_offerer, &error);
  g_assert_no_error (error);
  g_signal_connect (self->lane, "negotiation", G_CALLBACK (negotiation_cb), self);
  g_signal_connect (self->lane, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect (self->lane, "control", G_CALLBACK (control_cb), self);
  g_signal_connect (self->lane, "closed", G_CALLBACK (closed_cb), self);
}

static gboolean
is_last (gpointer user_data)
{
  return G_OBJECT (user_data)->ref_count == 1;
}

void
portunus_test_side_clear (PortunusTestSide *self)
{
  g_signal_handlers_disconnect_by_data (self->lane, self);
  portunus_lane_close (self->lane);
  portunus_test_wait (is_last, self->lane, PATIENCE_MS);
  g_assert_finalize_object (self->lane);
  g_ptr_array_unref (self->negotiations);
  g_ptr_array_unref (self->controls);
  g_clear_error (&self->error);
  g_clear_error (&self->send_error);
  g_clear_error (&self->receive_error);
}

void
portunus_test_side_say (PortunusTestSide *self,
                        const char       *text)
{
  g_autoptr (GBytes) message = g_bytes_new (text, strlen (text));

  portunus_lane_send_control (self->lane, message);
}

static gboolean
is_open_or_closed (gpointer user_data)
{
  PortunusTestSide *self = user_data;

  return self->is_open || self->is_closed;
}

void
portunus_test_side_wait_open (PortunusTestSide *self)
{
  portunus_test_wait (is_open_or_closed, self, PATIENCE_MS);
  g_assert_no_error (self->error);
  g_assert_true (self->is_open);
}

static gboolean
is_closed (gpointer user_data)
{
  return ((PortunusTestSide *) user_data)->is_closed;
}

void
portunus_test_side_wait_closed (PortunusTestSide *self)
{
  portunus_test_wait (is_closed, self, PATIENCE_MS);
}

typedef struct
{
  PortunusTestSide *side;
  guint             n;
} Expected;

static gboolean
has_controls (gpointer user_data)
{
  Expected *expected = user_data;

  return expected->side->controls->len >= expected->n;
}

void
portunus_test_side_wait_controls (PortunusTestSide *self,
                                  guint             n)
{
  Expected expected = { self, n };

  portunus_test_wait (has_controls, &expected, PATIENCE_MS);
}

static gpointer
send_on_worker (gpointer user_data)
{
  PortunusTestSide *self = user_data;

  for (guint i = 0; i < self->n_frames && self->send_error == NULL; i++)
    {
      guint8 *data = g_malloc0 (PORTUNUS_LANE_MAX_DATA);
      g_autoptr (GBytes) frame = g_bytes_new_take (data, PORTUNUS_LANE_MAX_DATA - i % 5);

      memcpy (data, &i, sizeof i);
      portunus_lane_send_data (self->lane, frame, &self->send_error);
    }
  g_atomic_int_dec_and_test (&self->n_workers);
  return NULL;
}

void
portunus_test_side_send (PortunusTestSide *self,
                         guint             n_frames)
{
  self->n_frames = n_frames;
  g_atomic_int_inc (&self->n_workers);
  self->sender = g_thread_new ("sender", send_on_worker, self);
}

static gpointer
receive_on_worker (gpointer user_data)
{
  PortunusTestSide *self = user_data;

  while (self->n_taken < self->n_frames)
    {
      g_autoptr (GBytes) frame = portunus_lane_receive_data (self->lane, &self->receive_error);

      if (frame == NULL)
        break;
      g_assert_cmpuint (g_bytes_get_size (frame), ==, PORTUNUS_LANE_MAX_DATA - self->n_taken % 5);
      g_assert_cmpint (memcmp (g_bytes_get_data (frame, NULL), &self->n_taken, sizeof self->n_taken), ==, 0);
      portunus_lane_release_data (self->lane, g_bytes_get_size (frame));
      self->n_taken++;
    }
  g_atomic_int_dec_and_test (&self->n_workers);
  return NULL;
}

void
portunus_test_side_receive (PortunusTestSide *self,
                            guint             n_frames)
{
  self->n_frames = n_frames;
  g_atomic_int_inc (&self->n_workers);
  self->receiver = g_thread_new ("receiver", receive_on_worker, self);
}

static gboolean
has_no_worker (gpointer user_data)
{
  return g_atomic_int_get (&((PortunusTestSide *) user_data)->n_workers) == 0;
}

void
portunus_test_side_join (PortunusTestSide *self)
{
  portunus_test_wait (has_no_worker, self, PATIENCE_MS);
  g_clear_pointer (&self->sender, g_thread_join);
  g_clear_pointer (&self->receiver, g_thread_join);
}
