/* segment-fixture.c: sealed streams as arrays of segments
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "segment-fixture.h"

PortunusSegmentSealer *
segment_new_sealer (void)
{
  g_autoptr (PortunusSecret) key = fixture_secret (SEGMENT_KEY);
  g_autoptr (GBytes) ad = fixture_text (SEGMENT_AD);
  g_autoptr (GError) error = NULL;
  PortunusSegmentSealer *sealer = portunus_segment_sealer_new (key, ad, &error);

  g_assert_no_error (error);
  return sealer;
}

PortunusSegmentOpener *
segment_new_opener (const char *key_hex,
                    const char *ad_text)
{
  g_autoptr (PortunusSecret) key = fixture_secret (key_hex);
  g_autoptr (GBytes) ad = ad_text != NULL ? fixture_text (ad_text) : NULL;

  return portunus_segment_opener_new (key, ad);
}

GPtrArray *
segment_seal_all (PortunusSegmentSealer *sealer,
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

GPtrArray *
segment_seal_pattern (gsize length)
{
  g_autoptr (PortunusSegmentSealer) sealer = segment_new_sealer ();
  g_autoptr (GBytes) plaintext = fixture_pattern (length);

  return segment_seal_all (sealer, plaintext);
}

GBytes *
segment_open_one (PortunusSegmentOpener  *opener,
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

guint
segment_open_all (GPtrArray   *segments,
                  GByteArray  *plaintext,
                  GError     **error)
{
  g_autoptr (PortunusSegmentOpener) opener = segment_new_opener (SEGMENT_KEY, SEGMENT_AD);

  for (guint i = 0; i < segments->len; i++)
    {
      g_autoptr (GBytes) opened = segment_open_one (opener, segments->pdata[i], i + 1 == segments->len, error);

      if (opened == NULL)
        return i;
      if (plaintext != NULL)
        g_byte_array_append (plaintext, g_bytes_get_data (opened, NULL), g_bytes_get_size (opened));
    }
  return segments->len;
}
