/* portunus-password-rule.c: which passwords an administrator may choose
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-password-rule.h"

#include <string.h>

#include "portunus-password-pool.h"

/* A long password that is one of these with something around it is tried among the first. */
static const char * const known_words[] = {
  "password", "passwort", "passphrase", "motdepasse", "contrasena", "administrator", "admin", "portunus",
  "qwertyuiop", "qwerty", "qwertz", "azerty", "asdfghjkl", "yxcvbnm", "zxcvbnm", "letmein", "welcome", "iloveyou",
  "trustno", "changeme", "default", "secret", "server", "login", "monkey", "dragon", "football", "baseball",
  "sunshine", "princess", "master", "superman", "batman", "hello", "whatever", "starwars",
  "correcthorsebatterystaple", "abcdefghijklmnopqrstuvwxyz", NULL
};

#define MIN_DISTINCT 5
/* What has to be left of a password when the known words are out of it. */
#define MIN_OWN_CHARACTERS 6

static guint
count_distinct (const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    g_hash_table_add (seen, GUINT_TO_POINTER (g_utf8_get_char (c)));
  return g_hash_table_size (seen);
}

static void
remove_words (GString *text)
{
  for (guint i = 0; known_words[i] != NULL; i++)
    g_string_replace (text, known_words[i], "", 0);
}

/* Counts the characters that do not just follow the one before, as in "12345", "aaaa" or "zyx". */
static guint
count_own (const char *text)
{
  gunichar previous = 0;
  guint n_own = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character > previous + 1 || character + 1 < previous)
        n_own++;
      previous = character;
    }
  return n_own;
}

static gboolean
is_weak (const char *password)
{
  g_autofree char *folded = g_utf8_strdown (password, -1);
  g_autoptr (GString) text = g_string_new (folded);
  gboolean is_weak;

  remove_words (text);
  is_weak = count_distinct (folded) < MIN_DISTINCT || count_own (text->str) < MIN_OWN_CHARACTERS;
  explicit_bzero (folded, strlen (folded));
  explicit_bzero (text->str, text->len);
  return is_weak;
}

/**
 * portunus_password_rule_check:
 * @password: valid UTF-8
 * @error: return location for %G_IO_ERROR_INVALID_ARGUMENT with a sentence for whoever chose it
 *
 * Asks for length rather than for kinds of characters, and refuses what guessers try first.
 *
 * Returns: whether @password will do
 */
gboolean
portunus_password_rule_check (const char  *password,
                              GError     **error)
{
  if (g_utf8_strlen (password, -1) < PORTUNUS_PASSWORD_MIN_CHARACTERS)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The password needs %d characters or more.",
                 PORTUNUS_PASSWORD_MIN_CHARACTERS);
  else if (strlen (password) > PORTUNUS_PASSWORD_MAX_BYTES)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "The password is too long.");
  else if (is_weak (password))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 "That password is among the first that somebody would try. "
                 "Choose a few words that do not go together.");
  else
    return TRUE;
  return FALSE;
}
