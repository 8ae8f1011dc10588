/* portunus-reception.c: a room of our own in which others send us something
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-reception.h"

#include <string.h>

#include "portunus-arrival-list.h"
#include "portunus-earlier-consent.h"
#include "portunus-engine-private.h"
#include "portunus-share-room.h"

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
  PortunusArrivalList    *arrivals;
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

static void
finish_if_idle (PortunusReception *self)
{
  g_autoptr (PortunusReception) guard = g_object_ref (self);

  if (!self->is_ending || self->is_finished || portunus_arrival_list_is_busy (self->arrivals))
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
  arrivals = portunus_arrival_list_dup_all (self->arrivals);
  for (guint i = 0; i < arrivals->len; i++)
    portunus_arrival_cancel (g_ptr_array_index (arrivals, i));
  finish_if_idle (self);
}

static void
ended_cb (PortunusArrival   *arrival,
          GError            *error,
          PortunusReception *self)
{
  gboolean may_come_back = g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST);

  portunus_arrival_list_forget_ended (self->arrivals);
  if (self->is_ending)
    finish_if_idle (self);
  else if (self->is_once && !may_come_back)
    end (self, error);
}

/* Who offers the same again lost the connection before we did. Nobody else hears of it until the older attempt is over.
 */
static void
offer_cb (PortunusArrival   *arrival,
          PortunusOffer     *offer,
          PortunusReception *self)
{
  PortunusArrival *before = portunus_arrival_list_find_before (self->arrivals, arrival, offer);

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

  portunus_arrival_list_add (self->arrivals, arrival);
  portunus_earlier_consent_follow (arrival, journal_path);
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

static gboolean
is_stranger_too_many (PortunusReception *self,
                      PortunusSession   *session)
{
  return self->is_nearby && strcmp (portunus_session_get_peer_label (session), "verified") != 0
         && portunus_arrival_list_is_full_of_strangers (self->arrivals, portunus_session_get_peer_device (session));
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
  arrival = portunus_arrival_list_find_idle (self->arrivals, device);
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
  g_clear_pointer (&self->arrivals, portunus_arrival_list_free);
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
  self->arrivals = portunus_arrival_list_new ();
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
