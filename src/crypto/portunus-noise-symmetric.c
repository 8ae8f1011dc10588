/* portunus-noise-symmetric.c: the SymmetricState of a Noise handshake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-noise-symmetric-private.h"

#include <string.h>

#include "portunus-kdf-private.h"
#include "portunus-secret-private.h"

/* Enough for the three outputs of the HKDF in Noise §4.3. */
#define MAX_OUTPUTS 3

/*
 * InitializeSymmetric() of Noise revision 34 §5.2, for names of at most 32 bytes.
 */
void
_portunus_noise_symmetric_init (PortunusNoiseSymmetric *self,
                                const char             *protocol_name)
{
  gsize length = strlen (protocol_name);

  g_assert (length <= sizeof self->hash);
  memset (self, 0, sizeof *self);
  memcpy (self->hash, protocol_name, length);
  self->chaining_key = portunus_secret_new (self->hash, sizeof self->hash);
}

/*
 * Wipes the keys. The hash, which is no secret, stays.
 */
void
_portunus_noise_symmetric_clear (PortunusNoiseSymmetric *self)
{
  g_clear_pointer (&self->chaining_key, portunus_secret_unref);
  g_clear_pointer (&self->cipher, portunus_cipher_free);
}

/*
 * MixHash().
 */
void
_portunus_noise_symmetric_mix_hash (PortunusNoiseSymmetric *self,
                                    gconstpointer           data,
                                    gsize                   length)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();

  portunus_hasher_update (hasher, self->hash, sizeof self->hash);
  portunus_hasher_update (hasher, data, length);
  portunus_hasher_finish (hasher, self->hash);
}

/* Noise's HKDF is that of RFC 5869 with the chaining key as salt and no info, its output cut in pieces of 32 bytes. */
static gboolean
derive (PortunusNoiseSymmetric  *self,
        const guint8            *data,
        gsize                    length,
        PortunusSecret         **outputs,
        guint                    n_outputs,
        GError                 **error)
{
  g_autoptr (PortunusSecret) all = NULL;
  PortunusKdfInput input = { .key = data, .n_key = length };
  guint8 *place;

  g_assert (n_outputs <= MAX_OUTPUTS);
  input.salt = portunus_secret_get_data (self->chaining_key, &input.n_salt);
  all = _portunus_secret_new_to_fill (n_outputs * PORTUNUS_HASH_SIZE, &place);
  if (!_portunus_hkdf_raw (&input, place, n_outputs * PORTUNUS_HASH_SIZE, error))
    return FALSE;

  for (guint i = 0; i < n_outputs; i++)
    outputs[i] = portunus_secret_new (place + i * PORTUNUS_HASH_SIZE, PORTUNUS_HASH_SIZE);
  return TRUE;
}

static void
take_keys (PortunusNoiseSymmetric *self,
           PortunusSecret         *chaining_key,
           PortunusSecret         *cipher_key)
{
  g_clear_pointer (&self->chaining_key, portunus_secret_unref);
  g_clear_pointer (&self->cipher, portunus_cipher_free);
  self->chaining_key = chaining_key;
  self->cipher = portunus_cipher_new (cipher_key);
  portunus_secret_unref (cipher_key);
}

/*
 * MixKey().
 */
gboolean
_portunus_noise_symmetric_mix_key (PortunusNoiseSymmetric  *self,
                                   const guint8            *data,
                                   gsize                    length,
                                   GError                 **error)
{
  PortunusSecret *outputs[2];

  if (!derive (self, data, length, outputs, 2, error))
    return FALSE;
  take_keys (self, outputs[0], outputs[1]);
  return TRUE;
}

/*
 * MixKeyAndHash() of §9.1.
 */
gboolean
_portunus_noise_symmetric_mix_psk (PortunusNoiseSymmetric  *self,
                                   const PortunusSecret    *psk,
                                   GError                 **error)
{
  PortunusSecret *outputs[3];
  gsize length;
  const guint8 *data = portunus_secret_get_data (psk, &length);

  if (!derive (self, data, length, outputs, 3, error))
    return FALSE;
  _portunus_noise_symmetric_mix_hash (self, portunus_secret_get_data (outputs[1], NULL), PORTUNUS_HASH_SIZE);
  portunus_secret_unref (outputs[1]);
  take_keys (self, outputs[0], outputs[2]);
  return TRUE;
}

/*
 * EncryptAndHash(). With a psk there always is a key when something is to be sealed.
 */
GBytes *
_portunus_noise_symmetric_encrypt (PortunusNoiseSymmetric  *self,
                                   GBytes                  *plaintext,
                                   GError                 **error)
{
  g_autoptr (GBytes) associated_data = g_bytes_new (self->hash, sizeof self->hash);
  g_autoptr (GBytes) sealed = NULL;

  g_assert (self->cipher != NULL);
  sealed = portunus_cipher_seal (self->cipher, associated_data, plaintext, error);
  if (sealed == NULL)
    return NULL;
  _portunus_noise_symmetric_mix_hash (self, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_steal_pointer (&sealed);
}

/*
 * DecryptAndHash(). Errors are those of portunus_cipher_open().
 */
GBytes *
_portunus_noise_symmetric_decrypt (PortunusNoiseSymmetric  *self,
                                   GBytes                  *sealed,
                                   GError                 **error)
{
  g_autoptr (GBytes) associated_data = g_bytes_new (self->hash, sizeof self->hash);
  g_autoptr (GBytes) plaintext = NULL;

  g_assert (self->cipher != NULL);
  plaintext = portunus_cipher_open (self->cipher, associated_data, sealed, error);
  if (plaintext == NULL)
    return NULL;
  _portunus_noise_symmetric_mix_hash (self, g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed));
  return g_steal_pointer (&plaintext);
}

/*
 * Split(): @first is for what the initiator sends, @second for what the responder sends.
 */
gboolean
_portunus_noise_symmetric_split (PortunusNoiseSymmetric  *self,
                                 PortunusCipher         **first,
                                 PortunusCipher         **second,
                                 GError                 **error)
{
  PortunusSecret *outputs[2];

  if (!derive (self, NULL, 0, outputs, 2, error))
    return FALSE;
  *first = portunus_cipher_new (outputs[0]);
  *second = portunus_cipher_new (outputs[1]);
  portunus_secret_unref (outputs[0]);
  portunus_secret_unref (outputs[1]);
  return TRUE;
}
