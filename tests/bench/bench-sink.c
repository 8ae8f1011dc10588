/* bench-sink.c: how many small files, and how many bytes, the sink writes in a second
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gio/gio.h>
#include <stdlib.h>

#include "portunus-sink-file.h"
#include "portunus-test.h"

#define BLOCK (63 * 1024)

static PortunusManifest *
create_manifest (guint   n_files,
                 guint64 size)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_strdup_printf ("bench/file-%06u", i);
      PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = path, .size = size, .mode = 0644,
                              .mtime_ns = G_GINT64_CONSTANT (1600000000123456789) };

      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  return portunus_manifest_builder_finish (builder);
}

static void
write_file (PortunusSink *sink,
            guint         index,
            guint64       size,
            const guint8 *block)
{
  g_autoptr (GError) error = NULL;
  PortunusSinkFile *file = portunus_sink_file_open (sink, index, NULL, 0, &error);
  g_autofree char *path = NULL;

  g_assert_no_error (error);
  while (size > 0)
    {
      gsize n = (gsize) MIN (size, BLOCK);

      portunus_sink_file_write (file, block, n, &error);
      g_assert_no_error (error);
      size -= n;
    }
  path = portunus_sink_file_finish (file, &error);
  g_assert_no_error (error);
}

static void
run (const char *directory,
     guint       n_files,
     guint64     size)
{
  static const guint8 id[PORTUNUS_TRANSFER_ID_SIZE];
  g_autofree char *destination = g_build_filename (directory, "portunus-bench", NULL);
  g_autoptr (PortunusManifest) manifest = create_manifest (n_files, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSink) sink = portunus_sink_new (destination, PORTUNUS_CONFLICT_RENAME, id, &error);
  g_autofree guint8 *block = g_malloc (BLOCK);
  gint64 began_us = g_get_monotonic_time ();
  double written_s;
  double finished_s;

  g_assert_no_error (error);
  memset (block, 'x', BLOCK);
  g_assert_true (portunus_sink_plan (sink, manifest, NULL, NULL));
  for (guint i = 0; i < n_files; i++)
    write_file (sink, i, size, block);
  written_s = (g_get_monotonic_time () - began_us) / 1e6;
  portunus_sink_finish (sink, &error);
  g_assert_no_error (error);
  finished_s = (g_get_monotonic_time () - began_us) / 1e6;

  g_print ("{\"bench\":\"sink\",\"files\":%u,\"file_bytes\":%" G_GUINT64_FORMAT
           ",\"seconds\":%.3f,\"files_per_second\":%.0f,\"megabytes_per_second\":%.1f,\"seconds_with_sync\":%.3f}\n",
           n_files, size, written_s, n_files / written_s, n_files * (size / 1e6) / written_s, finished_s);
  portunus_test_remove_tree (destination);
}

/* bench-sink FOLDER [FILES [BYTES]]. On ext4 wait some minutes between two runs: it looks long for an inode that was
 * not freed just now, and after ten thousand deletions that takes ten times as long as all the rest. */
int
main (int   argc,
      char *argv[])
{
  if (argc < 2)
    {
      g_printerr ("Usage: bench-sink FOLDER [FILES [BYTES]]\n");
      return 2;
    }
  run (argv[1], argc > 2 ? (guint) atoi (argv[2]) : 10000, argc > 3 ? g_ascii_strtoull (argv[3], NULL, 10) : 4096);
  return 0;
}
