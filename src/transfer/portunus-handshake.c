/* portunus-handshake.c: proves the shared secret, authenticates both devices, agrees on the four words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handshake-private.h"

/**
 * portunus_handshake_new:
 * @config: what we are and know; copied
 * @is_initiator: whether we speak first
 *
 * Returns: (transfer full): a handshake that has not begun
 */
PortunusHandshake *
portunus_handshake_new (const PortunusHandshakeConfig *config,
                        gboolean                       is_initiator)
{
  PortunusHandshake *self = g_new0 (PortunusHandshake, 1);

  self->room = g_strdup (config->room);
  self->identity = g_object_ref (config->identity);
  self->hello = json_object_ref (config->hello);
  self->link_secret = config->link_secret != NULL ? portunus_secret_ref (config->link_secret) : NULL;
  self->code_secret = config->code_secret != NULL ? portunus_secret_ref (config->code_secret) : NULL;
  self->passes = config->passes != NULL ? g_ptr_array_ref (config->passes) : NULL;
  self->is_nearby = config->is_nearby;
  self->pin = config->pin != NULL ? g_bytes_ref (config->pin) : NULL;
  self->is_initiator = is_initiator;
  return self;
}

/**
 * portunus_handshake_free:
 * @self: (transfer full) (nullable): a handshake
 */
void
portunus_handshake_free (PortunusHandshake *self)
{
  if (self == NULL)
    return;
  g_free (self->room);
  g_clear_object (&self->identity);
  g_clear_pointer (&self->hello, json_object_unref);
  g_clear_pointer (&self->link_secret, portunus_secret_unref);
  g_clear_pointer (&self->code_secret, portunus_secret_unref);
  g_clear_pointer (&self->passes, g_ptr_array_unref);
  g_clear_pointer (&self->pin, g_bytes_unref);
  g_free (self->pass_device);
  g_clear_pointer (&self->spake2, portunus_spake2_free);
  g_clear_pointer (&self->psk, portunus_secret_unref);
  g_clear_pointer (&self->noise, portunus_noise_free);
  g_clear_pointer (&self->peer_hello, json_object_unref);
  g_clear_pointer (&self->verification, portunus_verification_free);
  g_free (self);
}

/**
 * portunus_handshake_start:
 * @self: a new handshake
 * @outgoing: (element-type GBytes): what must be sent is put at its tail
 * @error: return location
 *
 * Begins. A responder has nothing to say yet.
 *
 * Returns: %FALSE on an error of the cryptographic library
 */
gboolean
portunus_handshake_start (PortunusHandshake  *self,
                          GQueue             *outgoing,
                          GError            **error)
{
  if (!self->is_initiator)
    return TRUE;
  if (self->link_secret == NULL && !self->is_nearby)
    return _portunus_handshake_start_with_code (self, outgoing, error);

  if (self->link_secret == NULL)
    _portunus_handshake_take_open_psk (self);
  else if (!_portunus_handshake_derive_link_psk (self, self->link_secret, error))
    return FALSE;
  self->mode = self->link_secret == NULL ? PORTUNUS_MODE_NEARBY : PORTUNUS_MODE_LINK;
  return _portunus_handshake_begin_noise (self, error)
         && _portunus_handshake_write_noise (self, outgoing, TRUE, error);
}

static gboolean
dispatch (PortunusHandshake  *self,
          GBytes             *message,
          GQueue             *outgoing,
          JsonObject        **opened,
          GError            **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (message, &length);
  g_autoptr (GBytes) body = NULL;

  if (length < 1)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "An empty message came");
  body = g_bytes_new_from_bytes (message, 1, length - 1);

  switch (data[0])
    {
    case PORTUNUS_MESSAGE_PAKE:
      return self->is_initiator ? _portunus_handshake_handle_pake_as_initiator (self, body, outgoing, error)
                                : _portunus_handshake_handle_pake_as_responder (self, body, outgoing, error);
    case PORTUNUS_MESSAGE_HANDSHAKE:
      return _portunus_handshake_handle_noise (self, body, outgoing, error);
    case PORTUNUS_MESSAGE_SEALED:
      return _portunus_handshake_handle_sealed (self, body, outgoing, opened, error);
    case PORTUNUS_MESSAGE_ERROR:
      return _portunus_handshake_handle_error (self, body, error);
    default:
      return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A message of an unknown kind came");
    }
}

/**
 * portunus_handshake_handle:
 * @self: a handshake
 * @message: what came from the peer, or from somebody who pretends to be it
 * @outgoing: (element-type GBytes): what must be sent, also on failure, is put at its tail
 * @opened: (out) (transfer full) (nullable): a sealed message that is not part of the handshake
 * @error: return location for a #PortunusTransferError
 *
 * Takes one message.
 *
 * Returns: %FALSE if it ends the conversation
 */
gboolean
portunus_handshake_handle (PortunusHandshake  *self,
                           GBytes             *message,
                           GQueue             *outgoing,
                           JsonObject        **opened,
                           GError            **error)
{
  g_autoptr (GError) cause = NULL;

  *opened = NULL;
  if (dispatch (self, message, outgoing, opened, &cause))
    return TRUE;
  portunus_transfer_error_blame_peer (&cause);
  if (self->verification == NULL)
    portunus_handshake_give_up (self, cause, outgoing);
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

/**
 * portunus_handshake_get_stage:
 * @self: a handshake
 *
 * Returns: how far it is
 */
PortunusHandshakeStage
portunus_handshake_get_stage (PortunusHandshake *self)
{
  if (self->verification == NULL)
    return PORTUNUS_HANDSHAKE_RUNNING;
  return portunus_handshake_get_words (self) != NULL ? PORTUNUS_HANDSHAKE_COMPLETE : PORTUNUS_HANDSHAKE_AUTHENTICATED;
}

/**
 * portunus_handshake_uses_code:
 * @self: a handshake
 *
 * Returns: whether the peer met us by a short code, as far as is known
 */
gboolean
portunus_handshake_uses_code (PortunusHandshake *self)
{
  return self->mode == PORTUNUS_MODE_CODE;
}

/**
 * portunus_handshake_get_hello:
 * @self: an authenticated handshake
 *
 * Returns: (transfer none): how the peer introduced itself; authenticated, but hostile all the same
 */
JsonObject *
portunus_handshake_get_hello (PortunusHandshake *self)
{
  return self->peer_hello;
}

/**
 * portunus_handshake_dup_device:
 * @self: an authenticated handshake
 *
 * Returns: (transfer full): the peer's device id
 */
char *
portunus_handshake_dup_device (PortunusHandshake *self)
{
  return portunus_device_id_from_key (portunus_noise_get_remote_static (self->noise));
}

/**
 * portunus_handshake_get_peer_key:
 * @self: an authenticated handshake
 *
 * Returns: (transfer none): the peer's public key, 32 bytes
 */
const guint8 *
portunus_handshake_get_peer_key (PortunusHandshake *self)
{
  return portunus_noise_get_remote_static (self->noise);
}

/**
 * portunus_handshake_get_words:
 * @self: a handshake
 *
 * Returns: (nullable): the four words, %NULL before %PORTUNUS_HANDSHAKE_COMPLETE
 */
const char * const *
portunus_handshake_get_words (PortunusHandshake *self)
{
  return self->verification != NULL ? portunus_verification_get_words (self->verification) : NULL;
}

/**
 * portunus_handshake_export:
 * @self: an authenticated handshake
 * @label: what the key is for
 * @error: return location
 *
 * Returns: (transfer full): a 32-byte key that both sides get for @label
 */
PortunusSecret *
portunus_handshake_export (PortunusHandshake  *self,
                           const char         *label,
                           GError            **error)
{
  return portunus_noise_export (self->noise, label, 32, error);
}
