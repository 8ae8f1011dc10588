/* portunus-pickup-room.c: the way of a pickup to the sender: into the room, and back into it when the way breaks
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-pickup-private.h"

#include "portunus-context.h"
#include "portunus-engine-private.h"
#include "portunus-stretch-password.h"
#include "portunus-transfer-error.h"

#define RETRY_MIN_MS 300
#define RETRY_MAX_MS 5000

/* How long a broken transfer tries to reach the room, and how long it waits there for the sender to come back. */
#define UNREACHABLE_TIMEOUT_US (60 * G_USEC_PER_SEC)
#define ABSENT_TIMEOUT_MS      (10 * 60 * 1000)

static GSource *
attach_timeout (PortunusPickup *self,
                guint           timeout_ms,
                GSourceFunc     callback)
{
  GSource *source = g_timeout_source_new (timeout_ms);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

void
_portunus_pickup_clear_timers (PortunusPickup *self)
{
  portunus_clear_source (&self->retry);
  portunus_clear_source (&self->absence);
}

/* Lets go of the connection that is there; it ends by itself and tells nobody here. */
void
_portunus_pickup_drop_attempt (PortunusPickup *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      portunus_session_close (self->session);
    }
  if (self->meeting != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->meeting, self);
      portunus_meeting_leave (self->meeting);
    }
  g_clear_object (&self->job);
  g_clear_object (&self->session);
  g_clear_object (&self->meeting);
}

static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_FULL);
}

static gboolean
retry_cb (gpointer user_data)
{
  PortunusPickup *self = user_data;

  portunus_clear_source (&self->retry);
  _portunus_pickup_join (self);
  return G_SOURCE_REMOVE;
}

static gboolean
absence_cb (gpointer user_data)
{
  PortunusPickup *self = user_data;

  portunus_clear_source (&self->absence);
  _portunus_pickup_finish (self, self->error);
  return G_SOURCE_REMOVE;
}

static void
schedule_retry (PortunusPickup *self)
{
  _portunus_pickup_drop_attempt (self);
  self->retry_ms = CLAMP (2 * self->retry_ms, RETRY_MIN_MS, RETRY_MAX_MS);
  self->retry = attach_timeout (self, self->retry_ms, retry_cb);
}

/* A transfer that was accepted is worth trying again for a while; before that, a person decides. */
void
_portunus_pickup_retry_or_finish (PortunusPickup *self,
                                  const GError   *error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (!self->is_accepted || !is_passing (error)
      || (self->broken_us != 0 && now_us - self->broken_us > UNREACHABLE_TIMEOUT_US))
    {
      _portunus_pickup_finish (self, error);
      return;
    }
  if (self->broken_us == 0)
    self->broken_us = now_us;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  portunus_transfer_set_state (self->transfer, PORTUNUS_TRANSFER_RECONNECTING);
  schedule_retry (self);
}

static void
authenticated_cb (PortunusMeeting *meeting,
                  PortunusSession *session,
                  PortunusPickup  *self)
{
  if (self->session == NULL && portunus_session_get_peer_role (session) == PORTUNUS_SESSION_SENDS)
    _portunus_pickup_take_session (self, session);
  else
    portunus_session_close (session);
}

/* A sender that came back to the room speaks first, and does so by the link, which those who have a code cannot answer.
 * Who comes back after it speaks first in turn. */
static gboolean
must_speak_first (PortunusPickup  *self,
                  PortunusSession *session,
                  const GError    *error)
{
  return self->invitation->code != NULL && !portunus_session_is_initiator (session)
         && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED);
}

/* Those who come later are none of our business: anybody may, and must not be able to send us away. Nor may anybody who
 * is there while the sender, who proved itself before, is not. */
static void
note_refusal (PortunusPickup  *self,
              PortunusSession *session,
              const GError    *error)
{
  g_debug ("A peer left before it was known: %s", error->message);
  if (!portunus_session_is_initiator (session) || self->is_accepted
      || (self->refusal != NULL && !is_passing (self->refusal)))
    return;
  g_clear_error (&self->refusal);
  self->refusal = g_error_copy (error);
}

/* A peer that does not even share the secret with us: in a room of many that is nothing, in a room of two it is all. */
static void
session_closed_cb (PortunusMeeting *meeting,
                   PortunusSession *session,
                   GError          *error,
                   PortunusPickup  *self)
{
  if (self->session != NULL)
    return;
  if (error != NULL && must_speak_first (self, session, error))
    {
      schedule_retry (self);
      return;
    }
  if (error != NULL)
    note_refusal (self, session, error);
  if (self->refusal != NULL && !portunus_meeting_is_anybody_unproved (meeting))
    _portunus_pickup_finish (self, self->refusal);
}

static void
stretched_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (PortunusPickup) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusRoomPassword) password = portunus_stretch_password_finish (result, &error);

  if (self->is_finished)
    return;
  if (password == NULL)
    {
      _portunus_pickup_finish (self, error);
      return;
    }
  self->admission->proof = portunus_secret_ref (password->proof);
  portunus_secret_unref (self->invitation->link_secret);
  self->invitation->link_secret = portunus_secret_ref (password->secret);
  _portunus_pickup_join (self);
}

/* The room wants a password that it was not shown yet: stretching takes a while, and not every room has one. */
static gboolean
can_give_password (PortunusPickup *self,
                   const GError   *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD)
         && self->password != NULL && self->admission->proof == NULL && self->invitation->link_secret != NULL;
}

static PortunusSecret *
get_secret (PortunusPickup *self)
{
  return self->invitation->link_secret != NULL ? self->invitation->link_secret : self->invitation->code_secret;
}

static void
left_cb (PortunusMeeting *meeting,
         GError          *error,
         PortunusPickup  *self)
{
  portunus_engine_judge_ticket (self->engine, self->invitation->link->room, error);
  if (can_give_password (self, error))
    {
      _portunus_pickup_drop_attempt (self);
      portunus_stretch_password_async (self->password, self->invitation->link->room, self->invitation->link_secret,
                                       self->cancellable, stretched_cb, g_object_ref (self));
      return;
    }
  /* The lane does not need the room; if it is broken too, the job says so, once its worker is through. */
  if (self->session != NULL)
    return;
  _portunus_pickup_retry_or_finish (self, error);
}

static void
joined_cb (PortunusMeeting *meeting,
           PortunusPickup  *self)
{
  self->broken_us = 0;
  if (self->is_accepted && self->absence == NULL)
    self->absence = attach_timeout (self, ABSENT_TIMEOUT_MS, absence_cb);
  portunus_engine_keep_ticket (self->engine, self->invitation->link->room, get_secret (self), self->admission);
  g_signal_emit_by_name (self, "joined");
}

static void
waiting_cb (PortunusRoomClient *client,
            PortunusPickup     *self)
{
  g_signal_emit_by_name (self, "waiting");
}

/* A lane does not need the room, but whom the host sent away has no business with it any more. Comes before the meeting
 * hears of it, which would call a session without a lane lost. */
static void
closed_cb (PortunusRoomClient *client,
           GError             *error,
           PortunusPickup     *self)
{
  if (self->job != NULL && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED))
    portunus_job_fail (PORTUNUS_JOB (self->job), error);
}

static void
make_client (PortunusPickup *self)
{
  g_autoptr (PortunusRoomClient) client = NULL;

  client = portunus_room_client_new (self->invitation->link, self->invitation->code != NULL);

  if (self->admission == NULL)
    {
      self->admission = portunus_admission_new (portunus_engine_get_device_name (self->engine));
      self->admission->token = g_strdup (self->invitation->link->token);
    }
  portunus_engine_recall_ticket (self->engine, self->invitation->link->room, get_secret (self), self->admission);
  portunus_room_client_set_admission (client, self->admission);
  portunus_room_client_set_tally (client, portunus_engine_get_connections (self->engine));
  g_signal_connect_object (client, "waiting", G_CALLBACK (waiting_cb), self, 0);
  g_signal_connect_object (client, "closed", G_CALLBACK (closed_cb), self, 0);
  g_set_object (&self->client, client);
}

/* Goes into the room and looks for the sender there. */
void
_portunus_pickup_join (PortunusPickup *self)
{
  g_autoptr (GPtrArray) lane_factories = NULL;
  PortunusMeetingConfig config = {
    .room = self->invitation->link->room,
    .identity = portunus_engine_get_identity (self->engine),
    .name = portunus_engine_get_device_name (self->engine),
    .role = PORTUNUS_SESSION_RECEIVES,
    .link_secret = self->invitation->link_secret,
    .code_secret = self->invitation->code_secret,
    .pass_secret = self->pass,
    .book = portunus_engine_get_device_book (self->engine),
    .lane_choice = portunus_engine_get_lane_choice (self->engine, self->lane),
  };
  PortunusRelayWhere where = {
    .link = self->invitation->link,
    .accepts_any_certificate = self->invitation->code != NULL,
  };

  g_clear_error (&self->refusal);
  make_client (self);
  where.admission = self->admission;
  lane_factories = portunus_engine_dup_room_lanes (self->engine, self->lane_factories, self->lane, &where);
  config.signaling = PORTUNUS_SIGNALING (self->client);
  config.lane_factories = lane_factories;
  self->meeting = portunus_meeting_new (&config);
  g_signal_connect_object (self->meeting, "joined", G_CALLBACK (joined_cb), self, 0);
  g_signal_connect_object (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self, 0);
  g_signal_connect_object (self->meeting, "left", G_CALLBACK (left_cb), self, 0);
  portunus_meeting_start (self->meeting);
}
