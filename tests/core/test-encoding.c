/* test-encoding.c: bytes as text and back, in exactly one way
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-encoding.h"

#include <string.h>

#include "portunus-error.h"

typedef struct
{
  const char *plain;
  const char *base64url;
  const char *hex;
} Pair;

/* The base64 column of RFC 4648 §10, without the padding that base64url leaves out here. */
static const Pair pairs[] = {
  { "", "", "" },
  { "f", "Zg", "66" },
  { "fo", "Zm8", "666f" },
  { "foo", "Zm9v", "666f6f" },
  { "foob", "Zm9vYg", "666f6f62" },
  { "fooba", "Zm9vYmE", "666f6f6261" },
  { "foobar", "Zm9vYmFy", "666f6f626172" },
  { "\xfb\xff\xbf", "-_-_", "fbffbf" },
};

static void
test_pairs (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      gsize length = strlen (pairs[i].plain);
      g_autofree char *base64url = portunus_encode_base64url (pairs[i].plain, length);
      g_autofree char *hex = portunus_encode_hex (pairs[i].plain, length);
      g_autoptr (GBytes) from_base64url = portunus_decode_base64url (pairs[i].base64url, length, NULL);
      g_autoptr (GBytes) from_hex = portunus_decode_hex (pairs[i].hex, length, NULL);

      g_assert_cmpstr (base64url, ==, pairs[i].base64url);
      g_assert_cmpstr (hex, ==, pairs[i].hex);
      g_assert_cmpmem (g_bytes_get_data (from_base64url, NULL), g_bytes_get_size (from_base64url),
                       pairs[i].plain, length);
      g_assert_cmpmem (g_bytes_get_data (from_hex, NULL), g_bytes_get_size (from_hex), pairs[i].plain, length);
    }
}

static const char * const bad_base64url[] = {
  "Z",
  "Zm9vY",
  "Zg==",
  "Zm8=",
  "Zh",            /* bits left over that are not zero */
  "Zm9",
  "+_-_",
  "-_-/",
  "Zm 9v",
  "Zm9v\n",
  " Zm9v",
  "Zm9v.",
  "Zm9v\x80",
  "Zm9vä",
  "====",
  "=",
};

static void
test_bad_base64url (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_base64url); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("row %u", i);
      g_assert_null (portunus_decode_base64url (bad_base64url[i], 100, &error));
      g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
    }
}

/* Every length on both sides of the limit, where rounding to groups of four could let one byte too many in. */
static void
test_base64url_limit (void)
{
  guint8 bytes[40] = { 0 };

  for (gsize length = 0; length <= sizeof bytes; length++)
    {
      g_autofree char *text = portunus_encode_base64url (bytes, length);

      for (gsize limit = 0; limit <= sizeof bytes; limit++)
        {
          g_autoptr (GBytes) decoded = portunus_decode_base64url (text, limit, NULL);

          g_assert_true ((decoded != NULL) == (length <= limit));
          g_assert_true (decoded == NULL || g_bytes_get_size (decoded) == length);
        }
    }
}

static void
test_base64url_huge (void)
{
  g_autofree char *text = g_strnfill (10 * 1000 * 1000, 'A');
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_decode_base64url (text, 32, &error));
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE);
}

static const char * const bad_hex[] = {
  "",
  "0",
  "012",
  "01234",
  "012345",
  "0x12",
  "012g",
  "-123",
  "+123",
  " 123",
  "12 3",
  "12\xff" "3",
  "１２",
};

static void
test_bad_hex (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_hex); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("row %u", i);
      g_assert_null (portunus_decode_hex (bad_hex[i], 2, &error));
      g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_MALFORMED);
    }
}

static void
test_hex_case (void)
{
  g_autoptr (GBytes) upper = portunus_decode_hex ("ABCDEF", 3, NULL);
  g_autoptr (GBytes) lower = portunus_decode_hex ("abcdef", 3, NULL);

  g_assert_true (g_bytes_equal (upper, lower));
}

static void
test_every_byte (void)
{
  guint8 bytes[256];
  g_autofree char *hex = NULL;
  g_autofree char *base64url = NULL;
  g_autoptr (GBytes) from_hex = NULL;
  g_autoptr (GBytes) from_base64url = NULL;

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = i;
  hex = portunus_encode_hex (bytes, sizeof bytes);
  base64url = portunus_encode_base64url (bytes, sizeof bytes);
  from_hex = portunus_decode_hex (hex, sizeof bytes, NULL);
  from_base64url = portunus_decode_base64url (base64url, sizeof bytes, NULL);
  g_assert_cmpmem (g_bytes_get_data (from_hex, NULL), g_bytes_get_size (from_hex), bytes, sizeof bytes);
  g_assert_cmpmem (g_bytes_get_data (from_base64url, NULL), g_bytes_get_size (from_base64url), bytes, sizeof bytes);
}

static void
test_random (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint8 bytes[64] = { 0 };
  guint n_zero = 0;

  for (guint i = 0; i < 1000; i++)
    {
      char *id = portunus_random_id (16);

      g_assert_cmpuint (strlen (id), ==, 32);
      g_assert_true (g_hash_table_add (seen, id));
    }

  /* 32 bytes of random data are all but never half zeros, and those after them are not touched. */
  portunus_fill_random (bytes, 32);
  for (guint i = 0; i < 32; i++)
    n_zero += bytes[i] == 0;
  g_assert_cmpuint (n_zero, <, 16);
  for (guint i = 32; i < sizeof bytes; i++)
    g_assert_cmpuint (bytes[i], ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/encoding/pairs", test_pairs);
  g_test_add_func ("/encoding/bad-base64url", test_bad_base64url);
  g_test_add_func ("/encoding/base64url-limit", test_base64url_limit);
  g_test_add_func ("/encoding/base64url-huge", test_base64url_huge);
  g_test_add_func ("/encoding/bad-hex", test_bad_hex);
  g_test_add_func ("/encoding/hex-case", test_hex_case);
  g_test_add_func ("/encoding/every-byte", test_every_byte);
  g_test_add_func ("/encoding/random", test_random);
  return g_test_run ();
}
