/* test-cipher.c: AES-256-GCM as specified, and messages that only open in order
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-cipher-private.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-crypto-error.h"
#include "portunus-gcm-private.h"

#define ZERO_KEY "0000000000000000000000000000000000000000000000000000000000000000"
#define KEY      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

typedef struct
{
  const char *key;
  const char *nonce;
  const char *ad;
  const char *plaintext;
  const char *sealed;
} Gcm;

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16. */
static const Gcm gcm_vectors[] = {
  { ZERO_KEY, "000000000000000000000000", "", "", "530f8afbc74536b9a963b4f1c4cb738b" },
  { ZERO_KEY, "000000000000000000000000", "", "00000000000000000000000000000000",
    "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919" },
  { "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
    "b094dac5d93471bdec1a502270e3cc6c" },
  { "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
    "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
    "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
    "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    "76fc6ece0f4e1768cddf8853bb2d551b" },
};

static void
check_gcm (const Gcm *vector)
{
  g_autoptr (GBytes) key = fixture_bytes (vector->key);
  g_autoptr (GBytes) nonce = fixture_bytes (vector->nonce);
  g_autoptr (GBytes) ad = fixture_bytes (vector->ad);
  g_autoptr (GBytes) plaintext = fixture_bytes (vector->plaintext);
  g_autoptr (GError) error = NULL;
  EVP_CIPHER_CTX *context = _portunus_gcm_new (g_bytes_get_data (key, NULL), &error);
  guint8 sealed[128], opened[128];
  PortunusGcm job = { .nonce = g_bytes_get_data (nonce, NULL), .output = sealed };

  g_assert_no_error (error);
  job.ad = g_bytes_get_data (ad, &job.n_ad);
  job.input = g_bytes_get_data (plaintext, &job.n_input);

  /* Twice, and in both directions in turn: the context keeps nothing but the key. */
  for (guint i = 0; i < 2; i++)
    {
      PortunusGcm back = job;

      g_assert_true (_portunus_gcm_seal (context, &job, &error));
      fixture_assert_data (sealed, job.n_input + PORTUNUS_GCM_TAG_SIZE, vector->sealed);
      back.input = sealed;
      back.n_input = job.n_input + PORTUNUS_GCM_TAG_SIZE;
      back.output = opened;
      g_assert_true (_portunus_gcm_open (context, &back, &error));
      fixture_assert_data (opened, job.n_input, vector->plaintext);
    }
  EVP_CIPHER_CTX_free (context);
}

static void
test_gcm (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (gcm_vectors); i++)
    check_gcm (&gcm_vectors[i]);
}

/* What was decrypted before the tag turned out wrong must not stay. */
static void
test_gcm_wiped (void)
{
  g_autoptr (GBytes) key = fixture_bytes (gcm_vectors[2].key);
  g_autoptr (GBytes) nonce = fixture_bytes (gcm_vectors[2].nonce);
  g_autoptr (GBytes) sealed = fixture_bytes (gcm_vectors[2].sealed);
  g_autoptr (GBytes) altered = fixture_flip (sealed, 79, 1);
  g_autoptr (GError) error = NULL;
  EVP_CIPHER_CTX *context = _portunus_gcm_new (g_bytes_get_data (key, NULL), NULL);
  const guint8 nothing[64] = { 0 };
  guint8 output[64];
  PortunusGcm job = { .nonce = g_bytes_get_data (nonce, NULL), .output = output };

  memset (output, 0xee, sizeof output);
  job.input = g_bytes_get_data (altered, &job.n_input);
  g_assert_false (_portunus_gcm_open (context, &job, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  g_assert_cmpmem (output, sizeof output, nothing, sizeof nothing);
  EVP_CIPHER_CTX_free (context);
}

static PortunusCipher *
new_cipher (const char *key)
{
  g_autoptr (PortunusSecret) secret = fixture_secret (key);

  return portunus_cipher_new (secret);
}

/* The nonce of the first message is all zero, which the published cases use as well. */
static void
test_first_nonce (void)
{
  g_autoptr (PortunusCipher) cipher = new_cipher (ZERO_KEY);
  g_autoptr (GBytes) plaintext = fixture_bytes ("00000000000000000000000000000000");
  g_autoptr (GBytes) sealed = portunus_cipher_seal (cipher, NULL, plaintext, NULL);

  fixture_assert_bytes (sealed, gcm_vectors[1].sealed);
}

/* Computed with WebCrypto, where the nonce was spelt 00000000 0102030405060708. */
static void
test_counter_nonce (void)
{
  g_autoptr (PortunusCipher) cipher = new_cipher (KEY);
  g_autoptr (GBytes) plaintext = fixture_text ("Portunus");
  g_autoptr (GBytes) ad = fixture_text ("context");
  g_autoptr (GBytes) sealed = NULL;

  _portunus_cipher_set_counter (cipher, G_GUINT64_CONSTANT (0x0102030405060708));
  sealed = portunus_cipher_seal (cipher, ad, plaintext, NULL);
  fixture_assert_bytes (sealed, "543e177aa88f7cedf2171dbf13ffa725dc6a27cfbc12552a");
}

static void
test_lengths (void)
{
  g_autoptr (PortunusCipher) sealer = new_cipher (KEY);
  g_autoptr (PortunusCipher) opener = new_cipher (KEY);

  for (gsize length = 0; length < 600; length++)
    {
      g_autoptr (GBytes) plaintext = fixture_pattern (length);
      g_autoptr (GBytes) ad = fixture_pattern (length % 40);
      g_autoptr (GBytes) sealed = portunus_cipher_seal (sealer, ad, plaintext, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) opened = portunus_cipher_open (opener, ad, sealed, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (sealed), ==, length + PORTUNUS_CIPHER_TAG_SIZE);
      g_assert_true (g_bytes_equal (plaintext, opened));
    }
}

static void
assert_does_not_open (PortunusCipher      *cipher,
                      GBytes              *ad,
                      GBytes              *sealed,
                      PortunusCryptoError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_cipher_open (cipher, ad, sealed, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, (int) code);
}

static void
test_altered (void)
{
  g_autoptr (PortunusCipher) sealer = new_cipher (KEY);
  g_autoptr (PortunusCipher) opener = new_cipher (KEY);
  g_autoptr (GBytes) plaintext = fixture_pattern (70);
  g_autoptr (GBytes) ad = fixture_text ("context");
  g_autoptr (GBytes) sealed = portunus_cipher_seal (sealer, ad, plaintext, NULL);
  g_autoptr (GBytes) opened = NULL;

  for (gsize i = 0; i < g_bytes_get_size (sealed); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GBytes) altered = fixture_flip (sealed, i, 1 << bit);

        assert_does_not_open (opener, ad, altered, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
      }
  for (gsize i = 0; i < g_bytes_get_size (ad); i++)
    {
      g_autoptr (GBytes) altered = fixture_flip (ad, i, 1);

      assert_does_not_open (opener, altered, sealed, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
    }
  assert_does_not_open (opener, NULL, sealed, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);

  /* None of these advanced the counter. */
  opened = portunus_cipher_open (opener, ad, sealed, NULL);
  g_assert_true (g_bytes_equal (opened, plaintext));
}

static void
test_cut (void)
{
  g_autoptr (PortunusCipher) sealer = new_cipher (KEY);
  g_autoptr (PortunusCipher) opener = new_cipher (KEY);
  g_autoptr (GBytes) plaintext = fixture_pattern (20);
  g_autoptr (GBytes) sealed = portunus_cipher_seal (sealer, NULL, plaintext, NULL);

  for (gsize length = 0; length < g_bytes_get_size (sealed); length++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (sealed, 0, length);

      assert_does_not_open (opener, NULL, cut,
                            length < PORTUNUS_CIPHER_TAG_SIZE ? PORTUNUS_CRYPTO_ERROR_MALFORMED
                                                              : PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
    }
}

static void
test_order (void)
{
  g_autoptr (PortunusCipher) sealer = new_cipher (KEY);
  g_autoptr (PortunusCipher) opener = new_cipher (KEY);
  g_autoptr (PortunusCipher) stranger = new_cipher (ZERO_KEY);
  g_autoptr (GBytes) plaintext = fixture_pattern (20);
  g_autoptr (GBytes) first = portunus_cipher_seal (sealer, NULL, plaintext, NULL);
  g_autoptr (GBytes) second = portunus_cipher_seal (sealer, NULL, plaintext, NULL);
  g_autoptr (GBytes) first_opened = NULL;
  g_autoptr (GBytes) second_opened = NULL;

  g_assert_false (g_bytes_equal (first, second));
  assert_does_not_open (stranger, NULL, first, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  assert_does_not_open (opener, NULL, second, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  first_opened = portunus_cipher_open (opener, NULL, first, NULL);
  g_assert_true (g_bytes_equal (first_opened, plaintext));
  assert_does_not_open (opener, NULL, first, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  second_opened = portunus_cipher_open (opener, NULL, second, NULL);
  g_assert_true (g_bytes_equal (second_opened, plaintext));
}

static void
test_exhausted (void)
{
  g_autoptr (PortunusCipher) sealer = new_cipher (KEY);
  g_autoptr (PortunusCipher) opener = new_cipher (KEY);
  g_autoptr (GBytes) plaintext = fixture_pattern (20);
  g_autoptr (GBytes) last = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;

  _portunus_cipher_set_counter (sealer, G_MAXUINT64 - 1);
  _portunus_cipher_set_counter (opener, G_MAXUINT64 - 1);
  last = portunus_cipher_seal (sealer, NULL, plaintext, NULL);
  opened = portunus_cipher_open (opener, NULL, last, NULL);
  g_assert_true (g_bytes_equal (opened, plaintext));

  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (portunus_cipher_seal (sealer, NULL, plaintext, &error));
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_EXHAUSTED);
      g_clear_error (&error);
      assert_does_not_open (opener, NULL, last, PORTUNUS_CRYPTO_ERROR_EXHAUSTED);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/cipher/gcm", test_gcm);
  g_test_add_func ("/cipher/gcm-wiped", test_gcm_wiped);
  g_test_add_func ("/cipher/first-nonce", test_first_nonce);
  g_test_add_func ("/cipher/counter-nonce", test_counter_nonce);
  g_test_add_func ("/cipher/lengths", test_lengths);
  g_test_add_func ("/cipher/altered", test_altered);
  g_test_add_func ("/cipher/cut", test_cut);
  g_test_add_func ("/cipher/order", test_order);
  g_test_add_func ("/cipher/exhausted", test_exhausted);
  return g_test_run ();
}
