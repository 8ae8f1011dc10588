/* sink-fixture.h: a destination folder and what is sent to it, for the tests of the sink
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "portunus-sink-file.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

static const guint8 transfer_id[PORTUNUS_TRANSFER_ID_SIZE] = { 0xab, 0xcd, 0xef, 0x01 };

typedef struct
{
  char             *directory;
  char             *destination;
  PortunusManifest *manifest;
  PortunusSink     *sink;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->directory = portunus_test_make_dir ();
  g_assert_no_errno (g_chmod (f->directory, 0755));
  f->destination = g_build_filename (f->directory, "dest", NULL);
  g_assert_no_errno (g_mkdir (f->destination, 0755));
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  g_clear_pointer (&f->sink, portunus_sink_free);
  g_clear_pointer (&f->manifest, portunus_manifest_unref);
  portunus_test_remove_tree (f->directory);
  g_free (f->destination);
  g_free (f->directory);
}

/* "path", "path=content", "path/", "path>target"; all changed at @mtime_ns. */
static inline PortunusManifest *
create_manifest (const char * const *lines,
                 gint64              mtime_ns)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) content = g_strsplit (lines[i], "=", 2);
      g_auto (GStrv) target = g_strsplit (lines[i], ">", 2);
      PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .mode = 0640, .mtime_ns = mtime_ns };

      if (target[1] != NULL)
        entry.type = PORTUNUS_ENTRY_SYMLINK;
      else if (g_str_has_suffix (lines[i], "/"))
        {
          entry.type = PORTUNUS_ENTRY_DIRECTORY;
          content[0][strlen (content[0]) - 1] = '\0';
        }
      entry.path = target[1] != NULL ? target[0] : content[0];
      entry.target = target[1];
      entry.size = content[1] != NULL ? strlen (content[1]) : 4;
      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  return portunus_manifest_builder_finish (builder);
}

static inline void
open_sink (Fixture                *f,
           const char * const     *lines,
           PortunusConflictPolicy  policy)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->sink, portunus_sink_free);
  g_clear_pointer (&f->manifest, portunus_manifest_unref);
  f->manifest = create_manifest (lines, G_GINT64_CONSTANT (1600000000123456789));
  f->sink = portunus_sink_new (f->destination, policy, transfer_id, &error);
  g_assert_no_error (error);
}

static inline void
plan_sink (Fixture                *f,
           const char * const     *lines,
           PortunusConflictPolicy  policy)
{
  open_sink (f, lines, policy);
  g_assert_true (portunus_sink_plan (f->sink, f->manifest, NULL, NULL));
}

static inline char *
receive (Fixture     *f,
         guint        index,
         const char  *content,
         GError     **error)
{
  PortunusSinkFile *file = portunus_sink_file_open (f->sink, index, NULL, 0, error);

  if (file == NULL)
    return NULL;
  if (!portunus_sink_file_write (file, (const guint8 *) content, strlen (content), error))
    {
      portunus_sink_file_abandon (file, FALSE);
      return NULL;
    }
  return portunus_sink_file_finish (file, error);
}

static inline void
assert_received (Fixture    *f,
                 guint       index,
                 const char *content,
                 const char *expected_path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = receive (f, index, content, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, expected_path);
}

static inline char *
make_path (Fixture    *f,
           const char *name)
{
  return g_build_filename (f->destination, name, NULL);
}

static inline void
put_file (Fixture    *f,
          const char *name,
          const char *content)
{
  g_autofree char *path = make_path (f, name);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_no_errno (g_mkdir_with_parents (parent, 0755));
  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static inline void
assert_content (Fixture    *f,
                const char *name,
                const char *expected)
{
  g_autofree char *path = make_path (f, name);
  g_autofree char *content = NULL;

  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, expected);
}

static inline void
set_mtime (Fixture    *f,
           const char *name,
           gint64      seconds)
{
  g_autofree char *path = make_path (f, name);
  struct timespec times[2] = { { 0, UTIME_OMIT }, { seconds, 0 } };

  g_assert_no_errno (utimensat (AT_FDCWD, path, times, 0));
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

/* Names in a folder of the destination, sorted, separated by "|". */
static inline char *
list_folder (Fixture    *f,
             const char *name)
{
  g_autofree char *path = make_path (f, name);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *item;

  while (directory != NULL && (item = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (item));
  g_ptr_array_sort (names, compare_strings);
  g_ptr_array_add (names, NULL);
  return g_strjoinv ("|", (char **) names->pdata);
}

static inline void
assert_folder (Fixture    *f,
               const char *name,
               const char *expected)
{
  g_autofree char *names = list_folder (f, name);

  g_assert_cmpstr (names, ==, expected);
}
