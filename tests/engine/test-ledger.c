/* test-ledger.c: every transfer is followed and written down, whoever starts it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "device.h"

#include <string.h>

#include "portunus-ledger.h"
#include "portunus-test.h"
#include "portunus-transfer-error.h"

#define TIMEOUT_MS 30000
#define N_FILES    300

typedef struct
{
  char           *dir;
  char           *path;
  PortunusLedger *ledger;
  guint           n_changes;
} Fixture;

static void
count_cb (Fixture *f)
{
  f->n_changes++;
}

static void
open_ledger (Fixture *f)
{
  f->ledger = portunus_ledger_new (f->path);
  g_signal_connect_swapped (f->ledger, "changed", G_CALLBACK (count_cb), f);
}

static void
setup (Fixture       *f,
       gconstpointer  data)
{
  f->dir = portunus_test_make_dir ();
  f->path = g_build_filename (f->dir, "history.sqlite", NULL);
  open_ledger (f);
}

static void
close_ledger (Fixture *f)
{
  portunus_ledger_stop (f->ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&f->ledger));
}

static void
teardown (Fixture       *f,
          gconstpointer  data)
{
  close_ledger (f);
  portunus_test_remove_tree (f->dir);
  g_free (f->dir);
  g_free (f->path);
}

static PortunusOffer *
make_offer (void)
{
  static const guint8 id[PORTUNUS_TRANSFER_ID_SIZE] = { 1, 2, 3 };
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("photos/%03u.jpg", i);
      const PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = path, .size = 1000,
                                    .mode = PORTUNUS_MODE_UNKNOWN, .mtime_ns = PORTUNUS_MTIME_UNKNOWN };

      g_assert_true (portunus_manifest_builder_add (builder, &entry, NULL));
    }
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (id, "photos", manifest);
}

static PortunusTransfer *
make_transfer (gboolean is_incoming)
{
  static const char * const words[] = { "copper", "violin", "harbor", "eleven", NULL };
  PortunusTransfer *transfer = portunus_transfer_new (is_incoming);

  portunus_transfer_set_device (transfer, "device-a");
  portunus_transfer_set_peer (transfer, "Anna", "verified", words);
  return transfer;
}

static void
offer (PortunusTransfer *transfer)
{
  g_autoptr (PortunusOffer) offer = make_offer ();

  portunus_transfer_set_offer (transfer, offer);
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_OFFERED);
}

/* Reads what the writer's thread wrote so far, once it is through. */
static PortunusHistoryEntry *
read_only_entry (Fixture   *f,
                 GPtrArray **files)
{
  g_autoptr (PortunusHistoryList) list = NULL;
  PortunusHistoryEntry *entry;

  portunus_ledger_stop (f->ledger);
  list = portunus_ledger_create_list (f->ledger);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  entry = g_list_model_get_item (G_LIST_MODEL (list), 0);
  *files = portunus_history_list_read_files (list, entry);
  return entry;
}

static PortunusHistoryFile *
find_file (GPtrArray  *files,
           const char *name)
{
  for (guint i = 0; i < files->len; i++)
    if (g_str_equal (portunus_history_file_get_name (g_ptr_array_index (files, i)), name))
      return g_ptr_array_index (files, i);
  return NULL;
}

static void
test_follow (Fixture       *f,
             gconstpointer  data)
{
  g_autoptr (PortunusTransfer) transfer = make_transfer (TRUE);
  GListModel *running = portunus_ledger_get_running (f->ledger);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  const PortunusHistoryRecord *record;

  portunus_ledger_add (f->ledger, transfer);
  portunus_ledger_add (f->ledger, transfer);
  g_assert_cmpuint (g_list_model_get_n_items (running), ==, 0);
  offer (transfer);
  g_assert_cmpuint (g_list_model_get_n_items (running), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_ledger_get_files (f->ledger, transfer)), ==, 100);

  portunus_transfer_set_directory (transfer, "/tmp/somewhere");
  portunus_transfer_set_path (transfer, "LAN");
  portunus_transfer_set_totals (transfer, N_FILES, N_FILES * 1000);
  portunus_transfer_set_state (transfer, PORTUNUS_TRANSFER_RUNNING);
  portunus_transfer_report_place (transfer, "photos/000.jpg", "photos (2)/000.jpg");
  portunus_transfer_report_file (transfer, "photos/000.jpg", PORTUNUS_FILE_DONE, NULL);
  portunus_transfer_report_file (transfer, "photos/001.jpg", PORTUNUS_FILE_FAILED, "gone");
  portunus_transfer_report_file (transfer, "photos/250.jpg", PORTUNUS_FILE_FAILED, "gone too");
  portunus_transfer_set_progress (transfer, N_FILES - 2, (N_FILES - 2) * 1000);
  portunus_transfer_finish (transfer, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (running), ==, 0);
  g_assert_null (portunus_ledger_get_files (f->ledger, transfer));

  entry = read_only_entry (f, &files);
  record = portunus_history_entry_get_record (entry);
  g_assert_cmpint (record->result, ==, PORTUNUS_HISTORY_DONE);
  g_assert_true (record->is_incoming);
  g_assert_cmpstr (record->title, ==, "photos");
  g_assert_cmpstr (record->peer_name, ==, "Anna");
  g_assert_cmpstr (record->peer_device, ==, "device-a");
  g_assert_cmpstr (record->lane, ==, "LAN");
  g_assert_cmpstr (record->folder, ==, "/tmp/somewhere");
  g_assert_cmpuint (record->files_done, ==, N_FILES - 2);
  g_assert_cmpint (record->ended, >=, record->started);
  g_assert_cmpuint (files->len, ==, 101);
  g_assert_cmpstr (portunus_history_file_get_place (find_file (files, "photos/000.jpg")), ==, "photos (2)/000.jpg");
  g_assert_cmpint (portunus_history_file_get_state (find_file (files, "photos/001.jpg")), ==,
                   PORTUNUS_HISTORY_FILE_FAILED);
  g_assert_cmpint (portunus_history_file_get_state (find_file (files, "photos/002.jpg")), ==,
                   PORTUNUS_HISTORY_FILE_PENDING);
  g_assert_cmpstr (portunus_history_file_get_message (find_file (files, "photos/250.jpg")), ==, "gone too");
}

static void
test_failure (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (PortunusTransfer) transfer = make_transfer (FALSE);
  g_autoptr (GError) error = g_error_new_literal (PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL, "full");
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  g_autoptr (GError) read = NULL;

  offer (transfer);
  portunus_ledger_add (f->ledger, transfer);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_ledger_get_running (f->ledger)), ==, 1);
  portunus_transfer_finish (transfer, error);
  entry = read_only_entry (f, &files);
  g_assert_cmpint (portunus_history_entry_get_record (entry)->result, ==, PORTUNUS_HISTORY_FAILED);
  g_assert_cmpuint (portunus_history_entry_get_record (entry)->n_files, ==, N_FILES);
  read = portunus_history_entry_dup_error (entry);
  g_assert_error (read, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_DISK_FULL);
}

/* Nothing was offered, so nothing is remembered; and nothing is where nothing shall be. */
static void
test_nothing (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (PortunusTransfer) early = make_transfer (TRUE);
  g_autoptr (PortunusTransfer) secret = make_transfer (TRUE);
  g_autoptr (PortunusHistoryList) list = NULL;

  portunus_ledger_add (f->ledger, early);
  portunus_transfer_finish (early, NULL);
  portunus_ledger_set_recording (f->ledger, FALSE);
  portunus_ledger_add (f->ledger, secret);
  offer (secret);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_ledger_get_running (f->ledger)), ==, 1);
  portunus_transfer_finish (secret, NULL);
  portunus_ledger_stop (f->ledger);
  list = portunus_ledger_create_list (f->ledger);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
}

/* Strangers may offer as much as they like, and fill no disk by it. */
static void
test_unasked (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (PortunusTransfer) ignored = portunus_transfer_new (TRUE);
  g_autoptr (PortunusTransfer) accepted = portunus_transfer_new (TRUE);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (PortunusHistoryEntry) entry = NULL;

  portunus_transfer_set_peer (ignored, "Mallory", "not verified", NULL);
  portunus_transfer_set_peer (accepted, "Anna", "not verified", NULL);
  portunus_ledger_add_unasked (f->ledger, ignored);
  portunus_ledger_add_unasked (f->ledger, accepted);
  offer (ignored);
  offer (accepted);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_ledger_get_running (f->ledger)), ==, 2);
  portunus_transfer_set_directory (accepted, "/tmp/somewhere");
  portunus_transfer_set_state (accepted, PORTUNUS_TRANSFER_RUNNING);
  portunus_transfer_finish (accepted, NULL);
  portunus_transfer_finish (ignored, NULL);
  entry = read_only_entry (f, &files);
  g_assert_cmpstr (portunus_history_entry_get_record (entry)->peer_name, ==, "Anna");
  g_assert_cmpuint (files->len, ==, 100);
}

/* The program ends in the middle, and the next one finds what is left. */
static void
test_interrupted (Fixture       *f,
                  gconstpointer  data)
{
  g_autoptr (PortunusTransfer) transfer = make_transfer (TRUE);
  g_autoptr (PortunusTransfer) again = make_transfer (TRUE);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GPtrArray) new_files = NULL;
  g_autoptr (PortunusHistoryEntry) entry = NULL;
  g_autoptr (PortunusHistoryEntry) new_entry = NULL;

  portunus_ledger_add (f->ledger, transfer);
  offer (transfer);
  close_ledger (f);
  open_ledger (f);
  entry = read_only_entry (f, &files);
  g_assert_cmpint (portunus_history_entry_get_record (entry)->result, ==, PORTUNUS_HISTORY_INTERRUPTED);

  /* What goes on is one transfer for people. */
  close_ledger (f);
  open_ledger (f);
  portunus_ledger_add (f->ledger, again);
  offer (again);
  portunus_transfer_finish (again, NULL);
  new_entry = read_only_entry (f, &new_files);
  g_assert_cmpint (portunus_history_entry_get_record (new_entry)->result, ==, PORTUNUS_HISTORY_DONE);
}

static gboolean
has_changed (gpointer user_data)
{
  return ((Fixture *) user_data)->n_changes > 0;
}

static void
wait_change (Fixture *f)
{
  portunus_test_wait (has_changed, f, TIMEOUT_MS);
  f->n_changes = 0;
}

static gint64
hide_all (Fixture *f)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 number;

  portunus_ledger_hide_async (f->ledger, 0, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  number = portunus_ledger_hide_finish (f->ledger, result, &error);
  g_assert_no_error (error);
  return number;
}

static void
assert_n_entries (PortunusHistoryList *list,
                  guint                n)
{
  portunus_history_list_refresh (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n);
}

static void
test_edit (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (PortunusTransfer) transfer = make_transfer (TRUE);
  g_autofree char *path = g_build_filename (f->dir, "history.csv", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (PortunusHistoryList) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *csv = NULL;

  portunus_ledger_add (f->ledger, transfer);
  offer (transfer);
  wait_change (f);
  portunus_transfer_finish (transfer, NULL);
  wait_change (f);
  list = portunus_ledger_create_list (f->ledger);
  assert_n_entries (list, 1);

  portunus_ledger_bring_back (f->ledger, hide_all (f));
  f->n_changes = 0;
  wait_change (f);
  assert_n_entries (list, 1);
  portunus_ledger_export_async (f->ledger, PORTUNUS_HISTORY_CSV, file, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_true (portunus_ledger_export_finish (f->ledger, result, &error));
  g_assert_true (g_file_get_contents (path, &csv, NULL, NULL));
  g_assert_nonnull (strstr (csv, "\"received\",\"done\",\"photos\",\"Anna\""));

  portunus_ledger_forget (f->ledger, hide_all (f));
  assert_n_entries (list, 0);
}

static void
test_no_history (Fixture       *f,
                 gconstpointer  data)
{
  g_autoptr (PortunusLedger) ledger = portunus_ledger_new (NULL);
  g_autoptr (PortunusHistoryList) list = portunus_ledger_create_list (ledger);
  g_autoptr (PortunusTransfer) transfer = make_transfer (TRUE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  portunus_ledger_add (ledger, transfer);
  offer (transfer);
  g_assert_cmpuint (g_list_model_get_n_items (portunus_ledger_get_running (ledger)), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  portunus_ledger_hide_async (ledger, 0, portunus_test_store_result, &result);
  portunus_test_wait_result (&result);
  g_assert_cmpint (portunus_ledger_hide_finish (ledger, result, &error), ==, 0);
  g_assert_nonnull (error);
}

static PortunusHistoryEntry *
get_only (PortunusEngine *engine)
{
  g_autoptr (PortunusHistoryList) list = NULL;

  portunus_ledger_stop (portunus_engine_get_ledger (engine));
  list = portunus_ledger_create_list (portunus_engine_get_ledger (engine));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  return g_list_model_get_item (G_LIST_MODEL (list), 0);
}

static void
check_sent (Device     *device,
            const char *path)
{
  g_autoptr (PortunusHistoryEntry) entry = get_only (device->engine);
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);

  g_assert_cmpint (record->result, ==, PORTUNUS_HISTORY_DONE);
  g_assert_false (record->is_incoming);
  g_assert_cmpstr (record->peer_name, ==, "There");
  g_assert_cmpstr (record->sources[0], ==, path);
  g_assert_null (record->sources[1]);
  g_assert_null (record->folder);
}

static void
check_received (Device     *device,
                const char *directory)
{
  g_autoptr (PortunusHistoryEntry) entry = get_only (device->engine);
  const PortunusHistoryRecord *record = portunus_history_entry_get_record (entry);
  g_autoptr (PortunusHistoryList) list = portunus_ledger_create_list (portunus_engine_get_ledger (device->engine));
  g_autoptr (GPtrArray) files = portunus_history_list_read_files (list, entry);

  g_assert_cmpint (record->result, ==, PORTUNUS_HISTORY_DONE);
  g_assert_true (record->is_incoming);
  g_assert_cmpstr (record->title, ==, "report.bin");
  g_assert_cmpstr (record->peer_name, ==, "Here");
  g_assert_nonnull (record->peer_device);
  g_assert_nonnull (record->lane);
  g_assert_cmpstr (record->folder, ==, directory);
  g_assert_cmpuint (record->done_bytes, ==, 300000);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpint (portunus_history_file_get_state (g_ptr_array_index (files, 0)), ==, PORTUNUS_HISTORY_FILE_DONE);
  g_assert_cmpstr (portunus_history_file_get_place (g_ptr_array_index (files, 0)), ==, "report.bin");
}

static void
test_real (void)
{
  Device *here = device_new ("Here");
  Device *there = device_new ("There");
  g_autofree char *path = device_make_file (here, "report.bin", 300000);
  Sending *sending = sending_new_file (here, path);
  Fetching *fetching = fetching_new (there, portunus_share_get_link (sending->share), ANSWER_YES);

  fetching_assert_got (fetching, path);
  sending_wait (sending);
  g_assert_no_error (sending->error);
  check_sent (here, path);
  check_received (there, fetching->directory);
  fetching_free (fetching);
  sending_free (sending);
  device_free (here);
  device_free (there);
}

/* One of the two asks for an end by the transfer alone. */
static void
test_request_cancel (void)
{
  Device *here = device_new ("Here");
  Device *there = device_new ("There");
  g_autofree char *path = device_make_file (here, "report.bin", 300000);
  Sending *sending = sending_new_file (here, path);
  Fetching *fetching = fetching_new (there, portunus_share_get_link (sending->share), ANSWER_NOTHING);
  Fetching *again;

  fetching_wait_offer (fetching);
  portunus_transfer_request_cancel (sending_get_transfer (sending, 0));
  fetching_wait (fetching);
  g_assert_error (fetching->error, PORTUNUS_TRANSFER_ERROR, PORTUNUS_TRANSFER_ERROR_CANCELLED_BY_PEER);
  g_assert_cmpint (portunus_transfer_get_state (sending_get_transfer (sending, 0)), ==, PORTUNUS_TRANSFER_CANCELLED);
  fetching_free (fetching);

  /* The share is there for others still. */
  again = fetching_new (there, portunus_share_get_link (sending->share), ANSWER_NOTHING);
  fetching_wait_offer (again);
  portunus_transfer_request_cancel (portunus_pickup_get_transfer (again->pickup));
  fetching_wait (again);
  g_assert_error (again->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fetching_free (again);
  sending_free (sending);
  device_free (here);
  device_free (there);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/ledger/follow", Fixture, NULL, setup, test_follow, teardown);
  g_test_add ("/ledger/failure", Fixture, NULL, setup, test_failure, teardown);
  g_test_add ("/ledger/nothing", Fixture, NULL, setup, test_nothing, teardown);
  g_test_add ("/ledger/unasked", Fixture, NULL, setup, test_unasked, teardown);
  g_test_add ("/ledger/interrupted", Fixture, NULL, setup, test_interrupted, teardown);
  g_test_add ("/ledger/edit", Fixture, NULL, setup, test_edit, teardown);
  g_test_add ("/ledger/no-history", Fixture, NULL, setup, test_no_history, teardown);
  g_test_add_func ("/ledger/real", test_real);
  g_test_add_func ("/ledger/request-cancel", test_request_cancel);
  return g_test_run ();
}
