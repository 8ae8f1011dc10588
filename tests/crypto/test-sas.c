/* test-sas.c: the commitment holds, and the four words depend on everything
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sas.h"

#include <string.h>

#include "crypto-fixture.h"

#define SIZE 32

/* The handshake hash and the two nonces, initiator's first: bytes that count up from 0x00, 0x40 and 0x80. */
typedef struct
{
  guint8 parts[3][SIZE];
} Input;

static Input
new_input (void)
{
  Input input;

  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < SIZE; j++)
      input.parts[i][j] = 0x40 * i + j;
  return input;
}

static char *
dup_sentence (const Input *input)
{
  g_auto (GStrv) words = portunus_sas_dup_words (input->parts[0], input->parts[1], input->parts[2]);

  g_assert_cmpuint (g_strv_length (words), ==, PORTUNUS_SAS_WORDS);
  return g_strjoinv (" ", words);
}

/* Both values were computed from the documentation with Node's hash functions. */
static void
test_known (void)
{
  Input input = new_input ();
  g_autofree char *sentence = dup_sentence (&input);
  guint8 commitment[PORTUNUS_SAS_COMMITMENT_SIZE];

  portunus_sas_commit (input.parts[0], input.parts[1], commitment);
  fixture_assert_data (commitment, sizeof commitment,
                       "42dcb8414aca2167e7714c2373f522183b934d1883943d669be647002e93f0b0");
  g_assert_cmpstr (sentence, ==, "prologue primrose geology noble");
}

static void
test_check (void)
{
  Input input = new_input ();
  guint8 commitment[PORTUNUS_SAS_COMMITMENT_SIZE];

  portunus_sas_commit (input.parts[0], input.parts[1], commitment);
  g_assert_true (portunus_sas_check (input.parts[0], input.parts[1], commitment));
  for (guint i = 0; i < SIZE; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        guint8 mask = 1 << bit;

        input.parts[0][i] ^= mask;
        g_assert_false (portunus_sas_check (input.parts[0], input.parts[1], commitment));
        input.parts[0][i] ^= mask;
        input.parts[1][i] ^= mask;
        g_assert_false (portunus_sas_check (input.parts[0], input.parts[1], commitment));
        input.parts[1][i] ^= mask;
        commitment[i] ^= mask;
        g_assert_false (portunus_sas_check (input.parts[0], input.parts[1], commitment));
        commitment[i] ^= mask;
      }
}

/* Of 44 bits, two of these 768 inputs give the same four words in 1 of 60 million runs of other inputs. */
static void
test_words_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Input input = new_input ();

  g_hash_table_add (seen, dup_sentence (&input));
  for (guint part = 0; part < 3; part++)
    for (guint i = 0; i < SIZE * 8; i++)
      {
        guint8 mask = 1 << (i % 8);

        input.parts[part][i / 8] ^= mask;
        g_assert_true (g_hash_table_add (seen, dup_sentence (&input)));
        input.parts[part][i / 8] ^= mask;
      }
}

/* Whose nonce is whose counts. */
static void
test_roles (void)
{
  Input input = new_input ();
  Input swapped = input;
  g_autofree char *sentence = dup_sentence (&input);
  g_autofree char *other = NULL;

  memcpy (swapped.parts[1], input.parts[2], SIZE);
  memcpy (swapped.parts[2], input.parts[1], SIZE);
  other = dup_sentence (&swapped);
  g_assert_cmpstr (sentence, !=, other);
}

/* All words come up, at each of the four places. */
static void
test_spread (void)
{
  GHashTable *seen[PORTUNUS_SAS_WORDS];
  Input input = new_input ();

  for (guint i = 0; i < PORTUNUS_SAS_WORDS; i++)
    seen[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < 40000; i++)
    {
      g_auto (GStrv) words = NULL;

      memcpy (input.parts[2], &i, sizeof i);
      words = portunus_sas_dup_words (input.parts[0], input.parts[1], input.parts[2]);
      for (guint j = 0; j < PORTUNUS_SAS_WORDS; j++)
        g_hash_table_add (seen[j], g_strdup (words[j]));
    }
  for (guint i = 0; i < PORTUNUS_SAS_WORDS; i++)
    {
      g_assert_cmpuint (g_hash_table_size (seen[i]), ==, PORTUNUS_WORDLIST_SIZE);
      g_clear_pointer (&seen[i], g_hash_table_unref);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sas/known", test_known);
  g_test_add_func ("/sas/check", test_check);
  g_test_add_func ("/sas/words-differ", test_words_differ);
  g_test_add_func ("/sas/roles", test_roles);
  g_test_add_func ("/sas/spread", test_spread);
  return g_test_run ();
}
