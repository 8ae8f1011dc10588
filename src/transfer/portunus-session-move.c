/* portunus-session-move.c: how a session on a detour looks for a better lane, and goes over to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-ticket-lane.h"

/* After each kind had a try, which is a round, there is a pause. It doubles later, so often. */
#define N_EAGER_ROUNDS 3
#define MAX_DOUBLINGS  6
#define MAX_TRIES      60

/* How long the initiator tries a kind that is quick where it works, and another, which is given more in each round: it
 * may be slow, or what it found out when it began may be no longer true. And how long the responder tries. */
#define QUICK_TRY_MS   3000
#define TRY_MS         7000
#define MORE_MS        2000
#define MAX_MORE       6
#define ANSWER_MS      25000

#define MAX_FRAMES     (G_GUINT64_CONSTANT (1) << 52)
#define MAX_LANE_KIND  16

static void try_later (PortunusSession *self);

static void
set_timer (PortunusSession *self,
           guint            timeout_ms,
           GSourceFunc      callback)
{
  portunus_clear_source (&self->move_timer);
  self->move_timer = g_timeout_source_new (timeout_ms);
  g_source_set_callback (self->move_timer, callback, self, NULL);
  g_source_attach (self->move_timer, g_main_context_get_thread_default ());
}

static JsonObject *
make_message (PortunusSession *self,
              const char      *type)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "t", type);
  json_object_set_int_member (message, "try", self->n_try);
  return message;
}

/* Over the room: on a detour that is slow it would wait behind a window of data. */
static void
tell (PortunusSession *self,
      const char      *type)
{
  g_autoptr (JsonObject) message = make_message (self, type);

  if (!self->is_closed)
    _portunus_session_send_sealed (self, message);
}

/*
 * Gives up the lane that is tried, if any. To be called before anything has moved to it.
 */
void
_portunus_session_drop_next (PortunusSession *self)
{
  g_autoptr (PortunusLane) next = g_steal_pointer (&self->next);

  portunus_clear_source (&self->move_timer);
  self->is_next_open = FALSE;
  self->is_next_wanted = FALSE;
  if (next == NULL)
    return;
  g_signal_handlers_disconnect_by_data (next, self);
  /* Which does nothing where it was not attached. */
  portunus_moving_lane_detach (self->moving);
  portunus_lane_close (next);
}

static void
lose_next (PortunusSession *self)
{
  _portunus_session_drop_next (self);
  if (self->is_initiator)
    try_later (self);
}

static void
give_up_next (PortunusSession *self)
{
  tell (self, "lane-over");
  if (!self->is_closed)
    lose_next (self);
}

static gboolean
late_cb (gpointer user_data)
{
  g_autoptr (PortunusSession) self = g_object_ref (user_data);

  portunus_clear_source (&self->move_timer);
  give_up_next (self);
  return G_SOURCE_REMOVE;
}

static void
attach_next (PortunusSession *self)
{
  g_signal_handlers_disconnect_by_data (self->next, self);
  portunus_clear_source (&self->move_timer);
  portunus_moving_lane_attach (self->moving, self->next);
}

/* The last that we say over the old lane. */
static void
move_out (PortunusSession *self)
{
  g_autoptr (JsonObject) message = make_message (self, "move");

  g_debug ("Going over to a lane of kind %s", portunus_lane_get_kind (self->next));
  json_object_set_int_member (message, "n", (gint64) portunus_moving_lane_move_data (self->moving));
  portunus_session_send_control (self, message);
  g_clear_object (&self->next);
  portunus_moving_lane_move_control (self->moving);
}

/* The responder moves first, once the lane is open for both. */
static void
move_if_ready (PortunusSession *self)
{
  if (!self->is_next_open || !self->is_next_wanted)
    return;
  attach_next (self);
  self->has_moved = TRUE;
  move_out (self);
}

static void
next_opened_cb (PortunusLane    *lane,
                PortunusSession *self)
{
  self->is_next_open = TRUE;
  if (!self->is_initiator)
    {
      move_if_ready (self);
      return;
    }
  attach_next (self);
  tell (self, "lane-ready");
}

static void
next_negotiation_cb (PortunusLane    *lane,
                     JsonObject      *negotiation,
                     PortunusSession *self)
{
  g_autoptr (JsonObject) message = make_message (self, "lane");

  json_object_set_string_member (message, "kind", portunus_lane_get_kind (lane));
  json_object_set_object_member (message, "m", json_object_ref (negotiation));
  _portunus_session_send_sealed (self, message);
}

static void
next_closed_cb (PortunusLane    *lane,
                GError          *error,
                PortunusSession *self)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);

  g_debug ("No better lane of kind %s yet: %s", portunus_lane_get_kind (lane),
           error != NULL ? error->message : "closed");
  give_up_next (self);
}

static gboolean
start_next (PortunusSession     *self,
            PortunusLaneFactory *factory,
            guint                timeout_ms)
{
  g_autoptr (PortunusLane) lane = portunus_lane_factory_create_lane (factory, self->is_initiator, NULL);

  /* One of tickets carries no frames. */
  if (lane == NULL || PORTUNUS_IS_TICKET_LANE (lane))
    return FALSE;
  self->next = g_steal_pointer (&lane);
  set_timer (self, timeout_ms, late_cb);
  g_signal_connect_object (self->next, "opened", G_CALLBACK (next_opened_cb), self, 0);
  g_signal_connect_object (self->next, "negotiation", G_CALLBACK (next_negotiation_cb), self, 0);
  g_signal_connect_object (self->next, "closed", G_CALLBACK (next_closed_cb), self, 0);
  portunus_lane_start (self->next);
  return TRUE;
}

static guint
get_patience_ms (PortunusSession     *self,
                 PortunusLaneFactory *factory)
{
  guint n_rounds = self->n_try / self->better->len;

  if (portunus_lane_factory_get_head_start_ms (factory) > 0)
    return QUICK_TRY_MS;
  return TRY_MS + MORE_MS * MIN (n_rounds, MAX_MORE);
}

/* The last kind comes first: it had the least time before the detour was taken. */
static gboolean
try_cb (gpointer user_data)
{
  PortunusSession *self = user_data;
  guint n_kinds = self->better->len;
  PortunusLaneFactory *factory = g_ptr_array_index (self->better, n_kinds - 1 - self->n_try % n_kinds);

  guint patience_ms = get_patience_ms (self, factory);

  portunus_clear_source (&self->move_timer);
  self->n_try++;
  if (!start_next (self, factory, patience_ms))
    try_later (self);
  return G_SOURCE_REMOVE;
}

static void
try_later (PortunusSession *self)
{
  guint n_rounds = self->n_try / self->better->len;
  guint n_doublings = MIN (n_rounds - MIN (n_rounds, N_EAGER_ROUNDS), MAX_DOUBLINGS);
  gboolean is_round_over = self->n_try % self->better->len == 0;

  if (self->n_try < MAX_TRIES)
    set_timer (self, is_round_over ? self->move_ms << n_doublings : 0, try_cb);
}

static void
moved_cb (PortunusLane    *lane,
          PortunusSession *self)
{
  g_signal_emit_by_name (self, "moved");
}

static void
emptied_cb (PortunusMovingLane *lane,
            PortunusSession    *self)
{
  g_autoptr (JsonObject) message = make_message (self, "moved");

  portunus_session_send_control (self, message);
}

/*
 * Puts something in front of @lane, which is open and a detour, that can go over to one of the @better kinds, and
 * begins to look for such a lane.
 */
PortunusLane *
_portunus_session_make_movable (PortunusSession *self,
                                PortunusLane    *lane,
                                GPtrArray       *better)
{
  self->moving = portunus_moving_lane_new (lane);
  self->better = g_ptr_array_ref (better);
  g_signal_connect_object (self->moving, "opened", G_CALLBACK (moved_cb), self, 0);
  g_signal_connect_object (self->moving, "emptied", G_CALLBACK (emptied_cb), self, 0);
  if (self->is_initiator)
    try_later (self);
  return PORTUNUS_LANE (self->moving);
}

static void
fail_protocol (PortunusSession *self)
{
  _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The peer moves where it may not");
}

static PortunusLaneFactory *
find_better (PortunusSession *self,
             const char      *kind)
{
  for (guint i = 0; i < self->better->len; i++)
    if (strcmp (kind, portunus_lane_factory_get_kind (g_ptr_array_index (self->better, i))) == 0)
      return g_ptr_array_index (self->better, i);
  return NULL;
}

/* The responder follows; a newer try takes the place of an older one. */
static void
follow (PortunusSession *self,
        const char      *kind,
        guint            n_try)
{
  /* The room may be faster than what says that we are on a detour. */
  PortunusLaneFactory *factory = self->moving != NULL ? find_better (self, kind) : NULL;

  _portunus_session_drop_next (self);
  self->n_try = n_try;
  if (factory == NULL || !start_next (self, factory, ANSWER_MS))
    tell (self, "lane-over");
}

static void
take_lane (PortunusSession *self,
           JsonObject      *message,
           guint            n_try)
{
  const char *kind;
  JsonObject *negotiation;

  if (!portunus_json_get_string (message, "kind", MAX_LANE_KIND, &kind, NULL)
      || !portunus_json_get_object (message, "m", &negotiation, NULL))
    {
      fail_protocol (self);
      return;
    }
  if (!self->is_initiator && n_try > self->n_try)
    follow (self, kind, n_try);
  if (self->next != NULL && n_try == self->n_try && strcmp (kind, portunus_lane_get_kind (self->next)) == 0)
    portunus_lane_negotiate (self->next, negotiation);
}

static void
take_ready (PortunusSession *self,
            guint            n_try)
{
  if (self->is_initiator)
    {
      fail_protocol (self);
      return;
    }
  if (self->next == NULL || n_try != self->n_try)
    return;
  self->is_next_wanted = TRUE;
  move_if_ready (self);
}

/* The initiator follows at once. */
static void
take_move (PortunusSession *self,
           JsonObject      *message,
           guint            n_try)
{
  gboolean is_due = self->is_initiator ? self->next != NULL && self->is_next_open : self->has_moved;
  guint64 n_frames = 0;

  /* Before what the peer has said over the new lane is heard. */
  self->has_moved = self->has_moved || is_due;
  if (!is_due || n_try != self->n_try || !portunus_json_get_uint64 (message, "n", MAX_FRAMES, &n_frames, NULL)
      || !portunus_moving_lane_take_move (self->moving, n_frames))
    fail_protocol (self);
  else if (!self->is_closed && self->is_initiator)
    move_out (self);
}

static void
take_moved (PortunusSession *self)
{
  if (self->has_moved)
    portunus_moving_lane_take_moved (self->moving);
  else
    fail_protocol (self);
}

/* With a try between 0 and the last; %FALSE after it failed. */
static gboolean
read_try (PortunusSession *self,
          JsonObject      *message,
          guint           *n_try)
{
  guint64 number = 0;

  if (!portunus_json_get_uint64 (message, "try", MAX_TRIES, &number, NULL))
    {
      fail_protocol (self);
      return FALSE;
    }
  *n_try = (guint) number;
  return TRUE;
}

/*
 * Takes what the peer says over the room of a lane that is tried beside the one that carries. Of one that is over some
 * may still be on the way.
 */
void
_portunus_session_take_try (PortunusSession *self,
                            JsonObject      *message)
{
  const char *type = json_object_get_string_member (message, "t");
  guint n_try;

  if (!read_try (self, message, &n_try) || self->has_moved)
    return;
  if (strcmp (type, "lane") == 0)
    take_lane (self, message, n_try);
  else if (strcmp (type, "lane-ready") == 0)
    take_ready (self, n_try);
  else if (strcmp (type, "lane-over") != 0)
    fail_protocol (self);
  else if (self->next != NULL && n_try == self->n_try)
    lose_next (self);
}

/*
 * Takes a control message if it is about going over to another lane.
 *
 * Returns: whether it is
 */
gboolean
_portunus_session_take_move (PortunusSession *self,
                             const char      *type,
                             JsonObject      *message)
{
  gboolean is_move = strcmp (type, "move") == 0;
  guint n_try;

  if (self->moving == NULL || (!is_move && strcmp (type, "moved") != 0))
    return FALSE;
  if (!read_try (self, message, &n_try))
    return TRUE;
  if (is_move)
    take_move (self, message, n_try);
  else
    take_moved (self);
  return TRUE;
}

/*
 * Sets the first pause before a better lane is looked for, before the session is started.
 */
void
_portunus_session_set_move_time (PortunusSession *self,
                                 guint            move_ms)
{
  self->move_ms = move_ms;
}
