/* crypto-fixture.c: test vectors as bytes, and comparing bytes with them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "crypto-fixture.h"

#include <string.h>

#include "portunus-encoding.h"

#define PATTERN_PERIOD 251

GBytes *
fixture_bytes (const char *hex)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = NULL;

  if (*hex == '\0')
    return g_bytes_new (NULL, 0);
  bytes = portunus_decode_hex (hex, strlen (hex) / 2, &error);
  g_assert_no_error (error);
  return bytes;
}

PortunusSecret *
fixture_secret (const char *hex)
{
  g_autoptr (GBytes) bytes = fixture_bytes (hex);

  return portunus_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

GBytes *
fixture_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

GBytes *
fixture_flip (GBytes *bytes,
              gsize   position,
              guint8  mask)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  guint8 *copy = g_memdup2 (data, length);

  g_assert_cmpuint (position, <, length);
  copy[position] ^= mask;
  return g_bytes_new_take (copy, length);
}

GBytes *
fixture_pattern (gsize length)
{
  guint8 *data = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    data[i] = i % PATTERN_PERIOD;
  return g_bytes_new_take (data, length);
}

void
fixture_assert_data (gconstpointer data,
                     gsize         length,
                     const char   *hex)
{
  g_autofree char *found = portunus_encode_hex (data, length);

  g_assert_cmpstr (found, ==, hex);
}

void
fixture_assert_bytes (GBytes     *bytes,
                      const char *hex)
{
  g_assert_nonnull (bytes);
  fixture_assert_data (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), hex);
}

void
fixture_assert_secret (const PortunusSecret *secret,
                       const char           *hex)
{
  gsize length;
  const guint8 *data;

  g_assert_nonnull (secret);
  data = portunus_secret_get_data (secret, &length);
  fixture_assert_data (data, length, hex);
}

JsonArray *
fixture_load_vectors (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "crypto", "data", name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonArray *vectors;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  vectors = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "vectors");
  g_assert_cmpuint (json_array_get_length (vectors), >, 0);
  return json_array_ref (vectors);
}

GBytes *
fixture_get_bytes (JsonObject *vector,
                   const char *member)
{
  g_assert_true (json_object_has_member (vector, member));
  return fixture_bytes (json_object_get_string_member (vector, member));
}

PortunusSecret *
fixture_get_secret (JsonObject *vector,
                    const char *member)
{
  g_assert_true (json_object_has_member (vector, member));
  return fixture_secret (json_object_get_string_member (vector, member));
}
