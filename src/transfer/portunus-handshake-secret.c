/* portunus-handshake-secret.c: how the two sides come by the key of their handshake: a link, or a code
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-handshake-private.h"

#include "portunus-kdf.h"
#include "portunus-session.h"

gboolean
_portunus_handshake_derive_link_psk (PortunusHandshake  *self,
                                     PortunusSecret     *secret,
                                     GError            **error)
{
  g_clear_pointer (&self->psk, portunus_secret_unref);
  self->psk = portunus_hkdf_label (secret, "link psk", PORTUNUS_NOISE_KEY_SIZE, error);
  return self->psk != NULL;
}

/* Whoever is there proves its own key and nothing else. */
void
_portunus_handshake_take_open_psk (PortunusHandshake *self)
{
  static const guint8 zeros[PORTUNUS_NOISE_KEY_SIZE] = { 0 };

  g_clear_pointer (&self->psk, portunus_secret_unref);
  self->psk = portunus_secret_new (zeros, sizeof zeros);
}

static gboolean
begin_pake (PortunusHandshake  *self,
            GError            **error)
{
  self->spake2 = portunus_spake2_new (self->is_initiator, self->code_secret, error);
  return self->spake2 != NULL;
}

gboolean
_portunus_handshake_start_with_code (PortunusHandshake  *self,
                                     GQueue             *outgoing,
                                     GError            **error)
{
  const guint8 head[] = { PORTUNUS_MESSAGE_PAKE, PORTUNUS_PROTOCOL_VERSION };
  g_autoptr (GBytes) share = NULL;

  self->mode = PORTUNUS_MODE_CODE;
  if (!begin_pake (self, error))
    return FALSE;
  share = portunus_spake2_get_share (self->spake2);
  _portunus_handshake_queue_message (outgoing, head, sizeof head, share);
  return TRUE;
}

gboolean
_portunus_handshake_check_version (guint8    version,
                                   GError  **error)
{
  if (version == PORTUNUS_PROTOCOL_VERSION)
    return TRUE;
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_VERSION,
                                   "The other side speaks another version of the protocol: update the older of the "
                                   "two");
}

static gboolean
refuse_closed_code (GError **error)
{
  return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_CODE_CLOSED, "The peer used a code that is not open");
}

gboolean
_portunus_handshake_handle_pake_as_responder (PortunusHandshake  *self,
                                              GBytes             *body,
                                              GQueue             *outgoing,
                                              GError            **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (body, &length);
  const guint8 head[] = { PORTUNUS_MESSAGE_PAKE };
  g_autoptr (GBytes) peer_share = NULL;
  g_autoptr (GBytes) share = NULL;

  if (self->spake2 != NULL || self->noise != NULL || length < 1)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A PAKE message came out of turn");
  if (!_portunus_handshake_check_version (data[0], error))
    return FALSE;
  if (self->code_secret == NULL)
    return refuse_closed_code (error);

  if (!begin_pake (self, error))
    return FALSE;
  peer_share = g_bytes_new_from_bytes (body, 1, length - 1);
  self->psk = portunus_spake2_finish (self->spake2, peer_share, error);
  if (self->psk == NULL)
    return FALSE;
  self->mode = PORTUNUS_MODE_CODE;
  share = portunus_spake2_get_share (self->spake2);
  _portunus_handshake_queue_message (outgoing, head, sizeof head, share);
  return TRUE;
}

gboolean
_portunus_handshake_handle_pake_as_initiator (PortunusHandshake  *self,
                                              GBytes             *body,
                                              GQueue             *outgoing,
                                              GError            **error)
{
  if (self->spake2 == NULL || self->noise != NULL)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL, "A PAKE message came out of turn");

  self->psk = portunus_spake2_finish (self->spake2, body, error);
  return self->psk != NULL && _portunus_handshake_begin_noise (self, error)
         && _portunus_handshake_write_noise (self, outgoing, TRUE, error);
}

/* Decides on the psk from the first handshake message of an initiator. */
gboolean
_portunus_handshake_accept_mode (PortunusHandshake      *self,
                                 PortunusHandshakeMode   mode,
                                 GError                **error)
{
  if (mode == PORTUNUS_MODE_CODE && self->mode == PORTUNUS_MODE_CODE)
    return TRUE;
  if (mode == PORTUNUS_MODE_NEARBY && self->mode == PORTUNUS_MODE_NONE && self->is_nearby)
    {
      self->mode = PORTUNUS_MODE_NEARBY;
      _portunus_handshake_take_open_psk (self);
      return TRUE;
    }
  if (mode != PORTUNUS_MODE_LINK || self->mode != PORTUNUS_MODE_NONE)
    return _portunus_handshake_fail (error, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
                                     "The handshake began in a mode that does not fit");
  if (self->link_secret == NULL)
    return refuse_closed_code (error);

  self->mode = PORTUNUS_MODE_LINK;
  return _portunus_handshake_derive_link_psk (self, self->link_secret, error);
}
