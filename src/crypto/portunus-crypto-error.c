/* portunus-crypto-error.c: the error domain of the crypto layer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-crypto-error-private.h"

#include <openssl/err.h>

G_DEFINE_QUARK (portunus-crypto-error-quark, portunus_crypto_error)

/*
 * Sets %PORTUNUS_CRYPTO_ERROR_FAILED with what libcrypto says of the first thing that went wrong, and empties its
 * queue of errors for this thread.
 */
void
_portunus_crypto_set_failed (GError     **error,
                             const char  *what)
{
  const char *reason = ERR_reason_error_string (ERR_get_error ());

  ERR_clear_error ();
  g_set_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_FAILED,
               "%s failed: %s", what, reason != NULL ? reason : "no reason given");
}

/*
 * Sets @code for data that came from outside, and empties libcrypto's queue, which may hold the reason.
 */
void
_portunus_crypto_set_rejected (GError              **error,
                               PortunusCryptoError   code,
                               const char           *message)
{
  ERR_clear_error ();
  g_set_error_literal (error, PORTUNUS_CRYPTO_ERROR, code, message);
}
