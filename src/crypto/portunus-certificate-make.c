/* portunus-certificate-make.c: making keys and certificates
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-certificate-private.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "portunus-crypto-error-private.h"
#include "portunus-encoding.h"

/* The longest that browsers accept, less a day for clocks that are behind. */
#define VALIDITY_S  (396 * 24 * 60 * 60)
#define BACKDATED_S (24 * 60 * 60)

#define SERIAL_SIZE 8

/*
 * Makes a P-256 key. Gives %PORTUNUS_CRYPTO_ERROR_FAILED.
 */
EVP_PKEY *
_portunus_certificate_new_key (GError **error)
{
  EVP_PKEY *key = EVP_EC_gen ("P-256");

  if (key == NULL)
    _portunus_crypto_set_failed (error, "P-256");
  return key;
}

static gboolean
set_serial (X509 *certificate)
{
  guint8 bytes[SERIAL_SIZE];
  BIGNUM *number;
  gboolean is_done;

  /* Positive and not zero (RFC 5280 §4.1.2.2). */
  portunus_fill_random (bytes, sizeof bytes);
  bytes[0] = (bytes[0] & 0x7f) | 0x01;
  number = BN_bin2bn (bytes, sizeof bytes, NULL);
  is_done = number != NULL && BN_to_ASN1_INTEGER (number, X509_get_serialNumber (certificate)) != NULL;
  BN_free (number);
  return is_done;
}

static gboolean
set_names (X509 *certificate)
{
  X509_NAME *name = X509_get_subject_name (certificate);

  return X509_NAME_add_entry_by_txt (name, "CN", MBSTRING_UTF8, (const guint8 *) "Portunus", -1, -1, 0) == 1
         && X509_set_issuer_name (certificate, name) == 1;
}

static gboolean
set_times (X509 *certificate)
{
  return X509_gmtime_adj (X509_getm_notBefore (certificate), -BACKDATED_S) != NULL
         && X509_gmtime_adj (X509_getm_notAfter (certificate), VALIDITY_S) != NULL;
}

static gboolean
add_extension (X509       *certificate,
               int         nid,
               const char *value)
{
  X509V3_CTX context;
  X509_EXTENSION *extension;
  gboolean is_done;

  X509V3_set_ctx (&context, certificate, certificate, NULL, NULL, 0);
  extension = X509V3_EXT_conf_nid (NULL, &context, nid, value);
  is_done = extension != NULL && X509_add_ext (certificate, extension, -1) == 1;
  X509_EXTENSION_free (extension);
  return is_done;
}

static gboolean
push_name (GENERAL_NAMES *list,
           const char    *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);
  GENERAL_NAME *name = GENERAL_NAME_new ();
  ASN1_STRING *value = ASN1_STRING_type_new (address != NULL ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
  gboolean is_set;

  is_set = name != NULL && value != NULL
           && (address != NULL
               ? ASN1_STRING_set (value, g_inet_address_to_bytes (address),
                                  (int) g_inet_address_get_native_size (address)) == 1
               : ASN1_STRING_set (value, text, -1) == 1);
  if (is_set)
    GENERAL_NAME_set0_value (name, address != NULL ? GEN_IPADD : GEN_DNS, g_steal_pointer (&value));
  ASN1_STRING_free (value);
  if (is_set && sk_GENERAL_NAME_push (list, name) > 0)
    return TRUE;
  GENERAL_NAME_free (name);
  return FALSE;
}

/* Made by hand rather than from a text, in which a host name with a comma could say more than it should. */
static gboolean
add_alternative_names (X509               *certificate,
                       const char * const *names)
{
  GENERAL_NAMES *list;
  gboolean is_done;

  /* The extension may be missing but not empty (RFC 5280 §4.2.1.6). */
  if (names[0] == NULL)
    return TRUE;
  list = sk_GENERAL_NAME_new_null ();
  is_done = list != NULL;
  for (guint i = 0; is_done && names[i] != NULL; i++)
    is_done = push_name (list, names[i]);
  is_done = is_done && X509_add1_ext_i2d (certificate, NID_subject_alt_name, list, 0, 0) == 1;
  sk_GENERAL_NAME_pop_free (list, GENERAL_NAME_free);
  return is_done;
}

/*
 * Makes a certificate for @names that signs itself with @key: ECDSA with SHA-256, for a server and nothing else
 * (RFC 5280). Gives %PORTUNUS_CRYPTO_ERROR_FAILED.
 */
X509 *
_portunus_certificate_new (EVP_PKEY            *key,
                           const char * const  *names,
                           GError             **error)
{
  X509 *certificate = X509_new ();

  if (certificate != NULL
      && X509_set_version (certificate, X509_VERSION_3) == 1
      && set_serial (certificate) && set_names (certificate) && set_times (certificate)
      && X509_set_pubkey (certificate, key) == 1
      && add_extension (certificate, NID_basic_constraints, "critical,CA:FALSE")
      && add_extension (certificate, NID_key_usage, "critical,digitalSignature")
      && add_extension (certificate, NID_ext_key_usage, "serverAuth")
      && add_alternative_names (certificate, names)
      && X509_sign (certificate, key, EVP_sha256 ()) > 0)
    return certificate;

  X509_free (certificate);
  _portunus_crypto_set_failed (error, "X.509");
  return NULL;
}
