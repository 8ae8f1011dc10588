/* portunus-certificate-pair.c: a certificate and a key that somebody brings along
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-certificate-pair.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "portunus-crypto-error-private.h"

static BIO *
open_text (const PortunusSecret *text)
{
  gsize length;
  const guint8 *data = portunus_secret_get_data (text, &length);

  return BIO_new_mem_buf (data, length);
}

/* The library would ask for a passphrase on the terminal. */
static int
no_passphrase_cb (char *buffer,
                  int   size,
                  int   is_writing,
                  void *user_data)
{
  return -1;
}

static gboolean
is_pair (X509     *certificate,
         EVP_PKEY *key,
         GError  **error)
{
  if (certificate == NULL)
    _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "It holds no certificate in PEM form");
  else if (key == NULL)
    _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED,
                                   "It holds no private key in PEM form, or one that is encrypted");
  else if (X509_check_private_key (certificate, key) != 1)
    _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "The key is not that of the certificate");
  else
    return TRUE;
  ERR_clear_error ();
  return FALSE;
}

static PortunusSecret *
join (const PortunusSecret *first,
      const PortunusSecret *second)
{
  gsize first_length;
  gsize second_length;
  const guint8 *first_data = portunus_secret_get_data (first, &first_length);
  const guint8 *second_data = portunus_secret_get_data (second, &second_length);
  gsize length = first_length + 1 + second_length;
  guint8 *text = g_malloc (length);
  PortunusSecret *joined;

  memcpy (text, first_data, first_length);
  text[first_length] = '\n';
  memcpy (text + first_length + 1, second_data, second_length);
  joined = portunus_secret_new (text, length);
  explicit_bzero (text, length);
  g_free (text);
  return joined;
}

/**
 * portunus_certificate_pair_new:
 * @certificates: PEM text: a certificate, and those of the authorities between it and a root
 * @key: PEM text: its private key, not encrypted
 * @error: return location for %PORTUNUS_CRYPTO_ERROR_MALFORMED
 *
 * Checks that the two belong together.
 *
 * Returns: (transfer full) (nullable): one PEM text of both
 */
PortunusSecret *
portunus_certificate_pair_new (const PortunusSecret  *certificates,
                               const PortunusSecret  *key,
                               GError               **error)
{
  BIO *certificate_bio = open_text (certificates);
  BIO *key_bio = open_text (key);
  X509 *leaf = PEM_read_bio_X509 (certificate_bio, NULL, NULL, NULL);
  EVP_PKEY *private_key = PEM_read_bio_PrivateKey (key_bio, NULL, no_passphrase_cb, NULL);
  gboolean fits = is_pair (leaf, private_key, error);

  X509_free (leaf);
  EVP_PKEY_free (private_key);
  BIO_free (certificate_bio);
  BIO_free (key_bio);
  return fits ? join (certificates, key) : NULL;
}
