/* portunus-share-room-meeting.c: being in the room of a share, and coming back to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-share-room-private.h"

#include <string.h>

#include "portunus-https-lane-factory.h"
#include "portunus-https-lane.h"
#include "portunus-name.h"
#include "portunus-transfer-error.h"

#define MAX_NAME_CHARS 64
#define REJOIN_MAX_MS 10000

void
_portunus_share_room_clear_rejoin (PortunusShareRoom *self)
{
  if (self->rejoin != NULL)
    g_source_destroy (self->rejoin);
  g_clear_pointer (&self->rejoin, g_source_unref);
}

void
_portunus_share_room_drop_meeting (PortunusShareRoom *self)
{
  if (self->meeting == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->meeting, self);
  portunus_meeting_leave (self->meeting);
  g_clear_object (&self->meeting);
  g_signal_handlers_disconnect_by_data (self->client, self);
  g_clear_object (&self->client);
}

static void
authenticated_cb (PortunusMeeting   *meeting,
                  PortunusSession   *session,
                  PortunusShareRoom *self)
{
  self->has_met = TRUE;
  portunus_room_keys_give_pass (self->keys, session);
  portunus_sleep_watch_follow (portunus_engine_get_sleep_watch (self->engine), session);
  g_signal_emit_by_name (self, "authenticated", session);
}

static void
wrong_code_cb (PortunusMeeting   *meeting,
               guint              n_left,
               PortunusShareRoom *self)
{
  /* Of a code that is not ours to close, its host counts the tries. */
  if (self->given != NULL)
    return;
  portunus_room_keys_count_wrong_code (self->keys, n_left);
  if (n_left == 0)
    portunus_engine_close_code (self->engine, self->room);
  g_signal_emit_by_name (self, "wrong-code", n_left);
}

static void
session_closed_cb (PortunusMeeting   *meeting,
                   PortunusSession   *session,
                   GError            *error,
                   PortunusShareRoom *self)
{
  _portunus_share_room_hear_given (self, session, error);
}

static gboolean
rejoin_cb (gpointer user_data)
{
  PortunusShareRoom *self = user_data;

  _portunus_share_room_clear_rejoin (self);
  if (self->is_lost)
    _portunus_share_room_make (self);
  else
    _portunus_share_room_join (self);
  return G_SOURCE_REMOVE;
}

void
_portunus_share_room_schedule_rejoin (PortunusShareRoom *self)
{
  self->rejoin = g_timeout_source_new (self->rejoin_ms);
  g_source_set_callback (self->rejoin, rejoin_cb, self, NULL);
  g_source_attach (self->rejoin, g_main_context_get_thread_default ());
  self->rejoin_ms = MIN (2 * self->rejoin_ms, REJOIN_MAX_MS);
}

/* A server that was started anew knows nothing of its rooms, and perhaps has another certificate. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED);
}

void
_portunus_share_room_set_standing (PortunusShareRoom *self,
                                   PortunusStanding   standing)
{
  if (self->standing == standing)
    return;
  self->standing = standing;
  g_signal_emit_by_name (self, "standing-changed");
}

static void
waiting_cb (PortunusRoomClient *client,
            PortunusShareRoom  *self)
{
  _portunus_share_room_set_standing (self, PORTUNUS_STANDING_ASKING);
}

static void
asked_cb (PortunusRoomClient *client,
          const char         *peer_id,
          const char         *name,
          PortunusShareRoom  *self)
{
  g_autofree char *shown = portunus_text_for_display (name, MAX_NAME_CHARS);

  g_signal_emit_by_name (self, "asked", peer_id, shown);
}

static void
answered_cb (PortunusRoomClient *client,
             const char         *peer_id,
             PortunusShareRoom  *self)
{
  g_signal_emit_by_name (self, "answered", peer_id);
}

static void
peer_left_cb (PortunusRoomClient *client,
              const char         *peer_id,
              PortunusShareRoom  *self)
{
  g_signal_emit_by_name (self, "peer-left", peer_id);
}

static void
changed_cb (PortunusRoomClient *client,
            PortunusShareRoom  *self)
{
  g_signal_emit_by_name (self, "changed");
}

static void
invited_cb (PortunusRoomClient *client,
            const char         *token,
            PortunusShareRoom  *self)
{
  g_autofree char *link = _portunus_share_room_format_invitation (self, token);

  g_signal_emit_by_name (self, "invited", link);
}

/* Somebody else's room may not want us, and asking again and again does not change that. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_NO_ROOM)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_CLOSED)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_REFUSED)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_ROOM_LOCKED)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_PASSWORD)
         || g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_INVITATION);
}

/* Our own server forgets no room before its time. */
static gboolean
is_over (PortunusShareRoom *self,
         const GError      *error)
{
  return (self->given != NULL && is_refusal (error)) || (self->room->is_embedded && is_gone (error));
}

/* Before anybody could see the link, a room that cannot be reached is an error; later it is a bad moment. One of ours
 * that another server lost is replaced, in the same rhythm: it may lose every room it makes. */
static void
left_cb (PortunusMeeting   *meeting,
         GError            *error,
         PortunusShareRoom *self)
{
  self->n_tries_left = portunus_room_client_get_n_tries_left (self->client);
  _portunus_share_room_drop_meeting (self);
  if (self->given != NULL)
    portunus_engine_judge_ticket (self->engine, self->room->link->room, error);
  if (!self->is_ready || is_over (self, error))
    {
      _portunus_share_room_fail (self, error);
      return;
    }
  self->is_lost = self->given == NULL && is_gone (error);
  _portunus_share_room_schedule_rejoin (self);
  g_signal_emit_by_name (self, "away");
  _portunus_share_room_set_standing (self, PORTUNUS_STANDING_OUTSIDE);
}

static PortunusSecret *
get_secret (PortunusShareRoom *self)
{
  return self->keys->link_secret != NULL ? self->keys->link_secret : self->keys->code_secret;
}

static void
joined_cb (PortunusMeeting   *meeting,
           PortunusShareRoom *self)
{
  gboolean is_first = !self->is_ready;

  if (self->given != NULL)
    portunus_engine_keep_ticket (self->engine, self->room->link->room, get_secret (self), self->admission);
  _portunus_share_room_set_standing (self, PORTUNUS_STANDING_INSIDE);
  self->rejoin_ms = PORTUNUS_SHARE_ROOM_REJOIN_MIN_MS;
  if (self->is_shown)
    return;
  self->is_ready = TRUE;
  self->is_shown = TRUE;
  g_free (self->link);
  self->link = portunus_link_format (self->room->link);
  g_free (self->code);
  self->code = portunus_room_keys_format_code (self->keys, self->room);
  g_signal_emit_by_name (self, is_first ? "ready" : "link-changed");
}

/* Browsers in a room of our own have their page from us, and may fetch from where they have it. */
static gboolean
has_page (PortunusShareRoom *self)
{
  return self->room->is_embedded && self->has_sizes
         && (self->lane == NULL || strcmp (self->lane, PORTUNUS_HTTPS_LANE_KIND) == 0);
}

void
_portunus_share_room_join (PortunusShareRoom *self)
{
  /* Our own server is nearest by loopback, whatever address the others use. */
  g_autoptr (PortunusLink) link = portunus_link_copy (self->room->link);
  g_autoptr (GPtrArray) lane_factories = NULL;
  PortunusMeetingConfig config = {
    .room = link->room,
    .identity = portunus_engine_get_identity (self->engine),
    .name = portunus_engine_get_device_name (self->engine),
    .role = self->role,
    .link_secret = self->is_nearby ? NULL : self->keys->link_secret,
    .code_secret = self->keys->code_secret,
    .passes = self->keys->passes,
    .n_code_failures = self->keys->n_code_failures,
    .is_nearby = self->is_nearby,
    .book = portunus_engine_get_device_book (self->engine),
    .lane_choice = portunus_engine_get_lane_choice (self->engine, self->lane),
    .skips_hosts = self->room->is_embedded,
  };
  const PortunusRelayWhere where = {
    .link = link,
    .admission = self->admission,
    .accepts_any_certificate = self->server != NULL,
  };

  if (self->room->is_embedded)
    {
      g_free (link->host);
      link->host = g_strdup ("127.0.0.1");
    }
  if (self->given != NULL)
    portunus_engine_recall_ticket (self->engine, link->room, get_secret (self), self->admission);
  self->client = portunus_room_client_new (link, self->server != NULL);
  portunus_room_client_set_admission (self->client, self->admission);
  portunus_room_client_set_tally (self->client, portunus_engine_get_connections (self->engine));
  if (self->room->is_embedded)
    portunus_room_client_set_within (self->client);
  g_signal_connect_object (self->client, "waiting", G_CALLBACK (waiting_cb), self, 0);
  g_signal_connect_object (self->client, "asked", G_CALLBACK (asked_cb), self, 0);
  g_signal_connect_object (self->client, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (self->client, "peer-left", G_CALLBACK (peer_left_cb), self, 0);
  g_signal_connect_object (self->client, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (self->client, "invited", G_CALLBACK (invited_cb), self, 0);
  lane_factories = portunus_engine_dup_room_lanes (self->engine, self->lane_factories, self->lane, &where);
  if (has_page (self))
    g_ptr_array_insert (lane_factories, 0,
                        portunus_https_lane_factory_new (portunus_host_get_tickets (
                          portunus_engine_get_host (self->engine))));
  config.signaling = PORTUNUS_SIGNALING (self->client);
  config.lane_factories = lane_factories;
  self->meeting = portunus_meeting_new (&config);
  g_signal_connect_object (self->meeting, "joined", G_CALLBACK (joined_cb), self, 0);
  g_signal_connect_object (self->meeting, "authenticated", G_CALLBACK (authenticated_cb), self, 0);
  g_signal_connect_object (self->meeting, "wrong-code", G_CALLBACK (wrong_code_cb), self, 0);
  g_signal_connect_object (self->meeting, "session-closed", G_CALLBACK (session_closed_cb), self, 0);
  g_signal_connect_object (self->meeting, "left", G_CALLBACK (left_cb), self, 0);
  portunus_meeting_start (self->meeting);
}
