/* portunus-encoding.c: bytes as text (hex, base64url) and random ids
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-encoding.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "portunus-error.h"

/**
 * portunus_encode_hex:
 * @data: bytes
 * @length: how many
 *
 * Returns: (transfer full): two lower-case digits a byte
 */
char *
portunus_encode_hex (gconstpointer data,
                     gsize         length)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *bytes = data;
  char *text = g_malloc (2 * length + 1);

  for (gsize i = 0; i < length; i++)
    {
      text[2 * i] = digits[bytes[i] >> 4];
      text[2 * i + 1] = digits[bytes[i] & 15];
    }
  text[2 * length] = '\0';
  return text;
}

/**
 * portunus_decode_hex:
 * @text: untrusted text
 * @expected_length: how many bytes it must give
 * @error: return location for %PORTUNUS_CORE_ERROR_MALFORMED
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
portunus_decode_hex (const char  *text,
                     gsize        expected_length,
                     GError     **error)
{
  g_autofree guint8 *bytes = g_malloc (MAX (expected_length, 1));
  gboolean is_good = strlen (text) == 2 * expected_length;

  for (gsize i = 0; is_good && i < expected_length; i++)
    {
      is_good = g_ascii_isxdigit (text[2 * i]) && g_ascii_isxdigit (text[2 * i + 1]);
      if (is_good)
        bytes[i] = g_ascii_xdigit_value (text[2 * i]) << 4 | g_ascii_xdigit_value (text[2 * i + 1]);
    }
  if (!is_good)
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED,
                   "Expected %" G_GSIZE_FORMAT " hexadecimal digits", 2 * expected_length);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&bytes), expected_length);
}

/**
 * portunus_encode_base64url:
 * @data: bytes
 * @length: how many
 *
 * Returns: (transfer full): base64url without padding (RFC 4648 §5)
 */
char *
portunus_encode_base64url (gconstpointer data,
                           gsize         length)
{
  char *text = g_base64_encode (data, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  for (gsize end = strlen (text); end > 0 && text[end - 1] == '='; end--)
    text[end - 1] = '\0';
  return text;
}

static gboolean
is_base64url (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isalnum (*text) && *text != '-' && *text != '_')
      return FALSE;
  return TRUE;
}

/**
 * portunus_decode_base64url:
 * @text: untrusted text
 * @max_length: the most bytes it may give
 * @error: return location for a #PortunusCoreError
 *
 * Decodes base64url without padding. Only the one canonical text of some bytes is accepted.
 *
 * Returns: (transfer full): the bytes
 */
GBytes *
portunus_decode_base64url (const char  *text,
                           gsize        max_length,
                           GError     **error)
{
  gsize text_length = strlen (text);
  g_autofree char *padded = NULL;
  g_autofree char *again = NULL;
  g_autofree guint8 *bytes = NULL;
  gsize length;

  if (text_length / 4 * 3 > max_length + 2)
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE, "A base64url value is too long");
      return NULL;
    }
  if (is_base64url (text))
    {
      padded = g_strconcat (text, text_length % 4 == 2 ? "==" : text_length % 4 == 3 ? "=" : "", NULL);
      g_strdelimit (padded, "-", '+');
      g_strdelimit (padded, "_", '/');
      bytes = g_base64_decode (padded, &length);
      again = portunus_encode_base64url (bytes, length);
    }
  if (again == NULL || length > max_length || strcmp (again, text) != 0)
    {
      g_set_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED, "A value is not base64url");
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

/**
 * portunus_fill_random:
 * @data: where to write
 * @length: how many bytes
 *
 * Fills @data from the kernel's generator, fit for keys. Ends the program where there is none.
 */
void
portunus_fill_random (gpointer data,
                      gsize    length)
{
  guint8 *bytes = data;

  while (length > 0)
    {
      gssize n = getrandom (bytes, length, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
      bytes += n;
      length -= n;
    }
}

/**
 * portunus_random_id:
 * @n_bytes: entropy in bytes, 32 at most
 *
 * Returns: (transfer full): a random id, two lower-case hexadecimal digits a byte
 */
char *
portunus_random_id (gsize n_bytes)
{
  guint8 bytes[32];

  g_return_val_if_fail (n_bytes <= sizeof bytes, NULL);

  portunus_fill_random (bytes, n_bytes);
  return portunus_encode_hex (bytes, n_bytes);
}
