/* portunus-reception.c: a room of our own in which others send us something
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-reception.h"

#include <string.h>

#include "portunus-engine-private.h"
#include "portunus-share-room.h"

#define MAX_STRANGERS           8
#define MAX_STRANGERS_OF_DEVICE 2
/* Of those whom nobody said yes to, so many may come back after their connection was lost. */
#define MAX_LOST                8

struct _PortunusReception
{
  GObject                 parent_instance;

  /* Owned */
  PortunusEngine         *engine;
  char                   *directory;
  char                   *server;
  char                   *lane;
  PortunusRoomRules       rules;
  PortunusShareRoom      *room;
  GPtrArray              *arrivals;     /* PortunusArrival */
  GError                 *error;        /* why it ends, while arrivals put their files down */

  PortunusConflictPolicy  policy;
  gboolean                with_code;
  gboolean                is_nearby;
  gboolean                is_once;
  gboolean                is_ending;
  gboolean                is_finished;
};

enum
{
  READY,
  LINK_CHANGED,
  ARRIVAL,
  MET,
  WRONG_CODE_TRIED,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusReception, portunus_reception, G_TYPE_OBJECT)

static gboolean
is_anybody_busy (PortunusReception *self)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    if (portunus_arrival_is_busy (g_ptr_array_index (self->arrivals, i)))
      return TRUE;
  return FALSE;
}

static void
finish_if_idle (PortunusReception *self)
{
  g_autoptr (PortunusReception) guard = g_object_ref (self);

  if (!self->is_ending || self->is_finished || is_anybody_busy (self))
    return;
  self->is_finished = TRUE;
  if (self->room != NULL)
    portunus_share_room_close (self->room);
  g_signal_emit (self, signals[FINISHED], 0, self->error);
}

/* The one way out; those who are in the middle of it are told, and end first. */
static void
end (PortunusReception *self,
     const GError      *error)
{
  g_autoptr (PortunusReception) guard = g_object_ref (self);
  g_autoptr (GPtrArray) arrivals = NULL;

  if (self->is_ending)
    return;
  self->is_ending = TRUE;
  self->error = error != NULL ? g_error_copy (error) : NULL;
  arrivals = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->arrivals->len; i++)
    g_ptr_array_add (arrivals, g_object_ref (g_ptr_array_index (self->arrivals, i)));
  for (guint i = 0; i < arrivals->len; i++)
    portunus_arrival_cancel (g_ptr_array_index (arrivals, i));
  finish_if_idle (self);
}

static gboolean
is_lost (PortunusArrival *arrival)
{
  return !portunus_arrival_is_busy (arrival) && !portunus_arrival_is_accepted (arrival)
         && !portunus_transfer_is_over (portunus_arrival_get_transfer (arrival));
}

/* The oldest that are too many. */
static GPtrArray *
list_forsaken (PortunusReception *self)
{
  GPtrArray *forsaken = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_lost = 0;

  for (guint i = self->arrivals->len; i > 0; i--)
    {
      PortunusArrival *arrival = g_ptr_array_index (self->arrivals, i - 1);

      if (is_lost (arrival) && ++n_lost > MAX_LOST)
        g_ptr_array_add (forsaken, g_object_ref (arrival));
    }
  return forsaken;
}

/* Anybody may come and go at will, so nothing is kept of who does. */
static void
forget_ended (PortunusReception *self)
{
  g_autoptr (GPtrArray) forsaken = list_forsaken (self);
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                                  "The sender did not come back");

  for (guint i = 0; i < forsaken->len; i++)
    portunus_transfer_finish (portunus_arrival_get_transfer (g_ptr_array_index (forsaken, i)), error);
  for (guint i = self->arrivals->len; i > 0; i--)
    if (portunus_transfer_is_over (portunus_arrival_get_transfer (g_ptr_array_index (self->arrivals, i - 1))))
      g_ptr_array_remove_index (self->arrivals, i - 1);
}

static void
ended_cb (PortunusArrival   *arrival,
          GError            *error,
          PortunusReception *self)
{
  gboolean may_come_back = g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);

  forget_ended (self);
  if (self->is_ending)
    finish_if_idle (self);
  else if (self->is_once && !may_come_back)
    end (self, error);
}

/* One whose connection was lost. */
static PortunusArrival *
find_idle (PortunusReception *self,
           const char        *device)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      PortunusArrival *arrival = g_ptr_array_index (self->arrivals, i);

      if (g_strcmp0 (portunus_arrival_get_device (arrival), device) == 0 && !portunus_arrival_is_busy (arrival)
          && !portunus_transfer_is_over (portunus_arrival_get_transfer (arrival)))
        return arrival;
    }
  return NULL;
}

static PortunusArrival *
find_busy (PortunusReception *self,
           PortunusArrival   *heir,
           PortunusOffer     *offer)
{
  for (guint i = 0; i < self->arrivals->len; i++)
    {
      PortunusArrival *arrival = g_ptr_array_index (self->arrivals, i);

      if (arrival != heir && portunus_arrival_has_offer (arrival, offer)
          && g_strcmp0 (portunus_arrival_get_device (arrival), portunus_arrival_get_device (heir)) == 0)
        return arrival;
    }
  return NULL;
}

/* Who offers the same again lost the connection before we did. Nobody else hears of it until the older attempt is over.
 */
static void
offer_cb (PortunusArrival   *arrival,
          PortunusOffer     *offer,
          PortunusReception *self)
{
  PortunusArrival *before = find_busy (self, arrival, offer);

  if (before == NULL)
    return;
  g_signal_stop_emission_by_name (arrival, "offer");
  portunus_arrival_give_way (before, arrival);
}

static PortunusArrival *
add_arrival (PortunusReception *self,
             const char        *device)
{
  g_autofree char *journal_path = portunus_engine_dup_path (self->engine, PORTUNUS_ENGINE_JOURNAL);
  const PortunusDestination destination = {
    .directory = self->directory,
    .policy = self->policy,
    .journal_path = journal_path,
    .throttle = portunus_engine_get_download (self->engine),
  };
  PortunusArrival *arrival = portunus_arrival_new (device, &destination);

  g_ptr_array_add (self->arrivals, arrival);
  portunus_ledger_add_unasked (portunus_engine_get_ledger (self->engine), portunus_arrival_get_transfer (arrival));
  g_signal_connect_object (arrival, "offer", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (arrival, "ended", G_CALLBACK (ended_cb), self, 0);
  g_signal_emit (self, signals[ARRIVAL], 0, arrival);
  return arrival;
}

/* Two that receive have nothing more to say to each other than who they are. */
static void
words_ready_cb (PortunusSession   *session,
                PortunusReception *self)
{
  portunus_session_close (session);
}

/* Anybody may come and offer something, so nobody may fill the screen. */
static gboolean
has_too_many_strangers (PortunusReception *self,
                        const char        *device)
{
  guint n_strangers = 0;
  guint n_of_device = 0;

  for (guint i = 0; i < self->arrivals->len; i++)
    {
      PortunusArrival *arrival = g_ptr_array_index (self->arrivals, i);
      const char *label = portunus_transfer_get_peer_label (portunus_arrival_get_transfer (arrival));

      if (!portunus_arrival_is_busy (arrival) || portunus_arrival_is_accepted (arrival)
          || g_strcmp0 (label, "verified") == 0)
        continue;
      n_strangers++;
      n_of_device += strcmp (portunus_arrival_get_device (arrival), device) == 0;
    }
  return n_strangers >= MAX_STRANGERS || n_of_device >= MAX_STRANGERS_OF_DEVICE;
}

static gboolean
is_stranger_too_many (PortunusReception *self,
                      PortunusSession   *session)
{
  return self->is_nearby && strcmp (portunus_session_get_peer_label (session), "verified") != 0
         && has_too_many_strangers (self, portunus_session_get_peer_device (session));
}

/* A device that sends two things has a session for each, and so an arrival for each. */
static void
authenticated_cb (PortunusShareRoom *room,
                  PortunusSession   *session,
                  PortunusReception *self)
{
  const char *device = portunus_session_get_peer_device (session);
  PortunusArrival *arrival;

  if (self->is_ending)
    {
      portunus_session_close (session);
      return;
    }
  g_signal_emit (self, signals[MET], 0, session);
  if (portunus_session_get_peer_role (session) != PORTUNUS_SESSION_SENDS)
    {
      g_signal_connect_object (session, "words-ready", G_CALLBACK (words_ready_cb), self, 0);
      return;
    }
  if (is_stranger_too_many (self, session))
    {
      portunus_session_refuse (session, PORTUNUS_TRANSFER_ERROR_BUSY, "Enough strangers wait for an answer");
      return;
    }
  arrival = find_idle (self, device);
  if (arrival == NULL)
    arrival = add_arrival (self, device);
  portunus_arrival_take_session (arrival, session);
}

static void
ready_cb (PortunusShareRoom *room,
          PortunusReception *self)
{
  g_signal_emit (self, signals[READY], 0);
}

static void
link_changed_cb (PortunusShareRoom *room,
                 PortunusReception *self)
{
  g_signal_emit (self, signals[LINK_CHANGED], 0);
}

static void
wrong_code_cb (PortunusShareRoom *room,
               guint              n_left,
               PortunusReception *self)
{
  g_signal_emit (self, signals[WRONG_CODE_TRIED], 0, n_left);
}

static void
failed_cb (PortunusShareRoom *room,
           GError            *error,
           PortunusReception *self)
{
  end (self, error);
}

/**
 * portunus_reception_start:
 * @self: a new reception
 *
 * Opens the room and waits for those who send. Call it once, after connecting the signals.
 */
void
portunus_reception_start (PortunusReception *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lane_factories = NULL;
  PortunusShareRoomOptions options = {
    .server = self->server,
    .role = PORTUNUS_SESSION_RECEIVES,
    .is_nearby = self->is_nearby,
    .with_code = self->with_code,
    .rules = self->rules,
    .lane = self->lane,
  };

  g_return_if_fail (PORTUNUS_IS_RECEPTION (self));

  lane_factories = portunus_engine_dup_lane_factories (self->engine, self->lane, &error);
  if (lane_factories == NULL)
    {
      end (self, error);
      return;
    }
  options.lane_factories = lane_factories;
  self->room = portunus_share_room_new (self->engine, &options);
  portunus_share_room_set_has_sizes (self->room, TRUE);
  g_signal_connect_object (self->room, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (self->room, "link-changed", G_CALLBACK (link_changed_cb), self, 0);
  g_signal_connect_object (self->room, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->room, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (self->room, "failed", G_CALLBACK (failed_cb), self, 0);
  portunus_share_room_open (self->room);
}

/**
 * portunus_reception_cancel:
 * @self: a reception
 *
 * Stops; what arrived stays.
 */
void
portunus_reception_cancel (PortunusReception *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  g_return_if_fail (PORTUNUS_IS_RECEPTION (self));

  end (self, error);
}

/**
 * portunus_reception_get_room:
 * @self: a reception
 *
 * Returns: (transfer none) (nullable): its room; %NULL before the start, and where there is no way to have one
 */
PortunusShareRoom *
portunus_reception_get_room (PortunusReception *self)
{
  return self->room;
}

/**
 * portunus_reception_get_link:
 * @self: a reception
 *
 * Returns: (nullable): the link to pass on, with its secret; %NULL before "ready"
 */
const char *
portunus_reception_get_link (PortunusReception *self)
{
  return self->room != NULL ? portunus_share_room_get_link (self->room) : NULL;
}

/**
 * portunus_reception_get_code:
 * @self: a reception
 *
 * Returns: (nullable): the short code; %NULL before "ready" and where there is none
 */
const char *
portunus_reception_get_code (PortunusReception *self)
{
  return self->room != NULL ? portunus_share_room_get_code (self->room) : NULL;
}

static void
portunus_reception_dispose (GObject *object)
{
  PortunusReception *self = PORTUNUS_RECEPTION (object);

  if (self->room != NULL)
    portunus_share_room_close (self->room);
  g_clear_object (&self->room);
  g_ptr_array_set_size (self->arrivals, 0);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (portunus_reception_parent_class)->dispose (object);
}

static void
portunus_reception_finalize (GObject *object)
{
  PortunusReception *self = PORTUNUS_RECEPTION (object);

  g_free (self->directory);
  g_free (self->server);
  g_free (self->lane);
  portunus_room_rules_clear (&self->rules);
  g_ptr_array_unref (self->arrivals);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (portunus_reception_parent_class)->finalize (object);
}

static void
portunus_reception_class_init (PortunusReceptionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_reception_dispose;
  object_class->finalize = portunus_reception_finalize;

  signals[READY] = g_signal_new ("ready", PORTUNUS_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[LINK_CHANGED] = g_signal_new ("link-changed", PORTUNUS_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[ARRIVAL] = g_signal_new ("arrival", PORTUNUS_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, PORTUNUS_TYPE_ARRIVAL);
  signals[MET] = g_signal_new ("met", PORTUNUS_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[WRONG_CODE_TRIED] = g_signal_new ("wrong-code", PORTUNUS_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[FINISHED] = g_signal_new ("finished", PORTUNUS_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_reception_init (PortunusReception *self)
{
  self->arrivals = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * portunus_reception_new:
 * @engine: an engine that was started
 * @options: where to put what comes; copied
 *
 * Returns: (transfer full): a reception that was not started
 */
PortunusReception *
portunus_reception_new (PortunusEngine                 *engine,
                        const PortunusReceptionOptions *options)
{
  PortunusReception *self = g_object_new (PORTUNUS_TYPE_RECEPTION, NULL);

  self->engine = g_object_ref (engine);
  self->directory = g_strdup (options->directory);
  self->policy = options->policy;
  self->server = g_strdup (options->server);
  self->with_code = options->with_code;
  self->is_nearby = options->is_nearby;
  self->is_once = options->is_once;
  self->lane = g_strdup (options->lane);
  portunus_room_rules_copy (&self->rules, &options->rules);
  return self;
}
