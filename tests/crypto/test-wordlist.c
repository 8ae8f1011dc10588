/* test-wordlist.c: the words can be told apart, and passwords of them are fair
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "portunus-sas.h"

#define PREFIX_LENGTH 4

static void
test_form (void)
{
  for (guint i = 0; i < PORTUNUS_WORDLIST_SIZE; i++)
    {
      const char *word = portunus_wordlist_get (i);
      gsize length = strlen (word);

      g_test_message ("%s", word);
      g_assert_cmpuint (length, >=, 3);
      g_assert_cmpuint (length, <=, 8);
      g_assert_cmpuint (strspn (word, "abcdefghijklmnopqrstuvwxyz"), ==, length);
    }
}

static void
test_order (void)
{
  for (guint i = 1; i < PORTUNUS_WORDLIST_SIZE; i++)
    g_assert_cmpstr (portunus_wordlist_get (i - 1), <, portunus_wordlist_get (i));
}

static void
test_prefixes (void)
{
  g_autoptr (GHashTable) prefixes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < PORTUNUS_WORDLIST_SIZE; i++)
    g_assert_true (g_hash_table_add (prefixes, g_strndup (portunus_wordlist_get (i), PREFIX_LENGTH)));
  g_assert_cmpuint (g_hash_table_size (prefixes), ==, 2048);
}

/* The list is part of the protocol: a change of one word changes what old versions show. */
static void
test_unchanged (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < PORTUNUS_WORDLIST_SIZE; i++)
    {
      g_checksum_update (checksum, (const guchar *) portunus_wordlist_get (i), -1);
      g_checksum_update (checksum, (const guchar *) "\n", 1);
    }
  g_assert_cmpstr (g_checksum_get_string (checksum), ==, "f33323fc65b0b91cc911dfdd8a936577"
                   "88c2301b7f6d5a14d99688dafe6a9012");
}

static void
test_outside (void)
{
  if (g_test_subprocess ())
    {
      portunus_wordlist_get (PORTUNUS_WORDLIST_SIZE);
      return;
    }
  g_test_trap_subprocess (NULL, 10 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

static guint
find_word (const char *text)
{
  for (guint i = 0; i < PORTUNUS_WORDLIST_SIZE; i++)
    if (strcmp (portunus_wordlist_get (i), text) == 0)
      return i;
  g_error ("%s is not in the list", text);
}

static void
test_password_form (void)
{
  for (guint n = 1; n <= 16; n++)
    {
      g_autofree char *password = portunus_wordlist_dup_password (n);
      g_auto (GStrv) words = g_strsplit (password, "-", -1);

      g_assert_cmpuint (g_strv_length (words), ==, n);
      for (guint i = 0; i < n; i++)
        find_word (words[i]);
    }
}

/* 65,536 draws give each word 32 times on the average. No word is left out, none is drawn three times too often, and
 * both halves of the list and of each of its bits come up alike. */
static void
test_password_fair (void)
{
  g_autofree guint *n_drawn = g_new0 (guint, PORTUNUS_WORDLIST_SIZE);
  guint n_set[11] = { 0 };

  for (guint i = 0; i < 4096; i++)
    {
      g_autofree char *password = portunus_wordlist_dup_password (16);
      g_auto (GStrv) words = g_strsplit (password, "-", -1);

      for (guint j = 0; j < 16; j++)
        n_drawn[find_word (words[j])]++;
    }
  for (guint i = 0; i < PORTUNUS_WORDLIST_SIZE; i++)
    {
      g_assert_cmpuint (n_drawn[i], >, 0);
      g_assert_cmpuint (n_drawn[i], <, 96);
      for (guint bit = 0; bit < G_N_ELEMENTS (n_set); bit++)
        if ((i >> bit & 1) != 0)
          n_set[bit] += n_drawn[i];
    }
  /* Eight standard deviations of 128. */
  for (guint bit = 0; bit < G_N_ELEMENTS (n_set); bit++)
    {
      g_assert_cmpuint (n_set[bit], >, 32768 - 1024);
      g_assert_cmpuint (n_set[bit], <, 32768 + 1024);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/wordlist/form", test_form);
  g_test_add_func ("/wordlist/order", test_order);
  g_test_add_func ("/wordlist/prefixes", test_prefixes);
  g_test_add_func ("/wordlist/unchanged", test_unchanged);
  g_test_add_func ("/wordlist/outside", test_outside);
  g_test_add_func ("/wordlist/password-form", test_password_form);
  g_test_add_func ("/wordlist/password-fair", test_password_fair);
  return g_test_run ();
}
