/* test-noise.c: the Noise handshake fits its published vectors and refuses everything altered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-noise-private.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-cipher.h"
#include "portunus-crypto-error.h"
#include "portunus-x25519-private.h"

#define INIT_STATIC    "e61ef9919cde45dd5f82166404bd08e38bceb5dfdfded0a34c8df7ed542214d1"
#define RESP_STATIC    "4a3acbfdb163dec651dfa3194dece676d437029c62a408b4c5ea9114246e4893"
#define PSK            "54686973206973206d7920417573747269616e20706572737065637469766521"
#define OTHER_PSK      "54686973206973206d7920417573747269616e20706572737065637469766520"
#define N_MESSAGES     3
#define MAX_PAYLOAD    (PORTUNUS_NOISE_MAX_MESSAGE - 96)

/* XXpsk3 is ours with the psk at the end. It has more published vectors than ours. */
static const PortunusNoisePattern patterns[] = {
  { "Noise_XXpsk3_25519_AESGCM_SHA256", 3,
    {
      { PORTUNUS_NOISE_TOKEN_E },
      { PORTUNUS_NOISE_TOKEN_E, PORTUNUS_NOISE_TOKEN_EE, PORTUNUS_NOISE_TOKEN_S, PORTUNUS_NOISE_TOKEN_ES },
      { PORTUNUS_NOISE_TOKEN_S, PORTUNUS_NOISE_TOKEN_SE, PORTUNUS_NOISE_TOKEN_PSK },
    } },
};

/* Initiator and responder. */
typedef struct
{
  PortunusNoise *ends[2];
} Pair;

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->ends[0], portunus_noise_free);
  g_clear_pointer (&pair->ends[1], portunus_noise_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static PortunusNoise *
new_end (gboolean    is_initiator,
         const char *psk_hex,
         const char *prologue_text)
{
  g_autoptr (PortunusSecret) static_private = fixture_secret (is_initiator ? INIT_STATIC : RESP_STATIC);
  g_autoptr (PortunusSecret) psk = fixture_secret (psk_hex);
  g_autoptr (GBytes) prologue = fixture_text (prologue_text);
  g_autoptr (GError) error = NULL;
  PortunusNoise *noise = portunus_noise_new (is_initiator, static_private, psk, prologue, &error);

  g_assert_no_error (error);
  return noise;
}

static Pair
new_pair (void)
{
  return (Pair) { { new_end (TRUE, PSK, "prologue"), new_end (FALSE, PSK, "prologue") } };
}

static PortunusNoise *
get_writer (Pair  *pair,
            guint  number)
{
  return pair->ends[number % 2];
}

static PortunusNoise *
get_reader (Pair  *pair,
            guint  number)
{
  return pair->ends[(number + 1) % 2];
}

static GBytes *
write_message (Pair  *pair,
               guint  number)
{
  g_autoptr (GBytes) payload = fixture_text ("payload");
  g_autoptr (GError) error = NULL;
  GBytes *message = portunus_noise_write (get_writer (pair, number), payload, &error);

  g_assert_no_error (error);
  return message;
}

/* Carries messages until @n_messages of them were read. */
static void
exchange (Pair  *pair,
          guint  n_messages)
{
  for (guint i = 0; i < n_messages; i++)
    {
      g_autoptr (GBytes) message = write_message (pair, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) payload = portunus_noise_read (get_reader (pair, i), message, &error);

      g_assert_no_error (error);
      fixture_assert_data (g_bytes_get_data (payload, NULL), g_bytes_get_size (payload), "7061796c6f6164");
    }
}

static PortunusNoise *
new_vector_end (JsonObject *vector,
                gboolean    is_initiator)
{
  const char *name = json_object_get_string_member (vector, "name");
  g_autoptr (PortunusSecret) static_private = fixture_get_secret (vector, is_initiator ? "init_static" : "resp_static");
  g_autoptr (PortunusSecret) ephemeral = fixture_get_secret (vector, is_initiator ? "init_ephemeral"
                                                                                  : "resp_ephemeral");
  g_autoptr (PortunusSecret) psk = fixture_get_secret (vector, "psk");
  g_autoptr (GBytes) prologue = fixture_get_bytes (vector, "prologue");
  PortunusNoise *noise = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (strcmp (patterns[i].name, name) == 0)
      noise = _portunus_noise_new_with_pattern (&patterns[i], is_initiator, static_private, psk, prologue, NULL);
  if (noise == NULL)
    noise = portunus_noise_new (is_initiator, static_private, psk, prologue, NULL);
  _portunus_noise_set_ephemeral (noise, ephemeral);
  return noise;
}

static void
check_vector_message (Pair       *pair,
                      guint       number,
                      JsonObject *message)
{
  PortunusNoise *writer = get_writer (pair, number);
  PortunusNoise *reader = get_reader (pair, number);
  g_autoptr (GBytes) payload = fixture_get_bytes (message, "payload");
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;
  g_autoptr (GError) error = NULL;

  sealed = number < N_MESSAGES ? portunus_noise_write (writer, payload, &error)
                               : portunus_noise_seal (writer, payload, &error);
  g_assert_no_error (error);
  if (json_object_has_member (message, "ciphertext"))
    fixture_assert_bytes (sealed, json_object_get_string_member (message, "ciphertext"));
  opened = number < N_MESSAGES ? portunus_noise_read (reader, sealed, &error)
                               : portunus_noise_open (reader, sealed, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (payload, opened));
}

static void
test_vectors (void)
{
  g_autoptr (JsonArray) vectors = fixture_load_vectors ("noise.json");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    {
      JsonObject *vector = json_array_get_object_element (vectors, i);
      JsonArray *messages = json_object_get_array_member (vector, "messages");
      g_auto (Pair) pair = { { new_vector_end (vector, TRUE), new_vector_end (vector, FALSE) } };

      g_test_message ("%s", json_object_get_string_member (vector, "name"));
      for (guint j = 0; j < json_array_get_length (messages); j++)
        check_vector_message (&pair, j, json_array_get_object_element (messages, j));
      g_assert_true (portunus_noise_is_finished (pair.ends[0]));
      g_assert_true (portunus_noise_is_finished (pair.ends[1]));
    }
}

static void
test_turns (void)
{
  g_auto (Pair) pair = new_pair ();

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (GBytes) message = NULL;
      g_autoptr (GBytes) payload = NULL;

      g_assert_true (portunus_noise_is_my_turn (get_writer (&pair, i)));
      g_assert_false (portunus_noise_is_my_turn (get_reader (&pair, i)));
      g_assert_false (portunus_noise_is_finished (get_writer (&pair, i)));
      message = write_message (&pair, i);
      g_assert_false (portunus_noise_is_my_turn (get_writer (&pair, i)));
      payload = portunus_noise_read (get_reader (&pair, i), message, NULL);
      g_assert_nonnull (payload);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (portunus_noise_is_finished (pair.ends[i]));
      g_assert_false (portunus_noise_is_my_turn (pair.ends[i]));
    }
}

/* Both ends know each other's key, the same hash and the same exported keys, which no other run has. */
static void
test_outcome (void)
{
  g_auto (Pair) pair = new_pair ();
  g_auto (Pair) again = new_pair ();
  g_autoptr (PortunusSecret) static_private = fixture_secret (INIT_STATIC);
  g_autoptr (PortunusSecret) mine = NULL;
  g_autoptr (PortunusSecret) theirs = NULL;
  g_autoptr (PortunusSecret) other_label = NULL;
  g_autoptr (PortunusSecret) other_run = NULL;
  guint8 public_key[PORTUNUS_X25519_SIZE];

  exchange (&pair, N_MESSAGES);
  exchange (&again, N_MESSAGES);
  _portunus_x25519_get_public (static_private, public_key, NULL);
  g_assert_cmpmem (portunus_noise_get_remote_static (pair.ends[1]), 32, public_key, 32);
  fixture_assert_data (portunus_noise_get_remote_static (pair.ends[0]), 32,
                       "31e0303fd6418d2f8c0e78b91f22e8caed0fbe48656dcf4767e4834f701b8f62");
  g_assert_cmpmem (portunus_noise_get_handshake_hash (pair.ends[0]), 32,
                   portunus_noise_get_handshake_hash (pair.ends[1]), 32);
  g_assert_true (memcmp (portunus_noise_get_handshake_hash (pair.ends[0]),
                         portunus_noise_get_handshake_hash (again.ends[0]), 32) != 0);

  mine = portunus_noise_export (pair.ends[0], "signaling", 32, NULL);
  theirs = portunus_noise_export (pair.ends[1], "signaling", 32, NULL);
  other_label = portunus_noise_export (pair.ends[1], "data", 32, NULL);
  other_run = portunus_noise_export (again.ends[1], "signaling", 32, NULL);
  g_assert_true (portunus_secret_equal (mine, theirs));
  g_assert_false (portunus_secret_equal (mine, other_label));
  g_assert_false (portunus_secret_equal (mine, other_run));
}

static void
assert_refused (PortunusNoise       *reader,
                GBytes              *message,
                PortunusCryptoError  code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_noise_read (reader, message, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, (int) code);
  g_assert_false (portunus_noise_is_finished (reader));
}

/* A changed ephemeral key shows at once, as it goes into the key of the payload. */
static void
test_flip_handshake (void)
{
  for (guint number = 0; number < N_MESSAGES; number++)
    {
      gsize length = 1;

      for (gsize position = 0; position < length; position++)
        {
          g_auto (Pair) pair = new_pair ();
          g_autoptr (GBytes) message = NULL;
          g_autoptr (GBytes) altered = NULL;

          exchange (&pair, number);
          message = write_message (&pair, number);
          length = g_bytes_get_size (message);
          altered = fixture_flip (message, position, 1 << (position % 8));
          assert_refused (get_reader (&pair, number), altered, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);

          /* There is no second try, not even with the right message. */
          assert_refused (get_reader (&pair, number), message, PORTUNUS_CRYPTO_ERROR_MALFORMED);
        }
    }
}

static void
test_cut_handshake (void)
{
  for (guint number = 0; number < N_MESSAGES; number++)
    {
      gsize length = 1;

      for (gsize cut = 0; cut < length; cut++)
        {
          g_auto (Pair) pair = new_pair ();
          g_autoptr (GBytes) message = NULL;
          g_autoptr (GBytes) part = NULL;
          g_autoptr (GError) error = NULL;

          exchange (&pair, number);
          message = write_message (&pair, number);
          length = g_bytes_get_size (message);
          part = g_bytes_new_from_bytes (message, 0, cut);
          g_assert_null (portunus_noise_read (get_reader (&pair, number), part, &error));
          g_assert_true (error->domain == PORTUNUS_CRYPTO_ERROR);
          g_assert_true (error->code == PORTUNUS_CRYPTO_ERROR_MALFORMED ||
                         error->code == PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
        }
    }
}

static void
test_too_long (void)
{
  g_auto (Pair) pair = new_pair ();
  g_autoptr (GBytes) message = fixture_pattern (PORTUNUS_NOISE_MAX_MESSAGE + 1);
  g_autoptr (GError) error = NULL;

  assert_refused (pair.ends[1], message, PORTUNUS_CRYPTO_ERROR_MALFORMED);

  pair_clear (&pair);
  pair = new_pair ();
  exchange (&pair, N_MESSAGES);
  g_assert_null (portunus_noise_open (pair.ends[0], message, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

/* The longest payloads that fit, in the handshake and after it. */
static void
test_longest (void)
{
  g_auto (Pair) pair = new_pair ();
  g_autoptr (GBytes) payload = fixture_pattern (MAX_PAYLOAD);
  g_autoptr (GBytes) plaintext = fixture_pattern (PORTUNUS_NOISE_MAX_MESSAGE - PORTUNUS_CIPHER_TAG_SIZE);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      g_autoptr (GBytes) message = portunus_noise_write (get_writer (&pair, i), payload, NULL);
      g_autoptr (GBytes) read = portunus_noise_read (get_reader (&pair, i), message, NULL);

      g_assert_cmpuint (g_bytes_get_size (message), <=, PORTUNUS_NOISE_MAX_MESSAGE);
      g_assert_true (g_bytes_equal (read, payload));
    }
  sealed = portunus_noise_seal (pair.ends[0], plaintext, NULL);
  g_assert_cmpuint (g_bytes_get_size (sealed), ==, PORTUNUS_NOISE_MAX_MESSAGE);
  opened = portunus_noise_open (pair.ends[1], sealed, NULL);
  g_assert_true (g_bytes_equal (opened, plaintext));
}

static void
check_first_refused (const char *psk,
                     const char *prologue)
{
  g_auto (Pair) pair = { { new_end (TRUE, PSK, "prologue"), new_end (FALSE, psk, prologue) } };
  g_autoptr (GBytes) message = write_message (&pair, 0);

  assert_refused (pair.ends[1], message, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
}

static void
test_mismatch (void)
{
  check_first_refused (OTHER_PSK, "prologue");
  check_first_refused (PSK, "prologuf");
  check_first_refused (PSK, "prologue1");
  check_first_refused (PSK, "");
}

/* Keys whose agreement is all zero (RFC 7748 §6.1): 0, 1, the two of order 8, p - 1, p, p + 1. */
static const char * const bad_keys[] = {
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
};

static void
test_bad_keys (void)
{
  g_autoptr (PortunusSecret) private_key = fixture_secret (INIT_STATIC);

  for (guint i = 0; i < G_N_ELEMENTS (bad_keys); i++)
    {
      g_autoptr (GBytes) public_key = fixture_bytes (bad_keys[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (_portunus_x25519_agree (private_key, g_bytes_get_data (public_key, NULL), &error));
      g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
    }
}

/* RFC 7748 §6.1. */
static void
test_x25519 (void)
{
  g_autoptr (PortunusSecret) alice = fixture_secret ("77076d0a7318a57d3c16c17251b26645"
                                                     "df4c2f87ebc0992ab177fba51db92c2a");
  g_autoptr (PortunusSecret) bob = fixture_secret ("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  guint8 alice_public[PORTUNUS_X25519_SIZE];
  guint8 bob_public[PORTUNUS_X25519_SIZE];
  g_autoptr (PortunusSecret) shared_a = NULL;
  g_autoptr (PortunusSecret) shared_b = NULL;

  g_assert_true (_portunus_x25519_get_public (alice, alice_public, NULL));
  g_assert_true (_portunus_x25519_get_public (bob, bob_public, NULL));
  fixture_assert_data (alice_public, 32, "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  fixture_assert_data (bob_public, 32, "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  shared_a = _portunus_x25519_agree (alice, bob_public, NULL);
  shared_b = _portunus_x25519_agree (bob, alice_public, NULL);
  g_assert_true (portunus_secret_equal (shared_a, shared_b));
  fixture_assert_secret (shared_a, "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
}

static void
test_flip_transport (void)
{
  g_auto (Pair) pair = new_pair ();
  g_autoptr (GBytes) plaintext = fixture_pattern (40);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) opened = NULL;

  exchange (&pair, N_MESSAGES);
  sealed = portunus_noise_seal (pair.ends[0], plaintext, NULL);
  for (gsize i = 0; i < g_bytes_get_size (sealed); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GBytes) altered = fixture_flip (sealed, i, 1 << bit);
        g_autoptr (GError) error = NULL;

        g_assert_null (portunus_noise_open (pair.ends[1], altered, &error));
        g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
      }
  opened = portunus_noise_open (pair.ends[1], sealed, NULL);
  g_assert_true (g_bytes_equal (opened, plaintext));
}

/* Nothing comes back to its writer, and nothing is taken twice. */
static void
test_transport (void)
{
  g_auto (Pair) pair = new_pair ();

  exchange (&pair, N_MESSAGES);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GBytes) plaintext = fixture_pattern (i);
      g_autoptr (GBytes) sealed = portunus_noise_seal (get_writer (&pair, i), plaintext, NULL);
      g_autoptr (GBytes) opened = NULL;

      g_assert_null (portunus_noise_open (get_writer (&pair, i), sealed, NULL));
      opened = portunus_noise_open (get_reader (&pair, i), sealed, NULL);
      g_assert_true (g_bytes_equal (opened, plaintext));
      g_assert_null (portunus_noise_open (get_reader (&pair, i), sealed, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/noise/vectors", test_vectors);
  g_test_add_func ("/noise/turns", test_turns);
  g_test_add_func ("/noise/outcome", test_outcome);
  g_test_add_func ("/noise/flip-handshake", test_flip_handshake);
  g_test_add_func ("/noise/cut-handshake", test_cut_handshake);
  g_test_add_func ("/noise/too-long", test_too_long);
  g_test_add_func ("/noise/longest", test_longest);
  g_test_add_func ("/noise/mismatch", test_mismatch);
  g_test_add_func ("/noise/bad-keys", test_bad_keys);
  g_test_add_func ("/noise/x25519", test_x25519);
  g_test_add_func ("/noise/flip-transport", test_flip_transport);
  g_test_add_func ("/noise/transport", test_transport);
  return g_test_run ();
}
