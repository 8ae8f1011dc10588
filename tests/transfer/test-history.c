/* test-history.c: transfers are remembered, found, taken away and brought back, whatever ends the program
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-history-export.h"
#include "portunus-history-list.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "portunus-history-private.h"
#include "portunus-transfer-error.h"

#define MANY 10000
#define DAY  (24 * 60 * 60)

typedef struct
{
  char            *path;
  PortunusHistory *history;
} Fixture;

static void
reopen (Fixture *f)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&f->history, portunus_history_close);
  f->history = portunus_history_open (f->path, &error);
  g_assert_no_error (error);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  g_autofree char *folder = g_dir_make_tmp ("portunus-history-XXXXXX", NULL);

  f->path = g_build_filename (folder, "history.sqlite", NULL);
  reopen (f);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  g_clear_pointer (&f->history, portunus_history_close);
  g_free (f->path);
}

/* Lends its texts. */
static PortunusHistoryRecord
make_record (gint64      id,
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

static void
put (Fixture                     *f,
     const PortunusHistoryRecord *record,
     GPtrArray                   *files)
{
  g_autoptr (GError) error = NULL;

  portunus_history_put (f->history, record, files, &error);
  g_assert_no_error (error);
}

static guint
count (Fixture    *f,
       const char *search)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) keys = portunus_history_list (f->history, search, &error);

  g_assert_no_error (error);
  return keys->len;
}

static PortunusHistoryEntry *
find (Fixture *f,
      gint64   id)
{
  g_autoptr (GError) error = NULL;
  PortunusHistoryEntry *entry = portunus_history_find (f->history, id, &error);

  g_assert_no_error (error);
  return entry;
}

static gboolean
has (Fixture *f,
     gint64   id)
{
  g_autoptr (PortunusHistoryEntry) entry = find (f, id);

  return entry != NULL;
}

static GPtrArray *
make_files (const char * const *names)
{
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; names[i] != NULL; i++)
    g_ptr_array_add (files, portunus_history_file_new (names[i], 1000 + i));
  return files;
}

static void
assert_same (const PortunusHistoryRecord *a,
             const PortunusHistoryRecord *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpmem (a->transfer_id, sizeof a->transfer_id, b->transfer_id, sizeof b->transfer_id);
  g_assert_cmpint (a->is_incoming, ==, b->is_incoming);
  g_assert_cmpint (a->is_unconfirmed, ==, b->is_unconfirmed);
  g_assert_cmpint (a->result, ==, b->result);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->peer_name, ==, b->peer_name);
  g_assert_cmpstr (a->peer_device, ==, b->peer_device);
  g_assert_cmpstr (a->peer_label, ==, b->peer_label);
  g_assert_cmpstr (a->lane, ==, b->lane);
  g_assert_cmpstr (a->folder, ==, b->folder);
  if (a->sources != NULL || b->sources != NULL)
    g_assert_cmpstrv (a->sources, b->sources);
  g_assert_cmpstr (a->error_domain, ==, b->error_domain);
  g_assert_cmpint (a->error_code, ==, b->error_code);
  g_assert_cmpstr (a->error_message, ==, b->error_message);
  g_assert_cmpuint (a->n_files, ==, b->n_files);
  g_assert_cmpuint (a->files_done, ==, b->files_done);
  g_assert_cmpuint (a->total_bytes, ==, b->total_bytes);
  g_assert_cmpuint (a->done_bytes, ==, b->done_bytes);
  g_assert_cmpint (a->started, ==, b->started);
  g_assert_cmpint (a->ended, ==, b->ended);
}

static void
test_keep (Fixture       *f,
           gconstpointer  data)
{
  static const char * const names[] = { "photos/a.jpg", "photos/b.jpg", NULL };
  static const char * const sources[] = { "/home/anna/photos", "/home/anna/\xff", NULL };
  g_autoptr (GPtrArray) files = make_files (names);
  g_autoptr (GPtrArray) read = NULL;
  PortunusHistoryRecord record = make_record (7, "photos");
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  g_autoptr (GError) error = NULL;

  record.is_incoming = record.is_unconfirmed = TRUE;
  record.result = PORTUNUS_HISTORY_FAILED;
  record.folder = (char *) "/home/anna/\xff not text";
  record.sources = (char **) sources;
  record.error_domain = (char *) g_quark_to_string (PORTUNUS_TRANSFER_ERROR);
  record.error_code = PORTUNUS_TRANSFER_ERROR_DISK_FULL;
  record.error_message = (char *) "no room";
  record.total_bytes = G_MAXUINT64;
  portunus_history_file_set_state (g_ptr_array_index (files, 0), PORTUNUS_HISTORY_FILE_DONE, NULL);
  portunus_history_file_set_place (g_ptr_array_index (files, 0), "photos (2)/a.jpg");
  portunus_history_file_set_state (g_ptr_array_index (files, 1), PORTUNUS_HISTORY_FILE_FAILED, "gone");
  put (f, &record, files);
  reopen (f);

  entry = find (f, 7);
  record.n_kept_files = 2;
  assert_same (portunus_history_entry_get_record (entry), &record);
  error = portunus_history_entry_dup_error (entry);
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL);

  read = portunus_history_list_files (f->history, 7, NULL);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_cmpstr (portunus_history_file_get_name (g_ptr_array_index (read, 0)), ==, "photos/a.jpg");
  g_assert_cmpstr (portunus_history_file_get_place (g_ptr_array_index (read, 0)), ==, "photos (2)/a.jpg");
  g_assert_cmpint (portunus_history_file_get_state (g_ptr_array_index (read, 0)), ==, PORTUNUS_HISTORY_FILE_DONE);
  g_assert_cmpint (portunus_history_file_get_state (g_ptr_array_index (read, 1)), ==, PORTUNUS_HISTORY_FILE_FAILED);
  g_assert_cmpstr (portunus_history_file_get_message (g_ptr_array_index (read, 1)), ==, "gone");
  g_assert_cmpuint (portunus_history_file_get_size (g_ptr_array_index (read, 1)), ==, 1001);
}

static void
test_replace (Fixture       *f,
              gconstpointer  data)
{
  static const char * const names[] = { "a", "b", NULL };
  g_autoptr (GPtrArray) files = make_files (names);
  PortunusHistoryRecord record = make_record (1, "before");
  g_autoptr (PortunusHistoryEntry) entry = NULL;

  record.result = PORTUNUS_HISTORY_RUNNING;
  put (f, &record, files);
  g_assert_cmpuint (count (f, NULL), ==, 0);
  record.title = (char *) "after";
  record.result = PORTUNUS_HISTORY_DONE;
  put (f, &record, NULL);
  entry = find (f, 1);
  g_assert_cmpstr (portunus_history_entry_get_record (entry)->title, ==, "after");
  g_assert_cmpuint (portunus_history_entry_get_record (entry)->n_kept_files, ==, 2);
  g_assert_cmpuint (count (f, NULL), ==, 1);
  g_assert_cmpuint (count (f, "before"), ==, 1);
  g_assert_false (has (f, 2));
}

static void
test_search (Fixture       *f,
             gconstpointer  data)
{
  static const char * const names[] = { "photos/SOMMER.jpg", "photos/ÉTÉ.jpg", NULL };
  static const char * const no_names[] = { NULL };
  g_autoptr (GPtrArray) files = make_files (names);
  g_autoptr (GPtrArray) no_files = make_files (no_names);
  PortunusHistoryRecord first = make_record (1, "Straße & 100%_sure' OR 1=1");
  PortunusHistoryRecord second = make_record (2, "photos");

  second.peer_name = (char *) "Ben";
  put (f, &first, no_files);
  put (f, &second, files);
  g_assert_cmpuint (count (f, NULL), ==, 2);
  g_assert_cmpuint (count (f, ""), ==, 2);
  g_assert_cmpuint (count (f, "sommer"), ==, 1);
  g_assert_cmpuint (count (f, "été"), ==, 1);
  g_assert_cmpuint (count (f, "bEN"), ==, 1);
  g_assert_cmpuint (count (f, "nothing"), ==, 0);
  g_assert_cmpuint (count (f, "\xff"), ==, 0);
  g_assert_cmpuint (count (f, "_"), ==, 1);
  g_assert_cmpuint (count (f, "%%"), ==, 0);
  g_assert_cmpuint (count (f, "STRASSE"), ==, 1);
  g_assert_cmpuint (count (f, "%"), ==, 1);
  g_assert_cmpuint (count (f, "' or 1"), ==, 1);
}

/* What a peer calls things is kept as it is and breaks nothing. */
static void
test_hostile (Fixture       *f,
              gconstpointer  data)
{
  static const char * const texts[] = {
    "'); DROP TABLE entries; --", "<b>bold</b>&amp;", "=cmd|' /C calc'!A0", "a\nb\r\nc\"d", "\xe2\x80\xae reversed", "",
  };
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autofree char *huge = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PortunusHistoryRecord record = make_record ((gint64) i + 1, texts[i]);
      const char * const names[] = { texts[i], huge, NULL };
      g_autoptr (GPtrArray) files = make_files (names);
      g_autoptr (PortunusHistoryEntry) entry = NULL;

      record.peer_name = record.folder = record.error_message = (char *) texts[i];
      put (f, &record, files);
      entry = find (f, record.id);
      g_assert_cmpstr (portunus_history_entry_get_record (entry)->title, ==, texts[i]);
      g_assert_cmpstr (portunus_history_entry_get_record (entry)->folder, ==, *texts[i] != '\0' ? texts[i] : NULL);
    }
  g_assert_cmpuint (count (f, NULL), ==, G_N_ELEMENTS (texts));
  portunus_history_export (f->history, NULL, PORTUNUS_HISTORY_JSON, stream, &error);
  g_assert_no_error (error);
}

static void
test_bounded (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) read = NULL;
  PortunusHistoryRecord record = make_record (1, "many files");

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (files, portunus_history_file_new ("name", i));
  put (f, &record, files);
  read = portunus_history_list_files (f->history, 1, NULL);
  g_assert_cmpuint (read->len, ==, PORTUNUS_HISTORY_MAX_FILES);
}

static void
test_take_away (Fixture       *f,
                gconstpointer  data)
{
  PortunusHistoryRecord running = make_record (9, "running");
  gint64 one, all;

  for (gint64 i = 1; i <= 3; i++)
    {
      PortunusHistoryRecord record = make_record (i, "title");

      put (f, &record, NULL);
    }
  running.result = PORTUNUS_HISTORY_RUNNING;
  put (f, &running, NULL);

  one = portunus_history_hide (f->history, 2, NULL);
  g_assert_cmpint (one, >, 0);
  g_assert_cmpuint (count (f, NULL), ==, 2);
  all = portunus_history_hide (f->history, 0, NULL);
  g_assert_cmpint (all, >, one);
  g_assert_cmpuint (count (f, NULL), ==, 0);
  g_assert_true (portunus_history_bring_back (f->history, all, NULL));
  g_assert_cmpuint (count (f, NULL), ==, 2);
  g_assert_true (portunus_history_forget (f->history, one, NULL));
  g_assert_true (portunus_history_bring_back (f->history, one, NULL));
  g_assert_cmpuint (count (f, NULL), ==, 2);
  g_assert_false (has (f, 2));
  g_assert_true (has (f, 9));
}

static gboolean
is_in_file (Fixture    *f,
            const char *text)
{
  g_autofree char *content = NULL;
  gsize length;

  g_clear_pointer (&f->history, portunus_history_close);
  g_assert_true (g_file_get_contents (f->path, &content, &length, NULL));
  reopen (f);
  return memmem (content, length, text, strlen (text)) != NULL;
}

/* What a person had forgotten cannot be read from the disk either. */
static void
test_no_trace (Fixture       *f,
               gconstpointer  data)
{
  PortunusHistoryRecord kept = make_record (1, "photos of the lake");
  PortunusHistoryRecord forgotten = make_record (2, "letter to a lawyer");

  put (f, &kept, NULL);
  put (f, &forgotten, NULL);
  g_assert_true (is_in_file (f, "letter to a lawyer"));
  g_assert_true (portunus_history_forget (f->history, portunus_history_hide (f->history, 2, NULL), NULL));
  g_assert_false (is_in_file (f, "letter to a lawyer"));
  g_assert_true (is_in_file (f, "photos of the lake"));
}

static void
test_supersede (Fixture       *f,
                gconstpointer  data)
{
  PortunusHistoryRecord done = make_record (1, "done");
  PortunusHistoryRecord failed = make_record (2, "failed");
  PortunusHistoryRecord other = make_record (3, "of another device");
  PortunusHistoryRecord again = make_record (4, "again");

  failed.result = other.result = PORTUNUS_HISTORY_FAILED;
  other.peer_device = (char *) "device-b";
  again.result = PORTUNUS_HISTORY_RUNNING;
  put (f, &done, NULL);
  put (f, &failed, NULL);
  put (f, &other, NULL);
  g_assert_true (portunus_history_supersede (f->history, &again, NULL));
  put (f, &again, NULL);
  g_assert_cmpuint (count (f, NULL), ==, 2);
  g_assert_false (has (f, 2));
  again.is_incoming = TRUE;
  g_assert_true (portunus_history_supersede (f->history, &again, NULL));
  g_assert_true (has (f, 3));
}

static void
record_for_ever (const char *path,
                 int         ready_fd)
{
  PortunusHistory *history = portunus_history_open (path, NULL);
  PortunusHistoryRecord record = make_record (5, "of the other program");

  record.result = PORTUNUS_HISTORY_RUNNING;
  if (history == NULL || !portunus_history_put (history, &record, NULL, NULL) || write (ready_fd, "r", 1) != 1)
    _exit (1);
  for (;;)
    pause ();
}

static pid_t
start_other (const char *path)
{
  int fds[2];
  char byte;
  pid_t other;

  g_assert_no_errno (pipe (fds));
  other = fork ();
  g_assert_no_errno (other);
  if (other == 0)
    record_for_ever (path, fds[1]);
  close (fds[1]);
  g_assert_cmpint (read (fds[0], &byte, 1), ==, 1);
  close (fds[0]);
  return other;
}

/* What another program runs is its own, until it is killed. */
static void
test_killed (Fixture       *f,
             gconstpointer  data)
{
  PortunusHistoryRecord own = make_record (1, "our own");
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  pid_t other;

  g_clear_pointer (&f->history, portunus_history_close);
  other = start_other (f->path);
  reopen (f);
  own.result = PORTUNUS_HISTORY_RUNNING;
  put (f, &own, NULL);
  g_assert_cmpint (portunus_history_recover (f->history, NULL), ==, 0);

  g_assert_no_errno (kill (other, SIGKILL));
  g_assert_cmpint (waitpid (other, NULL, 0), ==, other);
  g_assert_cmpint (portunus_history_recover (f->history, NULL), ==, 1);
  g_assert_cmpuint (count (f, NULL), ==, 1);
  entry = find (f, 5);
  g_assert_cmpint (portunus_history_entry_get_record (entry)->result, ==, PORTUNUS_HISTORY_INTERRUPTED);

  reopen (f);
  g_assert_cmpint (portunus_history_recover (f->history, NULL), ==, 1);
  g_assert_cmpuint (count (f, NULL), ==, 2);
}

static void
test_damaged (Fixture       *f,
              gconstpointer  data)
{
  PortunusHistoryRecord record = make_record (1, "new");

  g_clear_pointer (&f->history, portunus_history_close);
  g_assert_true (g_file_set_contents (f->path, "this is no database at all, whatever its name says", -1, NULL));
  g_test_expect_message ("portunus-transfer", G_LOG_LEVEL_MESSAGE, "*moved aside*");
  reopen (f);
  g_test_assert_expected_messages ();
  put (f, &record, NULL);
  g_assert_cmpuint (count (f, NULL), ==, 1);
}

static char *
export (Fixture               *f,
        PortunusHistoryFormat  format)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  portunus_history_export (f->history, NULL, format, stream, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (stream));
}

static void
test_export (Fixture       *f,
             gconstpointer  data)
{
  static const char * const names[] = { "a \"quoted\" name", NULL };
  g_autoptr (GPtrArray) files = make_files (names);
  PortunusHistoryRecord first = make_record (1, "=1+1, \"x\"");
  PortunusHistoryRecord second = make_record (2, "plain");
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  first.total_bytes = G_MAXUINT64;
  put (f, &first, files);
  put (f, &second, NULL);
  csv = export (f, PORTUNUS_HISTORY_CSV);
  g_assert_nonnull (strstr (csv, "\"2023-11-14T22:13:21Z\",\"2023-11-14T22:13:31Z\",\"sent\",\"done\","
                                 "\"'=1+1, \"\"x\"\"\",\"Anna\",\"device-a\",\"verified\",\"LAN\",2,2,,2000,,\r\n"));
  json = export (f, PORTUNUS_HISTORY_JSON);
  node = json_from_string (json, NULL);
  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
  g_assert_cmpuint (json_array_get_length (json_node_get_array (node)), ==, 2);
  object = json_array_get_object_element (json_node_get_array (node), 1);
  g_assert_cmpstr (json_object_get_string_member (object, "title"), ==, "=1+1, \"x\"");
  g_assert_false (json_object_has_member (object, "bytes"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "contents")), ==, 1);
  /* The id of a transfer lets a sender without a key take it up again. */
  g_assert_null (strstr (json, "transfer_id"));
}

static void
changed_cb (GListModel *model,
            guint       position,
            guint       n_removed,
            guint       n_added,
            guint      *counts)
{
  counts[0] = position;
  counts[1] = n_removed;
  counts[2] = n_added;
}

static PortunusHistoryEntry *
get_entry (PortunusHistoryList *list,
           guint                position)
{
  return g_list_model_get_item (G_LIST_MODEL (list), position);
}

static void
assert_first (PortunusHistoryList *list,
              guint                position,
              gboolean             is_first)
{
  g_autoptr (PortunusHistoryEntry) entry = get_entry (list, position);

  g_assert_cmpint (portunus_history_list_is_first_of_day (list, entry), ==, is_first);
}

static void
test_list (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusHistoryList) list = NULL;
  g_autoptr (PortunusHistoryEntry) held = NULL;
  g_autoptr (PortunusHistoryEntry) same = NULL;
  guint counts[3] = { 0 };
  gint64 number;

  /* 4 and 3 are of one day, 2 and 1 of the one before. */
  for (gint64 i = 1; i <= 4; i++)
    {
      PortunusHistoryRecord record = make_record (i, "title");

      record.started = 1700000000 + (i > 2 ? DAY : 0) + i;
      put (f, &record, NULL);
    }
  list = portunus_history_list_new (portunus_history_open (f->path, NULL));
  g_signal_connect (list, "items-changed", G_CALLBACK (changed_cb), counts);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 4);
  assert_first (list, 0, TRUE);
  assert_first (list, 1, FALSE);
  assert_first (list, 2, TRUE);
  held = get_entry (list, 2);
  same = get_entry (list, 2);
  g_assert_true (held == same);

  /* Without the first of a day its neighbour is told of, too. */
  number = portunus_history_hide (f->history, 2, NULL);
  portunus_history_list_refresh (list);
  g_assert_cmpuint (counts[0], ==, 2);
  g_assert_cmpuint (counts[1], ==, 2);
  g_assert_cmpuint (counts[2], ==, 1);
  assert_first (list, 2, TRUE);
  portunus_history_bring_back (f->history, number, NULL);
  portunus_history_list_refresh (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 4);
  portunus_history_list_set_search (list, "nowhere");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list), 0));
}

/* At once: one by one they would take longer than all the rest. */
static void
fill (Fixture *f,
      guint    n)
{
  g_autofree char *sql = g_strdup_printf (
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %u)"
    " INSERT INTO entries SELECT i, 1, 0, zeroblob (16), 0, 0, 1, printf ('Title %%05d', i), 'Anna', 'device-a',"
    " 'verified', 'LAN', NULL, NULL, NULL, 0, NULL, 3, 3, 3000, 3000, 1600000000 + i * 3600, 1600000010 + i * 3600,"
    " printf ('title %%05d', i) || hex (zeroblob (300)) FROM n;"
    "INSERT INTO files SELECT id, 0, title, 1000, 1, NULL, NULL FROM entries", n);
  g_autoptr (GError) error = NULL;

  portunus_database_execute (f->history->database, sql, &error);
  g_assert_no_error (error);
}

static void
look_at (PortunusHistoryList *list,
         guint                first)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (list));

  for (guint i = first; i < MIN (first + 200, n_items); i++)
    g_object_unref (get_entry (list, i));
}

/* How long it takes is told and not judged here, but for a time that no machine needs. */
static void
test_many (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusHistoryList) list = NULL;
  gint64 began_us, opened_us, scrolled_us, searched_us;

  fill (f, MANY);
  began_us = g_get_monotonic_time ();
  list = portunus_history_list_new (portunus_history_open (f->path, NULL));
  look_at (list, 0);
  opened_us = g_get_monotonic_time ();
  look_at (list, MANY / 2);
  look_at (list, MANY - 200);
  scrolled_us = g_get_monotonic_time ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, MANY);
  portunus_history_list_set_search (list, "TITLE 0999");
  searched_us = g_get_monotonic_time ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 10);
  g_test_message ("%d transfers: opened in %.1f ms, scrolled in %.1f ms, searched in %.1f ms", MANY,
                  (opened_us - began_us) / 1000.0, (scrolled_us - opened_us) / 1000.0,
                  (searched_us - scrolled_us) / 1000.0);
  g_assert_cmpint (searched_us - began_us, <, 5 * G_USEC_PER_SEC);
}

static void
test_too_many (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  fill (f, PORTUNUS_HISTORY_MAX_ENTRIES + 3);
  g_assert_cmpint (portunus_history_recover (f->history, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (count (f, NULL), ==, PORTUNUS_HISTORY_MAX_ENTRIES);
  g_assert_false (has (f, 3));
  g_assert_true (has (f, 4));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/history/keep", Fixture, NULL, setup, test_keep, teardown);
  g_test_add ("/history/replace", Fixture, NULL, setup, test_replace, teardown);
  g_test_add ("/history/search", Fixture, NULL, setup, test_search, teardown);
  g_test_add ("/history/hostile", Fixture, NULL, setup, test_hostile, teardown);
  g_test_add ("/history/bounded", Fixture, NULL, setup, test_bounded, teardown);
  g_test_add ("/history/take-away", Fixture, NULL, setup, test_take_away, teardown);
  g_test_add ("/history/no-trace", Fixture, NULL, setup, test_no_trace, teardown);
  g_test_add ("/history/supersede", Fixture, NULL, setup, test_supersede, teardown);
  g_test_add ("/history/killed", Fixture, NULL, setup, test_killed, teardown);
  g_test_add ("/history/damaged", Fixture, NULL, setup, test_damaged, teardown);
  g_test_add ("/history/export", Fixture, NULL, setup, test_export, teardown);
  g_test_add ("/history/list", Fixture, NULL, setup, test_list, teardown);
  g_test_add ("/history/many", Fixture, NULL, setup, test_many, teardown);
  g_test_add ("/history/too-many", Fixture, NULL, setup, test_too_many, teardown);
  return g_test_run ();
}
