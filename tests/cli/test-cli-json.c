/* test-cli-json.c: every event is one line of JSON with what it promises
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "portunus-cli-json.h"
#include "portunus-cli-watch.h"
#include "portunus-error.h"
#include "portunus-json.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define MAX_LINE (1024 * 1024)

typedef struct
{
  PortunusCliOutput *output;
  PortunusTransfer  *transfer;
  FILE              *stream;
  char              *text;
  gsize              length;
} Fixture;

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->stream = open_memstream (&f->text, &f->length);
  f->output = portunus_cli_json_new (f->stream);
  f->transfer = portunus_transfer_new (TRUE);
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  g_assert_finalize_object (f->output);
  g_assert_finalize_object (f->transfer);
  fclose (f->stream);
  free (f->text);
}

/* Lines that were written since the last call; without a flush of its own, so that a missing one is seen. */
static GPtrArray *
take_lines (Fixture *f)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_auto (GStrv) texts = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (f->length == 0 || f->text[f->length - 1] == '\n');
  texts = g_strsplit (f->length > 0 ? f->text : "", "\n", -1);
  for (guint i = 0; texts[i] != NULL && *texts[i] != '\0'; i++)
    {
      g_ptr_array_add (lines, portunus_json_parse (texts[i], strlen (texts[i]), MAX_LINE, &error));
      g_assert_no_error (error);
      g_assert_true (portunus_json_has (g_ptr_array_index (lines, i), "time_ms"));
    }
  rewind (f->stream);
  f->length = 0;
  return lines;
}

static JsonObject *
take_line (Fixture    *f,
           const char *event)
{
  g_autoptr (GPtrArray) lines = take_lines (f);

  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (json_object_get_string_member (lines->pdata[0], "event"), ==, event);
  return json_object_ref (lines->pdata[0]);
}

static void
test_link (Fixture       *f,
           gconstpointer  data)
{
  const PortunusCliLink link = {
    .url = "https://a:1/r/x#k=y", .command = "portunus-cli receive x", .title = "a \"title\"", .n_files = 3,
    .n_bytes = G_MAXUINT64,
  };
  g_autoptr (JsonObject) line = NULL;

  portunus_cli_output_link (f->output, &link);
  line = take_line (f, "link");
  g_assert_cmpstr (json_object_get_string_member (line, "url"), ==, link.url);
  g_assert_cmpstr (json_object_get_string_member (line, "title"), ==, link.title);
  g_assert_true (json_object_get_null_member (line, "code"));
  g_assert_true (json_object_get_null_member (line, "total"));
  g_assert_cmpint (json_object_get_int_member (line, "files"), ==, 3);
  g_assert_true (json_object_get_null_member (line, "certificate_words"));
}

static void
test_certificate_words (Fixture       *f,
                        gconstpointer  data)
{
  /* The fingerprint is the bytes from 0 to 31. */
  const PortunusCliLink link = {
    .url = "https://a.local:1/r/0123456789abcdef0123456789abcdef#k=AAAAAAAAAAAAAAAAAAAAAA"
           "&f=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
  };
  g_autoptr (JsonObject) line = NULL;

  portunus_cli_output_link (f->output, &link);
  line = take_line (f, "link");
  g_assert_cmpstr (json_object_get_string_member (line, "certificate_words"), ==,
                   "ivy dodge ladle harbor tiller lozenge");
}

static void
test_controls_are_escaped (Fixture       *f,
                           gconstpointer  data)
{
  const char *text = "a\033[2J\302\233b\342\200\256c\nd\001\360\237\230\200";
  g_autoptr (JsonObject) line = NULL;

  portunus_cli_output_text (f->output, text);
  g_assert_cmpuint (f->length, >, 0);
  for (gsize i = 0; i + 1 < f->length; i++)
    g_assert_cmpint ((guchar) f->text[i], >=, ' ');
  g_assert_null (strstr (f->text, "\302\233"));
  g_assert_null (strstr (f->text, "\342\200\256"));
  line = take_line (f, "text");
  g_assert_cmpstr (json_object_get_string_member (line, "text"), ==, text);
}

static void
test_messages (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL, "full");
  g_autoptr (GPtrArray) lines = NULL;
  JsonObject *line;

  portunus_cli_output_notice (f->output, "no keyring");
  portunus_cli_output_problem (f->output, "cannot read \377");
  portunus_cli_output_wrong_code (f->output, 2);
  portunus_cli_output_accepted (f->output);
  portunus_cli_output_file (f->output, "a.txt", PORTUNUS_FILE_FAILED, "changed");
  portunus_cli_output_failed (f->output, error);
  lines = take_lines (f);
  g_assert_cmpuint (lines->len, ==, 6);
  g_assert_cmpstr (json_object_get_string_member (lines->pdata[0], "message"), ==, "no keyring");
  g_assert_cmpint (json_object_get_int_member (lines->pdata[2], "left"), ==, 2);
  line = lines->pdata[4];
  g_assert_cmpstr (json_object_get_string_member (line, "name"), ==, "a.txt");
  g_assert_cmpstr (json_object_get_string_member (line, "status"), ==, "failed");
  g_assert_cmpstr (json_object_get_string_member (line, "message"), ==, "changed");
  line = lines->pdata[5];
  g_assert_cmpstr (json_object_get_string_member (line, "event"), ==, "error");
  g_assert_cmpstr (json_object_get_string_member (line, "code"), ==, "disk-full");
  g_assert_cmpstr (json_object_get_string_member (line, "message"), ==, "full");
}

static PortunusOffer *
create_offer (guint n_entries)
{
  const guint8 id[PORTUNUS_TRANSFER_ID_SIZE] = { 1 };
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n_entries; i++)
    {
      g_autofree char *path = g_strdup_printf ("file %u", i);
      const PortunusEntry entry = { PORTUNUS_ENTRY_FILE, path, 10, 0644, 0, NULL, NULL };

      portunus_manifest_builder_add (builder, &entry, &error);
      g_assert_no_error (error);
    }
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (id, "many", manifest);
}

static void
test_offer (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (PortunusOffer) offer = create_offer (1500);
  const PortunusForecastQuestion question = { .offer = offer, .directory = "-" };
  g_autoptr (JsonObject) line = NULL;
  JsonArray *entries;
  JsonObject *entry;

  portunus_cli_output_offer (f->output, &question);
  line = take_line (f, "offer");
  entries = json_object_get_array_member (line, "entries");
  g_assert_cmpuint (json_array_get_length (entries), ==, 1000);
  entry = json_array_get_object_element (entries, 999);
  g_assert_cmpstr (json_object_get_string_member (entry, "path"), ==, "file 999");
  g_assert_cmpstr (json_object_get_string_member (entry, "type"), ==, "file");
  g_assert_cmpint (json_object_get_int_member (entry, "size"), ==, 10);
  g_assert_cmpint (json_object_get_int_member (line, "files"), ==, 1500);
  g_assert_cmpint (json_object_get_int_member (line, "total"), ==, 15000);
  g_assert_true (json_object_get_null_member (line, "free"));
  g_assert_true (json_object_get_null_member (line, "needed"));
  g_assert_true (json_object_get_null_member (line, "fits"));
  g_assert_true (json_object_get_null_member (line, "here"));
}

static void
test_offer_outlook (Fixture       *f,
                    gconstpointer  data)
{
  g_autofree char *dir = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "file 1", NULL);
  g_autoptr (PortunusOffer) offer = create_offer (3);
  const PortunusForecastQuestion question = { .offer = offer, .directory = dir, .policy = PORTUNUS_CONFLICT_SKIP };
  g_autoptr (JsonObject) line = NULL;
  JsonObject *here;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  portunus_cli_output_offer (f->output, &question);
  line = take_line (f, "offer");
  here = json_object_get_object_member (line, "here");
  g_assert_cmpint (json_object_get_int_member (here, "new"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (here, "taken"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (here, "same"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (here, "older"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (here, "newer"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (here, "unknown"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (line, "free"), >, 0);
  g_assert_cmpint (json_object_get_int_member (line, "needed"), >=, 20);
  g_assert_cmpint (json_object_get_int_member (line, "needed"), <=, 30);
  g_assert_true (json_object_has_member (line, "fits"));
  portunus_test_remove_tree (dir);
}

static void
test_offer_nowhere (Fixture       *f,
                    gconstpointer  data)
{
  g_autofree char *dir = portunus_test_make_dir ();
  g_autofree char *path = g_build_filename (dir, "no folder", NULL);
  g_autoptr (PortunusOffer) offer = create_offer (1);
  const PortunusForecastQuestion question = { .offer = offer, .directory = path };
  g_autoptr (JsonObject) line = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  portunus_cli_output_offer (f->output, &question);
  line = take_line (f, "offer");
  g_assert_true (json_object_get_null_member (line, "here"));
  g_assert_true (json_object_get_null_member (line, "needed"));
  portunus_test_remove_tree (dir);
}

static gboolean
has_output (gpointer data)
{
  Fixture *f = data;

  return f->length > 0;
}

static void
test_progress_is_throttled (Fixture       *f,
                            gconstpointer  data)
{
  g_autoptr (PortunusCliWatch) watch = portunus_cli_watch_new (f->transfer, 1, f->output);
  g_autoptr (JsonObject) first = NULL;
  g_autoptr (JsonObject) second = NULL;
  gint64 passed_ms;

  portunus_transfer_set_totals (f->transfer, 1, 1000);
  for (guint i = 1; i <= 100; i++)
    portunus_transfer_set_progress (f->transfer, 0, i);
  first = take_line (f, "progress");
  g_assert_cmpint (json_object_get_int_member (first, "bytes"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (first, "total"), ==, 1000);
  g_assert_true (json_object_get_null_member (first, "eta"));
  portunus_test_wait (has_output, f, 5000);
  second = take_line (f, "progress");
  g_assert_cmpint (json_object_get_int_member (second, "bytes"), ==, 100);
  passed_ms = json_object_get_int_member (second, "time_ms") - json_object_get_int_member (first, "time_ms");
  g_assert_cmpint (passed_ms, >=, PORTUNUS_CLI_PROGRESS_INTERVAL_MS - 1);
}

static void
test_last_progress_before_done (Fixture       *f,
                                gconstpointer  data)
{
  static const char * const events[] = { "progress", "state", "progress", "state", "verified" };
  g_autoptr (PortunusCliWatch) watch = portunus_cli_watch_new (f->transfer, 7, f->output);
  g_autoptr (GPtrArray) lines = NULL;

  portunus_transfer_set_totals (f->transfer, 1, 1000);
  portunus_transfer_set_progress (f->transfer, 0, 1);
  portunus_transfer_set_state (f->transfer, PORTUNUS_TRANSFER_RUNNING);
  portunus_transfer_set_progress (f->transfer, 1, 1000);
  portunus_transfer_finish (f->transfer, NULL);
  lines = take_lines (f);
  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (events));
  for (guint i = 0; i < lines->len; i++)
    {
      g_assert_cmpstr (json_object_get_string_member (lines->pdata[i], "event"), ==, events[i]);
      g_assert_cmpint (json_object_get_int_member (lines->pdata[i], "transfer"), ==, 7);
    }
  g_assert_cmpint (json_object_get_int_member (lines->pdata[2], "bytes"), ==, 1000);
  g_assert_cmpstr (json_object_get_string_member (lines->pdata[3], "state"), ==, "done");
  g_assert_cmpint (json_object_get_int_member (lines->pdata[4], "files"), ==, 1);
}

static void
test_peer_comes_with_words (Fixture       *f,
                            gconstpointer  data)
{
  static const char * const words[] = { "one", "two", "three", "four", NULL };
  g_autoptr (PortunusCliWatch) watch = portunus_cli_watch_new (f->transfer, 1, f->output);
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (JsonObject) line = NULL;
  JsonArray *array;

  portunus_transfer_set_peer (f->transfer, "laptop", "not verified", NULL);
  before = take_lines (f);
  g_assert_cmpuint (before->len, ==, 0);
  portunus_transfer_set_peer (f->transfer, "laptop", "not verified", words);
  line = take_line (f, "peer");
  array = json_object_get_array_member (line, "words");
  g_assert_cmpuint (json_array_get_length (array), ==, 4);
  g_assert_cmpstr (json_array_get_string_element (array, 3), ==, "four");
  g_assert_cmpstr (json_object_get_string_member (line, "name"), ==, "laptop");
  g_assert_cmpstr (json_object_get_string_member (line, "label"), ==, "not verified");
}

static void
test_lane_and_failure (Fixture       *f,
                       gconstpointer  data)
{
  g_autoptr (PortunusCliWatch) watch = portunus_cli_watch_new (f->transfer, 1, f->output);
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DECLINED, "no");
  g_autoptr (JsonObject) lane = NULL;
  g_autoptr (JsonObject) state = NULL;

  portunus_transfer_set_path (f->transfer, "LAN");
  lane = take_line (f, "lane");
  g_assert_cmpstr (json_object_get_string_member (lane, "path"), ==, "LAN");
  portunus_transfer_finish (f->transfer, error);
  state = take_line (f, "state");
  g_assert_cmpstr (json_object_get_string_member (state, "state"), ==, "declined");
  g_assert_cmpstr (json_object_get_string_member (state, "code"), ==, "declined");
}

#define ADD(path, function) g_test_add ("/cli/json/" path, Fixture, NULL, setup, function, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("link", test_link);
  ADD ("certificate-words", test_certificate_words);
  ADD ("controls-are-escaped", test_controls_are_escaped);
  ADD ("messages", test_messages);
  ADD ("offer", test_offer);
  ADD ("offer-nowhere", test_offer_nowhere);
  ADD ("offer-outlook", test_offer_outlook);
  ADD ("progress-is-throttled", test_progress_is_throttled);
  ADD ("last-progress-before-done", test_last_progress_before_done);
  ADD ("peer-comes-with-words", test_peer_comes_with_words);
  ADD ("lane-and-failure", test_lane_and_failure);
  return g_test_run ();
}
