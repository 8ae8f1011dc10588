/* portunus-x25519.c: X25519 (RFC 7748) on plain keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-x25519-private.h"

#include <openssl/evp.h>

#include "portunus-crypto-error-private.h"
#include "portunus-kdf.h"
#include "portunus-secret-private.h"

static EVP_PKEY *
import_private (const PortunusSecret  *private_key,
                GError               **error)
{
  gsize length;
  const guint8 *bytes = portunus_secret_get_data (private_key, &length);
  EVP_PKEY *key;

  g_assert (length == PORTUNUS_X25519_SIZE);
  key = EVP_PKEY_new_raw_private_key_ex (NULL, "X25519", NULL, bytes, length);
  if (key == NULL)
    _portunus_crypto_set_failed (error, "X25519");
  return key;
}

/*
 * Computes the public key that belongs to the 32 bytes of @private_key. Gives %PORTUNUS_CRYPTO_ERROR_FAILED.
 */
gboolean
_portunus_x25519_get_public (const PortunusSecret *private_key,
                             guint8                public_key[PORTUNUS_X25519_SIZE],
                             GError              **error)
{
  EVP_PKEY *key = import_private (private_key, error);
  gsize length = PORTUNUS_X25519_SIZE;
  gboolean is_done;

  if (key == NULL)
    return FALSE;
  is_done = EVP_PKEY_get_raw_public_key (key, public_key, &length) == 1;
  EVP_PKEY_free (key);
  if (!is_done)
    _portunus_crypto_set_failed (error, "X25519");
  return is_done;
}

static gboolean
derive (EVP_PKEY *own,
        EVP_PKEY *peer,
        guint8   *output)
{
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_pkey (NULL, own, NULL);
  gsize length = PORTUNUS_X25519_SIZE;
  gboolean is_done;

  is_done = context != NULL && EVP_PKEY_derive_init (context) == 1 &&
            EVP_PKEY_derive_set_peer (context, peer) == 1 && EVP_PKEY_derive (context, output, &length) == 1;
  EVP_PKEY_CTX_free (context);
  return is_done;
}

/*
 * Gives the 32 bytes both ends agree on. A @peer_public of small order, which makes them all zero, gives
 * %PORTUNUS_CRYPTO_ERROR_MALFORMED (RFC 7748 §6.1).
 */
PortunusSecret *
_portunus_x25519_agree (const PortunusSecret *private_key,
                        const guint8          peer_public[PORTUNUS_X25519_SIZE],
                        GError              **error)
{
  static const guint8 zero[PORTUNUS_X25519_SIZE];
  g_autoptr (PortunusSecret) result = NULL;
  EVP_PKEY *own, *peer;
  guint8 *place;
  gboolean is_done;

  own = import_private (private_key, error);
  if (own == NULL)
    return NULL;
  peer = EVP_PKEY_new_raw_public_key_ex (NULL, "X25519", NULL, peer_public, PORTUNUS_X25519_SIZE);
  result = _portunus_secret_new_to_fill (PORTUNUS_X25519_SIZE, &place);
  is_done = peer != NULL && derive (own, peer, place) && !portunus_constant_time_equal (place, zero, sizeof zero);
  EVP_PKEY_free (peer);
  EVP_PKEY_free (own);

  if (is_done)
    return g_steal_pointer (&result);
  _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "The peer's public key is not usable");
  return NULL;
}
