/* portunus-kdf.c: hashing and key derivation (SHA-256, HKDF, PBKDF2, scrypt)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-kdf-private.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <string.h>

#include "portunus-crypto-error-private.h"
#include "portunus-secret-private.h"

#define HKDF_MAX_OUTPUT   (255 * PORTUNUS_HASH_SIZE)
#define LABEL_PREFIX      "portunus/1 "
#define SCRYPT_N          32768
#define SCRYPT_R          8
#define SCRYPT_P          1
/* 128 * N * r bytes are needed, and libcrypto's own bound is just below that. */
#define SCRYPT_MAX_MEMORY (64 * 1024 * 1024)

struct _PortunusHasher
{
  EVP_MD_CTX *context;
};

static OSSL_PARAM
octets (const char   *name,
        const guint8 *data,
        gsize         length)
{
  return OSSL_PARAM_construct_octet_string (name, length > 0 ? (void *) data : (void *) "", length);
}

static gboolean
run_kdf (const char       *algorithm,
         const OSSL_PARAM *params,
         guint8           *output,
         gsize             length,
         GError          **error)
{
  EVP_KDF *kdf = EVP_KDF_fetch (NULL, algorithm, NULL);
  EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  gboolean is_done = context != NULL && EVP_KDF_derive (context, output, length, params) == 1;

  EVP_KDF_CTX_free (context);
  EVP_KDF_free (kdf);
  if (!is_done)
    _portunus_crypto_set_failed (error, algorithm);
  return is_done;
}

/*
 * HKDF-SHA256 (RFC 5869) over plain memory. An empty key, salt or info is allowed.
 */
gboolean
_portunus_hkdf_raw (const PortunusKdfInput *input,
                    guint8                 *output,
                    gsize                   length,
                    GError                **error)
{
  char digest[] = "SHA256";
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, digest, 0),
    octets (OSSL_KDF_PARAM_KEY, input->key, input->n_key),
    octets (OSSL_KDF_PARAM_SALT, input->salt, input->n_salt),
    octets (OSSL_KDF_PARAM_INFO, input->info, input->n_info),
    OSSL_PARAM_construct_end (),
  };

  g_assert (length > 0 && length <= HKDF_MAX_OUTPUT);
  return run_kdf ("HKDF", params, output, length, error);
}

/*
 * PBKDF2-HMAC-SHA256 (RFC 8018 §5.2) over plain memory. For workers.
 */
gboolean
_portunus_pbkdf2 (const PortunusKdfInput  *input,
                  guint64                  n_rounds,
                  guint8                  *output,
                  gsize                    length,
                  GError                 **error)
{
  char digest[] = "SHA256";
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, digest, 0),
    octets (OSSL_KDF_PARAM_PASSWORD, input->key, input->n_key),
    octets (OSSL_KDF_PARAM_SALT, input->salt, input->n_salt),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_ITER, &n_rounds),
    OSSL_PARAM_construct_end (),
  };

  return run_kdf ("PBKDF2", params, output, length, error);
}

/*
 * scrypt (RFC 7914) with N = 32768, r = 8, p = 1: 32 MiB and about 100 ms. For workers.
 */
PortunusSecret *
_portunus_scrypt (const guint8 *password,
                  gsize         n_password,
                  GBytes       *salt,
                  gsize         length,
                  GError      **error)
{
  g_autoptr (PortunusSecret) result = NULL;
  guint64 n = SCRYPT_N, max_memory = SCRYPT_MAX_MEMORY;
  guint32 r = SCRYPT_R, p = SCRYPT_P;
  OSSL_PARAM params[] = {
    octets (OSSL_KDF_PARAM_PASSWORD, password, n_password),
    octets (OSSL_KDF_PARAM_SALT, g_bytes_get_data (salt, NULL), g_bytes_get_size (salt)),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_N, &n),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_SCRYPT_R, &r),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_SCRYPT_P, &p),
    OSSL_PARAM_construct_uint64 (OSSL_KDF_PARAM_SCRYPT_MAXMEM, &max_memory),
    OSSL_PARAM_construct_end (),
  };
  guint8 *place;

  result = _portunus_secret_new_to_fill (length, &place);
  if (!run_kdf ("scrypt", params, place, length, error))
    return NULL;
  return g_steal_pointer (&result);
}

/**
 * portunus_hkdf:
 * @key: input keying material
 * @salt: (nullable): salt; %NULL means none
 * @info: (nullable): what the result is for; %NULL means none
 * @length: bytes wanted, 1 to 8160
 * @error: return location
 *
 * HKDF-SHA256, extract and expand (RFC 5869). Any thread.
 *
 * Returns: (transfer full): @length bytes, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSecret *
portunus_hkdf (const PortunusSecret *key,
               GBytes               *salt,
               GBytes               *info,
               gsize                 length,
               GError              **error)
{
  g_autoptr (PortunusSecret) result = NULL;
  PortunusKdfInput input = { 0 };
  guint8 *place;

  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (length > 0 && length <= HKDF_MAX_OUTPUT, NULL);

  input.key = portunus_secret_get_data (key, &input.n_key);
  if (salt != NULL)
    input.salt = g_bytes_get_data (salt, &input.n_salt);
  if (info != NULL)
    input.info = g_bytes_get_data (info, &input.n_info);

  result = _portunus_secret_new_to_fill (length, &place);
  if (!_portunus_hkdf_raw (&input, place, length, error))
    return NULL;
  return g_steal_pointer (&result);
}

/**
 * portunus_hkdf_label:
 * @key: input keying material
 * @label: what the result is for, ASCII
 * @length: bytes wanted, 1 to 8160
 * @error: return location
 *
 * [func@hkdf] without a salt, where info is "portunus/1 " and @label (no NUL at the end).
 *
 * Returns: (transfer full): @length bytes, or %NULL with %PORTUNUS_CRYPTO_ERROR_FAILED
 */
PortunusSecret *
portunus_hkdf_label (const PortunusSecret *key,
                     const char           *label,
                     gsize                 length,
                     GError              **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) info = NULL;

  g_return_val_if_fail (label != NULL, NULL);

  text = g_strconcat (LABEL_PREFIX, label, NULL);
  info = g_bytes_new (text, strlen (text));
  return portunus_hkdf (key, NULL, info, length, error);
}

/**
 * portunus_hasher_new:
 *
 * Begins a SHA-256.
 *
 * Returns: (transfer full): a hasher
 */
PortunusHasher *
portunus_hasher_new (void)
{
  PortunusHasher *self = g_new0 (PortunusHasher, 1);

  self->context = EVP_MD_CTX_new ();
  if (self->context == NULL || EVP_DigestInit_ex2 (self->context, EVP_sha256 (), NULL) != 1)
    g_error ("SHA-256 is missing from libcrypto");
  return self;
}

/**
 * portunus_hasher_update:
 * @self: a hasher
 * @data: (array length=length) (nullable): more bytes
 * @length: how many
 */
void
portunus_hasher_update (PortunusHasher *self,
                        gconstpointer   data,
                        gsize           length)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (data != NULL || length == 0);

  if (length > 0 && EVP_DigestUpdate (self->context, data, length) != 1)
    g_error ("SHA-256 does not take data");
}

/**
 * portunus_hasher_finish:
 * @self: a hasher
 * @digest: (out caller-allocated): SHA-256 of all bytes since the beginning
 *
 * The hasher begins anew after that.
 */
void
portunus_hasher_finish (PortunusHasher *self,
                        guint8          digest[PORTUNUS_HASH_SIZE])
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (digest != NULL);

  if (EVP_DigestFinal_ex (self->context, digest, NULL) != 1 ||
      EVP_DigestInit_ex2 (self->context, NULL, NULL) != 1)
    g_error ("SHA-256 does not end");
}

/**
 * portunus_hasher_free:
 * @self: (transfer full): a hasher
 */
void
portunus_hasher_free (PortunusHasher *self)
{
  g_return_if_fail (self != NULL);

  EVP_MD_CTX_free (self->context);
  g_free (self);
}

/**
 * portunus_constant_time_equal:
 * @a: (array length=length): bytes
 * @b: (array length=length): bytes
 * @length: how many
 *
 * Compares without telling by its time where the first difference is.
 *
 * Returns: %TRUE where all @length bytes are the same
 */
gboolean
portunus_constant_time_equal (gconstpointer a,
                              gconstpointer b,
                              gsize         length)
{
  return CRYPTO_memcmp (a, b, length) == 0;
}
