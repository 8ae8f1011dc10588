/* portunus-meeting.c: being in a room and talking to everybody in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-meeting.h"

#include "portunus-lane-choice.h"
#include "portunus-transfer-error.h"

/* A room may tell of as many peers as it likes; we shake hands with this many at once. */
#define MAX_SESSIONS 64

struct _PortunusMeeting
{
  GObject              parent_instance;

  /* Owned */
  PortunusSignaling   *signaling;
  char                *room;
  PortunusIdentity    *identity;
  char                *name;
  PortunusSecret      *link_secret;
  PortunusSecret      *code_secret;
  PortunusSecret      *pass_secret;
  GPtrArray           *passes;        /* PortunusPass */
  GPtrArray           *lane_factories;
  PortunusSettings    *lane_choice;
  GBytes              *pin;
  PortunusDeviceBook  *book;
  GHashTable          *sessions;      /* peer id → PortunusSession */
  GHashTable          *unproved;      /* sessions that are not authenticated yet */

  PortunusSessionRole  role;
  guint                n_code_failures;
  gboolean             skips_hosts;
  gboolean             is_nearby;
  gboolean             seeks_host;
  gboolean             has_left;
};

enum
{
  JOINED,
  AUTHENTICATED,
  OPENED,
  SESSION_CLOSED,
  WRONG_CODE,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusMeeting, portunus_meeting, G_TYPE_OBJECT)

static void
session_authenticated_cb (PortunusSession *session,
                          PortunusMeeting *self)
{
  g_hash_table_remove (self->unproved, session);
  g_signal_emit (self, signals[AUTHENTICATED], 0, session);
}

static void
session_opened_cb (PortunusSession *session,
                   PortunusMeeting *self)
{
  g_signal_emit (self, signals[OPENED], 0, session);
}

static GPtrArray *
list_sessions (PortunusMeeting *self)
{
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, self->sessions);
  while (g_hash_table_iter_next (&iter, NULL, &session))
    g_ptr_array_add (sessions, g_object_ref (session));
  return sessions;
}

/* Guesses may be under way in many sessions at once; closing the code ends all that have not proved it. */
static void
close_unproved_code_sessions (PortunusMeeting *self)
{
  g_autoptr (GPtrArray) sessions = list_sessions (self);

  for (guint i = 0; i < sessions->len; i++)
    {
      PortunusSession *session = g_ptr_array_index (sessions, i);

      if (g_hash_table_contains (self->unproved, session) && portunus_session_uses_code (session))
        portunus_session_close (session);
    }
}

static void
count_wrong_code (PortunusMeeting *self)
{
  if (self->code_secret == NULL)
    return;
  self->n_code_failures++;
  if (self->n_code_failures >= PORTUNUS_CODE_MAX_FAILURES)
    {
      g_clear_pointer (&self->code_secret, portunus_secret_unref);
      close_unproved_code_sessions (self);
    }
  g_signal_emit (self, signals[WRONG_CODE], 0, PORTUNUS_CODE_MAX_FAILURES - self->n_code_failures);
}

static void
session_closed_cb (PortunusSession *session,
                   GError          *error,
                   PortunusMeeting *self)
{
  g_autoptr (PortunusSession) guard = g_object_ref (session);
  g_autoptr (PortunusMeeting) self_guard = g_object_ref (self);
  const char *peer_id = portunus_session_get_peer_id (session);

  g_signal_handlers_disconnect_by_data (session, self);
  g_hash_table_remove (self->unproved, session);
  if (g_hash_table_lookup (self->sessions, peer_id) == session)
    g_hash_table_remove (self->sessions, peer_id);
  if (portunus_session_uses_code (session)
      && g_error_matches (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_WRONG_SECRET))
    count_wrong_code (self);
  g_signal_emit (self, signals[SESSION_CLOSED], 0, session, error);
}

/* (transfer full): what the peer is told of, and may speak of: a kind that is off is none that it may come by. */
static GPtrArray *
list_allowed_lanes (PortunusMeeting *self)
{
  GPtrArray *allowed = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->lane_factories->len; i++)
    {
      PortunusLaneFactory *factory = g_ptr_array_index (self->lane_factories, i);
      const char *kind = portunus_lane_factory_get_kind (factory);

      if (self->lane_choice == NULL || portunus_lane_choice_allows (self->lane_choice, kind))
        g_ptr_array_add (allowed, g_object_ref (factory));
    }
  return allowed;
}

static void
meet (PortunusMeeting *self,
      const char      *peer_id,
      gboolean         is_initiator)
{
  g_autoptr (GPtrArray) lane_factories = list_allowed_lanes (self);
  const PortunusSessionConfig config = {
    .signaling = self->signaling,
    .peer_id = peer_id,
    .room = self->room,
    .identity = self->identity,
    .name = self->name,
    .role = self->role,
    .link_secret = is_initiator && self->pass_secret != NULL ? self->pass_secret : self->link_secret,
    .code_secret = self->code_secret,
    .passes = self->passes,
    .is_nearby = self->is_nearby,
    .pin = self->pin,
    .book = self->book,
    .lane_factories = lane_factories,
  };
  PortunusSession *session;

  if (g_hash_table_contains (self->sessions, peer_id) || g_hash_table_size (self->sessions) >= MAX_SESSIONS)
    return;
  if (self->skips_hosts && portunus_signaling_is_host (self->signaling, peer_id))
    return;
  if (self->seeks_host && (!is_initiator || !portunus_signaling_is_host (self->signaling, peer_id)))
    return;
  session = portunus_session_new (&config, is_initiator);
  g_hash_table_insert (self->sessions, g_strdup (peer_id), session);
  g_hash_table_add (self->unproved, session);
  g_signal_connect_object (session, "authenticated", G_CALLBACK (session_authenticated_cb), self, 0);
  g_signal_connect_object (session, "opened", G_CALLBACK (session_opened_cb), self, 0);
  g_signal_connect_object (session, "closed", G_CALLBACK (session_closed_cb), self, 0);
  portunus_session_start (session);
}

static void
joined_cb (PortunusSignaling  *signaling,
           const char         *own_id,
           char              **peer_ids,
           PortunusMeeting    *self)
{
  g_signal_emit (self, signals[JOINED], 0);
  for (guint i = 0; peer_ids[i] != NULL && !self->has_left; i++)
    meet (self, peer_ids[i], TRUE);
}

static void
peer_joined_cb (PortunusSignaling *signaling,
                const char        *peer_id,
                PortunusMeeting   *self)
{
  meet (self, peer_id, FALSE);
}

static void
peer_left_cb (PortunusSignaling *signaling,
              const char        *peer_id,
              PortunusMeeting   *self)
{
  PortunusSession *session = g_hash_table_lookup (self->sessions, peer_id);

  if (session != NULL)
    portunus_session_handle_peer_left (session);
}

static void
message_cb (PortunusSignaling *signaling,
            const char        *peer_id,
            GBytes            *message,
            PortunusMeeting   *self)
{
  PortunusSession *session = g_hash_table_lookup (self->sessions, peer_id);

  if (session != NULL)
    portunus_session_handle_message (session, message);
}

/* Without the room an open lane is all there is; everything else has no way to go on. */
static void
close_sessions_without_lane (PortunusMeeting *self)
{
  g_autoptr (GPtrArray) sessions = list_sessions (self);

  for (guint i = 0; i < sessions->len; i++)
    if (!portunus_session_is_open (g_ptr_array_index (sessions, i)))
      portunus_session_close (g_ptr_array_index (sessions, i));
}

/* The room may have gone down together with a peer that hosted it. */
static void
doubt_sessions (PortunusMeeting *self)
{
  g_autoptr (GPtrArray) sessions = list_sessions (self);

  for (guint i = 0; i < sessions->len; i++)
    portunus_session_handle_peer_left (g_ptr_array_index (sessions, i));
}

static void
closed_cb (PortunusSignaling *signaling,
           GError            *error,
           PortunusMeeting   *self)
{
  if (self->has_left)
    return;
  self->has_left = TRUE;
  doubt_sessions (self);
  g_signal_emit (self, signals[LEFT], 0, error);
}

/**
 * portunus_meeting_start:
 * @self: a new meeting
 *
 * Joins the room; "joined" or "left" follows.
 */
void
portunus_meeting_start (PortunusMeeting *self)
{
  g_return_if_fail (PORTUNUS_IS_MEETING (self));

  portunus_signaling_start (self->signaling);
}

/**
 * portunus_meeting_leave:
 * @self: a meeting
 *
 * Leaves the room without a signal "left". Sessions without an open lane are closed; the others belong to those who use
 * them.
 */
void
portunus_meeting_leave (PortunusMeeting *self)
{
  g_return_if_fail (PORTUNUS_IS_MEETING (self));

  if (self->has_left)
    return;
  self->has_left = TRUE;
  close_sessions_without_lane (self);
  portunus_signaling_close (self->signaling);
}

/**
 * portunus_meeting_is_anybody_unproved:
 * @self: a meeting
 *
 * Returns: whether there is somebody whose handshake is still going on
 */
gboolean
portunus_meeting_is_anybody_unproved (PortunusMeeting *self)
{
  g_return_val_if_fail (PORTUNUS_IS_MEETING (self), FALSE);

  return g_hash_table_size (self->unproved) > 0;
}

static void
portunus_meeting_dispose (GObject *object)
{
  PortunusMeeting *self = PORTUNUS_MEETING (object);

  if (self->signaling != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->signaling, self);
      portunus_signaling_close (self->signaling);
    }
  g_hash_table_remove_all (self->unproved);
  g_hash_table_remove_all (self->sessions);
  g_clear_object (&self->signaling);

  G_OBJECT_CLASS (portunus_meeting_parent_class)->dispose (object);
}

static void
portunus_meeting_finalize (GObject *object)
{
  PortunusMeeting *self = PORTUNUS_MEETING (object);

  g_free (self->room);
  g_clear_object (&self->identity);
  g_free (self->name);
  g_clear_pointer (&self->link_secret, portunus_secret_unref);
  g_clear_pointer (&self->code_secret, portunus_secret_unref);
  g_clear_pointer (&self->pass_secret, portunus_secret_unref);
  g_clear_pointer (&self->passes, g_ptr_array_unref);
  g_clear_pointer (&self->lane_factories, g_ptr_array_unref);
  g_clear_object (&self->lane_choice);
  g_clear_pointer (&self->pin, g_bytes_unref);
  g_clear_object (&self->book);
  g_hash_table_unref (self->unproved);
  g_hash_table_unref (self->sessions);

  G_OBJECT_CLASS (portunus_meeting_parent_class)->finalize (object);
}

static void
portunus_meeting_class_init (PortunusMeetingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_meeting_dispose;
  object_class->finalize = portunus_meeting_finalize;

  signals[JOINED] = g_signal_new ("joined", PORTUNUS_TYPE_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[AUTHENTICATED] = g_signal_new ("authenticated", PORTUNUS_TYPE_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[OPENED] = g_signal_new ("opened", PORTUNUS_TYPE_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, PORTUNUS_TYPE_SESSION);
  signals[SESSION_CLOSED] = g_signal_new ("session-closed", PORTUNUS_TYPE_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 2, PORTUNUS_TYPE_SESSION, G_TYPE_ERROR);
  signals[WRONG_CODE] = g_signal_new ("wrong-code", PORTUNUS_TYPE_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[LEFT] = g_signal_new ("left", PORTUNUS_TYPE_MEETING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_meeting_init (PortunusMeeting *self)
{
  self->sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->unproved = g_hash_table_new (NULL, NULL);
}

/**
 * portunus_meeting_new:
 * @config: who we are and where; copied
 *
 * Returns: (transfer full): a meeting that was not started
 */
PortunusMeeting *
portunus_meeting_new (const PortunusMeetingConfig *config)
{
  PortunusMeeting *self = g_object_new (PORTUNUS_TYPE_MEETING, NULL);

  self->signaling = g_object_ref (config->signaling);
  self->room = g_strdup (config->room);
  self->identity = g_object_ref (config->identity);
  self->name = g_strdup (config->name);
  self->role = config->role;
  self->link_secret = config->link_secret != NULL ? portunus_secret_ref (config->link_secret) : NULL;
  self->code_secret = config->code_secret != NULL ? portunus_secret_ref (config->code_secret) : NULL;
  self->pass_secret = config->pass_secret != NULL ? portunus_secret_ref (config->pass_secret) : NULL;
  self->passes = config->passes != NULL ? g_ptr_array_ref (config->passes) : NULL;
  self->n_code_failures = config->n_code_failures;
  self->lane_factories = g_ptr_array_ref (config->lane_factories);
  g_set_object (&self->lane_choice, config->lane_choice);
  self->skips_hosts = config->skips_hosts;
  self->is_nearby = config->is_nearby;
  self->seeks_host = config->seeks_host;
  self->pin = config->pin != NULL ? g_bytes_ref (config->pin) : NULL;
  g_set_object (&self->book, config->book);
  g_signal_connect_object (self->signaling, "joined", G_CALLBACK (joined_cb), self, 0);
  g_signal_connect_object (self->signaling, "peer-joined", G_CALLBACK (peer_joined_cb), self, 0);
  g_signal_connect_object (self->signaling, "peer-left", G_CALLBACK (peer_left_cb), self, 0);
  g_signal_connect_object (self->signaling, "message", G_CALLBACK (message_cb), self, 0);
  g_signal_connect_object (self->signaling, "closed", G_CALLBACK (closed_cb), self, 0);
  return self;
}
