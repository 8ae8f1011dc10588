/* portunus-session-race.c: the ways a session tries at once, and which of them carries it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include "portunus-json.h"

#define MAX_LANE_KIND  16
#define MAX_LANE_KINDS 8

static void try_next        (PortunusSession *self);
static void lane_opened_cb  (PortunusLane    *lane,
                             PortunusSession *self);
static void lane_control_cb (PortunusLane    *lane,
                             GBytes          *sealed,
                             PortunusSession *self);
static void lane_closed_cb  (PortunusLane    *lane,
                             GError          *error,
                             PortunusSession *self);

static void
drop_lane (PortunusSession *self,
           PortunusWay     *way)
{
  g_autoptr (PortunusLane) lane = g_steal_pointer (&way->lane);

  way->is_over = TRUE;
  if (lane == NULL)
    return;
  /* What it says last may have to go through the room. */
  g_signal_handlers_disconnect_by_func (lane, lane_opened_cb, self);
  g_signal_handlers_disconnect_by_func (lane, lane_control_cb, self);
  g_signal_handlers_disconnect_by_func (lane, lane_closed_cb, self);
  portunus_lane_close (lane);
  g_signal_handlers_disconnect_by_data (lane, self);
}

static void
drop_all_but (PortunusSession *self,
              PortunusLane    *lane)
{
  for (guint i = 0; i < portunus_way_list_get_length (self->ways); i++)
    {
      PortunusWay *way = portunus_way_list_get (self->ways, i);

      if (lane == NULL || way->lane != lane)
        drop_lane (self, way);
    }
}

void
_portunus_session_drop_lanes (PortunusSession *self)
{
  portunus_clear_source (&self->race);
  if (self->moving != NULL)
    {
      _portunus_session_drop_next (self);
      g_signal_handlers_disconnect_by_data (self->moving, self);
      portunus_lane_close (self->lane);
      self->moving = NULL;
    }
  drop_all_but (self, NULL);
  g_clear_object (&self->lane);
}

/* What says nothing against the peer, but only against the way to it. */
static gboolean
is_survivable (const GError *error)
{
  return error == NULL
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_MISSING_PLUGIN);
}

static void
tell_over (PortunusSession *self,
           PortunusWay     *way)
{
  g_autoptr (JsonObject) message = json_object_new ();

  json_object_set_string_member (message, "t", "lane-over");
  json_object_set_string_member (message, "kind", portunus_lane_factory_get_kind (way->factory));
  _portunus_session_send_sealed (self, message);
}

/* The first failure is the one to tell of: what comes after it is the lesser choice. */
static void
lose_way (PortunusSession *self,
          PortunusWay     *way,
          const GError    *error)
{
  g_debug ("No lane of kind %s to %.6s: %s", portunus_lane_factory_get_kind (way->factory), self->peer_id,
           error != NULL ? error->message : "closed");
  drop_lane (self, way);
  if (self->first_failure == NULL && error != NULL)
    self->first_failure = g_error_copy (error);
  if (!portunus_way_list_has_hope (self->ways))
    _portunus_session_give_up (self, self->first_failure);
  else if (self->is_initiator)
    try_next (self);
}

static void
lane_opened_cb (PortunusLane    *lane,
                PortunusSession *self)
{
  if (self->is_initiator || !self->can_race)
    _portunus_session_choose_lane (self, lane);
}

static void
lane_negotiation_cb (PortunusLane    *lane,
                     JsonObject      *message,
                     PortunusSession *self)
{
  g_autoptr (JsonObject) envelope = json_object_new ();

  json_object_set_string_member (envelope, "t", "lane");
  json_object_set_string_member (envelope, "kind", portunus_lane_get_kind (lane));
  json_object_set_object_member (envelope, "m", json_object_ref (message));
  _portunus_session_send_sealed (self, envelope);
}

static void
lane_control_cb (PortunusLane    *lane,
                 GBytes          *sealed,
                 PortunusSession *self)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);

  _portunus_session_take_control (self, lane, sealed);
}

static void
lane_closed_cb (PortunusLane    *lane,
                GError          *error,
                PortunusSession *self)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);
  PortunusWay *way = portunus_way_list_find_lane (self->ways, lane);

  if (lane == self->lane || !self->can_race || !is_survivable (error))
    {
      _portunus_session_give_up (self, error);
      return;
    }
  tell_over (self, way);
  if (!self->is_closed)
    lose_way (self, way, error);
}

static void
open_way (PortunusSession *self,
          PortunusWay     *way)
{
  g_autoptr (GError) error = NULL;

  way->lane = portunus_lane_factory_create_lane (way->factory, self->is_initiator, &error);
  if (way->lane == NULL)
    {
      if (self->can_race)
        tell_over (self, way);
      if (!self->is_closed)
        lose_way (self, way, error);
      return;
    }
  g_signal_connect_object (way->lane, "opened", G_CALLBACK (lane_opened_cb), self, 0);
  g_signal_connect_object (way->lane, "negotiation", G_CALLBACK (lane_negotiation_cb), self, 0);
  g_signal_connect_object (way->lane, "control", G_CALLBACK (lane_control_cb), self, 0);
  g_signal_connect_object (way->lane, "closed", G_CALLBACK (lane_closed_cb), self, 0);
  portunus_lane_start (way->lane);
}

static gboolean
race_cb (gpointer user_data)
{
  g_autoptr (PortunusSession) self = g_object_ref (user_data);

  portunus_clear_source (&self->race);
  try_next (self);
  return G_SOURCE_REMOVE;
}

static guint
get_head_start_ms (PortunusSession *self,
                   PortunusWay     *way)
{
  guint own_ms = portunus_lane_factory_get_head_start_ms (way->factory);

  return own_ms > 0 ? own_ms : self->race_ms;
}

static void
try_next (PortunusSession *self)
{
  PortunusWay *way = portunus_way_list_find_untried (self->ways);

  portunus_clear_source (&self->race);
  if (way == NULL)
    return;
  open_way (self, way);
  if (self->is_closed || !self->can_race || self->race != NULL || portunus_way_list_find_untried (self->ways) == NULL)
    return;
  self->race = g_timeout_source_new (get_head_start_ms (self, way));
  g_source_set_callback (self->race, race_cb, self, NULL);
  g_source_attach (self->race, g_main_context_get_thread_default ());
}

/*
 * Finds out which ways both sides know, from the hello of a peer that is authenticated; the initiator begins with the
 * first. A peer that says nothing of lanes knows one of them, and nothing of races.
 */
gboolean
_portunus_session_begin_race (PortunusSession *self,
                              JsonObject      *hello)
{
  JsonArray *kinds = NULL;

  if (json_object_has_member (hello, "lanes")
      && !portunus_json_get_array (hello, "lanes", MAX_LANE_KINDS, &kinds, NULL))
    return FALSE;
  self->can_race = kinds != NULL;
  portunus_json_get_boolean (hello, "moves", &self->can_move, NULL);
  self->can_move &= self->can_race;
  self->ways = portunus_way_list_new (self->lane_factories, kinds);
  return TRUE;
}

GError *
_portunus_session_make_no_lane_error (void)
{
  return g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_LANE,
                              "The two sides have no kind of connection in common");
}

static void
give_up_without_way (PortunusSession *self)
{
  g_autoptr (GError) error = _portunus_session_make_no_lane_error ();

  _portunus_session_give_up (self, error);
}

void
_portunus_session_open_lane (PortunusSession *self)
{
  if (portunus_way_list_get_length (self->ways) > 0)
    try_next (self);
  else
    give_up_without_way (self);
}

/* A lane of an old peer is the only one; otherwise the responder follows wherever the initiator goes. */
static gboolean
may_follow (PortunusSession *self,
            PortunusWay     *way)
{
  return way != NULL && !self->is_initiator && (self->can_race || !portunus_way_list_has_begun (self->ways));
}

void
_portunus_session_handle_lane_message (PortunusSession *self,
                                       JsonObject      *envelope)
{
  const char *kind = NULL;
  JsonObject *message;
  PortunusWay *way;

  if (!portunus_json_get_string (envelope, "kind", MAX_LANE_KIND, &kind, NULL)
      || !portunus_json_get_object (envelope, "m", &message, NULL))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A lane message is malformed");
      return;
    }
  way = portunus_way_list_find_kind (self->ways, kind);
  if (way == NULL && !portunus_way_list_has_begun (self->ways))
    {
      give_up_without_way (self);
      return;
    }
  if (way == NULL || (way->lane == NULL && !way->is_over && !may_follow (self, way)))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                      "A lane message is for a lane of another kind");
      return;
    }
  if (way->lane == NULL && !way->is_over)
    open_way (self, way);
  if (!self->is_closed && way->lane != NULL)
    portunus_lane_negotiate (way->lane, message);
}

/*
 * The peer gave up one of the ways.
 */
void
_portunus_session_handle_lane_over (PortunusSession *self,
                                    JsonObject      *message)
{
  g_autoptr (GError) error = NULL;
  const char *kind;
  PortunusWay *way = NULL;

  if (portunus_json_get_string (message, "kind", MAX_LANE_KIND, &kind, NULL))
    way = portunus_way_list_find_kind (self->ways, kind);
  if (way == NULL || !self->can_race)
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A lane ended that never was");
      return;
    }
  if (self->is_open || way->is_over)
    return;
  error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                               "The other side found no way to a connection");
  lose_way (self, way, error);
}

/* (transfer full): what is said over a detour may go over another lane later. */
static PortunusLane *
prepare_lane (PortunusSession *self,
              PortunusWay     *way)
{
  g_autoptr (GPtrArray) better = portunus_way_list_list_better (self->ways);
  g_autoptr (PortunusLane) lane = g_object_ref (way->lane);
  PortunusLane *movable;

  if (!self->can_move || !portunus_lane_factory_is_detour (way->factory) || better->len == 0)
    return g_steal_pointer (&lane);
  way->is_over = TRUE;
  g_clear_object (&way->lane);
  g_signal_handlers_disconnect_by_data (lane, self);
  movable = _portunus_session_make_movable (self, lane, better);
  g_signal_connect_object (movable, "control", G_CALLBACK (lane_control_cb), self, 0);
  g_signal_connect_object (movable, "closed", G_CALLBACK (lane_closed_cb), self, 0);
  return movable;
}

/*
 * Gives all that is said to @lane, which is open, and closes the others. The initiator chooses by saying something
 * there: the responder may have more than one open lane.
 */
void
_portunus_session_choose_lane (PortunusSession *self,
                               PortunusLane    *lane)
{
  g_autoptr (JsonObject) ping = NULL;

  g_return_if_fail (self->lane == NULL);

  self->lane = prepare_lane (self, portunus_way_list_find_lane (self->ways, lane));
  portunus_clear_source (&self->race);
  drop_all_but (self, lane);
  if (!_portunus_session_open_control (self))
    return;
  if (self->is_initiator && self->can_race)
    {
      ping = json_object_new ();
      json_object_set_string_member (ping, "t", "ping");
      portunus_session_send_control (self, ping);
    }
  g_signal_emit_by_name (self, "opened");
}
