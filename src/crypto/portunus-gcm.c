/* portunus-gcm.c: one AES-256-GCM operation on memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-gcm-private.h"

#include <openssl/crypto.h>
#include <string.h>

#include "portunus-crypto-error-private.h"

/*
 * Sets the key schedule up once; seal and open then only change the nonce, in either direction.
 */
EVP_CIPHER_CTX *
_portunus_gcm_new (const guint8  *key,
                   GError       **error)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();

  if (context != NULL && EVP_EncryptInit_ex2 (context, EVP_aes_256_gcm (), key, NULL, NULL) == 1)
    return context;
  EVP_CIPHER_CTX_free (context);
  _portunus_crypto_set_failed (error, "AES-256-GCM");
  return NULL;
}

static gboolean
begin (EVP_CIPHER_CTX    *context,
       const PortunusGcm *job,
       gboolean           is_sealing)
{
  int n_done;

  if (EVP_CipherInit_ex2 (context, NULL, NULL, job->nonce, is_sealing, NULL) != 1)
    return FALSE;
  return job->n_ad == 0 || EVP_CipherUpdate (context, NULL, &n_done, job->ad, job->n_ad) == 1;
}

static gboolean
update (EVP_CIPHER_CTX    *context,
        const PortunusGcm *job,
        gsize              n_text)
{
  int n_done;

  return n_text == 0 || EVP_CipherUpdate (context, job->output, &n_done, job->input, n_text) == 1;
}

/*
 * Writes ciphertext and tag to the output. Gives %PORTUNUS_CRYPTO_ERROR_FAILED.
 */
gboolean
_portunus_gcm_seal (EVP_CIPHER_CTX     *context,
                    const PortunusGcm  *job,
                    GError            **error)
{
  guint8 nothing[PORTUNUS_GCM_TAG_SIZE];
  int n_done;

  g_assert (job->n_input <= G_MAXINT && job->n_ad <= G_MAXINT);
  if (begin (context, job, TRUE) && update (context, job, job->n_input) &&
      EVP_CipherFinal_ex (context, nothing, &n_done) == 1 &&
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_GET_TAG, PORTUNUS_GCM_TAG_SIZE, job->output + job->n_input) == 1)
    return TRUE;
  _portunus_crypto_set_failed (error, "Sealing");
  return FALSE;
}

/*
 * Checks the tag and writes the plaintext. Wipes the output and gives %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION where the
 * tag does not fit; %PORTUNUS_CRYPTO_ERROR_MALFORMED where there is no room for a tag.
 */
gboolean
_portunus_gcm_open (EVP_CIPHER_CTX     *context,
                    const PortunusGcm  *job,
                    GError            **error)
{
  guint8 nothing[PORTUNUS_GCM_TAG_SIZE], tag[PORTUNUS_GCM_TAG_SIZE];
  gsize n_text;
  int n_done;

  if (job->n_input < PORTUNUS_GCM_TAG_SIZE || job->n_input > G_MAXINT)
    {
      _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "Sealed data has an impossible length");
      return FALSE;
    }

  n_text = job->n_input - PORTUNUS_GCM_TAG_SIZE;
  memcpy (tag, job->input + n_text, sizeof tag);
  if (begin (context, job, FALSE) && update (context, job, n_text) &&
      EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) == 1 &&
      EVP_CipherFinal_ex (context, nothing, &n_done) == 1)
    return TRUE;

  OPENSSL_cleanse (job->output, n_text);
  _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION, "Sealed data does not fit its key");
  return FALSE;
}
