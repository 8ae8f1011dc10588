/* portunus-handshake-noise.c: the three messages of Noise
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handshake-private.h"

#include <string.h>

#include "portunus-json.h"
#include "portunus-pass.h"
#include "portunus-session.h"

/* The prologue binds version, mode and room, so that a handshake cannot be moved to another room. */
gboolean
_portunus_handshake_begin_noise (PortunusHandshake  *self,
                                 GError            **error)
{
  g_autoptr (GByteArray) prologue = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  const guint8 binding[] = { PORTUNUS_PROTOCOL_VERSION, self->mode };

  g_byte_array_append (prologue, (const guint8 *) "portunus", strlen ("portunus"));
  g_byte_array_append (prologue, binding, sizeof binding);
  g_byte_array_append (prologue, (const guint8 *) self->room, strlen (self->room));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&prologue));

  g_clear_pointer (&self->noise, portunus_noise_free);
  self->noise = portunus_noise_new (self->is_initiator, portunus_identity_get_private_key (self->identity), self->psk,
                                    bytes, error);
  return self->noise != NULL;
}

static GBytes *
write_hello (PortunusHandshake *self)
{
  char *text = portunus_json_to_text (self->hello);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
read_hello (PortunusHandshake  *self,
            GBytes             *payload,
            GError            **error)
{
  gsize length;
  const char *text = g_bytes_get_data (payload, &length);

  self->peer_hello = portunus_json_parse (text, length, PORTUNUS_HANDSHAKE_MAX_HELLO, NULL);
  if (self->peer_hello != NULL)
    return TRUE;
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                   "The peer did not introduce itself properly");
}

/* Message 1 has no payload: it is not yet protected against replay. Messages 2 and 3 introduce their writers. */
gboolean
_portunus_handshake_write_noise (PortunusHandshake  *self,
                                 GQueue             *outgoing,
                                 gboolean            is_first,
                                 GError            **error)
{
  const guint8 head[] = { PORTUNUS_MESSAGE_HANDSHAKE, PORTUNUS_PROTOCOL_VERSION, self->mode };
  g_autoptr (GBytes) payload = is_first ? g_bytes_new (NULL, 0) : write_hello (self);
  g_autoptr (GBytes) message = portunus_noise_write (self->noise, payload, error);

  if (message == NULL)
    return FALSE;
  _portunus_handshake_queue_message (outgoing, head, is_first ? 3 : 1, message);
  return TRUE;
}

static gboolean
handle_first_message (PortunusHandshake  *self,
                      GBytes            **body,
                      GError            **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (*body, &length);
  GBytes *rest;

  if (length < 2)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A handshake message is too short");
  if (!_portunus_handshake_check_version (data[0], error)
      || !_portunus_handshake_accept_mode (self, data[1], error)
      || !_portunus_handshake_begin_noise (self, error))
    return FALSE;

  rest = g_bytes_new_from_bytes (*body, 2, length - 2);
  g_bytes_unref (*body);
  *body = rest;
  return TRUE;
}

static gboolean
begin_verification (PortunusHandshake  *self,
                    GQueue             *outgoing,
                    GError            **error)
{
  g_autoptr (JsonObject) message = NULL;

  self->verification = portunus_verification_new (self->is_initiator,
                                                  portunus_noise_get_handshake_hash (self->noise));
  message = portunus_verification_start (self->verification);
  return message == NULL || _portunus_handshake_queue_sealed (self, message, outgoing, error);
}

/* A message that does not authenticate under our psk: the first one shows a wrong secret, a later one an alteration. */
static gboolean
fail_read (PortunusHandshake  *self,
           gboolean            is_first,
           GError            **error)
{
  if (is_first)
    return _portunus_handshake_fail_wrong_secret (self, error);
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                   "A handshake message was altered on the way");
}

/* A device that came by a code seals its later first messages with its pass, in place of the link's secret. */
static GBytes *
read_with_passes (PortunusHandshake *self,
                  GBytes            *body)
{
  GBytes *payload = NULL;

  for (guint i = 0; self->passes != NULL && i < self->passes->len && payload == NULL; i++)
    {
      const PortunusPass *pass = g_ptr_array_index (self->passes, i);

      if (!_portunus_handshake_derive_link_psk (self, pass->secret, NULL)
          || !_portunus_handshake_begin_noise (self, NULL))
        return NULL;
      payload = portunus_noise_read (self->noise, body, NULL);
      if (payload != NULL)
        self->pass_device = g_strdup (pass->device);
    }
  return payload;
}

/* An initiator knows it before it has said who it is itself. */
static gboolean
check_pin (PortunusHandshake  *self,
           GError            **error)
{
  if (self->pin == NULL
      || (g_bytes_get_size (self->pin) == PORTUNUS_NOISE_KEY_SIZE
          && memcmp (g_bytes_get_data (self->pin, NULL), portunus_handshake_get_peer_key (self),
                     PORTUNUS_NOISE_KEY_SIZE) == 0))
    return TRUE;
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_OTHER_DEVICE,
                                   "The device that answers has another key than the one that is known");
}

/* A pass is for one device and no other. */
static gboolean
check_pass (PortunusHandshake  *self,
            GError            **error)
{
  g_autofree char *device = NULL;

  if (self->pass_device == NULL)
    return TRUE;
  device = portunus_handshake_dup_device (self);
  if (strcmp (device, self->pass_device) == 0)
    return TRUE;
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_TAMPERED,
                                   "Another device came back than the one that was here");
}

static gboolean
read_noise (PortunusHandshake  *self,
            GBytes             *body,
            GQueue             *outgoing,
            gboolean            is_first,
            GError            **error)
{
  g_autoptr (GBytes) payload = NULL;

  if (portunus_noise_is_finished (self->noise) || portunus_noise_is_my_turn (self->noise))
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A handshake message came out of turn");
  payload = portunus_noise_read (self->noise, body, NULL);
  if (payload == NULL && is_first && self->mode == PORTUNUS_MODE_LINK)
    payload = read_with_passes (self, body);
  if (payload == NULL)
    return fail_read (self, is_first, error);
  if (!is_first && (!check_pin (self, error) || !read_hello (self, payload, error)))
    return FALSE;
  if (!portunus_noise_is_finished (self->noise) && !_portunus_handshake_write_noise (self, outgoing, FALSE, error))
    return FALSE;
  if (!portunus_noise_is_finished (self->noise))
    return TRUE;
  return check_pass (self, error) && begin_verification (self, outgoing, error);
}

gboolean
_portunus_handshake_handle_noise (PortunusHandshake  *self,
                                  GBytes             *message_body,
                                  GQueue             *outgoing,
                                  GError            **error)
{
  g_autoptr (GBytes) body = g_bytes_ref (message_body);
  gboolean is_first = self->noise == NULL;

  if (is_first && self->is_initiator)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A handshake message came out of turn");
  if (is_first && !handle_first_message (self, &body, error))
    return FALSE;
  return read_noise (self, body, outgoing, is_first, error);
}
