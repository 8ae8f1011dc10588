/* portunus-rtc-pair.c: two lanes that negotiate with each other in one process
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-pair.h"

#include "portunus-context.h"
#include "portunus-json.h"
#include "portunus-rtc-plugins.h"
#include "portunus-test.h"

typedef struct
{
  PortunusLane *lane;
  JsonObject   *message;
} Parcel;

static void
free_parcel (gpointer data)
{
  Parcel *parcel = data;

  g_object_unref (parcel->lane);
  json_object_unref (parcel->message);
  g_free (parcel);
}

static void
deliver (gpointer data)
{
  Parcel *parcel = data;

  portunus_lane_negotiate (parcel->lane, parcel->message);
}

/* As on a real way: as text, and later. */
static void
negotiation_cb (PortunusLane    *lane,
                JsonObject      *message,
                PortunusRtcPair *self)
{
  gboolean is_from_offerer = lane == self->sides[0].lane;
  PortunusRtcPairSide *to = &self->sides[is_from_offerer ? 1 : 0];
  g_autofree char *text = portunus_json_to_text (message);
  g_autoptr (JsonObject) copy = portunus_json_parse (text, strlen (text), 64 * 1024, NULL);
  Parcel *parcel;

  g_assert_nonnull (copy);
  if (to->lane == NULL)
    return;
  if (self->filter != NULL && !self->filter (copy, is_from_offerer))
    return;

  parcel = g_new (Parcel, 1);
  parcel->lane = g_object_ref (to->lane);
  parcel->message = g_steal_pointer (&copy);
  portunus_context_post (NULL, deliver, parcel, free_parcel);
}

static void
opened_cb (PortunusLane        *lane,
           PortunusRtcPairSide *side)
{
  side->n_opened++;
}

static void
control_cb (PortunusLane        *lane,
            GBytes              *message,
            PortunusRtcPairSide *side)
{
  g_ptr_array_add (side->controls, g_bytes_ref (message));
}

static void
closed_cb (PortunusLane        *lane,
           const GError        *error,
           PortunusRtcPairSide *side)
{
  side->n_closed++;
  if (error != NULL)
    side->error = g_error_copy (error);
}

static void
init_side (PortunusRtcPair     *self,
           PortunusRtcPairSide *side,
           gboolean             is_offerer,
           guint                n_connections)
{
  self->options.n_connections = n_connections;
  side->lane = _portunus_rtc_lane_new (&self->options, self->reaper, is_offerer);
  side->controls = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_signal_connect (side->lane, "negotiation", G_CALLBACK (negotiation_cb), self);
  g_signal_connect (side->lane, "opened", G_CALLBACK (opened_cb), side);
  g_signal_connect (side->lane, "control", G_CALLBACK (control_cb), side);
  g_signal_connect (side->lane, "closed", G_CALLBACK (closed_cb), side);
}

void
portunus_rtc_pair_init_with_options (PortunusRtcPair          *self,
                                     const PortunusRtcOptions *options,
                                     guint                     n_offered,
                                     guint                     n_taken)
{
  g_autoptr (GError) error = NULL;

  portunus_rtc_plugins_check (&error);
  g_assert_no_error (error);

  memset (self, 0, sizeof *self);
  self->reaper = portunus_rtc_reaper_new ();
  portunus_rtc_options_copy (&self->options, options);
  init_side (self, &self->sides[0], TRUE, n_offered);
  init_side (self, &self->sides[1], FALSE, n_taken);
}

void
portunus_rtc_pair_init (PortunusRtcPair *self,
                        guint            n_offered,
                        guint            n_taken)
{
  PortunusRtcOptions options;

  portunus_rtc_options_init (&options);
  options.ping_ms = 100;
  options.silence_ms = 5000;
  options.connect_ms = 10000;
  portunus_rtc_pair_init_with_options (self, &options, n_offered, n_taken);
}

void
portunus_rtc_pair_start (PortunusRtcPair *self)
{
  portunus_lane_start (self->sides[0].lane);
  portunus_lane_start (self->sides[1].lane);
}

static gboolean
are_open (gpointer user_data)
{
  PortunusRtcPair *self = user_data;

  for (guint i = 0; i < 2; i++)
    if (self->sides[i].error != NULL)
      g_error ("Side %u: %s", i, self->sides[i].error->message);
  return self->sides[0].n_opened == 1 && self->sides[1].n_opened == 1;
}

void
portunus_rtc_pair_open (PortunusRtcPair *self)
{
  portunus_rtc_pair_start (self);
  portunus_test_wait (are_open, self, 10000);
}

static gboolean
are_closed (gpointer user_data)
{
  PortunusRtcPair *self = user_data;

  return self->sides[0].n_closed == 1 && self->sides[1].n_closed == 1;
}

void
portunus_rtc_pair_wait_closed (PortunusRtcPair *self)
{
  portunus_test_wait (are_closed, self, 10000);
}

static gboolean
has_nothing_pending (gpointer user_data)
{
  return !g_main_context_pending (NULL);
}

static void
release_lane (PortunusRtcPairSide *side)
{
  g_signal_handlers_disconnect_by_data (side->lane, side);
  g_assert_finalize_object (g_steal_pointer (&side->lane));
}

void
portunus_rtc_pair_drop (PortunusRtcPair *self,
                        guint            side)
{
  g_signal_handlers_disconnect_by_data (self->sides[side].lane, self);
  portunus_test_wait (has_nothing_pending, NULL, 5000);
  release_lane (&self->sides[side]);
  self->sides[side].n_closed = 1;
}

static void
clear_side (PortunusRtcPairSide *side)
{
  if (side->lane != NULL)
    release_lane (side);
  g_assert_cmpuint (side->n_opened, <=, 1);
  g_assert_cmpuint (side->n_closed, <=, 1);
  g_ptr_array_unref (side->controls);
  g_clear_error (&side->error);
}

void
portunus_rtc_pair_clear (PortunusRtcPair *self)
{
  for (guint i = 0; i < 2; i++)
    if (self->sides[i].lane != NULL)
      g_signal_handlers_disconnect_by_data (self->sides[i].lane, self);
  portunus_test_wait (has_nothing_pending, NULL, 5000);
  clear_side (&self->sides[0]);
  clear_side (&self->sides[1]);
  g_assert_true (portunus_rtc_reaper_wait (self->reaper, 10000));
  g_clear_pointer (&self->reaper, portunus_rtc_reaper_unref);
  portunus_rtc_options_clear (&self->options);
}
