/* portunus-certificate.c: the self-signed P-256 certificate of a host
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "portunus-certificate-private.h"
#include "portunus-crypto-error-private.h"
#include "portunus-kdf.h"

/* A certificate that ends sooner than this is made anew. */
#define RENEW_EARLY_S (30 * 24 * 60 * 60)
#define RENEW_LATE_S (7 * 24 * 60 * 60)

typedef struct
{
  char                       **names;
  PortunusCertificateRenewal   renewal;
} Wish;

static X509 *
read_certificate (const char *pem,
                  gsize       length)
{
  BIO *bio = BIO_new_mem_buf (pem, (int) length);
  X509 *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  BIO_free (bio);
  return certificate;
}

static EVP_PKEY *
read_key (const char *pem,
          gsize       length)
{
  BIO *bio = BIO_new_mem_buf (pem, (int) length);
  EVP_PKEY *key = PEM_read_bio_PrivateKey (bio, NULL, NULL, NULL);

  BIO_free (bio);
  return key;
}

/* Clients look for names among the alternative ones only, so the subject does not count here either. */
static gboolean
has_name (X509       *certificate,
          const char *name)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (name);

  if (address != NULL)
    return X509_check_ip (certificate, g_inet_address_to_bytes (address), g_inet_address_get_native_size (address),
                          0) == 1;
  return X509_check_host (certificate, name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL) == 1;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_strfreev (wish->names);
  g_free (wish);
}

static gboolean
is_still_good (X509       *certificate,
               const Wish *wish)
{
  gboolean is_late = wish->renewal == PORTUNUS_CERTIFICATE_RENEW_LATE;
  time_t limit = g_get_real_time () / G_USEC_PER_SEC + (is_late ? RENEW_LATE_S : RENEW_EARLY_S);

  if (X509_cmp_time (X509_get0_notAfter (certificate), &limit) <= 0)
    return FALSE;
  for (guint i = 0; !is_late && wish->names[i] != NULL; i++)
    if (!has_name (certificate, wish->names[i]))
      return FALSE;
  return TRUE;
}

static PortunusSecret *
write_pem (X509      *certificate,
           EVP_PKEY  *key,
           GError   **error)
{
  BIO *bio = BIO_new (BIO_s_secmem ());
  PortunusSecret *pem = NULL;
  char *data;
  long length;

  if (bio != NULL && PEM_write_bio_X509 (bio, certificate) == 1
      && PEM_write_bio_PKCS8PrivateKey (bio, key, NULL, NULL, 0, NULL, NULL) == 1)
    {
      length = BIO_get_mem_data (bio, &data);
      pem = portunus_secret_new (data, length);
    }
  else
    _portunus_crypto_set_failed (error, "PEM");
  BIO_free (bio);
  return pem;
}

/* Gives @old back if it will do; else a new certificate, around the old key where there is one. */
static PortunusSecret *
renew (PortunusSecret  *old,
       const Wish      *wish,
       GError         **error)
{
  gsize length = 0;
  const char *pem = old != NULL ? (const char *) portunus_secret_get_data (old, &length) : NULL;
  X509 *certificate = pem != NULL ? read_certificate (pem, length) : NULL;
  EVP_PKEY *key = pem != NULL ? read_key (pem, length) : NULL;
  PortunusSecret *result = NULL;

  if (certificate != NULL && key != NULL && X509_check_private_key (certificate, key) == 1
      && is_still_good (certificate, wish))
    result = portunus_secret_ref (old);
  else
    {
      g_clear_pointer (&certificate, X509_free);
      if (key == NULL)
        key = _portunus_certificate_new_key (error);
      if (key != NULL)
        certificate = _portunus_certificate_new (key, (const char * const *) wish->names, error);
      if (certificate != NULL)
        result = write_pem (certificate, key, error);
    }
  X509_free (certificate);
  EVP_PKEY_free (key);
  return result;
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  PortunusSecret *pem = g_object_get_data (G_OBJECT (task), "pem");
  GError *error = NULL;

  if (portunus_secret_store_store_finish (PORTUNUS_SECRET_STORE (source), result, &error))
    g_task_return_pointer (task, portunus_secret_ref (pem), (GDestroyNotify) portunus_secret_unref);
  else
    g_task_return_error (task, error);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  PortunusSecretStore *store = PORTUNUS_SECRET_STORE (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (PortunusSecret) old = NULL;
  GError *error = NULL;
  PortunusSecret *pem;

  old = portunus_secret_store_lookup_finish (store, result, &error);
  pem = error == NULL ? renew (old, g_task_get_task_data (task), &error) : NULL;
  if (pem == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (pem == old)
    {
      g_task_return_pointer (task, pem, (GDestroyNotify) portunus_secret_unref);
      return;
    }
  g_object_set_data_full (G_OBJECT (task), "pem", pem, (GDestroyNotify) portunus_secret_unref);
  portunus_secret_store_store_async (store, PORTUNUS_CERTIFICATE_SECRET_NAME, pem, g_task_get_cancellable (task),
                                     stored_cb, g_object_ref (task));
}

/**
 * portunus_certificate_load_async:
 * @store: where it is, or will be, together with its key
 * @names: DNS names and addresses that it must be good for
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * Looks the certificate up. One that is missing, ends within 30 days or lacks one of @names is made anew and stored,
 * with the key it had.
 */
void
portunus_certificate_load_async (PortunusSecretStore *store,
                                 const char * const  *names,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  portunus_certificate_renew_async (store, names, PORTUNUS_CERTIFICATE_RENEW_EARLY, cancellable, callback, user_data);
}

/**
 * portunus_certificate_renew_async:
 * @store: where it is, or will be, together with its key
 * @names: DNS names and addresses that it must be good for
 * @renewal: when it is made anew
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called once, in the calling thread's default context
 * @user_data: for @callback
 *
 * As portunus_certificate_load_async(), but for those who may have to wait with another certificate: links hold the
 * fingerprint of the one there was when they were made.
 */
void
portunus_certificate_renew_async (PortunusSecretStore        *store,
                                  const char * const         *names,
                                  PortunusCertificateRenewal  renewal,
                                  GCancellable               *cancellable,
                                  GAsyncReadyCallback         callback,
                                  gpointer                    user_data)
{
  GTask *task;
  Wish *wish;

  g_return_if_fail (PORTUNUS_IS_SECRET_STORE (store) && names != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, portunus_certificate_renew_async);
  wish = g_new0 (Wish, 1);
  wish->names = g_strdupv ((char **) names);
  wish->renewal = renewal;
  g_task_set_task_data (task, wish, wish_free);
  portunus_secret_store_lookup_async (store, PORTUNUS_CERTIFICATE_SECRET_NAME, cancellable, looked_up_cb, task);
}

/**
 * portunus_certificate_load_finish:
 * @result: the result
 * @error: return location for a #PortunusCryptoError
 *
 * Returns: (transfer full): one PEM text, without a final NUL, of the certificate and its PKCS #8 key
 */
PortunusSecret *
portunus_certificate_load_finish (GAsyncResult  *result,
                                  GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * portunus_certificate_fingerprint:
 * @pem: a text that holds a certificate
 * @error: return location for %PORTUNUS_CRYPTO_ERROR_MALFORMED
 *
 * Returns: (transfer full): SHA-256 over the DER of the first certificate: 32 bytes
 */
GBytes *
portunus_certificate_fingerprint (const char  *pem,
                                  GError     **error)
{
  X509 *certificate = read_certificate (pem, strlen (pem));
  guint8 digest[PORTUNUS_HASH_SIZE];
  gboolean is_done;

  is_done = certificate != NULL && X509_digest (certificate, EVP_sha256 (), digest, NULL) == 1;
  X509_free (certificate);
  if (is_done)
    return g_bytes_new (digest, sizeof digest);
  _portunus_crypto_set_rejected (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "There is no certificate in the PEM text");
  return NULL;
}
