/* test-spake2.c: SPAKE2 fits RFC 9382, and only the right code gives the same key
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-spake2-private.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <string.h>

#include "crypto-fixture.h"
#include "portunus-crypto-error.h"

#define POINT_N "03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49"

static PortunusSpake2 *
new_vector_party (JsonObject *vector,
                  gboolean    is_party_a)
{
  g_autoptr (GBytes) w = fixture_get_bytes (vector, "w");
  g_autoptr (GBytes) secret = fixture_get_bytes (vector, is_party_a ? "x" : "y");
  g_autoptr (GError) error = NULL;
  const PortunusSpake2Input input = {
    .is_party_a = is_party_a,
    .identity_a = json_object_get_string_member (vector, "identity_a"),
    .identity_b = json_object_get_string_member (vector, "identity_b"),
    .w = g_bytes_get_data (w, NULL),
    .secret = g_bytes_get_data (secret, NULL),
  };
  PortunusSpake2 *party = _portunus_spake2_new (&input, &error);

  g_assert_no_error (error);
  return party;
}

static void
check_vector_party (JsonObject *vector,
                    gboolean    is_party_a)
{
  g_autoptr (PortunusSpake2) party = new_vector_party (vector, is_party_a);
  g_autoptr (GBytes) share = portunus_spake2_get_share (party);
  g_autoptr (GBytes) peer_share = fixture_get_bytes (vector, is_party_a ? "share_b" : "share_a");
  g_autoptr (GError) error = NULL;
  guint8 keys[32];

  fixture_assert_bytes (share, json_object_get_string_member (vector, is_party_a ? "share_a" : "share_b"));
  g_assert_true (_portunus_spake2_get_keys (party, peer_share, keys, &error));
  g_assert_no_error (error);
  fixture_assert_data (keys, 16, json_object_get_string_member (vector, "ke"));
  fixture_assert_data (keys + 16, 16, json_object_get_string_member (vector, "ka"));
}

static void
test_vectors (void)
{
  g_autoptr (JsonArray) vectors = fixture_load_vectors ("spake2.json");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      check_vector_party (json_array_get_object_element (vectors, i), TRUE);
      check_vector_party (json_array_get_object_element (vectors, i), FALSE);
    }
}

static PortunusSecret *
stretch (const char *password,
         const char *salt_text)
{
  g_autoptr (GBytes) salt = fixture_text (salt_text);
  g_autoptr (GError) error = NULL;
  PortunusSecret *stretched = portunus_spake2_stretch (password, salt, &error);

  g_assert_no_error (error);
  return stretched;
}

static void
test_stretch (void)
{
  g_autoptr (PortunusSecret) one = stretch ("7-anchor-piano", "room");
  g_autoptr (PortunusSecret) same = stretch ("7-anchor-piano", "room");
  g_autoptr (PortunusSecret) other_password = stretch ("7-anchor-pianp", "room");
  g_autoptr (PortunusSecret) other_room = stretch ("7-anchor-piano", "root");
  gsize length;

  portunus_secret_get_data (one, &length);
  g_assert_cmpuint (length, ==, 40);
  g_assert_true (portunus_secret_equal (one, same));
  g_assert_false (portunus_secret_equal (one, other_password));
  g_assert_false (portunus_secret_equal (one, other_room));
}

static PortunusSpake2 *
new_party (gboolean    is_party_a,
           const char *stretched_hex)
{
  g_autoptr (PortunusSecret) stretched = fixture_secret (stretched_hex);
  g_autoptr (GError) error = NULL;
  PortunusSpake2 *party = portunus_spake2_new (is_party_a, stretched, &error);

  g_assert_no_error (error);
  return party;
}

#define CODE       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252627"
#define OTHER_CODE "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f2021222324252628"

static PortunusSecret *
finish (PortunusSpake2 *party,
        GBytes         *peer_share)
{
  g_autoptr (GError) error = NULL;
  PortunusSecret *key = portunus_spake2_finish (party, peer_share, &error);

  g_assert_no_error (error);
  return key;
}

/* Whether @a, always party A, and @b, which may be either, end with the same key. */
static gboolean
do_agree (PortunusSpake2 *a,
          PortunusSpake2 *b)
{
  g_autoptr (GBytes) share_a = portunus_spake2_get_share (a);
  g_autoptr (GBytes) share_b = portunus_spake2_get_share (b);
  g_autoptr (PortunusSecret) key_a = finish (a, share_b);
  g_autoptr (PortunusSecret) key_b = finish (b, share_a);
  gsize length;

  portunus_secret_get_data (key_a, &length);
  g_assert_cmpuint (length, ==, 32);
  return portunus_secret_equal (key_a, key_b);
}

static void
test_agreement (void)
{
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (PortunusSpake2) a = new_party (TRUE, CODE);
      g_autoptr (PortunusSpake2) b = new_party (FALSE, CODE);

      g_assert_true (do_agree (a, b));
    }
}

static void
test_wrong_code (void)
{
  g_autoptr (PortunusSpake2) a = new_party (TRUE, CODE);
  g_autoptr (PortunusSpake2) b = new_party (FALSE, OTHER_CODE);

  g_assert_false (do_agree (a, b));
}

/* Two of the same party do not meet, as somebody who sends shares back to their sender would want. */
static void
test_same_party (void)
{
  g_autoptr (PortunusSpake2) a = new_party (TRUE, CODE);
  g_autoptr (PortunusSpake2) b = new_party (TRUE, CODE);

  g_assert_false (do_agree (a, b));
}

static void
test_fresh (void)
{
  g_autoptr (PortunusSpake2) a = new_party (TRUE, CODE);
  g_autoptr (PortunusSpake2) b = new_party (FALSE, CODE);
  g_autoptr (PortunusSpake2) again = new_party (TRUE, CODE);
  g_autoptr (GBytes) share_a = portunus_spake2_get_share (a);
  g_autoptr (GBytes) share_again = portunus_spake2_get_share (again);
  g_autoptr (PortunusSecret) key = finish (b, share_a);
  g_autoptr (PortunusSecret) key_again = finish (b, share_again);

  g_assert_false (g_bytes_equal (share_a, share_again));
  g_assert_false (portunus_secret_equal (key, key_again));
}

static void
assert_refused (GBytes *share)
{
  g_autoptr (PortunusSpake2) party = new_party (TRUE, CODE);
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_spake2_finish (party, share, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

/* Infinity, the compressed and the hybrid form, a coordinate that is not below p, zeros, and what is not on the
 * curve: (0, 0), (1, 1) and the curve's generator with its last bit changed. */
static const char * const bad_shares[] = {
  "",
  "00",
  "04",
  "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
  "000000000000000000000000000000",
  "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
  "076b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "066b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "04ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
  "0400000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
  "000000000000000000000000000000",
  "0400000000000000000000000000000000000000000000000000000000000000010000000000000000000000000000000000"
  "000000000000000000000000000001",
  "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
  "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f4",
};

static void
test_bad_shares (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_shares); i++)
    {
      g_autoptr (GBytes) share = fixture_bytes (bad_shares[i]);

      g_test_message ("row %u", i);
      assert_refused (share);
    }
}

/* Changing one coordinate leaves the curve; nothing but the two roots of y² shares an x. */
static void
test_flip (void)
{
  g_autoptr (PortunusSpake2) b = new_party (FALSE, CODE);
  g_autoptr (GBytes) share = portunus_spake2_get_share (b);

  for (gsize i = 33; i < g_bytes_get_size (share); i++)
    {
      g_autoptr (GBytes) altered = fixture_flip (share, i, 1 << (i % 8));

      assert_refused (altered);
    }
  for (gsize length = 0; length < g_bytes_get_size (share); length++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (share, 0, length);

      assert_refused (cut);
    }
}

/* The share w·N, which a peer who knows the code can send, would make K infinity. */
static void
test_infinity (void)
{
  g_autoptr (JsonArray) vectors = fixture_load_vectors ("spake2.json");
  JsonObject *vector = json_array_get_object_element (vectors, 0);
  g_autoptr (PortunusSpake2) party = new_vector_party (vector, TRUE);
  g_autoptr (GBytes) w_bytes = fixture_get_bytes (vector, "w");
  g_autoptr (GBytes) n_bytes = fixture_bytes (POINT_N);
  g_autoptr (GBytes) share = NULL;
  g_autoptr (GError) error = NULL;
  EC_GROUP *group = EC_GROUP_new_by_curve_name (NID_X9_62_prime256v1);
  EC_POINT *point = EC_POINT_new (group);
  BIGNUM *w = BN_bin2bn (g_bytes_get_data (w_bytes, NULL), 32, NULL);
  guint8 encoded[PORTUNUS_SPAKE2_SHARE_SIZE];
  guint8 keys[32];

  g_assert_true (EC_POINT_oct2point (group, point, g_bytes_get_data (n_bytes, NULL), 33, NULL) == 1);
  g_assert_true (EC_POINT_mul (group, point, NULL, point, w, NULL) == 1);
  g_assert_cmpuint (EC_POINT_point2oct (group, point, POINT_CONVERSION_UNCOMPRESSED, encoded, sizeof encoded, NULL),
                    ==, sizeof encoded);
  share = g_bytes_new (encoded, sizeof encoded);
  g_assert_false (_portunus_spake2_get_keys (party, share, keys, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);

  BN_free (w);
  EC_POINT_free (point);
  EC_GROUP_free (group);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/spake2/vectors", test_vectors);
  g_test_add_func ("/spake2/stretch", test_stretch);
  g_test_add_func ("/spake2/agreement", test_agreement);
  g_test_add_func ("/spake2/wrong-code", test_wrong_code);
  g_test_add_func ("/spake2/same-party", test_same_party);
  g_test_add_func ("/spake2/fresh", test_fresh);
  g_test_add_func ("/spake2/bad-shares", test_bad_shares);
  g_test_add_func ("/spake2/flip", test_flip);
  g_test_add_func ("/spake2/infinity", test_infinity);
  return g_test_run ();
}
