/* test-forecast.c: what receiving would do to a folder is said before, without touching it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-forecast.h"

#include "portunus-journal.h"
#include "sink-fixture.h"

#define OFFERED_S  G_GINT64_CONSTANT (1600000000)
#define OFFERED_NS (OFFERED_S * 1000000000)
#define N_HUGE     1000000

static PortunusForecast *
foresee_manifest (Fixture                *f,
                  PortunusManifest       *manifest,
                  PortunusConflictPolicy  policy,
                  const char             *journal_path)
{
  g_autoptr (PortunusOffer) offer = portunus_offer_new (transfer_id, "an offer", manifest);
  const PortunusForecastQuestion question = {
    .offer = offer,
    .directory = f->destination,
    .policy = policy,
    .journal_path = journal_path,
  };
  g_autoptr (GError) error = NULL;
  PortunusForecast *forecast = portunus_forecast_new (&question, NULL, &error);

  g_assert_no_error (error);
  return forecast;
}

static PortunusForecast *
foresee (Fixture                *f,
         const char * const     *lines,
         PortunusConflictPolicy  policy)
{
  g_autoptr (PortunusManifest) manifest = create_manifest (lines, OFFERED_NS);

  return foresee_manifest (f, manifest, policy, NULL);
}

static void
assert_fate (PortunusForecast     *forecast,
             guint                 index,
             PortunusForecastKind  kind,
             PortunusSinkAction    action,
             const char           *path)
{
  g_autofree char *goes_to = portunus_forecast_dup_path (forecast, index);

  g_assert_cmpint (portunus_forecast_get_kind (forecast, index), ==, kind);
  g_assert_cmpint (portunus_forecast_get_action (forecast, index), ==, action);
  g_assert_cmpstr (goes_to, ==, path);
}

static const char * const six[] = {
  "new", "same=1234", "older=1234", "newer=1234", "resized=1234", "folder=1234", NULL
};

static void
put_six (Fixture *f)
{
  put_file (f, "same", "????");
  set_mtime (f, "same", OFFERED_S);
  put_file (f, "older", "1234");
  set_mtime (f, "older", OFFERED_S - 1);
  put_file (f, "newer", "1234");
  set_mtime (f, "newer", OFFERED_S + 1);
  put_file (f, "resized", "12345");
  set_mtime (f, "resized", OFFERED_S);
  put_file (f, "folder/inside", "");
}

static void
test_rename (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr (PortunusForecast) forecast = NULL;

  put_six (f);
  forecast = foresee (f, six, PORTUNUS_CONFLICT_RENAME);
  assert_fate (forecast, 0, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "new");
  assert_fate (forecast, 1, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_CREATE, "same (1)");
  assert_fate (forecast, 2, PORTUNUS_FORECAST_OLDER, PORTUNUS_SINK_CREATE, "older (1)");
  assert_fate (forecast, 3, PORTUNUS_FORECAST_NEWER, PORTUNUS_SINK_CREATE, "newer (1)");
  assert_fate (forecast, 4, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "resized (1)");
  assert_fate (forecast, 5, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "folder (1)");
  assert_folder (f, "", "folder|newer|older|resized|same");
}

static void
test_policies (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (PortunusForecast) newer = NULL;
  g_autoptr (PortunusForecast) skip = NULL;
  g_autoptr (PortunusForecast) overwrite = NULL;

  put_six (f);
  newer = foresee (f, six, PORTUNUS_CONFLICT_NEWER);
  assert_fate (newer, 1, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_SKIP, "same");
  assert_fate (newer, 2, PORTUNUS_FORECAST_OLDER, PORTUNUS_SINK_REPLACE, "older");
  assert_fate (newer, 3, PORTUNUS_FORECAST_NEWER, PORTUNUS_SINK_SKIP, "newer");
  assert_fate (newer, 5, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "folder (1)");
  skip = foresee (f, six, PORTUNUS_CONFLICT_SKIP);
  assert_fate (skip, 1, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_COMPARE, "same");
  assert_fate (skip, 4, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "resized (1)");
  overwrite = foresee (f, six, PORTUNUS_CONFLICT_OVERWRITE);
  assert_fate (overwrite, 3, PORTUNUS_FORECAST_NEWER, PORTUNUS_SINK_REPLACE, "newer");
  assert_fate (overwrite, 5, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "folder (1)");
}

static void
test_folders (Fixture       *f,
              gconstpointer  data)
{
  static const char * const lines[] = { "photos/", "photos/a=1234", "photos/b=1234", NULL };
  g_autoptr (PortunusForecast) renamed = NULL;
  g_autoptr (PortunusForecast) merged = NULL;

  put_file (f, "photos/a", "1234");
  set_mtime (f, "photos/a", OFFERED_S);
  renamed = foresee (f, lines, PORTUNUS_CONFLICT_RENAME);
  assert_fate (renamed, 0, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "photos (1)");
  assert_fate (renamed, 1, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_CREATE, "photos (1)/a");
  assert_fate (renamed, 2, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "photos (1)/b");
  merged = foresee (f, lines, PORTUNUS_CONFLICT_OVERWRITE);
  assert_fate (merged, 1, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_REPLACE, "photos/a");
  assert_fate (merged, 2, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "photos/b");
}

/* A link in the way leads to a folder with just what is offered; nobody looks there. */
static void
test_links (Fixture       *f,
            gconstpointer  data)
{
  static const char * const lines[] = { "photos/a=1234", "b=1234", "c>b", NULL };
  g_autofree char *folder_link = make_path (f, "photos");
  g_autofree char *file_link = make_path (f, "b");
  g_autofree char *elsewhere = g_build_filename (f->directory, "elsewhere", NULL);
  g_autoptr (PortunusForecast) forecast = NULL;

  put_file (f, "../elsewhere/a", "1234");
  set_mtime (f, "../elsewhere/a", OFFERED_S);
  g_assert_no_errno (symlink (elsewhere, folder_link));
  g_assert_no_errno (symlink ("../elsewhere/a", file_link));
  forecast = foresee (f, lines, PORTUNUS_CONFLICT_OVERWRITE);
  assert_fate (forecast, 0, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "photos (1)/a");
  assert_fate (forecast, 1, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "b (1)");
  assert_fate (forecast, 2, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "c");
}

static void
test_file_for_folder (Fixture       *f,
                      gconstpointer  data)
{
  static const char * const lines[] = { "photos/", "photos/a=1234", NULL };
  g_autoptr (PortunusForecast) forecast = NULL;

  put_file (f, "photos", "a file");
  forecast = foresee (f, lines, PORTUNUS_CONFLICT_OVERWRITE);
  assert_fate (forecast, 0, PORTUNUS_FORECAST_OTHER, PORTUNUS_SINK_CREATE, "photos (1)");
  assert_fate (forecast, 1, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "photos (1)/a");
}

/* Root may look everywhere, and is told what is there. */
static void
test_unreadable (Fixture       *f,
                 gconstpointer  data)
{
  static const char * const lines[] = { "photos/a=1234", NULL };
  g_autofree char *folder = make_path (f, "photos");
  g_autofree char *inside = make_path (f, "photos/a");
  g_autoptr (PortunusForecast) forecast = NULL;
  gboolean can_look;

  put_file (f, "photos/a", "1234");
  g_assert_no_errno (g_chmod (folder, 0));
  can_look = g_access (inside, F_OK) == 0;
  forecast = foresee (f, lines, PORTUNUS_CONFLICT_OVERWRITE);
  g_assert_cmpint (portunus_forecast_get_kind (forecast, 0), ==,
                   can_look ? PORTUNUS_FORECAST_NEWER : PORTUNUS_FORECAST_HIDDEN);
  g_assert_no_errno (g_chmod (folder, 0700));
}

static void
test_missing (Fixture       *f,
              gconstpointer  data)
{
  static const char * const lines[] = { "a=1234", NULL };
  g_autoptr (PortunusForecast) forecast = NULL;

  g_assert_no_errno (g_rmdir (f->destination));
  forecast = foresee (f, lines, PORTUNUS_CONFLICT_RENAME);
  assert_fate (forecast, 0, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "a");
  g_assert_cmpuint (portunus_forecast_get_free_bytes (forecast), !=, 0);
  g_assert_cmpuint (portunus_forecast_get_free_bytes (forecast), !=, G_MAXUINT64);
  g_assert_false (g_file_test (f->destination, G_FILE_TEST_EXISTS));
}

static void
test_no_folder (Fixture       *f,
                gconstpointer  data)
{
  static const char * const lines[] = { "a=1234", NULL };
  g_autoptr (PortunusManifest) manifest = create_manifest (lines, OFFERED_NS);
  g_autoptr (PortunusOffer) offer = portunus_offer_new (transfer_id, "an offer", manifest);
  PortunusForecastQuestion question = { .offer = offer };
  g_autofree char *file = make_path (f, "file");
  g_autoptr (GError) error = NULL;

  put_file (f, "file", "");
  question.directory = file;
  g_assert_null (portunus_forecast_new (&question, NULL, &error));
  g_assert_error (error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DESTINATION);
}

static void
test_sum (Fixture       *f,
          gconstpointer  data)
{
  static const guint8 some[] = { 1, 1, 1, 0, 0, 0 };
  g_autoptr (PortunusForecast) forecast = NULL;
  PortunusForecastSummary summary;

  put_six (f);
  forecast = foresee (f, six, PORTUNUS_CONFLICT_NEWER);
  portunus_forecast_sum (forecast, NULL, &summary);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_NEW], ==, 1);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_SAME], ==, 1);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_OLDER], ==, 1);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_NEWER], ==, 1);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_OTHER], ==, 2);
  /* "same", "newer" and "resized", whose time is the same, stay. */
  g_assert_cmpuint (summary.needed_bytes, ==, 3 * 4);
  portunus_forecast_sum (forecast, some, &summary);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_OTHER], ==, 0);
  g_assert_cmpuint (summary.needed_bytes, ==, 2 * 4);
}

static void
test_room (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusForecast) forecast = foresee (f, six, PORTUNUS_CONFLICT_RENAME);
  guint64 n_free = portunus_forecast_get_free_bytes (forecast);

  g_assert_cmpuint (n_free, >, PORTUNUS_SINK_RESERVE);
  g_assert_true (portunus_forecast_has_room (forecast, n_free - PORTUNUS_SINK_RESERVE));
  g_assert_false (portunus_forecast_has_room (forecast, n_free - PORTUNUS_SINK_RESERVE + 1));
  g_assert_false (portunus_forecast_has_room (forecast, G_MAXUINT64));
  g_assert_true (portunus_forecast_has_room (forecast, 0));
}

/* What another transfer of the same file began need not be stored once more, if it is still there. */
static void
test_beginnings (Fixture       *f,
                 gconstpointer  data)
{
  static const char * const lines[] = { "big=0123456789", "gone=0123456789", NULL };
  const PortunusJournalTransfer other = { { 1 }, (char *) "device", (char *) "title", f->destination, 0 };
  g_autofree char *journal_path = g_build_filename (f->directory, "journal.sqlite", NULL);
  g_autoptr (PortunusManifest) manifest = create_manifest (lines, OFFERED_NS);
  g_autoptr (PortunusForecast) forecast = NULL;
  PortunusJournal *journal = portunus_journal_open (journal_path, NULL);
  PortunusForecastSummary summary;
  PortunusEntry entry;

  g_assert_nonnull (journal);
  portunus_journal_begin_transfer (journal, &other);
  portunus_manifest_get_entry (manifest, 0, &entry);
  portunus_journal_set_progress (journal, other.id, 0, &entry, ".portunus-01000000-0.part", 6);
  portunus_manifest_get_entry (manifest, 1, &entry);
  portunus_journal_set_progress (journal, other.id, 1, &entry, ".portunus-01000000-1.part", 6);
  portunus_journal_close (journal);
  put_file (f, ".portunus-01000000-0.part", "012345");

  forecast = foresee_manifest (f, manifest, PORTUNUS_CONFLICT_RENAME, journal_path);
  portunus_forecast_sum (forecast, NULL, &summary);
  g_assert_cmpuint (summary.needed_bytes, ==, 4 + 10);
}

/* What an earlier run of the same transfer put there is recognised where it is. */
static void
test_own (Fixture       *f,
          gconstpointer  data)
{
  static const char * const lines[] = { "photos/a=1234", "photos/b=1234", NULL };
  PortunusJournalTransfer own = { { 0, }, (char *) "device", (char *) "title", f->destination, 0 };
  g_autofree char *journal_path = g_build_filename (f->directory, "journal.sqlite", NULL);
  g_autoptr (PortunusManifest) manifest = create_manifest (lines, OFFERED_NS);
  g_autoptr (PortunusForecast) forecast = NULL;
  PortunusJournal *journal = portunus_journal_open (journal_path, NULL);

  g_assert_nonnull (journal);
  memcpy (own.id, transfer_id, sizeof own.id);
  portunus_journal_begin_transfer (journal, &own);
  portunus_journal_set_top_name (journal, transfer_id, "photos", "photos (1)");
  portunus_journal_close (journal);
  put_file (f, "photos/other", "");
  put_file (f, "photos (1)/a", "1234");
  set_mtime (f, "photos (1)/a", OFFERED_S);

  forecast = foresee_manifest (f, manifest, PORTUNUS_CONFLICT_RENAME, journal_path);
  assert_fate (forecast, 0, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_SKIP, "photos (1)/a");
  assert_fate (forecast, 1, PORTUNUS_FORECAST_NEW, PORTUNUS_SINK_CREATE, "photos (1)/b");
}

static PortunusManifest *
create_huge_manifest (void)
{
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();

  for (guint i = 0; i < N_HUGE; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u/%u", i, i);
      const PortunusEntry entry = { PORTUNUS_ENTRY_FILE, path, 1, PORTUNUS_MODE_UNKNOWN, OFFERED_NS, NULL, NULL };

      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  return portunus_manifest_builder_finish (builder);
}

/* Only the first are looked for, but all of them need room. */
static void
test_huge (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusManifest) manifest = create_huge_manifest ();
  g_autoptr (PortunusForecast) forecast = NULL;
  PortunusForecastSummary summary;

  put_file (f, "7/7", "");
  forecast = foresee_manifest (f, manifest, PORTUNUS_CONFLICT_OVERWRITE, NULL);
  portunus_forecast_sum (forecast, NULL, &summary);
  g_assert_false (portunus_forecast_is_complete (forecast));
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_NEWER], ==, 1);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_NEW], ==, PORTUNUS_FORECAST_MAX_ENTRIES - 1);
  g_assert_cmpuint (summary.n_files[PORTUNUS_FORECAST_UNSEEN], ==, N_HUGE - PORTUNUS_FORECAST_MAX_ENTRIES);
  g_assert_cmpuint (summary.needed_bytes, ==, N_HUGE);
  assert_fate (forecast, N_HUGE - 1, PORTUNUS_FORECAST_UNSEEN, PORTUNUS_SINK_IGNORE, "999999/999999");
}

static void
test_async (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (PortunusManifest) manifest = create_manifest (six, OFFERED_NS);
  g_autoptr (PortunusOffer) offer = portunus_offer_new (transfer_id, "an offer", manifest);
  const PortunusForecastQuestion question = { .offer = offer, .directory = f->destination };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (PortunusForecast) forecast = NULL;
  g_autoptr (GError) error = NULL;

  put_six (f);
  portunus_forecast_new_async (&question, NULL, portunus_test_store_result, &result);
  g_assert_null (result);
  portunus_test_wait_result (&result);
  forecast = portunus_forecast_new_finish (result, &error);
  g_assert_no_error (error);
  assert_fate (forecast, 1, PORTUNUS_FORECAST_SAME, PORTUNUS_SINK_CREATE, "same (1)");

  g_cancellable_cancel (cancellable);
  portunus_forecast_new_async (&question, cancellable, portunus_test_store_result, &cancelled);
  portunus_test_wait_result (&cancelled);
  g_assert_null (portunus_forecast_new_finish (cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/transfer/forecast/rename", test_rename },
    { "/transfer/forecast/policies", test_policies },
    { "/transfer/forecast/folders", test_folders },
    { "/transfer/forecast/links", test_links },
    { "/transfer/forecast/file-for-folder", test_file_for_folder },
    { "/transfer/forecast/unreadable", test_unreadable },
    { "/transfer/forecast/missing", test_missing },
    { "/transfer/forecast/no-folder", test_no_folder },
    { "/transfer/forecast/sum", test_sum },
    { "/transfer/forecast/room", test_room },
    { "/transfer/forecast/beginnings", test_beginnings },
    { "/transfer/forecast/own", test_own },
    { "/transfer/forecast/huge", test_huge },
    { "/transfer/forecast/async", test_async },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, setup, tests[i].func, teardown);
  return g_test_run ();
}
