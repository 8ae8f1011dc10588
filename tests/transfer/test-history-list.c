/* test-history-list.c: what is remembered of transfers, as the list that a window shows and as a file for others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "history-fixture.h"

#include <string.h>

#include "portunus-history-export.h"
#include "portunus-history-list.h"

#define MANY 10000
#define DAY  (24 * 60 * 60)

static char *
export (HistoryFixture        *f,
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
test_export (HistoryFixture *f,
             gconstpointer   data)
{
  static const char * const names[] = { "a \"quoted\" name", NULL };
  g_autoptr (GPtrArray) files = history_make_files (names);
  PortunusHistoryRecord first = history_make_record (1, "=1+1, \"x\"");
  PortunusHistoryRecord second = history_make_record (2, "plain");
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  first.total_bytes = G_MAXUINT64;
  history_put (f, &first, files);
  history_put (f, &second, NULL);
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
test_list (HistoryFixture *f,
           gconstpointer   data)
{
  g_autoptr (PortunusHistoryList) list = NULL;
  g_autoptr (PortunusHistoryEntry) held = NULL;
  g_autoptr (PortunusHistoryEntry) same = NULL;
  guint counts[3] = { 0 };
  gint64 number;

  /* 4 and 3 are of one day, 2 and 1 of the one before. */
  for (gint64 i = 1; i <= 4; i++)
    {
      PortunusHistoryRecord record = history_make_record (i, "title");

      record.started = 1700000000 + (i > 2 ? DAY : 0) + i;
      history_put (f, &record, NULL);
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
fill (HistoryFixture *f,
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
test_many (HistoryFixture *f,
           gconstpointer   data)
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
test_too_many (HistoryFixture *f,
               gconstpointer   data)
{
  g_autoptr (GError) error = NULL;

  fill (f, PORTUNUS_HISTORY_MAX_ENTRIES + 3);
  g_assert_cmpint (portunus_history_recover (f->history, &error), ==, 0);
  g_assert_no_error (error);
  g_assert_cmpuint (history_count (f, NULL), ==, PORTUNUS_HISTORY_MAX_ENTRIES);
  g_assert_false (history_has (f, 3));
  g_assert_true (history_has (f, 4));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  history_add ("/history-list/export", test_export);
  history_add ("/history-list/list", test_list);
  history_add ("/history-list/many", test_many);
  history_add ("/history-list/too-many", test_too_many);

  return g_test_run ();
}
