/* test-manifest.c: a manifest survives the wire, and a hostile one does no harm
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-manifest.h"

#include <malloc.h>

#include "portunus-error.h"
#include "portunus-json.h"
#include "portunus-name.h"
#include "portunus-transfer-error.h"

static JsonArray *
parse_entries (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_array_ref (json_node_get_array (json_parser_get_root (parser)));
}

static PortunusManifest *
read_text (const char  *text,
           guint        n_entries,
           guint64      total_bytes,
           GError     **error)
{
  g_autoptr (PortunusManifestReader) reader = portunus_manifest_reader_new ();
  g_autoptr (JsonArray) entries = parse_entries (text);

  if (!portunus_manifest_reader_add_part (reader, 0, entries, error))
    return NULL;
  return portunus_manifest_reader_finish (reader, n_entries, total_bytes, error);
}

static void
add (PortunusManifestBuilder *builder,
     PortunusEntry            entry)
{
  g_autoptr (GError) error = NULL;

  portunus_manifest_builder_add (builder, &entry, &error);
  g_assert_no_error (error);
}

static PortunusManifest *
create_sample (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  add (builder, (PortunusEntry) { PORTUNUS_ENTRY_DIRECTORY, "top", 0, 0755, 1, NULL, NULL });
  add (builder, (PortunusEntry) { PORTUNUS_ENTRY_FILE, "top/größe \"1\".txt", 5000000000, 04644, -5, NULL, NULL });
  add (builder, (PortunusEntry) { PORTUNUS_ENTRY_SYMLINK, "top/link", 0, 0777, 7, "größe", NULL });
  add (builder, (PortunusEntry) { PORTUNUS_ENTRY_FILE, "stdin", PORTUNUS_SIZE_UNKNOWN, PORTUNUS_MODE_UNKNOWN,
                                  PORTUNUS_MTIME_UNKNOWN, NULL, NULL });
  add (builder, (PortunusEntry) { PORTUNUS_ENTRY_TEXT, "text", 12, PORTUNUS_MODE_UNKNOWN, PORTUNUS_MTIME_UNKNOWN, NULL,
                                  NULL });
  return portunus_manifest_builder_finish (builder);
}

static void
assert_equal (const PortunusManifest *first,
              const PortunusManifest *second)
{
  g_assert_cmpuint (portunus_manifest_get_n_entries (first), ==, portunus_manifest_get_n_entries (second));
  for (guint i = 0; i < portunus_manifest_get_n_entries (first); i++)
    {
      PortunusEntry a, b;

      portunus_manifest_get_entry (first, i, &a);
      portunus_manifest_get_entry (second, i, &b);
      g_assert_cmpint (a.type, ==, b.type);
      g_assert_cmpstr (a.target, ==, b.target);
      g_assert_cmpuint (a.size, ==, b.size);
      g_assert_cmpuint (a.mode, ==, b.mode);
      g_assert_cmpint (a.mtime_ns, ==, b.mtime_ns);
    }
}

/* Through JSON text, as it goes over the wire. */
static PortunusManifest *
round_trip (PortunusManifest *manifest,
            gsize             max_bytes,
            guint            *n_parts)
{
  g_autoptr (PortunusManifestReader) reader = portunus_manifest_reader_new ();
  g_autoptr (GError) error = NULL;
  PortunusManifest *result;
  guint first = 0;

  for (*n_parts = 0; first < portunus_manifest_get_n_entries (manifest); ++*n_parts)
    {
      guint next;
      JsonArray *part = portunus_manifest_write_part (manifest, first, max_bytes, &next);
      g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), part);
      g_autofree char *text = json_to_string (node, FALSE);
      g_autoptr (JsonArray) parsed = parse_entries (text);

      g_assert_cmpuint (next, >, first);
      g_assert_true (next == first + 1 || strlen (text) <= max_bytes);
      portunus_manifest_reader_add_part (reader, first, parsed, &error);
      g_assert_no_error (error);
      json_array_unref (part);
      first = next;
    }
  result = portunus_manifest_reader_finish (reader, first, portunus_manifest_get_total_bytes (manifest), &error);
  g_assert_no_error (error);
  return result;
}

static void
test_round_trip (void)
{
  g_autoptr (PortunusManifest) manifest = create_sample ();

  for (gsize max_bytes = 1; max_bytes < 1000; max_bytes += 50)
    {
      guint n_parts;
      g_autoptr (PortunusManifest) copy = round_trip (manifest, max_bytes, &n_parts);
      PortunusEntry entry;

      assert_equal (manifest, copy);
      g_assert_cmpuint (n_parts, <=, portunus_manifest_get_n_entries (manifest));
      portunus_manifest_get_entry (copy, 1, &entry);
      g_assert_cmpstr (entry.path, ==, "top/größe _1_.txt");
      g_assert_cmpuint (entry.mode, ==, 0644);
    }
  g_assert_cmpuint (portunus_manifest_get_n_files (manifest), ==, 3);
  g_assert_cmpuint (portunus_manifest_get_total_bytes (manifest), ==, 5000000012);
  g_assert_true (portunus_manifest_has_unknown_size (manifest));
}

static void
test_worst_entry_fits (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonArray) part = NULL;
  g_autofree char *path = g_strnfill (PORTUNUS_PATH_MAX_BYTES, '\x01');
  g_autofree char *text = NULL;
  guint next;

  add (builder, (PortunusEntry) { PORTUNUS_ENTRY_SYMLINK, path, 0, 0777, G_MAXINT64, path, NULL });
  manifest = portunus_manifest_builder_finish (builder);
  part = portunus_manifest_write_part (manifest, 0, 1, &next);
  node = json_node_init_array (json_node_alloc (), part);
  text = json_to_string (node, FALSE);
  g_assert_cmpuint (strlen (text), <=, 48 * 1024 + 200);
}

static const struct
{
  const char *entries;
  guint       n_entries;
  guint64     total_bytes;
} broken[] = {
  { "[]", 0, 0 },
  { "[1]", 1, 0 },
  { "[null]", 1, 0 },
  { "[{}]", 1, 0 },
  { "[{\"p\":\"a\"}]", 1, 0 },
  { "[{\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":1,\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":null,\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":[\"a\"],\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"z\",\"s\":1}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":1,\"s\":1}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":{},\"s\":1}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":-1}]", 1, 0 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":\"1\"}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1.5}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":null}]", 1, 0 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":true}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":4611686018427387904}]", 1, 0 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":4611686018427387903},{\"p\":\"b\",\"t\":\"f\",\"s\":4611686018427387903}]", 2, 0 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1,\"m\":-1}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1,\"m\":4096}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1,\"m\":\"x\"}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1,\"mt\":\"x\"}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1,\"l\":\"x\"}]", 1, 1 },
  { "[{\"p\":\"a\",\"t\":\"d\",\"s\":1}]", 1, 0 },
  { "[{\"p\":\"a\",\"t\":\"l\"}]", 1, 0 },
  { "[{\"p\":\"a\",\"t\":\"l\",\"l\":1}]", 1, 0 },
  { "[{\"p\":\"\",\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":\"/a\",\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":\"a/\",\"t\":\"d\"}]", 1, 0 },
  { "[{\"p\":\"../a\",\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":\"a/../b\",\"t\":\"f\",\"s\":1}]", 1, 1 },
  { "[{\"p\":\"..\",\"t\":\"d\"}]", 1, 0 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1}]", 2, 1 },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":1}]", 1, 2 },
};

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (PortunusManifest) manifest = read_text (broken[i].entries, broken[i].n_entries, broken[i].total_bytes,
                                                         &error);

      if (manifest != NULL)
        g_error ("Accepted %s", broken[i].entries);
      g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
    }
}

static void
test_order (void)
{
  g_autoptr (PortunusManifestReader) reader = portunus_manifest_reader_new ();
  g_autoptr (JsonArray) entries = parse_entries ("[{\"p\":\"a\",\"t\":\"f\",\"s\":1}]");

  g_assert_false (portunus_manifest_reader_add_part (reader, 1, entries, NULL));
  g_assert_true (portunus_manifest_reader_add_part (reader, 0, entries, NULL));
  g_assert_false (portunus_manifest_reader_add_part (reader, 0, entries, NULL));
  g_assert_true (portunus_manifest_reader_add_part (reader, 1, entries, NULL));
}

static const struct
{
  const char *entries;
  const char *paths;
} placed[] = {
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":0},{\"p\":\"a\",\"t\":\"f\",\"s\":0},{\"p\":\"a\",\"t\":\"f\",\"s\":0}]",
    "a|a (1)|a (2)" },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":0},{\"p\":\"a (1)\",\"t\":\"f\",\"s\":0},{\"p\":\"a\",\"t\":\"f\",\"s\":0}]",
    "a|a (1)|a (2)" },
  { "[{\"p\":\"Read.me\",\"t\":\"f\",\"s\":0},{\"p\":\"READ.ME\",\"t\":\"f\",\"s\":0}]", "Read.me|READ (1).ME" },
  { "[{\"p\":\"a?\",\"t\":\"f\",\"s\":0},{\"p\":\"a*\",\"t\":\"f\",\"s\":0}]", "a_|a_ (1)" },
  { "[{\"p\":\"\\u00e9\",\"t\":\"f\",\"s\":0},{\"p\":\"e\\u0301\",\"t\":\"f\",\"s\":0}]", "é|é (1)" },
  { "[{\"p\":\"a\",\"t\":\"f\",\"s\":0},{\"p\":\"a/b\",\"t\":\"f\",\"s\":0},{\"p\":\"a/c\",\"t\":\"f\",\"s\":0}]",
    "a|a (1)/b|a (1)/c" },
  { "[{\"p\":\"a/b\",\"t\":\"f\",\"s\":0},{\"p\":\"a\",\"t\":\"f\",\"s\":0}]", "a/b|a (1)" },
  { "[{\"p\":\"a/b\",\"t\":\"f\",\"s\":0},{\"p\":\"a\",\"t\":\"d\"},{\"p\":\"a\",\"t\":\"d\"}]", "a/b|a|a" },
  { "[{\"p\":\"A/x\",\"t\":\"f\",\"s\":0},{\"p\":\"a/x\",\"t\":\"f\",\"s\":0},{\"p\":\"A/y\",\"t\":\"f\",\"s\":0}]",
    "A/x|a (1)/x|A/y" },
  { "[{\"p\":\"a\",\"t\":\"l\",\"l\":\"b\"},{\"p\":\"a/b\",\"t\":\"f\",\"s\":0}]", "a|a (1)/b" },
  { "[{\"p\":\"ab/c\",\"t\":\"f\",\"s\":0},{\"p\":\"a/bc\",\"t\":\"f\",\"s\":0}]", "ab/c|a/bc" },
};

static char *
join_paths (const PortunusManifest *manifest)
{
  GString *joined = g_string_new (NULL);

  for (guint i = 0; i < portunus_manifest_get_n_entries (manifest); i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      g_string_append_printf (joined, "%s%s", i > 0 ? "|" : "", entry.path);
    }
  return g_string_free (joined, FALSE);
}

static void
test_collisions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (placed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonArray) entries = parse_entries (placed[i].entries);
      g_autoptr (PortunusManifest) manifest = read_text (placed[i].entries, json_array_get_length (entries), 0, &error);
      g_autofree char *paths = NULL;

      g_assert_no_error (error);
      paths = join_paths (manifest);
      g_assert_cmpstr (paths, ==, placed[i].paths);
    }
}

static void
test_links (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusManifest) manifest = read_text (
    "[{\"p\":\"t/in\",\"t\":\"l\",\"l\":\"x\"},{\"p\":\"t/out\",\"t\":\"l\",\"l\":\"../x\"},"
    "{\"p\":\"t/abs\",\"t\":\"l\",\"l\":\"/etc\"}]", 3, 0, &error);
  PortunusEntry entry;

  g_assert_no_error (error);
  portunus_manifest_get_entry (manifest, 0, &entry);
  g_assert_null (entry.problem);
  portunus_manifest_get_entry (manifest, 1, &entry);
  g_assert_nonnull (entry.problem);
  portunus_manifest_get_entry (manifest, 2, &entry);
  g_assert_nonnull (entry.problem);
}

static void
test_limits (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (GError) error = NULL;
  PortunusEntry entry = { PORTUNUS_ENTRY_FILE, "a", 0, 0644, 0, NULL, NULL };

  for (guint i = 0; i < PORTUNUS_MANIFEST_MAX_ENTRIES; i++)
    g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
  g_assert_false (portunus_manifest_builder_add (builder, &entry, &error));
  g_assert_error (error, PORTUNUS_CORE_ERROR, PORTUNUS_CORE_ERROR_TOO_LARGE);
}

/* Names that all collide must not take time in the square of their number. */
static void
test_collision_flood (void)
{
  g_autoptr (PortunusManifestReader) reader = portunus_manifest_reader_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *entries = parse_entries ("[{\"p\":\"a\",\"t\":\"f\",\"s\":0}]");
  guint first = 0;

  while (portunus_manifest_reader_add_part (reader, first, entries, &error))
    g_assert_cmpuint (++first, <, 10000);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  json_array_unref (entries);
}

static void
test_large (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  g_autoptr (PortunusManifest) copy = NULL;
  g_autoptr (PortunusManifestReader) reader = portunus_manifest_reader_new ();
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) json_array_unref);
  guint n_entries = g_test_perf () ? 1000000 : 10000;
  gsize n_bytes_before;
  gint64 began;
  gint64 elapsed_us;
  guint first = 0;

  for (guint i = 0; i < n_entries; i++)
    {
      g_autofree char *path = g_strdup_printf ("photos/album-%03u/IMG_%07u.jpeg", i / 1000, i);

      add (builder, (PortunusEntry) { PORTUNUS_ENTRY_FILE, path, 4096, 0644, 1700000000123456789, NULL, NULL });
    }
  manifest = portunus_manifest_builder_finish (builder);
  while (first < n_entries)
    g_ptr_array_add (parts, portunus_manifest_write_part (manifest, first, 60 * 1024, &first));

  n_bytes_before = mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
  began = g_get_monotonic_time ();
  first = 0;
  for (guint i = 0; i < parts->len; i++)
    {
      g_assert_true (portunus_manifest_reader_add_part (reader, first, parts->pdata[i], NULL));
      first = portunus_manifest_reader_get_n_entries (reader);
    }
  copy = portunus_manifest_reader_finish (reader, n_entries, 4096 * (guint64) n_entries, NULL);
  elapsed_us = g_get_monotonic_time () - began;
  assert_equal (manifest, copy);
  g_test_message ("%u entries read in %.1f ms, %.1f bytes each", n_entries, elapsed_us / 1000.0,
                  (mallinfo2 ().uordblks + mallinfo2 ().hblkhd - n_bytes_before) / (double) n_entries);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/transfer/manifest/round-trip", test_round_trip);
  g_test_add_func ("/transfer/manifest/worst-entry-fits", test_worst_entry_fits);
  g_test_add_func ("/transfer/manifest/broken", test_broken);
  g_test_add_func ("/transfer/manifest/order", test_order);
  g_test_add_func ("/transfer/manifest/collisions", test_collisions);
  g_test_add_func ("/transfer/manifest-flood/collisions", test_collision_flood);
  g_test_add_func ("/transfer/manifest/links", test_links);
  g_test_add_func ("/transfer/manifest/limits", test_limits);
  g_test_add_func ("/transfer/manifest/large", test_large);
  return g_test_run ();
}
