/* bench-aead.c: how fast segments are sealed and opened in memory
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-segment.h"

#include <time.h>

/* 256 MiB in all. */
#define N_BATCHES ((guint) (256 * 1024 * 1024 / (BATCH * PORTUNUS_SEGMENT_PLAINTEXT)))
/* So few that they stay in a processor's cache: the cipher is to be measured, not the memory. */
#define BATCH     4

typedef struct
{
  PortunusSegmentSealer *sealer;
  PortunusSegmentOpener *opener;
  guint8                *plaintext;
  guint8                *sealed[BATCH];
  gsize                  n_sealed[BATCH];

  guint64                n_bytes;
  gint64                 sealing_ns;
  gint64                 opening_ns;
} Bench;

/* Processor time, as "openssl speed" counts, so that what else runs here does not matter. */
static gint64
get_time_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
seal_batch (Bench *bench)
{
  for (guint i = 0; i < BATCH; i++)
    {
      gsize capacity = portunus_segment_sealer_get_capacity (bench->sealer);

      if (!portunus_segment_sealer_seal (bench->sealer, bench->plaintext, capacity, FALSE, bench->sealed[i],
                                         &bench->n_sealed[i], NULL))
        g_error ("Sealing failed");
      bench->n_bytes += capacity;
    }
}

static void
open_batch (Bench *bench)
{
  for (guint i = 0; i < BATCH; i++)
    {
      gsize n_plaintext;

      if (!portunus_segment_opener_open (bench->opener, bench->sealed[i], bench->n_sealed[i], FALSE, bench->plaintext,
                                         &n_plaintext, NULL))
        g_error ("Opening failed");
    }
}

static void
run (Bench *bench)
{
  for (guint i = 0; i < N_BATCHES; i++)
    {
      gint64 start_ns = get_time_ns ();
      gint64 middle_ns;

      seal_batch (bench);
      middle_ns = get_time_ns ();
      open_batch (bench);
      bench->sealing_ns += middle_ns - start_ns;
      bench->opening_ns += get_time_ns () - middle_ns;
    }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (PortunusSecret) key = portunus_secret_new_random (32);
  Bench bench = { 0 };

  bench.sealer = portunus_segment_sealer_new (key, NULL, NULL);
  bench.opener = portunus_segment_opener_new (key, NULL);
  bench.plaintext = g_malloc0 (PORTUNUS_SEGMENT_SEALED);
  for (guint i = 0; i < BATCH; i++)
    bench.sealed[i] = g_malloc (PORTUNUS_SEGMENT_SEALED);

  run (&bench);
  g_print ("{\"seal_mb_s\":%.1f,\"open_mb_s\":%.1f}\n", 1e3 * bench.n_bytes / bench.sealing_ns,
           1e3 * bench.n_bytes / bench.opening_ns);

  for (guint i = 0; i < BATCH; i++)
    g_free (bench.sealed[i]);
  g_free (bench.plaintext);
  portunus_segment_opener_free (bench.opener);
  portunus_segment_sealer_free (bench.sealer);
  return 0;
}
