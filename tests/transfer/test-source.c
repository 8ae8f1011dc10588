/* test-source.c: what is listed for sending is all there is, and changes are seen
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-source-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define NOBODY 65534

typedef struct
{
  char *directory;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->directory = portunus_test_make_dir ();
  g_assert_no_errno (g_chmod (f->directory, 0755));
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  portunus_test_remove_tree (f->directory);
  g_free (f->directory);
}

static char *
make_file (Fixture    *f,
           const char *name,
           const char *content)
{
  char *path = g_build_filename (f->directory, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_no_errno (g_mkdir_with_parents (parent, 0755));
  g_file_set_contents_full (path, content, -1, G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
  return path;
}

static void
make_files (Fixture            *f,
            const char * const *names)
{
  for (guint i = 0; names[i] != NULL; i++)
    g_free (make_file (f, names[i], names[i]));
}

static char *
describe (PortunusSourceSet *set)
{
  static const char codes[] = " fdlx";
  PortunusManifest *manifest = portunus_source_set_get_manifest (set);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < portunus_manifest_get_n_entries (manifest); i++)
    {
      PortunusEntry entry;

      portunus_manifest_get_entry (manifest, i, &entry);
      g_string_append_printf (text, "%s%c:%s", i > 0 ? " " : "", codes[entry.type], entry.path);
      if (entry.target != NULL)
        g_string_append_printf (text, ">%s", entry.target);
    }
  return g_string_free (text, FALSE);
}

static PortunusSourceSet *
list (Fixture    *f,
      const char *name)
{
  g_autofree char *path = g_build_filename (f->directory, name, NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  PortunusSourceSet *set = portunus_source_set_new (paths, NULL, NULL, &error);

  g_assert_no_error (error);
  return set;
}

static void
assert_listed (PortunusSourceSet *set,
               const char        *expected,
               guint              n_problems)
{
  g_autofree char *found = describe (set);

  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpuint (g_strv_length ((char **) portunus_source_set_get_problems (set)), ==, n_problems);
}

static void
test_tree (Fixture       *f,
           gconstpointer  data)
{
  static const char * const names[] = { "top/b/c.txt", "top/b-a", "top/a", "top/B", NULL };
  g_autofree char *empty = g_build_filename (f->directory, "top", "empty", NULL);
  g_autofree char *link = g_build_filename (f->directory, "top", "link", NULL);
  g_autofree char *pipe = g_build_filename (f->directory, "top", "pipe", NULL);
  g_autoptr (PortunusSourceSet) set = NULL;
  PortunusEntry entry;

  make_files (f, names);
  g_assert_no_errno (g_mkdir (empty, 0700));
  g_assert_no_errno (symlink ("/nowhere", link));
  g_assert_no_errno (mkfifo (pipe, 0600));
  set = list (f, "top");
  assert_listed (set, "d:top f:top/B f:top/a d:top/b f:top/b/c.txt f:top/b-a d:top/empty l:top/link>/nowhere", 1);
  g_assert_cmpstr (portunus_source_set_get_problems (set)[0], ==, "top/pipe: Not a file, folder or link");
  portunus_manifest_get_entry (portunus_source_set_get_manifest (set), 6, &entry);
  g_assert_cmpuint (entry.mode, ==, 0700);
  for (guint i = 0; i < portunus_manifest_get_n_entries (portunus_source_set_get_manifest (set)); i++)
    {
      g_autofree char *local = portunus_source_set_dup_local_path (set, i);
      g_autofree char *expected = NULL;

      portunus_manifest_get_entry (portunus_source_set_get_manifest (set), i, &entry);
      expected = g_build_filename (f->directory, entry.path, NULL);
      g_assert_cmpstr (local, ==, expected);
    }
}

static void
test_top_level (Fixture       *f,
                gconstpointer  data)
{
  static const char * const names[] = { "x/same", "y/same", "z/deep", NULL };
  g_autofree char *link = g_build_filename (f->directory, "link", NULL);
  g_autofree char *base = g_path_get_basename (f->directory);
  g_autofree char *expected = NULL;
  g_autoptr (PortunusSourceSet) set = NULL;
  g_autoptr (PortunusSourceSet) dot = NULL;
  g_autoptr (GError) error = NULL;
  const char *paths[] = { "x/same", "y/same", "z/", "link", "missing", "-", NULL };
  const char *here[] = { ".", NULL };

  make_files (f, names);
  g_assert_no_errno (symlink ("x/same", link));
  g_assert_no_errno (g_chdir (f->directory));
  set = portunus_source_set_new (paths, "hello", NULL, &error);
  g_assert_no_error (error);
  assert_listed (set, "f:same f:same (1) d:z f:z/deep f:link f:stdin x:text", 1);
  g_assert_null (portunus_source_set_dup_local_path (set, 5));
  g_assert_null (portunus_source_set_dup_local_path (set, 6));
  g_assert_nonnull (portunus_source_set_get_text (set, 6));
  g_assert_null (portunus_source_set_get_text (set, 5));

  dot = portunus_source_set_new (here, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_no_errno (g_chdir ("/"));
  expected = g_strdup_printf ("d:%1$s l:%1$s/link>x/same d:%1$s/x f:%1$s/x/same d:%1$s/y f:%1$s/y/same d:%1$s/z "
                              "f:%1$s/z/deep", base);
  assert_listed (dot, expected, 0);
}

static void
test_names_not_text (Fixture       *f,
                     gconstpointer  data)
{
  static const char * const names[] = { "top/a\xff", "top/a\xfe", "top/a\xef\xbf\xbd", "top/d\xff/in", NULL };
  g_autoptr (PortunusSourceSet) set = NULL;

  make_files (f, names);
  set = list (f, "top");
  assert_listed (set, "d:top f:top/a\ufffd f:top/a\ufffd (1) f:top/a\ufffd (2) d:top/d\ufffd f:top/d\ufffd/in", 0);
  for (guint i = 1; i < 6; i++)
    {
      g_autofree char *local = portunus_source_set_dup_local_path (set, i);

      g_assert_true (g_file_test (local, G_FILE_TEST_EXISTS));
    }
}

static void
test_nothing (Fixture       *f,
              gconstpointer  data)
{
  const char *paths[] = { "/does/not/exist", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_null (portunus_source_set_new (paths, NULL, NULL, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);

  paths[0] = f->directory;
  g_cancellable_cancel (cancellable);
  g_assert_null (portunus_source_set_new (paths, NULL, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_unreadable (Fixture       *f,
                 gconstpointer  data)
{
  static const char * const names[] = { "top/closed/x", "top/open", "top/secret", NULL };
  g_autofree char *closed = g_build_filename (f->directory, "top", "closed", NULL);
  g_autofree char *secret = g_build_filename (f->directory, "top", "secret", NULL);
  g_autoptr (PortunusSourceSet) set = NULL;
  uid_t uid = geteuid ();

  make_files (f, names);
  g_assert_no_errno (g_chmod (closed, 0));
  g_assert_no_errno (g_chmod (secret, 0));
  if (uid == 0)
    g_assert_no_errno (seteuid (NOBODY));
  set = list (f, "top");
  if (uid == 0)
    g_assert_no_errno (seteuid (0));
  g_assert_no_errno (g_chmod (closed, 0700));
  assert_listed (set, "d:top d:top/closed f:top/open", 2);
}

static void
test_too_deep (Fixture       *f,
               gconstpointer  data)
{
  GString *path = g_string_new (f->directory);
  g_autoptr (PortunusSourceSet) set = NULL;

  for (guint i = 0; i < 70; i++)
    {
      g_string_append (path, "/d");
      g_assert_no_errno (g_mkdir (path->str, 0700));
    }
  set = list (f, "d");
  g_assert_cmpuint (portunus_manifest_get_n_entries (portunus_source_set_get_manifest (set)), ==, 64);
  g_assert_cmpuint (g_strv_length ((char **) portunus_source_set_get_problems (set)), ==, 1);
  g_string_free (path, TRUE);
}

static void
assert_read (PortunusSourceFile *file,
             const char         *expected)
{
  guint8 buffer[64];
  g_autoptr (GError) error = NULL;
  gssize n = portunus_source_file_read (file, buffer, sizeof buffer, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (buffer, n, expected, strlen (expected));
}

static void
test_read (Fixture       *f,
           gconstpointer  data)
{
  g_autofree char *path = make_file (f, "file", "0123456789");
  g_autoptr (PortunusSourceSet) set = list (f, "file");
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (set, 0, &error);
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "0123", -1);
  guint8 digest[PORTUNUS_HASH_SIZE];

  g_assert_no_error (error);
  g_assert_cmpuint (portunus_source_file_get_size (file), ==, 10);
  assert_read (file, "0123456789");
  assert_read (file, "");
  g_assert_true (portunus_source_file_hash_prefix (file, 4, digest, &error));
  for (guint i = 0; i < sizeof digest; i++)
    {
      g_autofree char *hex = g_strdup_printf ("%02x", digest[i]);

      g_assert_cmpmem (hex, 2, expected + 2 * i, 2);
    }
  assert_read (file, "456789");
  g_assert_true (portunus_source_file_seek (file, 9, &error));
  assert_read (file, "9");
  g_assert_false (portunus_source_file_seek (file, 11, NULL));
  g_assert_false (portunus_source_file_hash_prefix (file, 11, digest, NULL));
  g_assert_true (portunus_source_file_check_unchanged (file, &error));
}

static void
test_read_nested (Fixture       *f,
                  gconstpointer  data)
{
  g_autofree char *path = make_file (f, "top/file", "0123456789");
  g_autoptr (PortunusSourceSet) set = list (f, "top");
  g_autoptr (GError) error = NULL;
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (set, 1, &error);

  g_assert_no_error (error);
  assert_read (file, "0123456789");
}

static void
test_text (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusSourceSet) set = portunus_source_set_new (NULL, "grüße", NULL, NULL);
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (set, 0, NULL);

  g_assert_cmpuint (portunus_source_file_get_size (file), ==, strlen ("grüße"));
  g_assert_true (portunus_source_file_seek (file, 2, NULL));
  assert_read (file, "üße");
  g_assert_true (portunus_source_file_check_unchanged (file, NULL));
}

static void
assert_cannot_open (PortunusSourceSet *set,
                    guint              index,
                    const char        *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (portunus_source_file_open (set, index, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
  g_assert_cmpstr (error->message, ==, message);
}

static void
assert_opens_as_it_is (PortunusSourceSet *set,
                       guint              index,
                       const char        *path)
{
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (set, index, NULL);
  struct stat info;

  g_assert_nonnull (file);
  g_assert_no_errno (stat (path, &info));
  g_assert_cmpuint (portunus_source_file_get_size (file), ==, info.st_size);
  g_assert_cmpint (portunus_source_file_get_mtime_ns (file), ==,
                   info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec);
}

static void
test_changed_before (Fixture       *f,
                     gconstpointer  data)
{
  static const char * const names[] = { "top/grown", "top/linked", "top/missing", "top/piped", "top/touched", NULL };
  struct timespec times[2] = { { 0, UTIME_OMIT }, { 1000, 5 } };
  g_autoptr (PortunusSourceSet) set = NULL;
  char *paths[5];

  make_files (f, names);
  set = list (f, "top");
  for (guint i = 0; i < 5; i++)
    paths[i] = portunus_source_set_dup_local_path (set, i + 1);

  g_free (make_file (f, "top/grown", "something longer than it was"));
  g_assert_no_errno (g_unlink (paths[1]));
  g_assert_no_errno (symlink ("grown", paths[1]));
  g_assert_no_errno (g_unlink (paths[2]));
  g_assert_no_errno (g_unlink (paths[3]));
  g_assert_no_errno (mkfifo (paths[3], 0600));
  g_assert_no_errno (utimensat (AT_FDCWD, paths[4], times, 0));

  assert_opens_as_it_is (set, 1, paths[0]);
  assert_cannot_open (set, 2, "top/linked: Too many levels of symbolic links");
  assert_cannot_open (set, 3, "top/missing: No such file or directory");
  assert_cannot_open (set, 4, "top/piped: It is no longer a file");
  assert_opens_as_it_is (set, 5, paths[4]);
  for (guint i = 0; i < 5; i++)
    g_free (paths[i]);
}

/* Same size and same time, as a tool that hides its traces would leave them: the time of the inode tells. */
static void
test_changed_while_open (Fixture       *f,
                         gconstpointer  data)
{
  g_autofree char *path = make_file (f, "file", "0123456789");
  g_autoptr (PortunusSourceSet) set = list (f, "file");
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (set, 0, NULL);
  g_autoptr (GError) error = NULL;
  struct timespec times[2] = { { 0, UTIME_OMIT } };
  struct stat info;
  struct stat now;
  int fd = open (path, O_WRONLY);

  g_assert_no_errno (fstat (fd, &info));
  times[1] = info.st_mtim;
  do
    {
      g_assert_cmpint (pwrite (fd, "x", 1, 3), ==, 1);
      g_assert_no_errno (futimens (fd, times));
      g_assert_no_errno (fstat (fd, &now));
    }
  while (now.st_ctim.tv_sec == info.st_ctim.tv_sec && now.st_ctim.tv_nsec == info.st_ctim.tv_nsec);
  close (fd);
  g_assert_false (portunus_source_file_check_unchanged (file, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
}

static void
test_shrunk_while_open (Fixture       *f,
                        gconstpointer  data)
{
  g_autofree char *path = make_file (f, "file", "0123456789");
  g_autoptr (PortunusSourceSet) set = list (f, "file");
  g_autoptr (PortunusSourceFile) file = portunus_source_file_open (set, 0, NULL);
  g_autoptr (GError) error = NULL;
  guint8 buffer[64];

  g_assert_no_errno (truncate (path, 3));
  g_assert_cmpint (portunus_source_file_read (file, buffer, sizeof buffer, &error), ==, -1);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_SOURCE);
}

static void
test_holes (Fixture       *f,
            gconstpointer  data)
{
  const guint64 size = G_GUINT64_CONSTANT (5) * 1024 * 1024 * 1024;
  const guint64 place = G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024 + 65536;
  g_autofree char *path = make_file (f, "file", "");
  g_autoptr (PortunusSourceSet) set = NULL;
  g_autoptr (PortunusSourceFile) file = NULL;
  int fd = open (path, O_WRONLY);

  g_assert_no_errno (ftruncate (fd, size));
  g_assert_cmpint (pwrite (fd, "data", 4, place), ==, 4);
  close (fd);
  set = list (f, "file");
  file = portunus_source_file_open (set, 0, NULL);
  g_assert_cmpuint (portunus_source_file_get_size (file), ==, size);
  g_assert_cmpuint (portunus_source_file_next_hole (file, 0), ==, 0);
  g_assert_cmpuint (portunus_source_file_next_data (file, 0), ==, place);
  g_assert_cmpuint (portunus_source_file_next_data (file, place + 1), ==, place + 1);
  g_assert_cmpuint (portunus_source_file_next_data (file, portunus_source_file_next_hole (file, place)), ==, size);
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
    { "/transfer/source/tree", test_tree },
    { "/transfer/source/top-level", test_top_level },
    { "/transfer/source/names-not-text", test_names_not_text },
    { "/transfer/source/nothing", test_nothing },
    { "/transfer/source/unreadable", test_unreadable },
    { "/transfer/source/too-deep", test_too_deep },
    { "/transfer/source/read", test_read },
    { "/transfer/source/read-nested", test_read_nested },
    { "/transfer/source/text", test_text },
    { "/transfer/source/changed-before", test_changed_before },
    { "/transfer/source/changed-while-open", test_changed_while_open },
    { "/transfer/source/shrunk-while-open", test_shrunk_while_open },
    { "/transfer/source/holes", test_holes },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].run, teardown);
  return g_test_run ();
}
