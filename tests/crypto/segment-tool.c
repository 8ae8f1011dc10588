/* segment-tool.c: seals or opens standard input, for other implementations to test against
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto-fixture.h"
#include "portunus-segment.h"

static void
write_all (const guint8 *data,
           gsize         length)
{
  if (fwrite (data, 1, length, stdout) != length)
    g_error ("Standard output does not take data");
}

/* Whether nothing more is to be read. */
static gboolean
is_at_end (void)
{
  int next = getc (stdin);

  if (next == EOF)
    return TRUE;
  ungetc (next, stdin);
  return FALSE;
}

static gboolean
seal_input (PortunusSecret  *key,
            GBytes          *ad,
            GError         **error)
{
  g_autoptr (PortunusSegmentSealer) sealer = portunus_segment_sealer_new (key, ad, error);
  g_autofree guint8 *plaintext = g_malloc (PORTUNUS_SEGMENT_PLAINTEXT);
  g_autofree guint8 *sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  gboolean is_last = FALSE;

  while (sealer != NULL && !is_last)
    {
      gsize length = fread (plaintext, 1, portunus_segment_sealer_get_capacity (sealer), stdin);
      gsize n_sealed;

      is_last = is_at_end ();
      if (!portunus_segment_sealer_seal (sealer, plaintext, length, is_last, sealed, &n_sealed, error))
        return FALSE;
      write_all (sealed, n_sealed);
    }
  return is_last;
}

static gboolean
open_input (PortunusSecret  *key,
            GBytes          *ad,
            GError         **error)
{
  g_autoptr (PortunusSegmentOpener) opener = portunus_segment_opener_new (key, ad);
  g_autofree guint8 *plaintext = g_malloc (PORTUNUS_SEGMENT_SEALED);
  g_autofree guint8 *sealed = g_malloc (PORTUNUS_SEGMENT_SEALED);
  gboolean is_last = FALSE;

  while (!is_last)
    {
      gsize length = fread (sealed, 1, PORTUNUS_SEGMENT_SEALED, stdin);
      gsize n_plaintext;

      is_last = is_at_end ();
      if (!portunus_segment_opener_open (opener, sealed, length, is_last, plaintext, &n_plaintext, error))
        return FALSE;
      write_all (plaintext, n_plaintext);
    }
  return TRUE;
}

/* Ends with 1 where the input does not open. */
int
main (int    argc,
      char **argv)
{
  g_autoptr (PortunusSecret) key = NULL;
  g_autoptr (GBytes) ad = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_sealing = argc == 4 && strcmp (argv[1], "seal") == 0;

  if (argc != 4 || (!is_sealing && strcmp (argv[1], "open") != 0))
    {
      g_printerr ("Usage: %s seal|open KEY-HEX AD-HEX <INPUT >OUTPUT\n", argv[0]);
      return 2;
    }
  key = fixture_secret (argv[2]);
  ad = fixture_bytes (argv[3]);
  if (!(is_sealing ? seal_input (key, ad, &error) : open_input (key, ad, &error)))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  return 0;
}
