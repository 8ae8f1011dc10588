/* portunus-token.c: signed tokens that expire: JWT with HS256 and nothing else (RFC 7515, 7518 §3.2, 7519)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-token-private.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>

#include "portunus-crypto-error.h"
#include "portunus-encoding.h"
#include "portunus-json.h"
#include "portunus-kdf.h"

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define MAX_TEXT 64
/* Far beyond any date, and exact in a double, which other programs read numbers as. */
#define MAX_TIME (G_GUINT64_CONSTANT (1) << 50)

/**
 * portunus_token_free:
 * @self: (transfer full) (nullable): a token
 */
void
portunus_token_free (PortunusToken *self)
{
  if (self == NULL)
    return;
  g_free (self->audience);
  g_free (self->id);
  g_free (self);
}

static gboolean
fail (GError     **error,
      int          code,
      const char  *message)
{
  g_set_error_literal (error, PORTUNUS_CRYPTO_ERROR, code, message);
  return FALSE;
}

static void
sign (const PortunusSecret *key,
      const char           *text,
      gsize                 length,
      guint8                mac[PORTUNUS_HASH_SIZE])
{
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {
    OSSL_PARAM_construct_utf8_string (OSSL_MAC_PARAM_DIGEST, digest, 0),
    OSSL_PARAM_construct_end (),
  };
  gsize n_key;
  const guint8 *bytes = portunus_secret_get_data (key, &n_key);
  EVP_MAC *algorithm = EVP_MAC_fetch (NULL, "HMAC", NULL);
  EVP_MAC_CTX *context = algorithm != NULL ? EVP_MAC_CTX_new (algorithm) : NULL;
  gsize n_mac;

  if (context == NULL || EVP_MAC_init (context, bytes, n_key, params) != 1
      || EVP_MAC_update (context, (const guint8 *) text, length) != 1
      || EVP_MAC_final (context, mac, &n_mac, PORTUNUS_HASH_SIZE) != 1)
    g_error ("HMAC-SHA256 is missing from libcrypto");
  EVP_MAC_CTX_free (context);
  EVP_MAC_free (algorithm);
}

static gboolean
is_member (JsonObject *object,
           const char *name,
           const char *expected)
{
  const char *value;

  return portunus_json_get_string (object, name, MAX_TEXT, &value, NULL) && strcmp (value, expected) == 0;
}

/* The order of the two and the blanks between are nobody's business; any other member, above all a critical one
 * (RFC 7515 §4.1.11), would ask for something that is not done here. */
static gboolean
check_header (const char  *text,
              GError     **error)
{
  g_autoptr (GBytes) bytes = portunus_decode_base64url (text, PORTUNUS_TOKEN_MAX_LENGTH, NULL);
  g_autoptr (JsonObject) header = NULL;

  if (bytes != NULL)
    header = portunus_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), PORTUNUS_TOKEN_MAX_LENGTH,
                                  NULL);
  if (header != NULL && json_object_get_size (header) == 2 && is_member (header, "alg", "HS256")
      && is_member (header, "typ", "JWT"))
    return TRUE;
  return fail (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A token is of another kind");
}

static gboolean
check_signature (const char            *text,
                 gsize                  n_signed,
                 const PortunusSecret  *key,
                 GError               **error)
{
  g_autoptr (GBytes) given = portunus_decode_base64url (text + n_signed + 1, PORTUNUS_HASH_SIZE, NULL);
  guint8 mac[PORTUNUS_HASH_SIZE];

  sign (key, text, n_signed, mac);
  if (given != NULL && g_bytes_get_size (given) == sizeof mac
      && portunus_constant_time_equal (g_bytes_get_data (given, NULL), mac, sizeof mac))
    return TRUE;
  return fail (error, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION, "A token was not signed here, or altered");
}

/* Checks header and signature of the compact form (RFC 7515 §7.1), and gives what was signed. */
GBytes *
_portunus_token_open (const char            *text,
                      const PortunusSecret  *key,
                      GError               **error)
{
  g_auto (GStrv) parts = NULL;
  GBytes *payload;

  if (strnlen (text, PORTUNUS_TOKEN_MAX_LENGTH + 1) <= PORTUNUS_TOKEN_MAX_LENGTH)
    parts = g_strsplit (text, ".", 4);
  if (parts == NULL || g_strv_length (parts) != 3)
    {
      fail (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A token does not have three parts of a fair length");
      return NULL;
    }
  if (!check_header (parts[0], error)
      || !check_signature (text, strlen (parts[0]) + 1 + strlen (parts[1]), key, error))
    return NULL;
  payload = portunus_decode_base64url (parts[1], PORTUNUS_TOKEN_MAX_LENGTH, NULL);
  if (payload == NULL)
    fail (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A token is no base64url");
  return payload;
}

static char *
encode (const char *text)
{
  return portunus_encode_base64url (text, strlen (text));
}

/**
 * portunus_token_write:
 * @self: what to say
 * @key: %PORTUNUS_TOKEN_KEY_SIZE bytes
 *
 * Signs the claims `aud`, `exp`, `iat` and `jti` (RFC 7519 §4.1). Any thread.
 *
 * Returns: (transfer full): the compact form
 */
char *
portunus_token_write (const PortunusToken  *self,
                      const PortunusSecret *key)
{
  g_autoptr (JsonObject) claims = json_object_new ();
  g_autofree char *header = encode (HEADER);
  g_autofree char *json = NULL;
  g_autofree char *payload = NULL;
  g_autofree char *text = NULL;
  g_autofree char *signature = NULL;
  guint8 mac[PORTUNUS_HASH_SIZE];

  g_return_val_if_fail (self != NULL && self->audience != NULL && self->id != NULL, NULL);

  json_object_set_string_member (claims, "aud", self->audience);
  json_object_set_int_member (claims, "exp", self->expires);
  json_object_set_int_member (claims, "iat", self->issued);
  json_object_set_string_member (claims, "jti", self->id);
  json = portunus_json_to_text (claims);
  payload = encode (json);
  text = g_strconcat (header, ".", payload, NULL);
  sign (key, text, strlen (text), mac);
  signature = portunus_encode_base64url (mac, sizeof mac);
  return g_strconcat (text, ".", signature, NULL);
}

static PortunusToken *
read_claims (JsonObject *claims)
{
  const char *audience;
  const char *id;
  guint64 issued;
  guint64 expires;
  PortunusToken *self;

  if (!portunus_json_get_string (claims, "aud", MAX_TEXT, &audience, NULL)
      || !portunus_json_get_string (claims, "jti", MAX_TEXT, &id, NULL)
      || !portunus_json_get_uint64 (claims, "iat", MAX_TIME, &issued, NULL)
      || !portunus_json_get_uint64 (claims, "exp", MAX_TIME, &expires, NULL))
    return NULL;
  self = g_new0 (PortunusToken, 1);
  self->audience = g_strdup (audience);
  self->id = g_strdup (id);
  self->issued = issued;
  self->expires = expires;
  return self;
}

/**
 * portunus_token_read:
 * @text: untrusted text
 * @key: %PORTUNUS_TOKEN_KEY_SIZE bytes
 * @error: return location for %PORTUNUS_CRYPTO_ERROR_MALFORMED and %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION
 *
 * Gives what a token says, after its signature was checked. Whether it is for the caller, in time and new is for the
 * caller to see. Any thread.
 *
 * Returns: (transfer full): the token
 */
PortunusToken *
portunus_token_read (const char            *text,
                     const PortunusSecret  *key,
                     GError               **error)
{
  g_autoptr (GBytes) payload = NULL;
  g_autoptr (JsonObject) claims = NULL;
  PortunusToken *self = NULL;

  g_return_val_if_fail (text != NULL && key != NULL, NULL);

  payload = _portunus_token_open (text, key, error);
  if (payload == NULL)
    return NULL;
  claims = portunus_json_parse (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload),
                                PORTUNUS_TOKEN_MAX_LENGTH, NULL);
  if (claims != NULL)
    self = read_claims (claims);
  if (self == NULL)
    fail (error, PORTUNUS_CRYPTO_ERROR_MALFORMED, "A token lacks one of its claims");
  return self;
}
