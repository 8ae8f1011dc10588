/* test-history.c: transfers are remembered, found, taken away and brought back, whatever ends the program
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "history-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "portunus-history-export.h"
#include "portunus-transfer-error.h"

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
test_keep (HistoryFixture *f,
           gconstpointer   data)
{
  static const char * const names[] = { "photos/a.jpg", "photos/b.jpg", NULL };
  static const char * const sources[] = { "/home/anna/photos", "/home/anna/\xff", NULL };
  g_autoptr (GPtrArray) files = history_make_files (names);
  g_autoptr (GPtrArray) read = NULL;
  PortunusHistoryRecord record = history_make_record (7, "photos");
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
  history_put (f, &record, files);
  history_reopen (f);

  entry = history_find (f, 7);
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
test_replace (HistoryFixture *f,
              gconstpointer   data)
{
  static const char * const names[] = { "a", "b", NULL };
  g_autoptr (GPtrArray) files = history_make_files (names);
  PortunusHistoryRecord record = history_make_record (1, "before");
  g_autoptr (PortunusHistoryEntry) entry = NULL;

  record.result = PORTUNUS_HISTORY_RUNNING;
  history_put (f, &record, files);
  g_assert_cmpuint (history_count (f, NULL), ==, 0);
  record.title = (char *) "after";
  record.result = PORTUNUS_HISTORY_DONE;
  history_put (f, &record, NULL);
  entry = history_find (f, 1);
  g_assert_cmpstr (portunus_history_entry_get_record (entry)->title, ==, "after");
  g_assert_cmpuint (portunus_history_entry_get_record (entry)->n_kept_files, ==, 2);
  g_assert_cmpuint (history_count (f, NULL), ==, 1);
  g_assert_cmpuint (history_count (f, "before"), ==, 1);
  g_assert_false (history_has (f, 2));
}

static void
test_search (HistoryFixture *f,
             gconstpointer   data)
{
  static const char * const names[] = { "photos/SOMMER.jpg", "photos/ÉTÉ.jpg", NULL };
  static const char * const no_names[] = { NULL };
  g_autoptr (GPtrArray) files = history_make_files (names);
  g_autoptr (GPtrArray) no_files = history_make_files (no_names);
  PortunusHistoryRecord first = history_make_record (1, "Straße & 100%_sure' OR 1=1");
  PortunusHistoryRecord second = history_make_record (2, "photos");

  second.peer_name = (char *) "Ben";
  history_put (f, &first, no_files);
  history_put (f, &second, files);
  g_assert_cmpuint (history_count (f, NULL), ==, 2);
  g_assert_cmpuint (history_count (f, ""), ==, 2);
  g_assert_cmpuint (history_count (f, "sommer"), ==, 1);
  g_assert_cmpuint (history_count (f, "été"), ==, 1);
  g_assert_cmpuint (history_count (f, "bEN"), ==, 1);
  g_assert_cmpuint (history_count (f, "nothing"), ==, 0);
  g_assert_cmpuint (history_count (f, "\xff"), ==, 0);
  g_assert_cmpuint (history_count (f, "_"), ==, 1);
  g_assert_cmpuint (history_count (f, "%%"), ==, 0);
  g_assert_cmpuint (history_count (f, "STRASSE"), ==, 1);
  g_assert_cmpuint (history_count (f, "%"), ==, 1);
  g_assert_cmpuint (history_count (f, "' or 1"), ==, 1);
}

/* What a peer calls things is kept as it is and breaks nothing. */
static void
test_hostile (HistoryFixture *f,
              gconstpointer   data)
{
  static const char * const texts[] = {
    "'); DROP TABLE entries; --", "<b>bold</b>&amp;", "=cmd|' /C calc'!A0", "a\nb\r\nc\"d", "\xe2\x80\xae reversed", "",
  };
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autofree char *huge = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      PortunusHistoryRecord record = history_make_record ((gint64) i + 1, texts[i]);
      const char * const names[] = { texts[i], huge, NULL };
      g_autoptr (GPtrArray) files = history_make_files (names);
      g_autoptr (PortunusHistoryEntry) entry = NULL;

      record.peer_name = record.folder = record.error_message = (char *) texts[i];
      history_put (f, &record, files);
      entry = history_find (f, record.id);
      g_assert_cmpstr (portunus_history_entry_get_record (entry)->title, ==, texts[i]);
      g_assert_cmpstr (portunus_history_entry_get_record (entry)->folder, ==, *texts[i] != '\0' ? texts[i] : NULL);
    }
  g_assert_cmpuint (history_count (f, NULL), ==, G_N_ELEMENTS (texts));
  portunus_history_export (f->history, NULL, PORTUNUS_HISTORY_JSON, stream, &error);
  g_assert_no_error (error);
}

static void
test_bounded (HistoryFixture *f,
              gconstpointer   data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) read = NULL;
  PortunusHistoryRecord record = history_make_record (1, "many files");

  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (files, portunus_history_file_new ("name", i));
  history_put (f, &record, files);
  read = portunus_history_list_files (f->history, 1, NULL);
  g_assert_cmpuint (read->len, ==, PORTUNUS_HISTORY_MAX_FILES);
}

static void
test_take_away (HistoryFixture *f,
                gconstpointer   data)
{
  PortunusHistoryRecord running = history_make_record (9, "running");
  gint64 one, all;

  for (gint64 i = 1; i <= 3; i++)
    {
      PortunusHistoryRecord record = history_make_record (i, "title");

      history_put (f, &record, NULL);
    }
  running.result = PORTUNUS_HISTORY_RUNNING;
  history_put (f, &running, NULL);

  one = portunus_history_hide (f->history, 2, NULL);
  g_assert_cmpint (one, >, 0);
  g_assert_cmpuint (history_count (f, NULL), ==, 2);
  all = portunus_history_hide (f->history, 0, NULL);
  g_assert_cmpint (all, >, one);
  g_assert_cmpuint (history_count (f, NULL), ==, 0);
  g_assert_true (portunus_history_bring_back (f->history, all, NULL));
  g_assert_cmpuint (history_count (f, NULL), ==, 2);
  g_assert_true (portunus_history_forget (f->history, one, NULL));
  g_assert_true (portunus_history_bring_back (f->history, one, NULL));
  g_assert_cmpuint (history_count (f, NULL), ==, 2);
  g_assert_false (history_has (f, 2));
  g_assert_true (history_has (f, 9));
}

static gboolean
is_in_file (HistoryFixture    *f,
            const char *text)
{
  g_autofree char *content = NULL;
  gsize length;

  g_clear_pointer (&f->history, portunus_history_close);
  g_assert_true (g_file_get_contents (f->path, &content, &length, NULL));
  history_reopen (f);
  return memmem (content, length, text, strlen (text)) != NULL;
}

/* What a person had forgotten cannot be read from the disk either. */
static void
test_no_trace (HistoryFixture *f,
               gconstpointer   data)
{
  PortunusHistoryRecord kept = history_make_record (1, "photos of the lake");
  PortunusHistoryRecord forgotten = history_make_record (2, "letter to a lawyer");

  history_put (f, &kept, NULL);
  history_put (f, &forgotten, NULL);
  g_assert_true (is_in_file (f, "letter to a lawyer"));
  g_assert_true (portunus_history_forget (f->history, portunus_history_hide (f->history, 2, NULL), NULL));
  g_assert_false (is_in_file (f, "letter to a lawyer"));
  g_assert_true (is_in_file (f, "photos of the lake"));
}

static void
test_supersede (HistoryFixture *f,
                gconstpointer   data)
{
  PortunusHistoryRecord done = history_make_record (1, "done");
  PortunusHistoryRecord failed = history_make_record (2, "failed");
  PortunusHistoryRecord other = history_make_record (3, "of another device");
  PortunusHistoryRecord again = history_make_record (4, "again");

  failed.result = other.result = PORTUNUS_HISTORY_FAILED;
  other.peer_device = (char *) "device-b";
  again.result = PORTUNUS_HISTORY_RUNNING;
  history_put (f, &done, NULL);
  history_put (f, &failed, NULL);
  history_put (f, &other, NULL);
  g_assert_true (portunus_history_supersede (f->history, &again, NULL));
  history_put (f, &again, NULL);
  g_assert_cmpuint (history_count (f, NULL), ==, 2);
  g_assert_false (history_has (f, 2));
  again.is_incoming = TRUE;
  g_assert_true (portunus_history_supersede (f->history, &again, NULL));
  g_assert_true (history_has (f, 3));
}

static void
record_for_ever (const char *path,
                 int         ready_fd)
{
  PortunusHistory *history = portunus_history_open (path, NULL);
  PortunusHistoryRecord record = history_make_record (5, "of the other program");

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
test_killed (HistoryFixture *f,
             gconstpointer   data)
{
  PortunusHistoryRecord own = history_make_record (1, "our own");
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  pid_t other;

  g_clear_pointer (&f->history, portunus_history_close);
  other = start_other (f->path);
  history_reopen (f);
  own.result = PORTUNUS_HISTORY_RUNNING;
  history_put (f, &own, NULL);
  g_assert_cmpint (portunus_history_recover (f->history, NULL), ==, 0);

  g_assert_no_errno (kill (other, SIGKILL));
  g_assert_cmpint (waitpid (other, NULL, 0), ==, other);
  g_assert_cmpint (portunus_history_recover (f->history, NULL), ==, 1);
  g_assert_cmpuint (history_count (f, NULL), ==, 1);
  entry = history_find (f, 5);
  g_assert_cmpint (portunus_history_entry_get_record (entry)->result, ==, PORTUNUS_HISTORY_INTERRUPTED);

  history_reopen (f);
  g_assert_cmpint (portunus_history_recover (f->history, NULL), ==, 1);
  g_assert_cmpuint (history_count (f, NULL), ==, 2);
}

static void
test_damaged (HistoryFixture *f,
              gconstpointer   data)
{
  PortunusHistoryRecord record = history_make_record (1, "new");

  g_clear_pointer (&f->history, portunus_history_close);
  g_assert_true (g_file_set_contents (f->path, "this is no database at all, whatever its name says", -1, NULL));
  g_test_expect_message ("portunus-transfer", G_LOG_LEVEL_MESSAGE, "*moved aside*");
  history_reopen (f);
  g_test_assert_expected_messages ();
  history_put (f, &record, NULL);
  g_assert_cmpuint (history_count (f, NULL), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  history_add ("/history/keep", test_keep);
  history_add ("/history/replace", test_replace);
  history_add ("/history/search", test_search);
  history_add ("/history/hostile", test_hostile);
  history_add ("/history/bounded", test_bounded);
  history_add ("/history/take-away", test_take_away);
  history_add ("/history/no-trace", test_no_trace);
  history_add ("/history/supersede", test_supersede);
  history_add ("/history/killed", test_killed);
  history_add ("/history/damaged", test_damaged);

  return g_test_run ();
}
