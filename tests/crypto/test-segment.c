/* test-segment.c: a sealed stream of any length opens again, and no two are alike
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-segment-private.h"

#include <string.h>

#include "portunus-crypto-error.h"
#include "segment-fixture.h"

#define FIRST SEGMENT_FIRST
#define FULL  SEGMENT_FULL

static const gsize lengths[] = {
  0, 1, 2, 15, 16, 17, 31, 32, 33, 1000,
  FIRST - 17, FIRST - 16, FIRST - 1, FIRST, FIRST + 1, FIRST + 16, FIRST + 39, FIRST + 40, FIRST + 41,
  FULL - 1, FULL, FULL + 1,
  FIRST + FULL - 1, FIRST + FULL, FIRST + FULL + 1,
  FIRST + 2 * FULL - 1, FIRST + 2 * FULL, FIRST + 2 * FULL + 1,
};

static void
test_lengths (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gsize length = lengths[i];
      g_autoptr (GBytes) plaintext = fixture_pattern (length);
      g_autoptr (GPtrArray) segments = segment_seal_pattern (length);
      g_autoptr (GByteArray) opened = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      gsize n_sealed = 0;
      guint n_segments = length <= FIRST ? 1 : 1 + (length - FIRST + FULL - 1) / FULL;

      g_test_message ("%" G_GSIZE_FORMAT " bytes", length);
      g_assert_cmpuint (segments->len, ==, n_segments);
      for (guint j = 0; j < segments->len; j++)
        {
          if (j + 1 < segments->len)
            g_assert_cmpuint (g_bytes_get_size (segments->pdata[j]), ==, PORTUNUS_SEGMENT_SEALED);
          n_sealed += g_bytes_get_size (segments->pdata[j]);
        }
      g_assert_cmpuint (n_sealed, ==, PORTUNUS_SEGMENT_HEADER + length + n_segments * PORTUNUS_SEGMENT_TAG);
      g_assert_cmpuint (segment_open_all (segments, opened, &error), ==, n_segments);
      g_assert_no_error (error);
      g_assert_cmpmem (opened->data, opened->len, g_bytes_get_data (plaintext, NULL), length);
    }
}

static void
test_capacity (void)
{
  g_autoptr (PortunusSegmentSealer) sealer = segment_new_sealer ();
  g_autoptr (GBytes) plaintext = fixture_pattern (FULL);
  g_autofree guint8 *sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  gsize n_sealed;

  g_assert_cmpuint (portunus_segment_sealer_get_capacity (sealer), ==, 64472);
  g_assert_true (portunus_segment_sealer_seal (sealer, g_bytes_get_data (plaintext, NULL), FIRST, FALSE, sealed,
                                               &n_sealed, NULL));
  g_assert_cmpuint (n_sealed, ==, 64528);
  g_assert_cmpuint (portunus_segment_sealer_get_capacity (sealer), ==, 64512);
}

/* No two streams share a salt or a prefix, hence neither a key nor a nonce. */
static void
test_fresh (void)
{
  g_autoptr (GHashTable) salts = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref,
                                                        NULL);
  g_autoptr (GHashTable) prefixes = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                                           (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GPtrArray) segments = segment_seal_pattern (1);
      const guint8 *data = g_bytes_get_data (segments->pdata[0], NULL);

      g_assert_cmpuint (data[0], ==, 40);
      g_assert_true (g_hash_table_add (salts, g_bytes_new (data + 1, 32)));
      g_assert_true (g_hash_table_add (prefixes, g_bytes_new (data + 33, 7)));
    }
}

static void
test_counter_end (void)
{
  g_autoptr (PortunusSegmentSealer) sealer = segment_new_sealer ();
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (GBytes) plaintext = fixture_pattern (FULL);
  const guint8 *data = g_bytes_get_data (plaintext, NULL);
  guint8 *sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_autoptr (GBytes) segment = NULL;
  g_autoptr (GBytes) first_opened = NULL;
  g_autoptr (GBytes) last_opened = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_sealed;

  g_assert_true (portunus_segment_sealer_seal (sealer, data, FIRST, FALSE, sealed, &n_sealed, NULL));
  segment = g_bytes_new (sealed, n_sealed);
  first_opened = segment_open_one (opener, segment, FALSE, NULL);
  g_assert_nonnull (first_opened);

  _portunus_segment_sealer_set_counter (sealer, G_MAXUINT32);
  _portunus_segment_opener_set_counter (opener, G_MAXUINT32);
  g_assert_true (portunus_segment_sealer_seal (sealer, data, FULL, FALSE, sealed, &n_sealed, NULL));
  g_clear_pointer (&segment, g_bytes_unref);
  segment = g_bytes_new_take (sealed, n_sealed);
  last_opened = segment_open_one (opener, segment, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (last_opened, plaintext));

  sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_assert_false (portunus_segment_sealer_seal (sealer, data, FULL, TRUE, sealed, &n_sealed, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_EXHAUSTED);
  g_clear_error (&error);
  g_assert_null (segment_open_one (opener, segment, TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_EXHAUSTED);
  g_free (sealed);
}

/* A stream may also end with an empty segment of its own, though we write none. */
static void
test_empty_last (void)
{
  g_autoptr (PortunusSegmentSealer) sealer = segment_new_sealer ();
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (GBytes) plaintext = fixture_pattern (FIRST);
  g_autofree guint8 *sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_autofree guint8 *opened = g_malloc (PORTUNUS_SEGMENT_SEALED);
  gsize n_sealed;
  gsize n_opened = 1;

  g_assert_true (portunus_segment_sealer_seal (sealer, g_bytes_get_data (plaintext, NULL), FIRST, FALSE, sealed,
                                               &n_sealed, NULL));
  g_assert_true (portunus_segment_opener_open (opener, sealed, n_sealed, FALSE, opened, &n_opened, NULL));
  g_assert_cmpmem (opened, n_opened, g_bytes_get_data (plaintext, NULL), FIRST);
  g_assert_true (portunus_segment_sealer_seal (sealer, NULL, 0, TRUE, sealed, &n_sealed, NULL));
  g_assert_cmpuint (n_sealed, ==, PORTUNUS_SEGMENT_TAG);
  g_assert_true (portunus_segment_opener_open (opener, sealed, n_sealed, TRUE, opened, &n_opened, NULL));
  g_assert_cmpuint (n_opened, ==, 0);
}

/* The plaintext is cut as the sealer wants it, so the file is the sealed segments one after the other. */
static void
check_golden (JsonObject *vector)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "crypto", "data",
                                                 json_object_get_string_member (vector, "file"), NULL);
  g_autoptr (PortunusSecret) key = fixture_get_secret (vector, "key");
  g_autoptr (GBytes) ad = fixture_get_bytes (vector, "associated_data");
  g_autoptr (GBytes) header = fixture_get_bytes (vector, "header");
  g_autoptr (GBytes) plaintext = fixture_pattern (json_object_get_int_member (vector, "length"));
  g_autoptr (PortunusSegmentSealer) sealer = NULL;
  g_autoptr (PortunusSegmentOpener) opener = portunus_segment_opener_new (key, ad);
  g_autoptr (GPtrArray) segments = NULL;
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  g_autoptr (GByteArray) opened = g_byte_array_new ();
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_expected;

  g_file_get_contents (path, &expected, &n_expected, &error);
  g_assert_no_error (error);
  sealer = _portunus_segment_sealer_new_with_header (key, ad, g_bytes_get_data (header, NULL), &error);
  g_assert_no_error (error);
  segments = segment_seal_all (sealer, plaintext);
  for (guint i = 0; i < segments->len; i++)
    {
      g_autoptr (GBytes) part = segment_open_one (opener, segments->pdata[i], i + 1 == segments->len, &error);

      g_assert_no_error (error);
      g_byte_array_append (opened, g_bytes_get_data (part, NULL), g_bytes_get_size (part));
      g_byte_array_append (sealed, g_bytes_get_data (segments->pdata[i], NULL),
                           g_bytes_get_size (segments->pdata[i]));
    }
  g_assert_cmpmem (sealed->data, sealed->len, expected, n_expected);
  g_assert_cmpmem (opened->data, opened->len, g_bytes_get_data (plaintext, NULL), g_bytes_get_size (plaintext));
}

static void
test_golden (void)
{
  g_autoptr (JsonArray) vectors = fixture_load_vectors ("segment.json");

  for (guint i = 0; i < json_array_get_length (vectors); i++)
    check_golden (json_array_get_object_element (vectors, i));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/segment/lengths", test_lengths);
  g_test_add_func ("/segment/capacity", test_capacity);
  g_test_add_func ("/segment/fresh", test_fresh);
  g_test_add_func ("/segment/counter-end", test_counter_end);
  g_test_add_func ("/segment/empty-last", test_empty_last);
  g_test_add_func ("/segment/golden", test_golden);
  return g_test_run ();
}
