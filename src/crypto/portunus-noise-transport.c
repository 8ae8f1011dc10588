/* portunus-noise-transport.c: what a finished Noise handshake is good for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-noise.h"

#include <string.h>

#include "portunus-crypto-error-private.h"
#include "portunus-noise-state-private.h"

#define EXPORT_PREFIX "portunus/1 "
#define MAX_PLAINTEXT (PORTUNUS_NOISE_MAX_MESSAGE - PORTUNUS_CIPHER_TAG_SIZE)

/**
 * portunus_noise_get_remote_static:
 * @self: a finished handshake, or that of an initiator who has read the second message
 *
 * Returns: (transfer none): the peer's X25519 public key, 32 bytes
 */
const guint8 *
portunus_noise_get_remote_static (PortunusNoise *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  /* The second message of XX proves the responder’s key. */
  g_return_val_if_fail (portunus_noise_is_finished (self) || (self->is_initiator && self->n_messages >= 2), NULL);

  return self->remote_static;
}

/**
 * portunus_noise_get_handshake_hash:
 * @self: a finished handshake
 *
 * Returns: (transfer none): 32 bytes that are the same at both ends and in no other handshake (§11.2); not a secret
 */
const guint8 *
portunus_noise_get_handshake_hash (PortunusNoise *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (portunus_noise_is_finished (self), NULL);

  return self->symmetric.hash;
}

/**
 * portunus_noise_seal:
 * @self: a finished handshake
 * @plaintext: at most 65,519 bytes
 * @error: return location
 *
 * Seals the next message to the peer.
 *
 * Returns: (transfer full): the message, or %NULL with an error of [method@Cipher.seal]
 */
GBytes *
portunus_noise_seal (PortunusNoise  *self,
                     GBytes         *plaintext,
                     GError        **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (portunus_noise_is_finished (self), NULL);
  g_return_val_if_fail (plaintext != NULL && g_bytes_get_size (plaintext) <= MAX_PLAINTEXT, NULL);

  return portunus_cipher_seal (self->sender, NULL, plaintext, error);
}

/**
 * portunus_noise_open:
 * @self: a finished handshake
 * @sealed: the next message of the peer
 * @error: return location
 *
 * Returns: (transfer full): the plaintext, or %NULL with %PORTUNUS_CRYPTO_ERROR_MALFORMED for more than 65,535 bytes
 *   or an error of [method@Cipher.open]
 */
GBytes *
portunus_noise_open (PortunusNoise  *self,
                     GBytes         *sealed,
                     GError        **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (portunus_noise_is_finished (self), NULL);
  g_return_val_if_fail (sealed != NULL, NULL);

  if (g_bytes_get_size (sealed) > PORTUNUS_NOISE_MAX_MESSAGE)
    {
      _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A message is too long");
      return NULL;
    }
  return portunus_cipher_open (self->receiver, NULL, sealed, error);
}

/**
 * portunus_noise_export:
 * @self: a finished handshake
 * @label: what the key is for, ASCII
 * @length: bytes wanted, 1 to 8160
 * @error: return location
 *
 * Derives a key for use outside of the two message streams, the same at both ends: HKDF-SHA256 with the final chaining
 * key as input, the handshake hash as salt, and "portunus/1 " and @label (no NUL) as info. The same label gives the
 * same key each time; take one label per purpose and direction.
 *
 * Returns: (transfer full): @length bytes, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSecret *
portunus_noise_export (PortunusNoise  *self,
                       const char     *label,
                       gsize           length,
                       GError        **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) salt = NULL;
  g_autoptr (GBytes) info = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (portunus_noise_is_finished (self), NULL);
  g_return_val_if_fail (label != NULL, NULL);

  text = g_strconcat (EXPORT_PREFIX, label, NULL);
  salt = g_bytes_new (self->symmetric.hash, sizeof self->symmetric.hash);
  info = g_bytes_new (text, strlen (text));
  return portunus_hkdf (self->symmetric.chaining_key, salt, info, length, error);
}
