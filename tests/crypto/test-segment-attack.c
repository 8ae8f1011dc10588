/* test-segment-attack.c: a sealed stream opens whole and in order, or not at all
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-segment.h"

#include <string.h>

#include "portunus-crypto-error.h"
#include "segment-fixture.h"

#define OTHER_KEY "100102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

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

  g_assert_cmpuint (segment_open_all (segments, NULL, &error), ==, expected);
  g_assert_true (is_refusal (error));
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
  g_autoptr (GPtrArray) segments = segment_seal_pattern (150);

  for (gsize i = 0; i < g_bytes_get_size (segments->pdata[0]); i++)
    check_flip (segments, 0, i);
}

/* Every byte of the header, of the tags and of the edges, and samples between. */
static void
test_flip_large (void)
{
  g_autoptr (GPtrArray) segments = segment_seal_pattern (SEGMENT_FIRST + SEGMENT_FULL + 100);

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
  g_autoptr (GPtrArray) segments = segment_seal_pattern (100);
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
  g_autoptr (GPtrArray) segments = segment_seal_pattern (SEGMENT_FIRST + SEGMENT_FULL + 100);
  g_autoptr (GBytes) long_segment = fixture_pattern (PORTUNUS_SEGMENT_SEALED + 1);
  g_autoptr (PortunusSegmentOpener) long_opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *plaintext = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_autoptr (GBytes) first = NULL;
  gsize n_plaintext;

  g_assert_false (portunus_segment_opener_open (long_opener, g_bytes_get_data (long_segment, NULL),
                                                PORTUNUS_SEGMENT_SEALED + 1, TRUE, plaintext, &n_plaintext, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
  g_clear_error (&error);

  first = segment_open_one (opener, segments->pdata[0], FALSE, NULL);
  g_assert_nonnull (first);
  g_assert_false (portunus_segment_opener_open (opener, g_bytes_get_data (segments->pdata[1], NULL),
                                                PORTUNUS_SEGMENT_SEALED - 1, FALSE, plaintext, &n_plaintext, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

/* Takes the segments of the given numbers out of a stream of four; the digits before "!" open. */
static void
check_order (const char *numbers)
{
  g_autoptr (GPtrArray) segments = segment_seal_pattern (SEGMENT_FIRST + 2 * SEGMENT_FULL + 100);
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
  g_autoptr (GPtrArray) one = segment_seal_pattern (SEGMENT_FIRST + 2 * SEGMENT_FULL);
  g_autoptr (GPtrArray) other = segment_seal_pattern (SEGMENT_FIRST + 2 * SEGMENT_FULL);

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
  g_autoptr (GPtrArray) segments = segment_seal_pattern (SEGMENT_FIRST + SEGMENT_FULL);
  g_autoptr (PortunusSegmentOpener) early = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (PortunusSegmentOpener) late = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (segment_open_one (early, segments->pdata[0], TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  g_clear_error (&error);

  first = segment_open_one (late, segments->pdata[0], FALSE, NULL);
  g_assert_nonnull (first);
  g_assert_null (segment_open_one (late, segments->pdata[1], FALSE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
}

static void
test_after_end (void)
{
  g_autoptr (GPtrArray) segments = segment_seal_pattern (10);
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (GBytes) opened = segment_open_one (opener, segments->pdata[0], TRUE, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (opened);
  g_assert_null (segment_open_one (opener, segments->pdata[0], TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

/* An opener that failed does not even open what it would have opened before. */
static void
test_after_error (void)
{
  g_autoptr (GPtrArray) segments = segment_seal_pattern (10);
  g_autoptr (GBytes) altered = fixture_flip (segments->pdata[0], 60, 1);
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);
  g_autoptr (GError) error = NULL;

  g_assert_null (segment_open_one (opener, altered, TRUE, NULL));
  g_assert_null (segment_open_one (opener, segments->pdata[0], TRUE, &error));
  g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_MALFORMED);
}

static void
check_opener (const char *key,
              const char *ad,
              gboolean    is_right)
{
  g_autoptr (GPtrArray) segments = segment_seal_pattern (100);
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (key, ad);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) opened = segment_open_one (opener, segments->pdata[0], TRUE, &error);

  if (is_right)
    g_assert_no_error (error);
  else
    g_assert_error (error, PORTUNUS_CRYPTO_ERROR, PORTUNUS_CRYPTO_ERROR_AUTHENTICATION);
  g_assert_true ((opened != NULL) == is_right);
}

static void
test_wrong_key (void)
{
  check_opener (SEGMENT_KEY, SEGMENT_AD, TRUE);
  check_opener (OTHER_KEY, SEGMENT_AD, FALSE);
  check_opener (SEGMENT_KEY, SEGMENT_AD "1", FALSE);
  check_opener (SEGMENT_KEY, "transfer/file/2", FALSE);
  check_opener (SEGMENT_KEY, "", FALSE);
  check_opener (SEGMENT_KEY, NULL, FALSE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/segment-attack/flip-small", test_flip_small);
  g_test_add_func ("/segment-attack/flip-large", test_flip_large);
  g_test_add_func ("/segment-attack/lengths-altered", test_lengths_altered);
  g_test_add_func ("/segment-attack/impossible-lengths", test_impossible_lengths);
  g_test_add_func ("/segment-attack/order", test_order);
  g_test_add_func ("/segment-attack/mixed", test_mixed);
  g_test_add_func ("/segment-attack/last-flag", test_last_flag);
  g_test_add_func ("/segment-attack/after-end", test_after_end);
  g_test_add_func ("/segment-attack/after-error", test_after_error);
  g_test_add_func ("/segment-attack/wrong-key", test_wrong_key);
  return g_test_run ();
}
