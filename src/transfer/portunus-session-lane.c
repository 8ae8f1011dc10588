/* portunus-session-lane.c: opens the lane of a session and talks over it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#include "portunus-json.h"

#define MAX_LANE_KIND   16
#define MAX_PONGS_PER_S 100

void
_portunus_session_drop_lane (PortunusSession *self)
{
  if (self->lane == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->lane, self);
  portunus_lane_close (self->lane);
  g_clear_object (&self->lane);
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
      _portunus_session_give_up (self, error);
      return;
    }
  _portunus_session_clear_source (&self->deadline);
  self->is_open = TRUE;
  g_signal_emit_by_name (self, "opened");
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

/* A peer that asks without listening would else fill our memory with answers. */
static gboolean
may_send_pong (PortunusSession *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us - self->pongs_since_us >= G_USEC_PER_SEC)
    {
      self->pongs_since_us = now_us;
      self->n_pongs = 0;
    }
  return self->n_pongs++ < MAX_PONGS_PER_S;
}

static void
send_pong (PortunusSession *self)
{
  g_autoptr (JsonObject) pong = NULL;

  if (!may_send_pong (self))
    return;
  pong = json_object_new ();
  json_object_set_string_member (pong, "t", "pong");
  portunus_session_send_control (self, pong);
}

static void
handle_control (PortunusSession *self,
                JsonObject      *message)
{
  const char *type = json_object_get_string_member_with_default (message, "t", "");

  _portunus_session_clear_source (&self->silence);
  if (strcmp (type, "ping") == 0)
    send_pong (self);
  else if (strcmp (type, "pong") != 0)
    g_signal_emit_by_name (self, "control", message);
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
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                      "A control message was altered on the way");
      return;
    }
  message = portunus_json_parse (g_bytes_get_data (plaintext, &length), g_bytes_get_size (plaintext),
                                 PORTUNUS_SESSION_MAX_CONTROL, &error);
  if (message == NULL || !portunus_json_get_string (message, "t", 32, &type, &error))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, error->message);
      return;
    }
  handle_control (self, message);
}

static void
lane_closed_cb (PortunusLane    *lane,
                GError          *error,
                PortunusSession *self)
{
  _portunus_session_give_up (self, error);
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

gboolean
_portunus_session_open_lane (PortunusSession *self,
                             const char      *kind)
{
  PortunusLaneFactory *factory = find_factory (self, kind);
  g_autoptr (GError) error = NULL;
  PortunusLane *lane;

  if (factory == NULL)
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_NO_CONNECTION,
                                      "The two sides have no kind of connection in common");
      return FALSE;
    }
  lane = portunus_lane_factory_create_lane (factory, self->is_initiator, &error);
  if (lane == NULL)
    {
      _portunus_session_give_up (self, error);
      return FALSE;
    }
  adopt_lane (self, lane);
  return !self->is_closed;
}

void
_portunus_session_handle_lane_message (PortunusSession *self,
                                       JsonObject      *envelope)
{
  const char *kind;
  JsonObject *message;

  if (!portunus_json_get_string (envelope, "kind", MAX_LANE_KIND, &kind, NULL)
      || !portunus_json_get_object (envelope, "m", &message, NULL))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A lane message is malformed");
      return;
    }
  if (self->lane == NULL && !_portunus_session_open_lane (self, kind))
    return;
  if (strcmp (kind, portunus_lane_get_kind (self->lane)) == 0)
    portunus_lane_negotiate (self->lane, message);
  else
    _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                    "A lane message is for a lane of another kind");
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
    _portunus_session_give_up (self, error);
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
