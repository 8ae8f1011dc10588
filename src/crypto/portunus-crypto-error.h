/* portunus-crypto-error.h: the error domain of the crypto layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_CRYPTO_ERROR (portunus_crypto_error_quark ())

/**
 * PortunusCryptoError:
 * @PORTUNUS_CRYPTO_ERROR_FAILED: the cryptographic library refused something that should work
 * @PORTUNUS_CRYPTO_ERROR_MALFORMED: a message, key or file has the wrong form or length
 * @PORTUNUS_CRYPTO_ERROR_AUTHENTICATION: a tag, MAC or commitment does not fit: wrong key, or somebody altered it
 * @PORTUNUS_CRYPTO_ERROR_EXHAUSTED: a counter reached its end; make a new key
 * @PORTUNUS_CRYPTO_ERROR_STORE_LOCKED: the secret store is locked and was not unlocked
 * @PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE: there is no such secret store here
 * @PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE: the passphrase does not open the encrypted file
 */
typedef enum
{
  PORTUNUS_CRYPTO_ERROR_FAILED = 1,
  PORTUNUS_CRYPTO_ERROR_MALFORMED,
  PORTUNUS_CRYPTO_ERROR_AUTHENTICATION,
  PORTUNUS_CRYPTO_ERROR_EXHAUSTED,
  PORTUNUS_CRYPTO_ERROR_STORE_LOCKED,
  PORTUNUS_CRYPTO_ERROR_STORE_UNAVAILABLE,
  PORTUNUS_CRYPTO_ERROR_WRONG_PASSPHRASE,
} PortunusCryptoError;

GQuark portunus_crypto_error_quark (void);

G_END_DECLS
