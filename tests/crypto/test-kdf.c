/* test-kdf.c: SHA-256, HKDF and scrypt give what their specifications say
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-kdf-private.h"

#include <string.h>

#include "crypto-fixture.h"

typedef struct
{
  const char *key;
  const char *salt;
  const char *info;
  const char *output;
} Hkdf;

/* RFC 5869 appendices A.1 to A.3. */
static const Hkdf hkdf_vectors[] = {
  { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
    "000102030405060708090a0b0c",
    "f0f1f2f3f4f5f6f7f8f9",
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865" },
  { "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
    "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
    "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
    "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
    "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87" },
  { "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8" },
};

static void
test_hkdf (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hkdf_vectors); i++)
    {
      const Hkdf *vector = &hkdf_vectors[i];
      g_autoptr (PortunusSecret) key = fixture_secret (vector->key);
      g_autoptr (GBytes) salt = fixture_bytes (vector->salt);
      g_autoptr (GBytes) info = fixture_bytes (vector->info);
      g_autoptr (GError) error = NULL;
      g_autoptr (PortunusSecret) output = NULL;

      output = portunus_hkdf (key, salt, info, strlen (vector->output) / 2, &error);
      g_assert_no_error (error);
      fixture_assert_secret (output, vector->output);
    }
}

static void
test_hkdf_nothing (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (hkdf_vectors[2].key);
  g_autoptr (PortunusSecret) output = portunus_hkdf (key, NULL, NULL, 42, NULL);

  fixture_assert_secret (output, hkdf_vectors[2].output);
}

static void
test_hkdf_longest (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (hkdf_vectors[2].key);
  g_autoptr (PortunusSecret) longest = portunus_hkdf (key, NULL, NULL, 8160, NULL);
  g_autoptr (PortunusSecret) shortest = portunus_hkdf (key, NULL, NULL, 1, NULL);
  gsize length;
  const guint8 *data = portunus_secret_get_data (longest, &length);

  g_assert_cmpuint (length, ==, 8160);
  fixture_assert_data (data, 42, hkdf_vectors[2].output);
  fixture_assert_secret (shortest, "8d");
}

static void
test_label (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (hkdf_vectors[0].key);
  g_autoptr (GBytes) info = fixture_text ("portunus/1 link psk");
  g_autoptr (PortunusSecret) plain = portunus_hkdf (key, NULL, info, 32, NULL);
  g_autoptr (PortunusSecret) labelled = portunus_hkdf_label (key, "link psk", 32, NULL);
  g_autoptr (PortunusSecret) other = portunus_hkdf_label (key, "link psj", 32, NULL);

  g_assert_true (portunus_secret_equal (plain, labelled));
  g_assert_false (portunus_secret_equal (labelled, other));
}

typedef struct
{
  const char *text;
  const char *digest;
} Hash;

/* FIPS 180-2 appendix B and the empty message. */
static const Hash hashes[] = {
  { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
  { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
  { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
};

static void
test_hash (void)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 digest[PORTUNUS_HASH_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (hashes); i++)
    for (gsize split = 0; split <= strlen (hashes[i].text); split++)
      {
        portunus_hasher_update (hasher, hashes[i].text, split);
        portunus_hasher_update (hasher, NULL, 0);
        portunus_hasher_update (hasher, hashes[i].text + split, strlen (hashes[i].text) - split);
        portunus_hasher_finish (hasher, digest);
        fixture_assert_data (digest, sizeof digest, hashes[i].digest);
      }
}

static void
test_hash_million (void)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  g_autofree char *text = g_strnfill (1000, 'a');
  guint8 digest[PORTUNUS_HASH_SIZE];

  for (guint i = 0; i < 1000; i++)
    portunus_hasher_update (hasher, text, 1000);
  portunus_hasher_finish (hasher, digest);
  fixture_assert_data (digest, sizeof digest, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/* RFC 7914 has no vector of this cost; the figures come from another implementation of it. */
static void
test_scrypt (void)
{
  g_autoptr (GBytes) salt = fixture_text ("SodiumChloride");
  g_autoptr (GBytes) nothing = fixture_bytes ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSecret) output = NULL;
  g_autoptr (PortunusSecret) empty = NULL;

  output = _portunus_scrypt ((const guint8 *) "pleaseletmein", 13, salt, 64, &error);
  g_assert_no_error (error);
  fixture_assert_secret (output, "f72cbc204bdcfc3ff5b115d8508aec1566ff0ef3f658388601a3933078ef7ac8"
                                 "198154d9cdb167f8c1cbf22b25eb4934e2c8a98dd8e1a4cbf0c31d2f961a7f22");
  empty = _portunus_scrypt (NULL, 0, nothing, 32, &error);
  g_assert_no_error (error);
  fixture_assert_secret (empty, "2c804bf5d0ccb28051f20fb0b99bf7e9a45a67496650536018dd8839d9370748");
}

static void
test_constant_time_equal (void)
{
  guint8 a[33] = { 0 };
  guint8 b[33] = { 0 };

  g_assert_true (portunus_constant_time_equal (a, b, 0));
  g_assert_true (portunus_constant_time_equal (a, b, sizeof a));
  for (guint i = 0; i < sizeof a; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        b[i] = 1 << bit;
        g_assert_false (portunus_constant_time_equal (a, b, sizeof a));
        g_assert_true (portunus_constant_time_equal (a, b, i));
        b[i] = 0;
      }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/kdf/hkdf", test_hkdf);
  g_test_add_func ("/kdf/hkdf-nothing", test_hkdf_nothing);
  g_test_add_func ("/kdf/hkdf-longest", test_hkdf_longest);
  g_test_add_func ("/kdf/label", test_label);
  g_test_add_func ("/kdf/hash", test_hash);
  g_test_add_func ("/kdf/hash-million", test_hash_million);
  g_test_add_func ("/kdf/scrypt", test_scrypt);
  g_test_add_func ("/kdf/constant-time-equal", test_constant_time_equal);
  return g_test_run ();
}
