/* fuzz-token.c: whatever passes for a token was signed here, whatever it looks like
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "portunus-token-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t        length);

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t        length)
{
  static const guint8 bytes[PORTUNUS_TOKEN_KEY_SIZE] = { 0 };
  g_autoptr (PortunusSecret) key = portunus_secret_new (bytes, sizeof bytes);
  g_autofree char *text = g_strndup ((const char *) data, length);
  g_autoptr (PortunusToken) token = portunus_token_read (text, key, NULL);
  g_autofree char *again = NULL;
  g_autoptr (PortunusToken) copy = NULL;

  if (token == NULL)
    return 0;
  again = portunus_token_write (token, key);
  copy = portunus_token_read (again, key, NULL);
  g_assert_nonnull (copy);
  g_assert_cmpstr (copy->audience, ==, token->audience);
  g_assert_cmpint (copy->expires, ==, token->expires);
  return 0;
}
