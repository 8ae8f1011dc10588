/* test-token.c: tokens say what was signed, and nothing else passes for one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-token-private.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-crypto-error.h"
#include "portunus-encoding.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define GOOD_HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define GOOD_CLAIMS "{\"aud\":\"room\",\"exp\":2,\"iat\":1,\"jti\":\"id\"}"

/* RFC 7515 appendix A.1. */
#define A1_KEY "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"
#define A1_TOKEN \
  "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." \
  "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ." \
  "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define A1_PAYLOAD "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"

static void
test_rfc (void)
{
  g_autoptr (GBytes) key_bytes = portunus_decode_base64url (A1_KEY, 64, NULL);
  g_autoptr (PortunusSecret) key = portunus_secret_new (g_bytes_get_data (key_bytes, NULL),
                                                        g_bytes_get_size (key_bytes));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) payload = _portunus_token_open (A1_TOKEN, key, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), A1_PAYLOAD, strlen (A1_PAYLOAD));
  /* Well signed, but not with our claims. */
  g_assert_null (portunus_token_read (A1_TOKEN, key, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

static char *
write_one (const PortunusSecret *key)
{
  const PortunusToken token = { .audience = (char *) "room", .id = (char *) "id", .issued = 1, .expires = 2 };

  return portunus_token_write (&token, key);
}

static void
test_round (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (KEY);
  g_autofree char *text = write_one (key);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusToken) token = portunus_token_read (text, key, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token->audience, ==, "room");
  g_assert_cmpstr (token->id, ==, "id");
  g_assert_cmpint (token->issued, ==, 1);
  g_assert_cmpint (token->expires, ==, 2);
}

static void
test_every_character (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (KEY);
  g_autofree char *text = write_one (key);

  for (gsize i = 0; text[i] != '\0'; i++)
    {
      g_autofree char *changed = g_strdup (text);

      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      g_assert_null (portunus_token_read (changed, key, NULL));
      changed[i] = '\0';
      g_assert_null (portunus_token_read (changed, key, NULL));
    }
}

static void
test_another_key (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (KEY);
  g_autoptr (PortunusSecret) other = portunus_secret_new_random (PORTUNUS_TOKEN_KEY_SIZE);
  g_autofree char *text = write_one (key);
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_token_read (text, other, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
}

/* Signs with our key whatever header and claims it gets: what a confused or turned signer would give. */
static char *
forge (const PortunusSecret *key,
       const char           *header,
       const char           *claims)
{
  g_autofree char *first = portunus_encode_base64url (header, strlen (header));
  g_autofree char *second = portunus_encode_base64url (claims, strlen (claims));
  g_autofree char *text = g_strconcat (first, ".", second, NULL);
  gsize n_key;
  const guint8 *bytes = portunus_secret_get_data (key, &n_key);
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, bytes, n_key);
  guint8 mac[32];
  gsize length = sizeof mac;
  g_autofree char *signature = NULL;

  g_hmac_update (hmac, (const guint8 *) text, strlen (text));
  g_hmac_get_digest (hmac, mac, &length);
  g_hmac_unref (hmac);
  signature = portunus_encode_base64url (mac, sizeof mac);
  return g_strconcat (text, ".", signature, NULL);
}

static gboolean
passes (const char *header,
        const char *claims)
{
  g_autoptr (PortunusSecret) key = fixture_secret (KEY);
  g_autofree char *text = forge (key, header, claims);
  g_autoptr (PortunusToken) token = portunus_token_read (text, key, NULL);

  return token != NULL;
}

static void
test_headers (void)
{
  static const char * const bad[] = {
    "{}", "[]", "", "{\"alg\":\"HS256\"}", "{\"typ\":\"JWT\"}", "{\"alg\":\"none\",\"typ\":\"JWT\"}",
    "{\"alg\":\"None\",\"typ\":\"JWT\"}", "{\"alg\":\"hs256\",\"typ\":\"JWT\"}", "{\"alg\":\"HS512\",\"typ\":\"JWT\"}",
    "{\"alg\":\"RS256\",\"typ\":\"JWT\"}", "{\"alg\":\"HS256\",\"typ\":\"jwt\"}", "{\"alg\":\"HS256\",\"typ\":\"JWS\"}",
    "{\"alg\":[\"HS256\"],\"typ\":\"JWT\"}", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"crit\":[]}",
    "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"1\"}", "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"b64\":false}",
    "{\"alg\":\"HS256\",\"alg\":\"none\",\"typ\":\"JWT\"}",
  };

  g_assert_true (passes (GOOD_HEADER, GOOD_CLAIMS));
  g_assert_true (passes ("{ \"typ\": \"JWT\", \"alg\": \"HS256\" }", GOOD_CLAIMS));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (passes (bad[i], GOOD_CLAIMS));
}

static void
test_claims (void)
{
  static const char * const bad[] = {
    "", "{}", "[]", "null", "{\"exp\":2,\"iat\":1,\"jti\":\"id\"}", "{\"aud\":\"room\",\"iat\":1,\"jti\":\"id\"}",
    "{\"aud\":\"room\",\"exp\":2,\"jti\":\"id\"}", "{\"aud\":\"room\",\"exp\":2,\"iat\":1}",
    "{\"aud\":[\"room\"],\"exp\":2,\"iat\":1,\"jti\":\"id\"}",
    "{\"aud\":\"room\",\"exp\":\"2\",\"iat\":1,\"jti\":\"id\"}",
    "{\"aud\":\"room\",\"exp\":-2,\"iat\":1,\"jti\":\"id\"}",
    "{\"aud\":\"room\",\"exp\":1e99,\"iat\":1,\"jti\":\"id\"}",
    "{\"aud\":\"room\",\"exp\":9223372036854775807,\"iat\":1,\"jti\":\"id\"}",
  };

  g_assert_true (passes (GOOD_HEADER, "{\"aud\":\"room\",\"exp\":2,\"iat\":1,\"jti\":\"id\",\"later\":true}"));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (passes (GOOD_HEADER, bad[i]));
}

static void
test_shapes (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (KEY);
  g_autofree char *good = write_one (key);
  g_autofree char *padded = g_strconcat (good, "=", NULL);
  g_autofree char *four = g_strconcat (good, ".", NULL);
  g_autofree char *blank = g_strconcat (good, "\n", NULL);
  g_autofree char *filler = g_strnfill (PORTUNUS_TOKEN_MAX_LENGTH, 'A');
  g_autofree char *claims = g_strconcat ("{\"aud\":\"room\",\"exp\":2,\"iat\":1,\"jti\":\"id\",\"x\":\"", filler, "\"}",
                                         NULL);
  const char * const bad[] = { "", ".", "..", "...", "a.b.c", padded, four, blank, filler };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (portunus_token_read (bad[i], key, NULL));
  g_assert_false (passes (GOOD_HEADER, claims));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/token/rfc", test_rfc);
  g_test_add_func ("/token/round", test_round);
  g_test_add_func ("/token/every-character", test_every_character);
  g_test_add_func ("/token/another-key", test_another_key);
  g_test_add_func ("/token/headers", test_headers);
  g_test_add_func ("/token/claims", test_claims);
  g_test_add_func ("/token/shapes", test_shapes);
  return g_test_run ();
}
