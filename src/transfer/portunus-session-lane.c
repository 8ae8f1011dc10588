/* portunus-session-lane.c: talks over the lane of a session
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-session-private.h"

#include <string.h>

#include "portunus-json.h"

#define MAX_PONGS_PER_S 100

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

/*
 * Readies the ciphers of the lane that was chosen.
 */
gboolean
_portunus_session_open_control (PortunusSession *self)
{
  g_autoptr (GError) error = NULL;

  self->control_out = make_cipher (self, self->is_initiator, &error);
  if (self->control_in == NULL)
    self->control_in = make_cipher (self, !self->is_initiator, &error);
  if (self->control_out == NULL || self->control_in == NULL)
    {
      _portunus_session_give_up (self, error);
      return FALSE;
    }
  portunus_clear_source (&self->deadline);
  self->is_open = TRUE;
  return TRUE;
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

  portunus_clear_source (&self->silence);
  if (strcmp (type, "ping") == 0)
    send_pong (self);
  else if (_portunus_session_take_move (self, type, message))
    g_debug ("%.6s says of lanes: %s", self->peer_id, type);
  else if (strcmp (type, "pong") != 0)
    g_signal_emit_by_name (self, "control", message);
}

/* With several lanes open, the first message that opens says which of them it is. */
static GBytes *
open_control (PortunusSession *self,
              PortunusLane    *lane,
              GBytes          *sealed)
{
  GBytes *plaintext;

  if (self->control_in == NULL)
    self->control_in = make_cipher (self, !self->is_initiator, NULL);
  plaintext = self->control_in != NULL ? portunus_cipher_open (self->control_in, NULL, sealed, NULL) : NULL;
  if (plaintext == NULL)
    _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                    "A control message was altered on the way");
  else if (self->lane == NULL)
    _portunus_session_choose_lane (self, lane);
  return plaintext;
}

/*
 * Takes what came over @lane, which is open.
 */
void
_portunus_session_take_control (PortunusSession *self,
                                PortunusLane    *lane,
                                GBytes          *sealed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plaintext = NULL;
  g_autoptr (JsonObject) message = NULL;
  const char *type;
  gsize length;

  if (self->is_closed || (self->lane != NULL && self->lane != lane))
    return;
  plaintext = open_control (self, lane, sealed);
  if (plaintext == NULL || self->is_closed)
    return;
  message = portunus_json_parse (g_bytes_get_data (plaintext, &length), g_bytes_get_size (plaintext),
                                 PORTUNUS_SESSION_MAX_CONTROL, &error);
  if (message == NULL || !portunus_json_get_string (message, "t", 32, &type, &error))
    {
      _portunus_session_give_up_with (self, PORTUNUS_TRANSFER_ERROR_PROTOCOL, error->message);
      return;
    }
  handle_control (self, message);
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
