/* portunus-rtc-fingerprint.c: compares the peer's DTLS certificate with what its description promised
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-fingerprint.h"

#include "portunus-kdf.h"
#include "portunus-transfer-error.h"

#define PEM_BEGIN "-----BEGIN CERTIFICATE-----"
#define PEM_END   "-----END CERTIFICATE-----"

/* Two hexadecimal digits for each byte, colons between. */
static gboolean
parse_hex_pairs (const char *text,
                 guint8      digest[PORTUNUS_HASH_SIZE])
{
  if (strlen (text) != PORTUNUS_HASH_SIZE * 3 - 1)
    return FALSE;

  for (guint i = 0; i < PORTUNUS_HASH_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (text[3 * i]);
      int low = g_ascii_xdigit_value (text[3 * i + 1]);

      if (high < 0 || low < 0 || (i + 1 < PORTUNUS_HASH_SIZE && text[3 * i + 2] != ':'))
        return FALSE;
      digest[i] = high << 4 | low;
    }
  return TRUE;
}

/**
 * portunus_rtc_fingerprint_parse:
 * @text: (nullable): value of a fingerprint attribute (RFC 8122 section 5)
 * @error: return location for a #PortunusTransferError
 *
 * Returns: (transfer full): the 32 bytes of a SHA-256 fingerprint, or %NULL with %PORTUNUS_TRANSFER_ERROR_PROTOCOL if
 *   it is missing, malformed, or of another hash
 */
GBytes *
portunus_rtc_fingerprint_parse (const char  *text,
                                GError     **error)
{
  guint8 digest[PORTUNUS_HASH_SIZE];

  if (text != NULL && g_ascii_strncasecmp (text, "sha-256 ", 8) == 0 && parse_hex_pairs (text + 8, digest))
    return g_bytes_new (digest, sizeof digest);

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL,
               "The session description has no SHA-256 fingerprint");
  return NULL;
}

static guchar *
decode_pem (const char *pem,
            gsize      *length)
{
  const char *begin = pem != NULL ? strstr (pem, PEM_BEGIN) : NULL;
  const char *end = begin != NULL ? strstr (begin, PEM_END) : NULL;
  g_autofree char *base64 = NULL;

  if (end == NULL)
    return NULL;
  begin += strlen (PEM_BEGIN);
  base64 = g_strndup (begin, end - begin);
  return g_base64_decode (base64, length);
}

/**
 * portunus_rtc_fingerprint_check:
 * @fingerprint: what portunus_rtc_fingerprint_parse() gave
 * @certificate_pem: (nullable): the certificate of the other end of the DTLS connection
 * @error: return location for a #PortunusTransferError
 *
 * webrtcbin before 1.28.5 encrypts to whoever answers; this is what ties the connection to the authenticated peer.
 *
 * Returns: %FALSE with %PORTUNUS_TRANSFER_ERROR_TAMPERED if the certificate is not the promised one, or missing
 */
gboolean
portunus_rtc_fingerprint_check (GBytes      *fingerprint,
                                const char  *certificate_pem,
                                GError     **error)
{
  gsize length = 0;
  g_autofree guchar *der = decode_pem (certificate_pem, &length);
  guint8 digest[PORTUNUS_HASH_SIZE];

  if (der != NULL && length > 0)
    {
      g_autoptr (PortunusHasher) hasher = portunus_hasher_new ();

      portunus_hasher_update (hasher, der, length);
      portunus_hasher_finish (hasher, digest);
      if (portunus_constant_time_equal (digest, g_bytes_get_data (fingerprint, NULL), sizeof digest))
        return TRUE;
    }

  g_set_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_TAMPERED,
               "The other end of the connection is not the peer");
  return FALSE;
}
