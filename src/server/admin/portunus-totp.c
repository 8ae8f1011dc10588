/* portunus-totp.c: one-time codes that change with time (RFC 6238)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-totp.h"

#include <string.h>

#include "portunus-kdf.h"

#define SHA1_BYTES 20
#define MAX_DIGITS 9

/* How many steps a clock may be off, either way; RFC 6238 §5.2 advises one. */
#define WINDOW_STEPS 1

static void
hmac (const PortunusSecret *secret,
      guint64               step,
      guint8                digest[SHA1_BYTES])
{
  gsize length;
  const guint8 *key = portunus_secret_get_data (secret, &length);
  g_autoptr (GHmac) mac = g_hmac_new (G_CHECKSUM_SHA1, key, length);
  guint64 counter = GUINT64_TO_BE (step);
  gsize n_digest = SHA1_BYTES;

  g_hmac_update (mac, (const guint8 *) &counter, sizeof counter);
  g_hmac_get_digest (mac, digest, &n_digest);
}

/**
 * portunus_totp_compute:
 * @secret: the shared secret
 * @step: number of the time step: Unix time divided by %PORTUNUS_TOTP_STEP_SECONDS
 * @n_digits: how many decimal digits the code has, 9 at most
 *
 * Computes a code by HMAC-SHA-1 with the truncation of RFC 4226 §5.3.
 *
 * Returns: the code as a number, without its leading zeros
 */
guint32
portunus_totp_compute (const PortunusSecret *secret,
                       guint64               step,
                       guint                 n_digits)
{
  guint8 digest[SHA1_BYTES];
  guint32 modulus = 1;
  guint32 number;

  g_return_val_if_fail (n_digits <= MAX_DIGITS, 0);

  hmac (secret, step, digest);
  memcpy (&number, digest + (digest[SHA1_BYTES - 1] & 0xf), sizeof number);
  for (guint i = 0; i < n_digits; i++)
    modulus *= 10;
  explicit_bzero (digest, sizeof digest);
  return (GUINT32_FROM_BE (number) & 0x7fffffff) % modulus;
}

static gboolean
is_code (const char *text)
{
  return strlen (text) == PORTUNUS_TOTP_DIGITS && text[strspn (text, "0123456789")] == '\0';
}

/**
 * portunus_totp_check:
 * @secret: the shared secret
 * @code: what somebody typed
 * @now: Unix time in seconds
 * @step: (out): the step whose code it is; the caller must see to it that none is used twice
 *
 * Compares with the codes of this step and of its neighbours, all of them, in the same time for every code.
 *
 * Returns: whether one of them is @code
 */
gboolean
portunus_totp_check (const PortunusSecret *secret,
                     const char           *code,
                     gint64                now,
                     guint64              *step)
{
  guint64 current = now / PORTUNUS_TOTP_STEP_SECONDS;
  gboolean is_found = FALSE;

  if (!is_code (code))
    return FALSE;
  for (int offset = -WINDOW_STEPS; offset <= WINDOW_STEPS; offset++)
    {
      guint64 candidate = current + offset;
      char expected[PORTUNUS_TOTP_DIGITS + 1];

      g_snprintf (expected, sizeof expected, "%06u",
                  portunus_totp_compute (secret, candidate, PORTUNUS_TOTP_DIGITS));
      if (portunus_constant_time_equal (expected, code, PORTUNUS_TOTP_DIGITS))
        {
          *step = candidate;
          is_found = TRUE;
        }
    }
  return is_found;
}

/**
 * portunus_totp_dup_text:
 * @secret: a secret whose length is a multiple of five bytes
 *
 * Writes a secret in base32 (RFC 4648 §6), the form in which people type it into an authenticator.
 *
 * Returns: (transfer full): text to wipe after use
 */
char *
portunus_totp_dup_text (const PortunusSecret *secret)
{
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  gsize length;
  const guint8 *data = portunus_secret_get_data (secret, &length);
  GString *text = g_string_sized_new (length / 5 * 8 + 1);

  g_return_val_if_fail (length % 5 == 0, NULL);

  for (gsize i = 0; i < length; i += 5)
    {
      guint64 group = 0;

      for (gsize j = 0; j < 5; j++)
        group = group << 8 | data[i + j];
      for (int shift = 35; shift >= 0; shift -= 5)
        g_string_append_c (text, alphabet[group >> shift & 31]);
    }
  return g_string_free (text, FALSE);
}

/**
 * portunus_totp_dup_uri:
 * @secret: the shared secret
 * @issuer: whose code it is
 * @account: for which account
 *
 * Makes the address that authenticators read from a QR code.
 *
 * Returns: (transfer full): text to wipe after use
 */
char *
portunus_totp_dup_uri (const PortunusSecret *secret,
                       const char           *issuer,
                       const char           *account)
{
  g_autofree char *text = portunus_totp_dup_text (secret);
  g_autofree char *safe_issuer = g_uri_escape_string (issuer, NULL, FALSE);
  g_autofree char *safe_account = g_uri_escape_string (account, NULL, FALSE);
  char *uri = g_strdup_printf ("otpauth://totp/%s:%s?secret=%s&issuer=%s", safe_issuer, safe_account, text,
                               safe_issuer);

  explicit_bzero (text, strlen (text));
  return uri;
}
