/* history-fixture.c: a history in a folder of its own, and what to put into it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "history-fixture.h"

#include "portunus-test.h"

void
history_reopen (HistoryFixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->history, portunus_history_close);
  f->history = portunus_history_open (f->path, &error);
  g_assert_no_error (error);
}

static void
setup (HistoryFixture *f,
       gconstpointer   data)
{
  f->folder = portunus_test_make_dir ();
  f->path = g_build_filename (f->folder, "history.sqlite", NULL);
  history_reopen (f);
}

static void
teardown (HistoryFixture *f,
          gconstpointer   data)
{
  g_clear_pointer (&f->history, portunus_history_close);
  portunus_test_remove_tree (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

void
history_add (const char      *path,
             HistoryTestFunc  func)
{
  g_test_add (path, HistoryFixture, NULL, setup, func, teardown);
}

PortunusHistoryRecord
history_make_record (gint64      id,
                     const char *title)
{
  return (PortunusHistoryRecord) {
    .id = id,
    .transfer_id = { 1, 2, 3 },
    .result = PORTUNUS_HISTORY_DONE,
    .title = (char *) title,
    .peer_name = (char *) "Anna",
    .peer_device = (char *) "device-a",
    .peer_label = (char *) "verified",
    .lane = (char *) "LAN",
    .n_files = 2,
    .files_done = 2,
    .total_bytes = 2000,
    .done_bytes = 2000,
    .started = 1700000000 + id,
    .ended = 1700000010 + id,
  };
}

GPtrArray *
history_make_files (const char * const *names)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; names[i] != NULL; i++)
    g_ptr_array_add (files, portunus_history_file_new (names[i], 1000 + i));
  return files;
}

void
history_put (HistoryFixture              *f,
             const PortunusHistoryRecord *record,
             GPtrArray                   *files)
{
  g_autoptr (GError) error = NULL;

  portunus_history_put (f->history, record, files, &error);
  g_assert_no_error (error);
}

guint
history_count (HistoryFixture *f,
               const char     *search)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys = portunus_history_list (f->history, search, &error);

  g_assert_no_error (error);
  return keys->len;
}

PortunusHistoryEntry *
history_find (HistoryFixture *f,
              gint64          id)
{
  g_autoptr (GError) error = NULL;
  PortunusHistoryEntry *entry = portunus_history_find (f->history, id, &error);

  g_assert_no_error (error);
  return entry;
}

gboolean
history_has (HistoryFixture *f,
             gint64          id)
{
  g_autoptr (PortunusHistoryEntry) entry = history_find (f, id);

  return entry != NULL;
}
