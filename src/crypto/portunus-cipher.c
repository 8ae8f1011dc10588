/* portunus-cipher.c: AES-256-GCM with a counter nonce, for ordered messages
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cipher-private.h"

#include <string.h>

#include "portunus-crypto-error-private.h"
#include "portunus-gcm-private.h"

struct _PortunusCipher
{
  EVP_CIPHER_CTX *context;
  guint64         counter;
};

/**
 * portunus_cipher_new:
 * @key: 32 bytes that no other cipher seals with
 *
 * Returns: (transfer full): a cipher whose counter is 0
 */
PortunusCipher *
portunus_cipher_new (const PortunusSecret *key)
{
  g_autoptr (GError) error = NULL;
  PortunusCipher *self;
  const guint8 *bytes;
  gsize length;

  g_return_val_if_fail (key != NULL, NULL);
  bytes = portunus_secret_get_data (key, &length);
  g_return_val_if_fail (length == PORTUNUS_GCM_KEY_SIZE, NULL);

  self = g_new0 (PortunusCipher, 1);
  self->context = _portunus_gcm_new (bytes, &error);
  if (self->context == NULL)
    g_error ("No cipher: %s", error->message);
  return self;
}

/**
 * portunus_cipher_free:
 * @self: (transfer full): a cipher; its key is wiped
 */
void
portunus_cipher_free (PortunusCipher *self)
{
  g_return_if_fail (self != NULL);

  EVP_CIPHER_CTX_free (self->context);
  g_free (self);
}

/*
 * Jumps to @counter.
 */
void
_portunus_cipher_set_counter (PortunusCipher *self,
                              guint64         counter)
{
  self->counter = counter;
}

/* The last value is reserved (Noise §5.1) so that the counter never wraps. */
static gboolean
make_nonce (PortunusCipher  *self,
            guint8           nonce[PORTUNUS_GCM_NONCE_SIZE],
            GError         **error)
{
  guint64 counter = GUINT64_TO_BE (self->counter);

  if (self->counter == G_MAXUINT64)
    {
      _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_EXHAUSTED, "This key has sealed all it may");
      return FALSE;
    }
  memset (nonce, 0, 4);
  memcpy (nonce + 4, &counter, 8);
  return TRUE;
}

static PortunusGcm
describe (GBytes       *associated_data,
          GBytes       *input,
          const guint8 *nonce)
{
  PortunusGcm job = { .nonce = nonce };

  if (associated_data != NULL)
    job.ad = g_bytes_get_data (associated_data, &job.n_ad);
  job.input = g_bytes_get_data (input, &job.n_input);
  return job;
}

/**
 * portunus_cipher_seal:
 * @self: a cipher
 * @associated_data: (nullable): bytes that are not sealed but must be the same at the other end
 * @plaintext: what to seal, may be empty
 * @error: return location
 *
 * Returns: (transfer full): ciphertext and 16 bytes of tag, or %NULL with %PORTUNUS_CRYPTO_ERROR_EXHAUSTED after
 *   2⁶⁴ - 1 messages or %PORTUNUS_CRYPTO_ERROR_FAILED
 */
GBytes *
portunus_cipher_seal (PortunusCipher *self,
                      GBytes         *associated_data,
                      GBytes         *plaintext,
                      GError        **error)
{
  guint8 nonce[PORTUNUS_GCM_NONCE_SIZE];
  g_autofree guint8 *output = NULL;
  gsize n_output;
  PortunusGcm job;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (plaintext != NULL, NULL);

  if (!make_nonce (self, nonce, error))
    return NULL;
  job = describe (associated_data, plaintext, nonce);
  n_output = job.n_input + PORTUNUS_CIPHER_TAG_SIZE;
  output = g_malloc (n_output);
  job.output = output;
  if (!_portunus_gcm_seal (self->context, &job, error))
    return NULL;

  self->counter++;
  return g_bytes_new_take (g_steal_pointer (&output), n_output);
}

/**
 * portunus_cipher_open:
 * @self: a cipher
 * @associated_data: (nullable): what the other end gave
 * @sealed: ciphertext and tag
 * @error: return location
 *
 * Returns: (transfer full): the plaintext, or %NULL with %PORTUNUS_CRYPTO_ERROR_MALFORMED for less than a tag,
 *   %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION where it does not fit, %PORTUNUS_CRYPTO_ERROR_EXHAUSTED
 */
GBytes *
portunus_cipher_open (PortunusCipher *self,
                      GBytes         *associated_data,
                      GBytes         *sealed,
                      GError        **error)
{
  guint8 nonce[PORTUNUS_GCM_NONCE_SIZE];
  g_autofree guint8 *output = NULL;
  PortunusGcm job;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sealed != NULL, NULL);

  if (!make_nonce (self, nonce, error))
    return NULL;
  job = describe (associated_data, sealed, nonce);
  /* As long as the input: enough, and never an allocation of 0 bytes, which would be NULL. */
  output = g_malloc (job.n_input + 1);
  job.output = output;
  if (!_portunus_gcm_open (self->context, &job, error))
    return NULL;

  self->counter++;
  return g_bytes_new_take (g_steal_pointer (&output), job.n_input - PORTUNUS_CIPHER_TAG_SIZE);
}
