/* portunus-recovery-codes.c: codes on paper that stand in for a lost authenticator, each once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-recovery-codes.h"

#include <string.h>

#include "portunus-encoding.h"
#include "portunus-kdf.h"

#define N_CHARACTERS 16
#define GROUP 4

/* 32 characters without two that look alike on paper; 16 of them are 80 bits, too many to be guessed. */
static const char alphabet[] = "abcdefghijkmnpqrstuvwxyz23456789";

static char *
make_code (void)
{
  guint8 random[N_CHARACTERS];
  GString *text = g_string_new (NULL);

  portunus_fill_random (random, sizeof random);
  for (guint i = 0; i < N_CHARACTERS; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, alphabet[random[i] % (sizeof alphabet - 1)]);
    }
  explicit_bzero (random, sizeof random);
  return g_string_free (text, FALSE);
}

/**
 * portunus_recovery_codes_make:
 *
 * Returns: (transfer full): %PORTUNUS_RECOVERY_N_CODES codes of 80 bits
 */
char **
portunus_recovery_codes_make (void)
{
  char **codes = g_new0 (char *, PORTUNUS_RECOVERY_N_CODES + 1);

  for (guint i = 0; i < PORTUNUS_RECOVERY_N_CODES; i++)
    codes[i] = make_code ();
  return codes;
}

/**
 * portunus_recovery_codes_hash:
 * @code: a code as somebody typed it: case, spaces and dashes do not count
 *
 * A code has too many bits to be guessed from a hash that is fast.
 *
 * Returns: (transfer full): what is kept of it, 64 hexadecimal digits
 */
char *
portunus_recovery_codes_hash (const char *code)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  guint8 digest[PORTUNUS_HASH_SIZE];

  portunus_hasher_update (hasher, "portunus recovery code", strlen ("portunus recovery code"));
  for (const char *c = code; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      {
        char lower = g_ascii_tolower (*c);

        portunus_hasher_update (hasher, &lower, 1);
      }
  portunus_hasher_finish (hasher, digest);
  return portunus_encode_hex (digest, sizeof digest);
}
