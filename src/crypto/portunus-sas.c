/* portunus-sas.c: the four words two people compare
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sas.h"

#include <string.h>

#include "portunus-kdf-private.h"

#define COMMIT_LABEL  "portunus/1 sas commit"
#define WORDS_LABEL   "portunus/1 sas words"
#define BITS_PER_WORD 11
/* 44 bits, and 4 left over. */
#define N_WORD_BYTES  6

/**
 * portunus_sas_commit:
 * @handshake_hash: hash of the finished handshake
 * @nonce: 32 random bytes, fresh for this handshake
 * @commitment: (out caller-allocated): 32 bytes to send to the peer
 *
 * SHA-256 ("portunus/1 sas commit" ‖ @handshake_hash ‖ @nonce), the label without a NUL. The initiator sends this, then
 * the responder its nonce, then the initiator its own: so neither end, nor anybody between them, can choose a nonce
 * that makes the words fit (S. Vaudenay, "Secure Communications over Insecure Channels Based on Short Authenticated
 * Strings", CRYPTO 2005).
 */
void
portunus_sas_commit (const guint8 handshake_hash[32],
                     const guint8 nonce[PORTUNUS_SAS_NONCE_SIZE],
                     guint8       commitment[PORTUNUS_SAS_COMMITMENT_SIZE])
{
  g_autoptr (PortunusHasher) hasher = NULL;

  g_return_if_fail (handshake_hash != NULL && nonce != NULL && commitment != NULL);

  hasher = portunus_hasher_new ();
  portunus_hasher_update (hasher, COMMIT_LABEL, strlen (COMMIT_LABEL));
  portunus_hasher_update (hasher, handshake_hash, PORTUNUS_HASH_SIZE);
  portunus_hasher_update (hasher, nonce, PORTUNUS_SAS_NONCE_SIZE);
  portunus_hasher_finish (hasher, commitment);
}

/**
 * portunus_sas_check:
 * @handshake_hash: hash of the finished handshake
 * @nonce: what the initiator revealed
 * @commitment: what it sent before
 *
 * Returns: whether they belong together; if not, end the connection with %PORTUNUS_CRYPTO_ERROR_AUTHENTICATION
 */
gboolean
portunus_sas_check (const guint8 handshake_hash[32],
                    const guint8 nonce[PORTUNUS_SAS_NONCE_SIZE],
                    const guint8 commitment[PORTUNUS_SAS_COMMITMENT_SIZE])
{
  guint8 expected[PORTUNUS_SAS_COMMITMENT_SIZE];

  g_return_val_if_fail (handshake_hash != NULL && nonce != NULL && commitment != NULL, FALSE);

  portunus_sas_commit (handshake_hash, nonce, expected);
  return portunus_constant_time_equal (expected, commitment, sizeof expected);
}

static guint64
derive_bits (const guint8 *handshake_hash,
             const guint8 *nonces)
{
  g_autoptr (GError) error = NULL;
  guint8 bytes[N_WORD_BYTES];
  guint64 bits = 0;
  PortunusKdfInput input = {
    .key = nonces,
    .n_key = 2 * PORTUNUS_SAS_NONCE_SIZE,
    .salt = handshake_hash,
    .n_salt = PORTUNUS_HASH_SIZE,
    .info = (const guint8 *) WORDS_LABEL,
    .n_info = strlen (WORDS_LABEL),
  };

  if (!_portunus_hkdf_raw (&input, bytes, sizeof bytes, &error))
    g_error ("No words: %s", error->message);
  for (guint i = 0; i < N_WORD_BYTES; i++)
    bits = bits << 8 | bytes[i];
  return bits;
}

/**
 * portunus_sas_dup_words:
 * @handshake_hash: hash of the finished handshake
 * @initiator_nonce: what the initiator revealed
 * @responder_nonce: what the responder revealed
 *
 * The words to compare: HKDF-SHA256 with the two nonces as input (the initiator's first, 64 bytes), @handshake_hash as
 * salt and "portunus/1 sas words" (no NUL) as info gives 6 bytes. Read as one big-endian number of 48 bits, its
 * topmost 11 bits are the index of the first word in the word list, the next 11 that of the second, and so on; the
 * lowest 4 bits are not used.
 *
 * Returns: (transfer full): four words, %NULL-terminated; free with g_strfreev()
 */
char **
portunus_sas_dup_words (const guint8 handshake_hash[32],
                        const guint8 initiator_nonce[PORTUNUS_SAS_NONCE_SIZE],
                        const guint8 responder_nonce[PORTUNUS_SAS_NONCE_SIZE])
{
  guint8 nonces[2 * PORTUNUS_SAS_NONCE_SIZE];
  guint64 bits;
  char **words;

  g_return_val_if_fail (handshake_hash != NULL && initiator_nonce != NULL && responder_nonce != NULL, NULL);

  memcpy (nonces, initiator_nonce, PORTUNUS_SAS_NONCE_SIZE);
  memcpy (nonces + PORTUNUS_SAS_NONCE_SIZE, responder_nonce, PORTUNUS_SAS_NONCE_SIZE);
  bits = derive_bits (handshake_hash, nonces);

  words = g_new0 (char *, PORTUNUS_SAS_WORDS + 1);
  for (guint i = 0; i < PORTUNUS_SAS_WORDS; i++)
    {
      guint shift = 8 * N_WORD_BYTES - (i + 1) * BITS_PER_WORD;

      words[i] = g_strdup (portunus_wordlist_get ((bits >> shift) & (PORTUNUS_WORDLIST_SIZE - 1)));
    }
  return words;
}
