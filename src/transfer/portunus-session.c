/* portunus-session.c: an authenticated, sealed conversation with one peer, and the lane it opens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#include "portunus-cipher.h"
#include "portunus-handshake.h"
#include "portunus-json.h"
#include "portunus-name.h"
#include "portunus-transfer-error.h"

#define CONNECT_TIMEOUT_MS (45 * 1000)
#define SILENCE_TIMEOUT_MS 3000
#define MAX_NAME_CHARS     64
#define MAX_LANE_KIND      16

struct _PortunusSession
{
  GObject              parent_instance;

  /* Owned */
  PortunusSignaling   *signaling;
  char                *peer_id;
  PortunusHandshake   *handshake;
  GPtrArray           *lane_factories;
  PortunusLane        *lane;
  PortunusCipher      *control_out;
  PortunusCipher      *control_in;
  char                *peer_name;
  char                *peer_device;
  GSource             *deadline;
  GSource             *silence;

  PortunusSessionRole  peer_role;
  guint                connect_timeout_ms;
  gboolean             is_initiator;
  gboolean             is_open;
  gboolean             is_closed;
};

enum
{
  AUTHENTICATED,
  WORDS_READY,
  OPENED,
  CONTROL,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusSession, portunus_session, G_TYPE_OBJECT)

static const char * const role_names[] = {
  [PORTUNUS_SESSION_SENDS] = "send",
  [PORTUNUS_SESSION_RECEIVES] = "receive",
};

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
drop_lane (PortunusSession *self)
{
  if (self->lane == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->lane, self);
  portunus_lane_close (self->lane);
  g_clear_object (&self->lane);
}

/* The one way out: stops everything and says so once. */
static void
end (PortunusSession *self,
     const GError    *error)
{
  g_autoptr (PortunusSession) guard = g_object_ref (self);

  if (self->is_closed)
    return;
  self->is_closed = TRUE;
  self->is_open = FALSE;
  clear_source (&self->deadline);
  clear_source (&self->silence);
  drop_lane (self);
  g_signal_emit (self, signals[CLOSED], 0, error);
}

static void
end_with (PortunusSession       *self,
          PortunusTransferError  code,
          const char            *message)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, code, message);

  end (self, error);
}

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

static void
send_outgoing (PortunusSession *self,
               GQueue          *outgoing)
{
  GBytes *message;

  while ((message = g_queue_pop_head (outgoing)) != NULL)
    {
      portunus_signaling_send (self->signaling, self->peer_id, message);
      g_bytes_unref (message);
    }
}

static void
send_sealed (PortunusSession *self,
             JsonObject      *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) sealed = portunus_handshake_seal (self->handshake, message, &error);

  if (sealed != NULL)
    portunus_signaling_send (self->signaling, self->peer_id, sealed);
  else
    end (self, error);
}

static PortunusCipher *
make_cipher (PortunusSession  *self,
             gboolean          is_initiators,
             GError          **error)
{
  g_autoptr (PortunusSecret) key = NULL;

  key = portunus_handshake_export (self->handshake,
                                   is_initiators ? "lane 1 control initiator" : "lane 1 control responder", error);
  return key != NULL ? portunus_cipher_new (key) : NULL;
}

static void
lane_opened_cb (PortunusLane    *lane,
                PortunusSession *self)
{
  g_autoptr (GError) error = NULL;

  self->control_out = make_cipher (self, self->is_initiator, &error);
  self->control_in = self->control_out != NULL ? make_cipher (self, !self->is_initiator, &error) : NULL;
  if (self->control_in == NULL)
    {
      end (self, error);
      return;
    }
  clear_source (&self->deadline);
  self->is_open = TRUE;
  g_signal_emit (self, signals[OPENED], 0);
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
  send_sealed (self, envelope);
}

static void
send_pong (PortunusSession *self)
{
  g_autoptr (JsonObject) pong = json_object_new ();

  json_object_set_string_member (pong, "t", "pong");
  portunus_session_send_control (self, pong);
}

static void
handle_control (PortunusSession *self,
                JsonObject      *message)
{
  const char *type = json_object_get_string_member_with_default (message, "t", "");

  clear_source (&self->silence);
  if (strcmp (type, "ping") == 0)
    send_pong (self);
  else if (strcmp (type, "pong") != 0)
    g_signal_emit (self, signals[CONTROL], 0, message);
}

static void
lane_control_cb (PortunusLane    *lane,
                 GBytes          *sealed,
                 PortunusSession *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (JsonObject) message = NULL;
  const char *type;
  gsize length;

  if (!self->is_open)
    return;
  plaintext = portunus_cipher_open (self->control_in, NULL, sealed, NULL);
  if (plaintext == NULL)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_TAMPERED, "A control message was altered on the way");
      return;
    }
  message = portunus_json_parse (g_bytes_get_data (plaintext, &length), g_bytes_get_size (plaintext),
                                 PORTUNUS_SESSION_MAX_CONTROL, &error);
  if (message == NULL || !portunus_json_get_string (message, "t", 32, &type, &error))
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, error->message);
      return;
    }
  handle_control (self, message);
}

static void
lane_closed_cb (PortunusLane    *lane,
                GError          *error,
                PortunusSession *self)
{
  end (self, error);
}

static void
adopt_lane (PortunusSession *self,
            PortunusLane    *lane)
{
  self->lane = lane;
  g_signal_connect_object (lane, "opened", G_CALLBACK (lane_opened_cb), self, 0);
  g_signal_connect_object (lane, "negotiation", G_CALLBACK (lane_negotiation_cb), self, 0);
  g_signal_connect_object (lane, "control", G_CALLBACK (lane_control_cb), self, 0);
  g_signal_connect_object (lane, "closed", G_CALLBACK (lane_closed_cb), self, 0);
  portunus_lane_start (lane);
}

static PortunusLaneFactory *
find_factory (PortunusSession *self,
              const char      *kind)
{
  for (guint i = 0; i < self->lane_factories->len; i++)
    {
      PortunusLaneFactory *factory = g_ptr_array_index (self->lane_factories, i);

      if (kind == NULL || strcmp (kind, portunus_lane_factory_get_kind (factory)) == 0)
        return factory;
    }
  return NULL;
}

static gboolean
open_lane (PortunusSession *self,
           const char      *kind)
{
  PortunusLaneFactory *factory = find_factory (self, kind);
  g_autoptr (GError) error = NULL;
  PortunusLane *lane;

  if (factory == NULL)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION, "The two sides have no kind of connection in common");
      return FALSE;
    }
  lane = portunus_lane_factory_create_lane (factory, self->is_initiator, &error);
  if (lane == NULL)
    {
      end (self, error);
      return FALSE;
    }
  adopt_lane (self, lane);
  return !self->is_closed;
}

static void
handle_lane_message (PortunusSession *self,
                     JsonObject      *envelope)
{
  const char *kind;
  JsonObject *message;

  if (!portunus_json_get_string (envelope, "kind", MAX_LANE_KIND, &kind, NULL)
      || !portunus_json_get_object (envelope, "m", &message, NULL))
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A lane message is malformed");
      return;
    }
  if (self->lane == NULL && !open_lane (self, kind))
    return;
  if (strcmp (kind, portunus_lane_get_kind (self->lane)) == 0)
    portunus_lane_negotiate (self->lane, message);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A lane message is for a lane of another kind");
}

static void
handle_sealed (PortunusSession *self,
               JsonObject      *message)
{
  const char *type = json_object_get_string_member (message, "t");

  if (strcmp (type, "lane") == 0)
    handle_lane_message (self, message);
  else if (strcmp (type, "bye") == 0)
    end (self, NULL);
  else
    end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A sealed message of an unknown kind came");
}

static void
take_hello (PortunusSession *self)
{
  JsonObject *hello = portunus_handshake_get_hello (self->handshake);
  const char *name = "";
  const char *role = "";

  if (!portunus_json_get_string (hello, "name", 256, &name, NULL)
      || !portunus_json_get_string (hello, "role", 16, &role, NULL)
      || (strcmp (role, "send") != 0 && strcmp (role, "receive") != 0))
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "The peer did not introduce itself properly");
      return;
    }
  self->peer_name = portunus_text_for_display (name, MAX_NAME_CHARS);
  self->peer_role = strcmp (role, "send") == 0 ? PORTUNUS_SESSION_SENDS : PORTUNUS_SESSION_RECEIVES;
  self->peer_device = portunus_handshake_dup_device (self->handshake);
  g_signal_emit (self, signals[AUTHENTICATED], 0);
  if (!self->is_closed && self->is_initiator)
    open_lane (self, NULL);
}

static void
follow_stage (PortunusSession        *self,
              PortunusHandshakeStage  before)
{
  PortunusHandshakeStage now = portunus_handshake_get_stage (self->handshake);

  if (!self->is_closed && before == PORTUNUS_HANDSHAKE_RUNNING && now != before)
    take_hello (self);
  if (!self->is_closed && before != PORTUNUS_HANDSHAKE_COMPLETE && now == PORTUNUS_HANDSHAKE_COMPLETE)
    g_signal_emit (self, signals[WORDS_READY], 0);
}

/* With an open lane the room is not needed any more, so nothing that it says can end the session. */
static void
end_unless_open (PortunusSession *self,
                 const GError    *error)
{
  if (!self->is_open)
    end (self, error);
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
  send_outgoing (self, &outgoing);
  if (!is_good)
    {
      g_debug ("A message of %.6s is refused: %s", self->peer_id, error->message);
      end_unless_open (self, error);
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

  clear_source (&self->silence);
  end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side is gone");
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

  if (self->is_closed)
    return;
  if (!self->is_open)
    {
      end_with (self, PORTUNUS_TRANSFER_ERROR_CONNECTION_LOST, "The other side left before a connection was made");
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

  clear_source (&self->deadline);
  end_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
            "No connection came about in time: a firewall may be in the way, or the two networks need a TURN server");
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
    send_outgoing (self, &outgoing);
  else
    end (self, error);
}

/**
 * portunus_session_send_control:
 * @self: a session
 * @message: an object with a member "t", at most %PORTUNUS_SESSION_MAX_CONTROL bytes as text
 *
 * Sends a control message over the open lane; does nothing after the end.
 */
void
portunus_session_send_control (PortunusSession *self,
                               JsonObject      *message)
{
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  char *text;
  gsize length;

  g_return_if_fail (PORTUNUS_IS_SESSION (self));

  if (!self->is_open)
    return;
  text = portunus_json_to_text (message);
  length = strlen (text);
  plaintext = g_bytes_new_take (text, length);
  g_return_if_fail (length <= PORTUNUS_SESSION_MAX_CONTROL);

  sealed = portunus_cipher_seal (self->control_out, NULL, plaintext, &error);
  if (sealed != NULL)
    portunus_lane_send_control (self->lane, sealed);
  else
    end (self, error);
}

/* Over the room: an open lane says it by itself. Who is about to prove a code learns that it need not. */
static void
say_goodbye (PortunusSession *self)
{
  g_autoptr (JsonObject) bye = NULL;
  g_auto (GQueue) outgoing = G_QUEUE_INIT;

  if (portunus_handshake_get_stage (self->handshake) != PORTUNUS_HANDSHAKE_RUNNING)
    {
      bye = json_object_new ();
      json_object_set_string_member (bye, "t", "bye");
      send_sealed (self, bye);
    }
  else if (!self->is_initiator && portunus_session_uses_code (self))
    {
      portunus_handshake_close_code (self->handshake, &outgoing);
      send_outgoing (self, &outgoing);
    }
}

/**
 * portunus_session_close:
 * @self: a session
 *
 * Says goodbye after what was sent so far; "closed" follows from inside this call.
 */
void
portunus_session_close (PortunusSession *self)
{
  g_return_if_fail (PORTUNUS_IS_SESSION (self));

  if (self->is_closed)
    return;
  if (!self->is_open)
    say_goodbye (self);
  end (self, NULL);
}

static void
portunus_session_dispose (GObject *object)
{
  PortunusSession *self = PORTUNUS_SESSION (object);

  self->is_closed = TRUE;
  clear_source (&self->deadline);
  clear_source (&self->silence);
  drop_lane (self);
  g_clear_object (&self->signaling);

  G_OBJECT_CLASS (portunus_session_parent_class)->dispose (object);
}

static void
portunus_session_finalize (GObject *object)
{
  PortunusSession *self = PORTUNUS_SESSION (object);

  g_free (self->peer_id);
  g_clear_pointer (&self->handshake, portunus_handshake_free);
  g_clear_pointer (&self->lane_factories, g_ptr_array_unref);
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
  signals[CONTROL] = g_signal_new ("control", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, JSON_TYPE_OBJECT);
  signals[CLOSED] = g_signal_new ("closed", PORTUNUS_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
portunus_session_init (PortunusSession *self)
{
  self->connect_timeout_ms = CONNECT_TIMEOUT_MS;
}

static JsonObject *
make_hello (const PortunusSessionConfig *config)
{
  JsonObject *hello = json_object_new ();
  g_autofree char *name = portunus_text_for_display (config->name, MAX_NAME_CHARS);

  json_object_set_string_member (hello, "name", name);
  json_object_set_string_member (hello, "role", role_names[config->role]);
  json_object_set_string_member (hello, "kind", "native");
  json_object_set_string_member (hello, "version", PORTUNUS_VERSION);
  return hello;
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
  g_autoptr (JsonObject) hello = make_hello (config);
  const PortunusHandshakeConfig handshake = {
    .room = config->room,
    .identity = config->identity,
    .hello = hello,
    .link_secret = config->link_secret,
    .code_secret = config->code_secret,
  };

  self->signaling = g_object_ref (config->signaling);
  self->peer_id = g_strdup (config->peer_id);
  self->handshake = portunus_handshake_new (&handshake, is_initiator);
  self->lane_factories = g_ptr_array_ref (config->lane_factories);
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

/**
 * portunus_session_get_peer_id:
 * @self: a session
 *
 * Returns: the peer's id in the room
 */
const char *
portunus_session_get_peer_id (PortunusSession *self)
{
  return self->peer_id;
}

/**
 * portunus_session_is_initiator:
 * @self: a session
 *
 * Returns: whether we speak first
 */
gboolean
portunus_session_is_initiator (PortunusSession *self)
{
  return self->is_initiator;
}

/**
 * portunus_session_is_open:
 * @self: a session
 *
 * Returns: whether control messages and data flow
 */
gboolean
portunus_session_is_open (PortunusSession *self)
{
  return self->is_open;
}

/**
 * portunus_session_uses_code:
 * @self: a session
 *
 * Returns: whether the peer came with a short code
 */
gboolean
portunus_session_uses_code (PortunusSession *self)
{
  return portunus_handshake_uses_code (self->handshake);
}

/**
 * portunus_session_get_peer_name:
 * @self: a session
 *
 * Returns: (nullable): the name the peer gives itself, made inert for display
 */
const char *
portunus_session_get_peer_name (PortunusSession *self)
{
  return self->peer_name;
}

/**
 * portunus_session_get_peer_device:
 * @self: a session
 *
 * Returns: (nullable): the peer's device id, proved by the handshake
 */
const char *
portunus_session_get_peer_device (PortunusSession *self)
{
  return self->peer_device;
}

/**
 * portunus_session_get_peer_role:
 * @self: an authenticated session
 *
 * Returns: what the peer is here for
 */
PortunusSessionRole
portunus_session_get_peer_role (PortunusSession *self)
{
  return self->peer_role;
}

/**
 * portunus_session_get_words:
 * @self: a session
 *
 * Returns: (nullable): the four words
 */
const char * const *
portunus_session_get_words (PortunusSession *self)
{
  return portunus_handshake_get_words (self->handshake);
}

/**
 * portunus_session_get_lane:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): the lane; workers take a reference of their own
 */
PortunusLane *
portunus_session_get_lane (PortunusSession *self)
{
  return self->lane;
}

/**
 * portunus_session_dup_data_key:
 * @self: an authenticated session
 * @is_ours: whether we are the one who seals with it
 *
 * Returns: (transfer full) (nullable): the key of one direction's data streams
 */
PortunusSecret *
portunus_session_dup_data_key (PortunusSession *self,
                               gboolean         is_ours)
{
  gboolean is_initiators = self->is_initiator == is_ours;

  return portunus_handshake_export (self->handshake, is_initiators ? "lane 1 data initiator" : "lane 1 data responder",
                                    NULL);
}
