/* portunus-certificate-words.c: the fingerprint of a certificate, for people to compare
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-certificate.h"

#include <string.h>

#include "portunus-kdf.h"
#include "portunus-sas.h"

#define LABEL         "portunus/1 certificate words"
#define BITS_PER_WORD 11

/**
 * portunus_certificate_dup_words:
 * @fingerprint: 32 bytes, see portunus_certificate_fingerprint()
 *
 * SHA-256 ("portunus/1 certificate words" ‖ @fingerprint), the label without a NUL; its first 66 bits are six indices
 * of 11 bits, big-endian, into the word list. Unlike the four words of a handshake, an attacker can look for a
 * certificate that gives the same words for as long as it likes: 66 bits take some 2^66 certificates.
 *
 * Returns: (transfer full): six words, separated by spaces
 */
char *
portunus_certificate_dup_words (GBytes *fingerprint)
{
  g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  guint8 digest[PORTUNUS_HASH_SIZE];

  portunus_hasher_update (hasher, LABEL, strlen (LABEL));
  portunus_hasher_update (hasher, g_bytes_get_data (fingerprint, NULL), g_bytes_get_size (fingerprint));
  portunus_hasher_finish (hasher, digest);
  for (guint i = 0; i < PORTUNUS_CERTIFICATE_WORDS; i++)
    {
      guint index = 0;

      for (guint bit = i * BITS_PER_WORD; bit < (i + 1) * BITS_PER_WORD; bit++)
        index = index << 1 | (digest[bit / 8] >> (7 - bit % 8) & 1);
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", portunus_wordlist_get (index));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * portunus_certificate_dup_hex:
 * @fingerprint: 32 bytes, see portunus_certificate_fingerprint()
 *
 * Returns: (transfer full): the fingerprint as browsers show it: "AB:CD:…"
 */
char *
portunus_certificate_dup_hex (GBytes *fingerprint)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (fingerprint, &length);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%s%02X", i > 0 ? ":" : "", bytes[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
