/* test-sink-attack.c: nothing that others put into the destination makes the sink leave it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-sink.h"

#include <errno.h>

#include "portunus-sink-private.h"
#include "sink-fixture.h"

static const char * const lines[] = { "t/", "t/a=1111", "t/d/b=2222", "t/d/e/c=3333", "t/x=4444", NULL };

/* Each attack is tried with openat2() and without. */
static void
begin (Fixture                *f,
       gconstpointer           data,
       PortunusConflictPolicy  policy)
{
  open_sink (f, lines, policy);
  if (GPOINTER_TO_INT (data))
    portunus_sink_place_avoid_openat2 (f->sink->place);
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
}

/* A folder beside the destination that must stay as it is. */
static char *
make_outside (Fixture *f)
{
  char *path = g_build_filename (f->directory, "outside", NULL);
  g_autofree char *file = g_build_filename (path, "file", NULL);
  g_autofree char *folder = g_build_filename (path, "e", NULL);

  g_assert_no_errno (g_mkdir_with_parents (folder, 0755));
  g_assert_true (g_file_set_contents (file, "precious", -1, NULL));
  return path;
}

static void
assert_untouched (const char *outside)
{
  g_autofree char *file = g_build_filename (outside, "file", NULL);
  g_autofree char *content = NULL;
  g_autofree char *folder = g_build_filename (outside, "e", NULL);
  g_autoptr (GDir) directory = g_dir_open (outside, 0, NULL);
  guint n_names = 0;

  g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");
  while (g_dir_read_name (directory) != NULL)
    n_names++;
  g_assert_cmpuint (n_names, ==, 2);
  g_assert_no_errno (g_rmdir (folder));
}

static void
plant_link (Fixture    *f,
            const char *name,
            const char *target)
{
  g_autofree char *path = make_path (f, name);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (parent, 0755));
  g_assert_no_errno (symlink (target, path));
}

static void
assert_refused (Fixture    *f,
                guint       index,
                const char *content)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (receive (f, index, content, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION);
}

static void
test_link_before_plan (Fixture       *f,
                       gconstpointer  data)
{
  g_autofree char *outside = make_outside (f);

  plant_link (f, "t/d", outside);
  begin (f, data, PORTUNUS_CONFLICT_OVERWRITE);
  assert_received (f, 1, "1111", "t/a");
  assert_received (f, 2, "2222", "t/d (1)/b");
  assert_received (f, 3, "3333", "t/d (1)/e/c");
  g_assert_true (portunus_sink_finish (f->sink, NULL));
  assert_untouched (outside);
}

static void
test_link_after_plan (Fixture       *f,
                      gconstpointer  data)
{
  g_autofree char *outside = make_outside (f);

  begin (f, data, PORTUNUS_CONFLICT_OVERWRITE);
  plant_link (f, "t/d", outside);
  assert_received (f, 1, "1111", "t/a");
  assert_refused (f, 2, "2222");
  assert_refused (f, 3, "3333");
  assert_received (f, 4, "4444", "t/x");
  assert_untouched (outside);
}

/* The folder that is being written to is swapped for a link while one of its files is open. */
static void
test_link_between_files (Fixture       *f,
                         gconstpointer  data)
{
  g_autofree char *outside = make_outside (f);
  g_autofree char *folder = make_path (f, "t/d");
  g_autofree char *moved = make_path (f, "moved");
  g_autofree char *path = NULL;
  PortunusSinkFile *file;

  begin (f, data, PORTUNUS_CONFLICT_RENAME);
  file = portunus_sink_file_open (f->sink, 2, NULL, 0, NULL);
  g_assert_true (portunus_sink_file_write (file, (const guint8 *) "2222", 4, NULL));
  g_assert_no_errno (rename (folder, moved));
  plant_link (f, "t/d", outside);
  path = portunus_sink_file_finish (file, NULL);
  g_free (receive (f, 3, "3333", NULL));
  portunus_sink_finish (f->sink, NULL);
  assert_untouched (outside);
}

static void
test_link_at_top (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *outside = make_outside (f);

  plant_link (f, "t", "../outside");
  begin (f, data, PORTUNUS_CONFLICT_OVERWRITE);
  assert_received (f, 1, "1111", "t (1)/a");
  g_assert_true (portunus_sink_finish (f->sink, NULL));
  assert_untouched (outside);
}

/* A link where the file is to go is neither followed nor replaced. */
static void
test_link_at_name (Fixture       *f,
                   gconstpointer  data)
{
  g_autofree char *outside = make_outside (f);
  g_autofree char *target = g_build_filename (outside, "file", NULL);
  PortunusSinkFile *file;
  g_autofree char *path = NULL;

  put_file (f, "t/a", "old");
  begin (f, data, PORTUNUS_CONFLICT_OVERWRITE);
  file = portunus_sink_file_open (f->sink, 1, NULL, 0, NULL);
  g_assert_true (portunus_sink_file_write (file, (const guint8 *) "1111", 4, NULL));
  path = make_path (f, "t/a");
  g_assert_no_errno (unlink (path));
  plant_link (f, "t/a", target);
  g_free (path);
  path = portunus_sink_file_finish (file, NULL);
  g_assert_cmpstr (path, ==, "t/a (1)");
  assert_untouched (outside);
}

/* Something sits on the name of the part file, and it is not ours. */
static void
test_part_taken (Fixture       *f,
                 gconstpointer  data)
{
  static const char part[] = "t/.portunus-abcdef01-1.part";
  g_autofree char *outside = make_outside (f);
  g_autofree char *target = g_build_filename (outside, "file", NULL);
  g_autofree char *path = make_path (f, part);

  begin (f, data, PORTUNUS_CONFLICT_RENAME);
  plant_link (f, part, target);
  assert_received (f, 1, "1111", "t/a");
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_SYMLINK));

  g_assert_no_errno (unlink (path));
  g_assert_no_errno (mkfifo (path, 0600));
  assert_received (f, 1, "1111", "t/a (1)");
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_no_errno (unlink (path));
  g_assert_no_errno (link (target, path));
  assert_received (f, 1, "1111", "t/a (2)");
  assert_untouched (outside);

  g_assert_no_errno (unlink (path));
  put_file (f, part, "left by a run that crashed");
  assert_received (f, 1, "1111", "t/a (3)");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* What is resumed is what we left. */
static void
test_part_replaced (Fixture       *f,
                    gconstpointer  data)
{
  static const char part[] = "t/.portunus-abcdef01-1.part";
  g_autofree char *outside = make_outside (f);
  g_autofree char *target = g_build_filename (outside, "file", NULL);
  g_autofree char *path = make_path (f, part);

  begin (f, data, PORTUNUS_CONFLICT_RENAME);
  plant_link (f, part, target);
  g_assert_null (portunus_sink_file_open (f->sink, 1, part, 2, NULL));
  g_assert_false (portunus_sink_remove_part (f->destination, part));
  g_assert_no_errno (unlink (path));

  g_assert_no_errno (link (target, path));
  g_assert_null (portunus_sink_file_open (f->sink, 1, part, 2, NULL));
  g_assert_false (portunus_sink_remove_part (f->destination, part));
  g_assert_no_errno (unlink (path));

  g_assert_no_errno (mkfifo (path, 0600));
  g_assert_null (portunus_sink_file_open (f->sink, 1, part, 0, NULL));
  g_assert_false (portunus_sink_remove_part (f->destination, part));
  g_assert_no_errno (unlink (path));

  g_assert_no_errno (g_mkdir (path, 0700));
  g_assert_null (portunus_sink_file_open (f->sink, 1, part, 0, NULL));
  g_assert_false (portunus_sink_remove_part (f->destination, part));
  assert_untouched (outside);
}

/* A journal that somebody wrote into must not lead anywhere either. */
static void
test_part_elsewhere (Fixture       *f,
                     gconstpointer  data)
{
  static const char * const parts[] = {
    "../outside/.portunus-abcdef01-1.part", "t/../../outside/.portunus-abcdef01-1.part", "t/a", "",
    "/etc/.portunus-abcdef01-1.part", "..", "t/d/../.portunus-abcdef01-1.part",
  };
  g_autofree char *outside = make_outside (f);
  g_autofree char *there = g_build_filename (outside, ".portunus-abcdef01-1.part", NULL);

  put_file (f, "t/d/b", "mine");
  put_file (f, "t/a", "mine");
  put_file (f, "t/.portunus-abcdef01-1.part", "mine");
  begin (f, data, PORTUNUS_CONFLICT_OVERWRITE);
  g_assert_true (g_file_set_contents (there, "theirs", -1, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_assert_null (portunus_sink_file_open (f->sink, 1, parts[i], 0, NULL));
      g_assert_false (portunus_sink_remove_part (f->destination, parts[i]));
    }
  g_assert_no_errno (unlink (there));
  assert_untouched (outside);
  assert_content (f, "t/a", "mine");
  g_assert_true (portunus_sink_remove_part (f->destination, "t/.portunus-abcdef01-1.part"));
}

/* More folders at once than the sink keeps open. */
static void
test_many_folders (Fixture       *f,
                   gconstpointer  data)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  const guint n_folders = 200;

  for (guint i = 0; i < 2 * n_folders; i++)
    {
      g_autofree char *path = g_strdup_printf ("t/%u/a/b/%u", i % n_folders, i);
      PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = path, .size = 1 };

      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  f->manifest = portunus_manifest_builder_finish (builder);
  f->sink = portunus_sink_new (f->destination, PORTUNUS_CONFLICT_RENAME, transfer_id, NULL);
  if (GPOINTER_TO_INT (data))
    portunus_sink_place_avoid_openat2 (f->sink->place);
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
  for (guint i = 0; i < 2 * n_folders; i++)
    {
      g_autofree char *path = g_strdup_printf ("t/%u/a/b/%u", i % n_folders, i);

      assert_received (f, i, "x", path);
    }
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void      (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "link-before-plan", test_link_before_plan },
    { "link-after-plan", test_link_after_plan },
    { "link-between-files", test_link_between_files },
    { "link-at-top", test_link_at_top },
    { "link-at-name", test_link_at_name },
    { "part-taken", test_part_taken },
    { "part-replaced", test_part_replaced },
    { "part-elsewhere", test_part_elsewhere },
    { "many-folders", test_many_folders },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (tests); i++)
    {
      gboolean avoids_openat2 = i >= G_N_ELEMENTS (tests);
      gsize which = i % G_N_ELEMENTS (tests);
      g_autofree char *path = g_strdup_printf ("/transfer/sink-attack/%s/%s", avoids_openat2 ? "steps" : "openat2",
                                               tests[which].name);

      g_test_add (path, Fixture, GINT_TO_POINTER (avoids_openat2), setup, tests[which].run, teardown);
    }
  return g_test_run ();
}
