/* test-sink.c: what arrives is what was sent, under the name that the policy says
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink.h"

#include <errno.h>
#include <sched.h>
#include <sys/mount.h>

#include "portunus-source-file.h"
#include "sink-fixture.h"

#define NOBODY  65534
#define MTIME_S 1600000000

static void
copy_file (PortunusSink      *sink,
           PortunusSourceSet *set,
           guint              index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSourceFile) source = portunus_source_file_open (set, index, &error);
  PortunusSinkFile *file = portunus_sink_file_open (sink, index, NULL, 0, &error);
  g_autofree guint8 *buffer = g_malloc (65536);
  g_autofree char *path = NULL;
  guint64 size = portunus_source_file_get_size (source);

  g_assert_no_error (error);
  while (portunus_source_file_get_offset (source) < size)
    {
      guint64 offset = portunus_source_file_get_offset (source);
      guint64 data = portunus_source_file_next_data (source, offset);
      gssize n;

      portunus_sink_file_write_hole (file, data - offset, &error);
      portunus_source_file_seek (source, data, &error);
      n = portunus_source_file_read (source, buffer, MIN (65536, portunus_source_file_next_hole (source, data) - data),
                                     &error);
      portunus_sink_file_write (file, buffer, (gsize) n, &error);
      g_assert_no_error (error);
    }
  path = portunus_sink_file_finish (file, &error);
  g_assert_no_error (error);
}

static void
copy_all (PortunusSink      *sink,
          PortunusSourceSet *set)
{
  PortunusManifest *manifest = portunus_source_set_get_manifest (set);
  g_autoptr (GError) error = NULL;

  g_assert_true (portunus_sink_plan (sink, manifest, NULL, &error));
  for (guint i = 0; i < portunus_manifest_get_n_entries (manifest); i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      if (entry.type == PORTUNUS_ENTRY_FILE)
        copy_file (sink, set, i);
    }
  g_assert_true (portunus_sink_finish (sink, &error));
  g_assert_no_error (error);
}

static void
assert_same (const char *first,
             const char *second)
{
  struct stat a, b;

  g_assert_no_errno (lstat (first, &a));
  g_assert_no_errno (lstat (second, &b));
  g_assert_cmpuint (a.st_mode & ~(mode_t) 022, ==, b.st_mode & ~(mode_t) 022);
  g_assert_cmpint (a.st_mtim.tv_sec, ==, b.st_mtim.tv_sec);
  g_assert_cmpint (a.st_mtim.tv_nsec, ==, b.st_mtim.tv_nsec);
  if (!S_ISDIR (a.st_mode))
    {
      g_assert_cmpint (a.st_size, ==, b.st_size);
      g_assert_cmpint (b.st_blocks, <=, a.st_blocks + 64);
    }
}

static void
test_round_trip (Fixture       *f,
                 gconstpointer  data)
{
  g_autofree char *script = g_strdup_printf (
    "cd '%s' && mkdir -p tree/a/b tree/empty tree/closed && echo one > tree/a/one && echo two > tree/a/b/two &&"
    " chmod 751 tree/a/one && chmod 600 tree/a/b/two && ln -s b/two tree/a/link && : > tree/nothing &&"
    " truncate -s 4500M tree/sparse && echo end >> tree/sparse && chmod 500 tree/closed &&"
    " touch -d '2001-02-03 04:05:06.789' tree/a/one tree/empty tree/a/b tree && touch -h -d 1999-01-01 tree/a/link &&"
    " touch -d 1965-01-01 tree/a/b/two", f->directory);
  static const char * const names[] = {
    "tree", "tree/a", "tree/a/b", "tree/a/one", "tree/a/b/two", "tree/a/link", "tree/empty", "tree/nothing",
    "tree/sparse",
  };
  g_autofree char *tree = g_build_filename (f->directory, "tree", NULL);
  const char *paths[] = { tree, NULL };
  g_autoptr (PortunusSourceSet) set = NULL;

  g_assert_cmpint (system (script), ==, 0);
  set = portunus_source_set_new (paths, NULL, NULL, NULL);
  f->sink = portunus_sink_new (f->destination, PORTUNUS_CONFLICT_RENAME, transfer_id, NULL);
  copy_all (f->sink, set);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *from = g_build_filename (f->directory, names[i], NULL);
      g_autofree char *to = make_path (f, names[i]);

      assert_same (from, to);
    }
  assert_content (f, "tree/a/link", "two\n");
  assert_folder (f, "tree", "a|closed|empty|nothing|sparse");
}

static void
test_rename_file (Fixture       *f,
                  gconstpointer  data)
{
  static const char * const lines[] = { "a.txt=new1", "b.txt=new2", NULL };
  g_autofree char *planned = NULL;

  put_file (f, "a.txt", "old1");
  put_file (f, "a (1).txt", "old2");
  plan_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 0), ==, PORTUNUS_SINK_CREATE);
  planned = portunus_sink_dup_path (f->sink, 0);
  g_assert_cmpstr (planned, ==, "a (2).txt");

  put_file (f, "b.txt", "meanwhile");
  assert_received (f, 0, "new1", "a (2).txt");
  assert_received (f, 1, "new2", "b (1).txt");
  assert_content (f, "a.txt", "old1");
  assert_content (f, "a (1).txt", "old2");
  assert_content (f, "a (2).txt", "new1");
  assert_content (f, "b.txt", "meanwhile");
  assert_folder (f, ".", "a (1).txt|a (2).txt|a.txt|b (1).txt|b.txt");
}

static void
test_rename_folder (Fixture       *f,
                    gconstpointer  data)
{
  static const char * const lines[] = { "photos/", "photos/a=new1", "photos/deep/b=new2", "photos (1)/c=new3", NULL };
  GHashTable *names;

  put_file (f, "photos/a", "old1");
  plan_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  assert_received (f, 1, "new1", "photos (1)/a");
  assert_received (f, 2, "new2", "photos (1)/deep/b");
  assert_received (f, 3, "new3", "photos (1) (1)/c");
  names = portunus_sink_get_top_names (f->sink);
  g_assert_cmpstr (g_hash_table_lookup (names, "photos"), ==, "photos (1)");
  g_assert_true (portunus_sink_finish (f->sink, NULL));
  assert_folder (f, "photos", "a");
  assert_content (f, "photos/a", "old1");
}

static void
test_resume_in_same_folder (Fixture       *f,
                            gconstpointer  data)
{
  static const char * const lines[] = {
    "photos/", "photos/a=1111", "photos/b=2222", "photos/c=3333", "top=4444", NULL,
  };

  put_file (f, "photos/a", "old1");
  plan_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  assert_received (f, 1, "1111", "photos (1)/a");
  assert_received (f, 4, "4444", "top");
  put_file (f, "photos (1)/c", "else");

  open_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  portunus_sink_restore_top_name (f->sink, "photos", "photos (1)");
  portunus_sink_restore_top_name (f->sink, "top", "top");
  portunus_sink_restore_top_name (f->sink, "x", "../x");
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
  g_assert_cmpint (portunus_sink_get_action (f->sink, 1), ==, PORTUNUS_SINK_SKIP);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 4), ==, PORTUNUS_SINK_SKIP);
  g_assert_cmpuint (portunus_sink_get_planned_bytes (f->sink), ==, 8);
  assert_received (f, 2, "2222", "photos (1)/b");
  assert_received (f, 3, "3333", "photos (1)/c (1)");
}

static void
test_skip (Fixture       *f,
           gconstpointer  data)
{
  static const char * const lines[] = { "d/same=1234", "d/other=1234", "d/longer=1234", "d/new=1234", NULL };
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "1234", 4);
  guint8 digest[PORTUNUS_HASH_SIZE];

  put_file (f, "d/same", "1234");
  put_file (f, "d/other", "abcd");
  put_file (f, "d/longer", "12345");
  plan_sink (f, lines, PORTUNUS_CONFLICT_SKIP);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 0), ==, PORTUNUS_SINK_COMPARE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 1), ==, PORTUNUS_SINK_COMPARE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 2), ==, PORTUNUS_SINK_CREATE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 3), ==, PORTUNUS_SINK_CREATE);
  g_assert_true (portunus_sink_hash_existing (f->sink, 0, 4, digest, NULL));
  g_assert_cmpint (g_ascii_xdigit_value (sum[0]) * 16 + g_ascii_xdigit_value (sum[1]), ==, digest[0]);
  g_assert_false (portunus_sink_hash_existing (f->sink, 0, 5, digest, NULL));
  g_assert_cmpuint (portunus_sink_get_planned_bytes (f->sink), ==, 16);

  portunus_sink_resolve_comparison (f->sink, 0, TRUE);
  portunus_sink_resolve_comparison (f->sink, 1, FALSE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 0), ==, PORTUNUS_SINK_SKIP);
  g_assert_cmpuint (portunus_sink_get_planned_bytes (f->sink), ==, 12);
  assert_received (f, 1, "1234", "d/other (1)");
  assert_received (f, 2, "1234", "d/longer (1)");
  assert_content (f, "d/other", "abcd");
}

static void
test_overwrite (Fixture       *f,
                gconstpointer  data)
{
  static const char * const lines[] = { "d/file=new1", "d/folder=new2", "d/link=new3", "e/x=new4", NULL };
  g_autofree char *link = make_path (f, "d/link");
  g_autofree char *folder_link = make_path (f, "e");

  put_file (f, "d/file", "old1");
  put_file (f, "d/folder/inner", "old2");
  put_file (f, "outside", "old3");
  g_assert_no_errno (symlink ("../outside", link));
  g_assert_no_errno (symlink ("d", folder_link));
  plan_sink (f, lines, PORTUNUS_CONFLICT_OVERWRITE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 0), ==, PORTUNUS_SINK_REPLACE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 1), ==, PORTUNUS_SINK_CREATE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 2), ==, PORTUNUS_SINK_CREATE);
  assert_received (f, 0, "new1", "d/file");
  assert_received (f, 1, "new2", "d/folder (1)");
  assert_received (f, 2, "new3", "d/link (1)");
  assert_received (f, 3, "new4", "e (1)/x");
  assert_content (f, "d/file", "new1");
  assert_content (f, "outside", "old3");
  assert_content (f, "d/folder/inner", "old2");
  assert_folder (f, "d", "file|folder|folder (1)|link|link (1)");
}

static void
test_newer (Fixture       *f,
            gconstpointer  data)
{
  static const char * const lines[] = { "d/older=new1", "d/newer=new2", "d/equal=new3", NULL };

  put_file (f, "d/older", "old1");
  put_file (f, "d/newer", "old2");
  put_file (f, "d/equal", "old3");
  set_mtime (f, "d/older", MTIME_S - 10);
  set_mtime (f, "d/newer", MTIME_S + 10);
  plan_sink (f, lines, PORTUNUS_CONFLICT_NEWER);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 0), ==, PORTUNUS_SINK_REPLACE);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 1), ==, PORTUNUS_SINK_SKIP);
  assert_received (f, 0, "new1", "d/older");
  assert_content (f, "d/older", "new1");

  plan_sink (f, lines, PORTUNUS_CONFLICT_NEWER);
  g_assert_cmpint (portunus_sink_get_action (f->sink, 0), ==, PORTUNUS_SINK_SKIP);
}

static void
test_wanted (Fixture       *f,
             gconstpointer  data)
{
  static const char * const lines[] = { "d/", "d/a=1", "d/b=22", "d/empty/", NULL };
  static const guint8 wanted[] = { 0, 0, 1, 0 };

  open_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, wanted, NULL));
  g_assert_cmpint (portunus_sink_get_action (f->sink, 1), ==, PORTUNUS_SINK_IGNORE);
  g_assert_cmpuint (portunus_sink_get_planned_bytes (f->sink), ==, 2);
  assert_received (f, 2, "22", "d/b");
  g_assert_true (portunus_sink_finish (f->sink, NULL));
  assert_folder (f, "d", "b");
}

/* While it is being written nobody else gets it. */
static void
test_lock (Fixture       *f,
           gconstpointer  data)
{
  static const char * const lines[] = { "a=0123456789", NULL };
  g_autofree char *part_path = NULL;
  PortunusSinkFile *file;

  plan_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  file = portunus_sink_file_open (f->sink, 0, NULL, 0, NULL);
  part_path = g_strdup (portunus_sink_file_get_part_path (file));
  g_assert_true (portunus_sink_file_write (file, (const guint8 *) "01234xx", 7, NULL));

  g_assert_null (portunus_sink_file_open (f->sink, 0, part_path, 5, NULL));
  g_assert_false (portunus_sink_remove_part (f->destination, part_path));
  portunus_sink_file_abandon (file, TRUE);
  g_assert_true (portunus_sink_remove_part (f->destination, part_path));
}

static void
test_resume (Fixture       *f,
             gconstpointer  data)
{
  static const char * const lines[] = { "d/a=0123456789", NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *part_path = NULL;
  g_autofree char *path = NULL;
  guint8 digest[PORTUNUS_HASH_SIZE];
  PortunusSinkFile *file;

  plan_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  file = portunus_sink_file_open (f->sink, 0, NULL, 0, NULL);
  part_path = g_strdup (portunus_sink_file_get_part_path (file));
  g_assert_cmpstr (part_path, ==, "d/.portunus-abcdef01-0.part");
  g_assert_true (portunus_sink_file_write (file, (const guint8 *) "01234xx", 7, NULL));
  portunus_sink_file_abandon (file, TRUE);

  g_assert_null (portunus_sink_file_open (f->sink, 0, part_path, 8, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION);
  file = portunus_sink_file_open (f->sink, 0, part_path, 5, NULL);
  g_assert_cmpuint (portunus_sink_file_get_offset (file), ==, 5);
  assert_content (f, part_path, "01234");
  g_assert_true (portunus_sink_file_hash_prefix (file, 5, digest, NULL));
  g_assert_false (portunus_sink_file_hash_prefix (file, 6, digest, NULL));
  g_assert_true (portunus_sink_file_truncate (file, 3, NULL));
  g_assert_true (portunus_sink_file_write (file, (const guint8 *) "3456789", 7, NULL));
  path = portunus_sink_file_finish (file, NULL);
  assert_content (f, "d/a", "0123456789");
  assert_folder (f, "d", "a");
}

static void
test_sizes (Fixture       *f,
            gconstpointer  data)
{
  static const char * const lines[] = { "a=12345", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other_error = NULL;
  PortunusSinkFile *file;

  plan_sink (f, lines, PORTUNUS_CONFLICT_RENAME);
  g_assert_null (receive (f, 0, "1234", &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  g_assert_null (receive (f, 0, "123456", &other_error));
  g_assert_error (other_error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_PROTOCOL);
  file = portunus_sink_file_open (f->sink, 0, NULL, 0, NULL);
  g_assert_false (portunus_sink_file_write_hole (file, 6, NULL));
  g_assert_false (portunus_sink_file_write_hole (file, G_MAXUINT64, NULL));
  portunus_sink_file_abandon (file, FALSE);
  assert_folder (f, ".", "");
}

static void
test_links (Fixture       *f,
            gconstpointer  data)
{
  static const char * const lines[] = { "t/in>a", "t/out>../../x", "t/taken>b", "t/again>c", NULL };
  g_autofree char *again = make_path (f, "t/again");
  g_autoptr (GError) error = NULL;

  put_file (f, "t/taken", "old");
  g_assert_no_errno (symlink ("c", again));
  plan_sink (f, lines, PORTUNUS_CONFLICT_OVERWRITE);
  g_assert_false (portunus_sink_finish (f->sink, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION);
  assert_folder (f, "t", "again|in|taken|taken (1)");
  assert_content (f, "t/taken", "old");
}

static void
test_read_only (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  uid_t uid = geteuid ();

  g_assert_no_errno (g_chmod (f->destination, 0555));
  if (uid == 0)
    g_assert_no_errno (seteuid (NOBODY));
  g_assert_null (portunus_sink_new (f->destination, PORTUNUS_CONFLICT_RENAME, transfer_id, &error));
  if (uid == 0)
    g_assert_no_errno (seteuid (0));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION);
}

static void
test_no_space_planned (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (GError) error = NULL;
  PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = "a", .size = PORTUNUS_SIZE_MAX - 1 };

  g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
  f->manifest = portunus_manifest_builder_finish (builder);
  f->sink = portunus_sink_new (f->destination, PORTUNUS_CONFLICT_RENAME, transfer_id, NULL);
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
  g_assert_false (portunus_sink_check_space (f->sink, 0, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL);
  g_assert_true (portunus_sink_check_space (f->sink, PORTUNUS_SIZE_MAX - 1, NULL));
}

static void
test_disk_full (Fixture       *f,
                gconstpointer  data)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *block = g_malloc0 (65536);
  PortunusEntry big = { .type = PORTUNUS_ENTRY_FILE, .path = "big", .size = 4 * 1024 * 1024 };
  PortunusEntry small = { .type = PORTUNUS_ENTRY_FILE, .path = "small", .size = 4 };
  PortunusSinkFile *file;

  if (unshare (CLONE_NEWNS | (geteuid () == 0 ? 0 : CLONE_NEWUSER)) != 0
      || mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("tmpfs", f->destination, "tmpfs", 0, "size=1m") != 0)
    {
      g_test_skip ("No file system of a fixed size can be mounted here");
      return;
    }

  portunus_manifest_builder_add (builder, &big, NULL);
  portunus_manifest_builder_add (builder, &small, NULL);
  f->manifest = portunus_manifest_builder_finish (builder);
  f->sink = portunus_sink_new (f->destination, PORTUNUS_CONFLICT_RENAME, transfer_id, NULL);
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
  file = portunus_sink_file_open (f->sink, 0, NULL, 0, NULL);
  while (portunus_sink_file_write (file, block, 65536, &error))
    g_assert_cmpuint (portunus_sink_file_get_offset (file), <=, 1024 * 1024);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL);
  portunus_sink_file_abandon (file, FALSE);

  /* The error of one file is not the end. */
  assert_received (f, 1, "1234", "small");
  g_clear_pointer (&f->sink, portunus_sink_free);
  g_assert_no_errno (umount (f->destination));
}

static void
test_stream (Fixture       *f,
             gconstpointer  data)
{
  static const char * const lines[] = { "a=abc", "d/", "d/b=defg", NULL };
  g_autofree char *path = make_path (f, "out");
  int saved = dup (STDOUT_FILENO);
  int fd = open (path, O_RDWR | O_CREAT, 0600);
  PortunusSinkFile *file;

  f->manifest = create_manifest (lines, 0);
  f->sink = portunus_sink_new ("-", PORTUNUS_CONFLICT_RENAME, transfer_id, NULL);
  g_assert_true (portunus_sink_is_stream (f->sink));
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
  g_assert_cmpint (portunus_sink_get_action (f->sink, 1), ==, PORTUNUS_SINK_IGNORE);

  dup2 (fd, STDOUT_FILENO);
  g_free (receive (f, 0, "abc", NULL));
  file = portunus_sink_file_open (f->sink, 2, NULL, 0, NULL);
  portunus_sink_file_write (file, (const guint8 *) "d", 1, NULL);
  portunus_sink_file_write_hole (file, 3, NULL);
  g_free (portunus_sink_file_finish (file, NULL));
  dup2 (saved, STDOUT_FILENO);

  g_assert_cmpint (lseek (fd, 0, SEEK_END), ==, 7);
  g_assert_true (portunus_sink_finish (f->sink, NULL));
  assert_content (f, "out", "abcd");
  close (saved);
  close (fd);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void      (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/transfer/sink/round-trip", test_round_trip },
    { "/transfer/sink/everywhere/rename-file", test_rename_file },
    { "/transfer/sink/everywhere/rename-folder", test_rename_folder },
    { "/transfer/sink/everywhere/resume-in-same-folder", test_resume_in_same_folder },
    { "/transfer/sink/everywhere/skip", test_skip },
    { "/transfer/sink/everywhere/overwrite", test_overwrite },
    { "/transfer/sink/everywhere/newer", test_newer },
    { "/transfer/sink/everywhere/wanted", test_wanted },
    { "/transfer/sink/lock", test_lock },
    { "/transfer/sink/everywhere/resume", test_resume },
    { "/transfer/sink/everywhere/sizes", test_sizes },
    { "/transfer/sink/everywhere/links", test_links },
    { "/transfer/sink/read-only", test_read_only },
    { "/transfer/sink/no-space-planned", test_no_space_planned },
    { "/transfer/sink/disk-full", test_disk_full },
    { "/transfer/sink/stream", test_stream },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
