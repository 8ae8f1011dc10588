/* test-segment.c: a sealed stream opens whole and in order, or not at all
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-segment-private.h"

#include <string.h>

#include "crypto-fixture.h"
#include "portunus-crypto-error.h"

#define KEY       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define OTHER_KEY "100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define AD        "transfer/file/1"

#define FIRST (PORTUNUS_SEGMENT_PLAINTEXT - PORTUNUS_SEGMENT_HEADER)
#define FULL  PORTUNUS_SEGMENT_PLAINTEXT

static PortunusSegmentSealer *
new_sealer (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (KEY);
  g_autoptr (GBytes) ad = fixture_text (AD);
  g_autoptr (GError) error = NULL;
  PortunusSegmentSealer *sealer = portunus_segment_sealer_new (key, ad, &error);

  g_assert_no_error (error);
  return sealer;
}

static PortunusSegmentOpener *
new_opener (const char *key_hex,
            const char *ad_text)
{
  g_autoptr (PortunusSecret) key = fixture_secret (key_hex);
  g_autoptr (GBytes) ad = ad_text != NULL ? fixture_text (ad_text) : NULL;

  return portunus_segment_opener_new (key, ad);
}

/* The sealed segments of @plaintext, each a GBytes. */
static GPtrArray *
seal_all (PortunusSegmentSealer *sealer,
          GBytes                *plaintext)
{
  GPtrArray *segments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  gsize left;
  const guint8 *data = g_bytes_get_data (plaintext, &left);
  gboolean is_last;

  do
    {
      g_autofree guint8 *sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
      gsize capacity = portunus_segment_sealer_get_capacity (sealer);
      gsize length = MIN (left, capacity);
      gsize n_sealed = 0;
      g_autoptr (GError) error = NULL;

      is_last = left <= capacity;
      g_assert_true (portunus_segment_sealer_seal (sealer, data, length, is_last, sealed, &n_sealed, &error));
      g_assert_no_error (error);
      g_ptr_array_add (segments, g_bytes_new (sealed, n_sealed));
      data += length;
      left -= length;
    }
  while (!is_last);
  return segments;
}

static GPtrArray *
seal_pattern (gsize length)
{
  g_autoptr (PortunusSegmentSealer) sealer = new_sealer ();
  g_autoptr (GBytes) plaintext = fixture_pattern (length);

  return seal_all (sealer, plaintext);
}

static GBytes *
open_one (PortunusSegmentOpener  *opener,
          GBytes                 *sealed,
          gboolean                is_last,
          GError                **error)
{
  guint8 *plaintext = g_malloc (PORTUNUS_SEGMENT_SEALED);
  gsize n_plaintext = 0;
  gsize n_sealed;
  const guint8 *data = g_bytes_get_data (sealed, &n_sealed);

  if (portunus_segment_opener_open (opener, data, n_sealed, is_last, plaintext, &n_plaintext, error))
    return g_bytes_new_take (plaintext, n_plaintext);
  g_free (plaintext);
  return NULL;
}

/* Opens @segments one after the other, the last of them as the last, and gives the number that opened. */
static guint
open_all (GPtrArray   *segments,
          GByteArray  *plaintext,
          GError     **error)
{
  g_autoptr (PortunusSegmentOpener) opener = new_opener (KEY, AD);

  for (guint i = 0; i < segments->len; i++)
    {
      g_autoptr (GBytes) opened = open_one (opener, segments->pdata[i], i + 1 == segments->len, error);

      if (opened == NULL)
        return i;
      if (plaintext != NULL)
        g_byte_array_append (plaintext, g_bytes_get_data (opened, NULL), g_bytes_get_size (opened));
    }
  return segments->len;
}

static gboolean
is_refusal (GError *error)
{
  return g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION) ||
         g_error_matches (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

static void
assert_stops_at (GPtrArray *segments,
                 guint      expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (open_all (segments, NULL, &error), ==, expected);
  g_assert_true (is_refusal (error));
}

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
      g_autoptr (GPtrArray) segments = seal_pattern (length);
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
      g_assert_cmpuint (open_all (segments, opened, &error), ==, n_segments);
      g_assert_no_error (error);
      g_assert_cmpmem (opened->data, opened->len, g_bytes_get_data (plaintext, NULL), length);
    }
}

static void
test_capacity (void)
{
  g_autoptr (PortunusSegmentSealer) sealer = new_sealer ();
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
      g_autoptr (GPtrArray) segments = seal_pattern (1);
      const guint8 *data = g_bytes_get_data (segments->pdata[0], NULL);

      g_assert_cmpuint (data[0], ==, 40);
      g_assert_true (g_hash_table_add (salts, g_bytes_new (data + 1, 32)));
      g_assert_true (g_hash_table_add (prefixes, g_bytes_new (data + 33, 7)));
    }
}

/* Flips a bit of byte @position in segment @index of @segments. */
static void
check_flip (GPtrArray *segments,
            guint      index,
            gsize      position)
{
  g_autoptr (GPtrArray) altered = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < segments->len; i++)
    g_ptr_array_add (altered, i == index ? fixture_flip (segments->pdata[i], position, 1 << (position % 8))
                                         : g_bytes_ref (segments->pdata[i]));
  assert_stops_at (altered, index);
}

static void
test_flip_small (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (150);

  for (gsize i = 0; i < g_bytes_get_size (segments->pdata[0]); i++)
    check_flip (segments, 0, i);
}

/* Every byte of the header, of the tags and of the edges, and samples between. */
static void
test_flip_large (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (FIRST + FULL + 100);

  g_assert_cmpuint (segments->len, ==, 3);
  for (guint i = 0; i < segments->len; i++)
    {
      gsize length = g_bytes_get_size (segments->pdata[i]);

      for (gsize position = 0; position < length; position++)
        if (position < 60 || position + 40 > length || position % 4001 == 0)
          check_flip (segments, i, position);
    }
}

static void
test_lengths_altered (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (100);
  g_autoptr (GBytes) whole = g_bytes_ref (segments->pdata[0]);
  gsize length = g_bytes_get_size (whole);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_ptr_array_set_size (segments, 0);
      g_ptr_array_add (segments, g_bytes_new_from_bytes (whole, 0, cut));
      assert_stops_at (segments, 0);
    }
  for (gsize more = 1; more < 20; more++)
    {
      g_autofree guint8 *longer = g_malloc0 (length + more);

      memcpy (longer, g_bytes_get_data (whole, NULL), length);
      g_ptr_array_set_size (segments, 0);
      g_ptr_array_add (segments, g_bytes_new (longer, length + more));
      assert_stops_at (segments, 0);
    }
}

/* A segment can neither be longer than full, nor shorter in the middle of a stream. */
static void
test_impossible_lengths (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (FIRST + FULL + 100);
  g_autoptr (GBytes) long_segment = fixture_pattern (PORTUNUS_SEGMENT_SEALED + 1);
  g_autoptr (PortunusSegmentOpener) long_opener = new_opener (KEY, AD);
  g_autoptr (PortunusSegmentOpener) opener = new_opener (KEY, AD);
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *plaintext = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_autoptr (GBytes) first = NULL;
  gsize n_plaintext;

  g_assert_false (portunus_segment_opener_open (long_opener, g_bytes_get_data (long_segment, NULL),
                                                PORTUNUS_SEGMENT_SEALED + 1, TRUE, plaintext, &n_plaintext, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
  g_clear_error (&error);

  first = open_one (opener, segments->pdata[0], FALSE, NULL);
  g_assert_nonnull (first);
  g_assert_false (portunus_segment_opener_open (opener, g_bytes_get_data (segments->pdata[1], NULL),
                                                PORTUNUS_SEGMENT_SEALED - 1, FALSE, plaintext, &n_plaintext, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

/* Takes the segments of the given numbers out of a stream of four; the digits before "!" open. */
static void
check_order (const char *numbers)
{
  g_autoptr (GPtrArray) segments = seal_pattern (FIRST + 2 * FULL + 100);
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  guint n_good = 0;

  g_test_message ("%s", numbers);
  for (guint i = 0; numbers[i] != '\0'; i++)
    if (numbers[i] == '!')
      n_good = changed->len;
    else
      g_ptr_array_add (changed, g_bytes_ref (segments->pdata[numbers[i] - '0']));
  assert_stops_at (changed, n_good);
}

static void
test_order (void)
{
  const char * const orders[] = {
    "!123", "0!23", "01!3", "01!2", "0!1", "!0", "!3", "!1", "0!3",
    "0!013", "01!123", "012!23", "012!33", "012!30", "0!213", "!1023", "01!32",
  };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    check_order (orders[i]);
}

/* Segments of another stream of the same key and length do not fit in. */
static void
test_mixed (void)
{
  g_autoptr (GPtrArray) one = seal_pattern (FIRST + 2 * FULL);
  g_autoptr (GPtrArray) other = seal_pattern (FIRST + 2 * FULL);

  for (guint i = 0; i < one->len; i++)
    {
      g_autoptr (GPtrArray) mixed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

      for (guint j = 0; j < one->len; j++)
        g_ptr_array_add (mixed, g_bytes_ref (i == j ? other->pdata[j] : one->pdata[j]));
      assert_stops_at (mixed, i == 0 ? 1 : i);
    }
}

static void
test_last_flag (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (FIRST + FULL);
  g_autoptr (PortunusSegmentOpener) early = new_opener (KEY, AD);
  g_autoptr (PortunusSegmentOpener) late = new_opener (KEY, AD);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (open_one (early, segments->pdata[0], TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  g_clear_error (&error);

  first = open_one (late, segments->pdata[0], FALSE, NULL);
  g_assert_nonnull (first);
  g_assert_null (open_one (late, segments->pdata[1], FALSE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
}

static void
test_after_end (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (10);
  g_autoptr (PortunusSegmentOpener) opener = new_opener (KEY, AD);
  g_autoptr (GBytes) opened = open_one (opener, segments->pdata[0], TRUE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (opened);
  g_assert_null (open_one (opener, segments->pdata[0], TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

/* An opener that failed does not even open what it would have opened before. */
static void
test_after_error (void)
{
  g_autoptr (GPtrArray) segments = seal_pattern (10);
  g_autoptr (GBytes) altered = fixture_flip (segments->pdata[0], 60, 1);
  g_autoptr (PortunusSegmentOpener) opener = new_opener (KEY, AD);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_one (opener, altered, TRUE, NULL));
  g_assert_null (open_one (opener, segments->pdata[0], TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

static void
check_opener (const char *key,
              const char *ad,
              gboolean    is_right)
{
  g_autoptr (GPtrArray) segments = seal_pattern (100);
  g_autoptr (PortunusSegmentOpener) opener = new_opener (key, ad);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = open_one (opener, segments->pdata[0], TRUE, &error);

  if (is_right)
    g_assert_no_error (error);
  else
    g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  g_assert_true ((opened != NULL) == is_right);
}

static void
test_wrong_key (void)
{
  check_opener (KEY, AD, TRUE);
  check_opener (OTHER_KEY, AD, FALSE);
  check_opener (KEY, AD "1", FALSE);
  check_opener (KEY, "transfer/file/2", FALSE);
  check_opener (KEY, "", FALSE);
  check_opener (KEY, NULL, FALSE);
}

static void
test_counter_end (void)
{
  g_autoptr (PortunusSegmentSealer) sealer = new_sealer ();
  g_autoptr (PortunusSegmentOpener) opener = new_opener (KEY, AD);
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
  first_opened = open_one (opener, segment, FALSE, NULL);
  g_assert_nonnull (first_opened);

  _portunus_segment_sealer_set_counter (sealer, G_MAXUINT32);
  _portunus_segment_opener_set_counter (opener, G_MAXUINT32);
  g_assert_true (portunus_segment_sealer_seal (sealer, data, FULL, FALSE, sealed, &n_sealed, NULL));
  g_clear_pointer (&segment, g_bytes_unref);
  segment = g_bytes_new_take (sealed, n_sealed);
  last_opened = open_one (opener, segment, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (last_opened, plaintext));

  sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_assert_false (portunus_segment_sealer_seal (sealer, data, FULL, TRUE, sealed, &n_sealed, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_EXHAUSTED);
  g_clear_error (&error);
  g_assert_null (open_one (opener, segment, TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_EXHAUSTED);
  g_free (sealed);
}

/* A stream may also end with an empty segment of its own, though we write none. */
static void
test_empty_last (void)
{
  g_autoptr (PortunusSegmentSealer) sealer = new_sealer ();
  g_autoptr (PortunusSegmentOpener) opener = new_opener (KEY, AD);
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
  segments = seal_all (sealer, plaintext);
  for (guint i = 0; i < segments->len; i++)
    {
      g_autoptr (GBytes) part = open_one (opener, segments->pdata[i], i + 1 == segments->len, &error);

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
  g_test_add_func ("/segment/flip-small", test_flip_small);
  g_test_add_func ("/segment/flip-large", test_flip_large);
  g_test_add_func ("/segment/lengths-altered", test_lengths_altered);
  g_test_add_func ("/segment/impossible-lengths", test_impossible_lengths);
  g_test_add_func ("/segment/order", test_order);
  g_test_add_func ("/segment/mixed", test_mixed);
  g_test_add_func ("/segment/last-flag", test_last_flag);
  g_test_add_func ("/segment/after-end", test_after_end);
  g_test_add_func ("/segment/after-error", test_after_error);
  g_test_add_func ("/segment/wrong-key", test_wrong_key);
  g_test_add_func ("/segment/counter-end", test_counter_end);
  g_test_add_func ("/segment/empty-last", test_empty_last);
  g_test_add_func ("/segment/golden", test_golden);
  return g_test_run ();
}
