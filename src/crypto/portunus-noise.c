/* portunus-noise.c: Noise_XXpsk0_25519_AESGCM_SHA256
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-noise-private.h"

#include <string.h>

#include "portunus-crypto-error-private.h"
#include "portunus-noise-state-private.h"
#include "portunus-x25519-private.h"

#define SEALED_KEY (PORTUNUS_NOISE_KEY_SIZE + PORTUNUS_CIPHER_TAG_SIZE)

/* The unread rest of a handshake message. */
typedef struct
{
  GBytes *message;
  gsize   offset;
} Reader;

static const PortunusNoisePattern xx_psk0 = {
  "Noise_XXpsk0_25519_AESGCM_SHA256", 3,
  {
    { PORTUNUS_NOISE_TOKEN_PSK, PORTUNUS_NOISE_TOKEN_E },
    { PORTUNUS_NOISE_TOKEN_E, PORTUNUS_NOISE_TOKEN_EE, PORTUNUS_NOISE_TOKEN_S, PORTUNUS_NOISE_TOKEN_ES },
    { PORTUNUS_NOISE_TOKEN_S, PORTUNUS_NOISE_TOKEN_SE },
  },
};

/**
 * portunus_noise_new:
 * @is_initiator: whether this end writes the first message
 * @static_private: X25519 private key of this device, 32 bytes
 * @psk: what both ends already share, 32 bytes; all zero for nothing
 * @prologue: what both ends must agree on before they begin; not sent
 * @error: return location
 *
 * Begins a Noise_XXpsk0_25519_AESGCM_SHA256 handshake (Noise revision 34 §5.3, §7.5, §9).
 *
 * Returns: (transfer full): a handshake, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusNoise *
portunus_noise_new (gboolean               is_initiator,
                    const PortunusSecret  *static_private,
                    const PortunusSecret  *psk,
                    GBytes                *prologue,
                    GError               **error)
{
  g_return_val_if_fail (static_private != NULL, NULL);

  return _portunus_noise_new_with_pattern (&xx_psk0, is_initiator, static_private, psk, prologue, error);
}

static gboolean
is_key (const PortunusSecret *secret)
{
  gsize length;

  portunus_secret_get_data (secret, &length);
  return length == PORTUNUS_NOISE_KEY_SIZE;
}

/*
 * Begins a handshake of another pattern. @static_private may be %NULL where the pattern has no static key.
 */
PortunusNoise *
_portunus_noise_new_with_pattern (const PortunusNoisePattern  *pattern,
                                  gboolean                     is_initiator,
                                  const PortunusSecret        *static_private,
                                  const PortunusSecret        *psk,
                                  GBytes                      *prologue,
                                  GError                     **error)
{
  PortunusNoise *self;

  g_return_val_if_fail (static_private == NULL || is_key (static_private), NULL);
  g_return_val_if_fail (psk != NULL && is_key (psk), NULL);
  g_return_val_if_fail (prologue != NULL, NULL);

  self = g_new0 (PortunusNoise, 1);
  self->pattern = pattern;
  self->is_initiator = is_initiator;
  self->psk = portunus_secret_ref ((PortunusSecret *) psk);
  if (static_private != NULL)
    self->static_private = portunus_secret_ref ((PortunusSecret *) static_private);
  _portunus_noise_symmetric_init (&self->symmetric, pattern->name);
  _portunus_noise_symmetric_mix_hash (&self->symmetric, g_bytes_get_data (prologue, NULL), g_bytes_get_size (prologue));
  return self;
}

/*
 * Takes @ephemeral_private instead of a random key. Never outside of tests.
 */
void
_portunus_noise_set_ephemeral (PortunusNoise  *self,
                               PortunusSecret *ephemeral_private)
{
  self->ephemeral_private = portunus_secret_ref (ephemeral_private);
}

/**
 * portunus_noise_free:
 * @self: (transfer full): a handshake; all keys are wiped
 */
void
portunus_noise_free (PortunusNoise *self)
{
  g_return_if_fail (self != NULL);

  _portunus_noise_symmetric_clear (&self->symmetric);
  g_clear_pointer (&self->psk, portunus_secret_unref);
  g_clear_pointer (&self->static_private, portunus_secret_unref);
  g_clear_pointer (&self->ephemeral_private, portunus_secret_unref);
  g_clear_pointer (&self->sender, portunus_cipher_free);
  g_clear_pointer (&self->receiver, portunus_cipher_free);
  g_free (self);
}

static gboolean
mix_agreement (PortunusNoise         *self,
               const PortunusSecret  *own,
               const guint8          *remote,
               GError               **error)
{
  g_autoptr (PortunusSecret) shared = _portunus_x25519_agree (own, remote, error);

  return shared != NULL && _portunus_noise_symmetric_mix_key (&self->symmetric, portunus_secret_get_data (shared, NULL),
                                                              PORTUNUS_NOISE_KEY_SIZE, error);
}

/* In "es" and "se" the first letter is the initiator's key. */
static gboolean
mix_token (PortunusNoise       *self,
           PortunusNoiseToken   token,
           GError             **error)
{
  gboolean is_own_static, is_remote_static;

  if (token == PORTUNUS_NOISE_TOKEN_PSK)
    return _portunus_noise_symmetric_mix_psk (&self->symmetric, self->psk, error);

  is_own_static = token == (self->is_initiator ? PORTUNUS_NOISE_TOKEN_SE : PORTUNUS_NOISE_TOKEN_ES);
  is_remote_static = token == (self->is_initiator ? PORTUNUS_NOISE_TOKEN_ES : PORTUNUS_NOISE_TOKEN_SE);
  return mix_agreement (self, is_own_static ? self->static_private : self->ephemeral_private,
                        is_remote_static ? self->remote_static : self->remote_ephemeral, error);
}

/* A pattern with a psk also mixes each ephemeral key into the chaining key (§9.2). */
static gboolean
mix_ephemeral (PortunusNoise  *self,
               const guint8   *public_key,
               GError        **error)
{
  _portunus_noise_symmetric_mix_hash (&self->symmetric, public_key, PORTUNUS_NOISE_KEY_SIZE);
  return _portunus_noise_symmetric_mix_key (&self->symmetric, public_key, PORTUNUS_NOISE_KEY_SIZE, error);
}

static gboolean
write_ephemeral (PortunusNoise  *self,
                 GByteArray     *message,
                 GError        **error)
{
  guint8 public_key[PORTUNUS_NOISE_KEY_SIZE];

  if (self->ephemeral_private == NULL)
    self->ephemeral_private = portunus_secret_new_random (PORTUNUS_NOISE_KEY_SIZE);
  if (!_portunus_x25519_get_public (self->ephemeral_private, public_key, error))
    return FALSE;
  g_byte_array_append (message, public_key, sizeof public_key);
  return mix_ephemeral (self, public_key, error);
}

static gboolean
write_sealed (PortunusNoise  *self,
              GByteArray     *message,
              GBytes         *plaintext,
              GError        **error)
{
  g_autoptr (GBytes) sealed = _portunus_noise_symmetric_encrypt (&self->symmetric, plaintext, error);

  if (sealed == NULL)
    return FALSE;
  g_byte_array_append (message, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return TRUE;
}

static gboolean
write_static (PortunusNoise  *self,
              GByteArray     *message,
              GError        **error)
{
  guint8 public_key[PORTUNUS_NOISE_KEY_SIZE];
  g_autoptr (GBytes) plaintext = NULL;

  if (!_portunus_x25519_get_public (self->static_private, public_key, error))
    return FALSE;
  plaintext = g_bytes_new (public_key, sizeof public_key);
  return write_sealed (self, message, plaintext, error);
}

static gboolean
write_token (PortunusNoise       *self,
             PortunusNoiseToken   token,
             GByteArray          *message,
             GError             **error)
{
  if (token == PORTUNUS_NOISE_TOKEN_E)
    return write_ephemeral (self, message, error);
  if (token == PORTUNUS_NOISE_TOKEN_S)
    return write_static (self, message, error);
  return mix_token (self, token, error);
}

static const guint8 *
take_bytes (Reader  *reader,
            gsize    length,
            GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (reader->message, &size);

  if (size - reader->offset < length)
    {
      _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A handshake message is too short");
      return NULL;
    }
  reader->offset += length;
  return data + reader->offset - length;
}

static gboolean
read_ephemeral (PortunusNoise  *self,
                Reader         *reader,
                GError        **error)
{
  const guint8 *public_key = take_bytes (reader, PORTUNUS_NOISE_KEY_SIZE, error);

  if (public_key == NULL)
    return FALSE;
  memcpy (self->remote_ephemeral, public_key, PORTUNUS_NOISE_KEY_SIZE);
  return mix_ephemeral (self, public_key, error);
}

static gboolean
read_static (PortunusNoise  *self,
             Reader         *reader,
             GError        **error)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) plaintext = NULL;

  if (take_bytes (reader, SEALED_KEY, error) == NULL)
    return FALSE;
  sealed = g_bytes_new_from_bytes (reader->message, reader->offset - SEALED_KEY, SEALED_KEY);
  plaintext = _portunus_noise_symmetric_decrypt (&self->symmetric, sealed, error);
  if (plaintext == NULL)
    return FALSE;
  memcpy (self->remote_static, g_bytes_get_data (plaintext, NULL), PORTUNUS_NOISE_KEY_SIZE);
  return TRUE;
}

static gboolean
read_token (PortunusNoise       *self,
            PortunusNoiseToken   token,
            Reader              *reader,
            GError             **error)
{
  if (token == PORTUNUS_NOISE_TOKEN_E)
    return read_ephemeral (self, reader, error);
  if (token == PORTUNUS_NOISE_TOKEN_S)
    return read_static (self, reader, error);
  return mix_token (self, token, error);
}

static const PortunusNoiseToken *
get_tokens (PortunusNoise *self)
{
  return self->pattern->messages[self->n_messages];
}

/* Counts the message just handled and makes the transport keys after the last one. */
static gboolean
advance (PortunusNoise  *self,
         GError        **error)
{
  PortunusCipher **first = self->is_initiator ? &self->sender : &self->receiver;
  PortunusCipher **second = self->is_initiator ? &self->receiver : &self->sender;

  if (self->n_messages + 1 == self->pattern->n_messages &&
      !_portunus_noise_symmetric_split (&self->symmetric, first, second, error))
    return FALSE;
  self->n_messages++;
  if (!portunus_noise_is_finished (self))
    return TRUE;

  g_clear_pointer (&self->psk, portunus_secret_unref);
  g_clear_pointer (&self->static_private, portunus_secret_unref);
  g_clear_pointer (&self->ephemeral_private, portunus_secret_unref);
  g_clear_pointer (&self->symmetric.cipher, portunus_cipher_free);
  return TRUE;
}

static gboolean
refuse_failed (PortunusNoise  *self,
               GError        **error)
{
  if (self->has_failed)
    _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "The handshake failed before");
  return self->has_failed;
}

/**
 * portunus_noise_is_my_turn:
 * @self: a handshake
 *
 * Returns: %TRUE where portunus_noise_write() comes next; %FALSE also after the last message
 */
gboolean
portunus_noise_is_my_turn (PortunusNoise *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !portunus_noise_is_finished (self) && (self->n_messages % 2 == 0) == !!self->is_initiator;
}

/**
 * portunus_noise_is_finished:
 * @self: a handshake
 *
 * Returns: whether all messages were written and read, without an error
 */
gboolean
portunus_noise_is_finished (PortunusNoise *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_messages == self->pattern->n_messages;
}

static gboolean
write_message (PortunusNoise  *self,
               GByteArray     *message,
               GBytes         *payload,
               GError        **error)
{
  for (const PortunusNoiseToken *token = get_tokens (self); *token != PORTUNUS_NOISE_TOKEN_END; token++)
    if (!write_token (self, *token, message, error))
      return FALSE;
  return write_sealed (self, message, payload, error) && advance (self, error);
}

/**
 * portunus_noise_write:
 * @self: a handshake whose turn it is
 * @payload: what to send along, may be empty. In the first message everybody with the psk can read it and it can be
 *   replayed; in the second the initiator is not yet known
 * @error: return location
 *
 * Writes the next handshake message. After an error the handshake is of no use.
 *
 * Returns: (transfer full): the message, or %NULL with %PORTUNUS_CRYPTO_ERROR_MALFORMED (the peer's key is not usable)
 *   or %PORTUNUS_CRYPTO_ERROR_FAILED
 */
GBytes *
portunus_noise_write (PortunusNoise  *self,
                      GBytes         *payload,
                      GError        **error)
{
  g_autoptr (GByteArray) message = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (portunus_noise_is_my_turn (self), NULL);
  g_return_val_if_fail (payload != NULL, NULL);
  g_return_val_if_fail (g_bytes_get_size (payload) <= PORTUNUS_NOISE_MAX_MESSAGE - 2 * SEALED_KEY, NULL);

  if (refuse_failed (self, error))
    return NULL;
  message = g_byte_array_new ();
  self->has_failed = !write_message (self, message, payload, error);
  return self->has_failed ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

static GBytes *
read_message (PortunusNoise  *self,
              GBytes         *message,
              GError        **error)
{
  Reader reader = { message, 0 };
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) payload = NULL;

  if (g_bytes_get_size (message) > PORTUNUS_NOISE_MAX_MESSAGE)
    {
      _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A handshake message is too long");
      return NULL;
    }
  for (const PortunusNoiseToken *token = get_tokens (self); *token != PORTUNUS_NOISE_TOKEN_END; token++)
    if (!read_token (self, *token, &reader, error))
      return NULL;

  sealed = g_bytes_new_from_bytes (message, reader.offset, g_bytes_get_size (message) - reader.offset);
  payload = _portunus_noise_symmetric_decrypt (&self->symmetric, sealed, error);
  if (payload == NULL || !advance (self, error))
    return NULL;
  return g_steal_pointer (&payload);
}

/**
 * portunus_noise_read:
 * @self: a handshake whose turn it is not
 * @message: what came from the peer
 * @error: return location
 *
 * Reads the next handshake message. After an error the handshake is of no use. The first message already fails with
 * %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION where the psk or the prologue differ.
 *
 * Returns: (transfer full): the payload, or %NULL with %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION,
 *   %PORTUNUS_CRYPTO_ERROR_MALFORMED or %PORTUNUS_CRYPTO_ERROR_FAILED
 */
GBytes *
portunus_noise_read (PortunusNoise  *self,
                     GBytes         *message,
                     GError        **error)
{
  GBytes *payload;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (!portunus_noise_is_finished (self) && !portunus_noise_is_my_turn (self), NULL);
  g_return_val_if_fail (message != NULL, NULL);

  if (refuse_failed (self, error))
    return NULL;
  payload = read_message (self, message, error);
  self->has_failed = payload == NULL;
  return payload;
}
