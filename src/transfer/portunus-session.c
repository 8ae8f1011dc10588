/* portunus-session.c: an authenticated, sealed conversation with one peer, and the lane it opens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#define CONNECT_TIMEOUT_MS (45 * 1000)
#define SILENCE_TIMEOUT_MS 3000
/* After which the next kind of lane is tried beside the one before. */
#define RACE_MS 5000
/* After which a better lane is looked for. */
#define MOVE_MS 1000

enum
{
  AUTHENTICATED,
  WORDS_READY,
  OPENED,
  MOVED,
  CONTROL,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSession, portunus_session, G_TYPE_OBJECT)

static GSource *
attach_timeout (PortunusSession *self,
                guint            timeout_ms,
                GSourceFunc      callback)
{
  GSource *source = g_timeout_source_new (timeout_ms);

  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
  return source;
}

void
_portunus_session_send_outgoing (PortunusSession *self,
                                 GQueue          *outgoing)
{
  GBytes *message;

  while ((message = g_queue_pop_head (outgoing)) != NULL)
    {
      portunus_signaling_send (self->signaling, self->peer_id, message);
      g_bytes_unref (message);
    }
}

void
_portunus_session_send_sealed (PortunusSession *self,
                               JsonObject      *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = portunus_handshake_seal (self->handshake, message, &error);

  if (sealed != NULL)
    portunus_signaling_send (self->signaling, self->peer_id, sealed);
  else
    _portunus_session_end (self, error);
}

static void
handle_sealed (PortunusSession *self,
               JsonObject      *message)
{
  const char *type = json_object_get_string_member (message, "t");

  if (self->can_move && json_object_has_member (message, "try"))
    _portunus_session_take_try (self, message);
  else if (strcmp (type, "lane") == 0)
    _portunus_session_handle_lane_message (self, message);
  else if (strcmp (type, "lane-over") == 0)
    _portunus_session_handle_lane_over (self, message);
  else if (strcmp (type, "bye") == 0)
    _portunus_session_handle_bye (self, message);
  else
    _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A sealed message of an unknown kind came");
}

static void
follow_stage (PortunusSession        *self,
              PortunusHandshakeStage  before)
{
  PortunusHandshakeStage now = portunus_handshake_get_stage (self->handshake);

  if (!self->is_closed && before == PORTUNUS_HANDSHAKE_RUNNING && now != before)
    _portunus_session_take_hello (self);
  if (!self->is_closed && before != PORTUNUS_HANDSHAKE_COMPLETE && now == PORTUNUS_HANDSHAKE_COMPLETE)
    g_signal_emit (self, signals[WORDS_READY], 0);
}

/* With an open lane the room is not needed any more, so nothing that it says can end the session. Before there are keys
 * the handshake has told the peer by itself. */
static void
refuse_message (PortunusSession *self,
                const GError    *error)
{
  g_debug ("A message of %.6s is refused: %s", self->peer_id, error->message);
  if (self->is_open)
    return;
  if (portunus_handshake_get_stage (self->handshake) == PORTUNUS_HANDSHAKE_RUNNING)
    _portunus_session_end (self, error);
  else
    _portunus_session_give_up (self, error);
}

/**
 * portunus_session_handle_message:
 * @self: a session
 * @message: what the room delivered from this peer; hostile
 */
void
portunus_session_handle_message (PortunusSession *self,
                                 GBytes          *message)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);
  PortunusHandshakeStage before = portunus_handshake_get_stage (self->handshake);
  g_autoptr (JsonObject) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GQueue) outgoing = G_QUEUE_INIT;
  gboolean is_good;

  if (self->is_closed)
    return;
  is_good = portunus_handshake_handle (self->handshake, message, &outgoing, &opened, &error);
  _portunus_session_send_outgoing (self, &outgoing);
  if (!is_good)
    {
      refuse_message (self, error);
      return;
    }
  follow_stage (self, before);
  if (!self->is_closed && opened != NULL)
    handle_sealed (self, opened);
}

static gboolean
silence_cb (gpointer user_data)
{
  PortunusSession *self = user_data;

  portunus_clear_source (&self->silence);
  _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side is gone");
  return G_SOURCE_REMOVE;
}

/**
 * portunus_session_handle_peer_left:
 * @self: a session
 *
 * Tells that the room lost the peer. With an open lane the peer gets three seconds to show that it lives: only its link
 * to the room may be gone, and the room may lie.
 */
void
portunus_session_handle_peer_left (PortunusSession *self)
{
  g_autoptr (JsonObject) ping = NULL;
  g_autoptr (GError) error = NULL;

  if (self->is_closed)
    return;
  if (!self->is_open)
    {
      error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST,
                                   "The other side left before a connection was made");
      _portunus_session_end (self, error);
      return;
    }
  if (self->silence != NULL)
    return;
  self->silence = attach_timeout (self, SILENCE_TIMEOUT_MS, silence_cb);
  ping = json_object_new ();
  json_object_set_string_member (ping, "t", "ping");
  portunus_session_send_control (self, ping);
}

static gboolean
deadline_cb (gpointer user_data)
{
  PortunusSession *self = user_data;

  portunus_clear_source (&self->deadline);
  _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                  "No connection came about in time: a firewall may be in the way, or the two networks "
                                  "need a TURN server");
  return G_SOURCE_REMOVE;
}

/**
 * portunus_session_start:
 * @self: a new session
 *
 * Begins the handshake. Call it once, after connecting the signals.
 */
void
portunus_session_start (PortunusSession *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (GQueue) outgoing = G_QUEUE_INIT;

  self->deadline = attach_timeout (self, self->connect_timeout_ms, deadline_cb);
  if (portunus_handshake_start (self->handshake, &outgoing, &error))
    _portunus_session_send_outgoing (self, &outgoing);
  else
    _portunus_session_end (self, error);
}

static void
portunus_session_dispose (GObject *object)
{
  PortunusSession *self = PORTUNUS_SESSION (object);

  self->is_closed = TRUE;
  portunus_clear_source (&self->deadline);
  portunus_clear_source (&self->silence);
  _portunus_session_drop_lanes (self);
  g_clear_object (&self->signaling);
  g_clear_object (&self->book);

  G_OBJECT_CLASS (portunus_session_parent_class)->dispose (object);
}

static void
portunus_session_finalize (GObject *object)
{
  PortunusSession *self = PORTUNUS_SESSION (object);

  g_free (self->peer_id);
  g_clear_pointer (&self->handshake, portunus_handshake_free);
  g_clear_pointer (&self->ways, portunus_way_list_free);
  g_clear_pointer (&self->better, g_ptr_array_unref);
  g_clear_pointer (&self->lane_factories, g_ptr_array_unref);
  g_clear_error (&self->first_failure);
  g_clear_pointer (&self->control_out, portunus_cipher_free);
  g_clear_pointer (&self->control_in, portunus_cipher_free);
  g_free (self->peer_name);
  g_free (self->peer_device);

  G_OBJECT_CLASS (portunus_session_parent_class)->finalize (object);
}

static void
portunus_session_class_init (PortunusSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = portunus_session_dispose;
  object_class->finalize = portunus_session_finalize;

  signals[AUTHENTICATED] = g_signal_new ("authenticated", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[WORDS_READY] = g_signal_new ("words-ready", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[OPENED] = g_signal_new ("opened", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[MOVED] = g_signal_new ("moved", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[CONTROL] = g_signal_new ("control", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[CLOSED] = g_signal_new ("closed", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_session_init (PortunusSession *self)
{
  self->connect_timeout_ms = CONNECT_TIMEOUT_MS;
  self->race_ms = RACE_MS;
  self->move_ms = MOVE_MS;
}

/**
 * portunus_session_new:
 * @config: what we are and know; copied
 * @is_initiator: whether we speak first: the one who joined the room later does
 *
 * Returns: (transfer full): a session that was not started
 */
PortunusSession *
portunus_session_new (const PortunusSessionConfig *config,
                      gboolean                     is_initiator)
{
  PortunusSession *self = g_object_new (PORTUNUS_TYPE_SESSION, NULL);
  g_autoptr (JsonObject) hello = _portunus_session_make_hello (config);
  const PortunusHandshakeConfig handshake = {
    .room = config->room,
    .identity = config->identity,
    .hello = hello,
    .link_secret = config->link_secret,
    .code_secret = config->code_secret,
    .passes = config->passes,
    .is_nearby = config->is_nearby,
    .pin = config->pin,
  };

  self->signaling = g_object_ref (config->signaling);
  self->peer_id = g_strdup (config->peer_id);
  self->handshake = portunus_handshake_new (&handshake, is_initiator);
  self->lane_factories = g_ptr_array_ref (config->lane_factories);
  g_set_object (&self->book, config->book);
  self->is_nearby = config->is_nearby;
  self->is_initiator = is_initiator;
  return self;
}

/*
 * Sets how long a session may take to open, before it is started.
 */
void
_portunus_session_set_connect_timeout (PortunusSession *self,
                                       guint            timeout_ms)
{
  self->connect_timeout_ms = timeout_ms;
}

/*
 * Sets how long the first kind of lane is tried alone, before the session is started.
 */
void
_portunus_session_set_race_time (PortunusSession *self,
                                 guint            race_ms)
{
  self->race_ms = race_ms;
}
