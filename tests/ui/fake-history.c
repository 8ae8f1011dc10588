/* fake-history.c: a past for the user interface: the environment says how much of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "fake-history.h"

#include <stdlib.h>

#include "portunus-paths.h"
#include "portunus-transfer-error.h"

#define HOUR (60 * 60)

typedef struct
{
  const char            *title;
  const char            *peer;
  const char            *label;
  const char            *lane;
  gboolean               is_incoming;
  gboolean               is_unconfirmed;
  PortunusHistoryResult  result;
  PortunusTransferError  error;
  gint64                 hours_ago;
} Scene;

static const Scene scenes[] = {
  { "holiday photos", "Anna’s laptop", "verified", "LAN", TRUE, FALSE, PORTUNUS_HISTORY_DONE, 0, 1 },
  { "report.pdf and 2 more", "Firefox on Bob’s phone", "browser", "LAN", FALSE, TRUE, PORTUNUS_HISTORY_DONE, 0, 2 },
  { "disk.img", "Carol", "not verified", "relay", TRUE, FALSE, PORTUNUS_HISTORY_FAILED,
    PORTUNUS_TRANSFER_ERROR_DISK_FULL, 30 },
  { "a name that is much longer than any window is wide and that goes on and on, because somebody always does that.tar",
    "<b>Mallory</b> & a name that goes on and on until there is no room left for anything else at all", "not verified",
    "TURN", TRUE, FALSE, PORTUNUS_HISTORY_INTERRUPTED, 0, 31 },
  { "innocent\xe2\x80\xaegnp.exe", "Dave", "not verified", "direct", TRUE, FALSE, PORTUNUS_HISTORY_DECLINED, 0, 32 },
  { "music", "Erin", "verified", "direct", FALSE, FALSE, PORTUNUS_HISTORY_CANCELLED, 0, 60 },
};

static PortunusHistoryRecord
make_record (guint   number,
             gint64  now,
             char  **sources)
{
  const Scene *scene = &scenes[number % G_N_ELEMENTS (scenes)];
  gint64 age_h = scene->hours_ago + (gint64) (number / G_N_ELEMENTS (scenes)) * 72;

  return (PortunusHistoryRecord) {
    .id = number + 1,
    .result = scene->result,
    .is_incoming = scene->is_incoming,
    .is_unconfirmed = scene->is_unconfirmed,
    .title = (char *) scene->title,
    .peer_name = (char *) scene->peer,
    .peer_label = (char *) scene->label,
    .lane = (char *) scene->lane,
    .folder = scene->is_incoming ? (char *) g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD) : NULL,
    .sources = scene->is_incoming ? NULL : sources,
    .error_domain = scene->error != 0 ? (char *) g_quark_to_string (PORTUNUS_TRANSFER_ERROR) : NULL,
    .error_code = (int) scene->error,
    .n_files = 3,
    .files_done = scene->result == PORTUNUS_HISTORY_DONE ? 3 : 1,
    .total_bytes = 40000000,
    .done_bytes = 40000000,
    .started = now - age_h * HOUR,
    .ended = now - age_h * HOUR + 10,
  };
}

static GPtrArray *
make_files (void)
{
  static const char * const names[] = { "holiday photos/beach.jpg", "holiday photos/<b>dog</b>.jpg",
                                        "holiday photos/lost.jpg" };
  GPtrArray *files = g_ptr_array_new_with_free_func (g_object_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PortunusHistoryFile *file = portunus_history_file_new (names[i], 13000000 + i);

      portunus_history_file_set_state (file, i < 2 ? PORTUNUS_HISTORY_FILE_DONE : PORTUNUS_HISTORY_FILE_FAILED, NULL);
      g_ptr_array_add (files, file);
    }
  return files;
}

static void
fill (const char *path,
      guint       n)
{
  g_autoptr (PortunusHistory) history = portunus_history_open (path, NULL);
  g_autoptr (GPtrArray) files = make_files ();
  g_autofree char *source = g_build_filename (g_get_user_cache_dir (), "again.txt", NULL);
  char *sources[] = { source, NULL };
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  for (guint i = 0; i < n; i++)
    {
      PortunusHistoryRecord record = make_record (i, now, sources);
      g_autoptr (GError) error = NULL;

      portunus_history_put (history, &record, files, &error);
      g_assert_no_error (error);
    }
}

PortunusLedger *
fake_history_open_ledger (void)
{
  const char *n_past = g_getenv ("FAKE_PAST");
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;

  if (n_past == NULL)
    return portunus_ledger_new (NULL);
  folder = portunus_paths_dup_data_dir (NULL, NULL);
  path = g_build_filename (folder, PORTUNUS_HISTORY_NAME, NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    fill (path, (guint) atoi (n_past));
  return portunus_ledger_new (path);
}

static PortunusOffer *
make_offer (void)
{
  static const char * const names[] = { "photos/one.jpg", "photos/two.jpg", "photos/three.jpg" };
  static const guint8 id[PORTUNUS_TRANSFER_ID_SIZE] = { 7 };
  g_autoptr (PortunusManifestBuilder) builder = portunus_manifest_builder_new ();
  g_autoptr (PortunusManifest) manifest = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const PortunusEntry entry = { .type = PORTUNUS_ENTRY_FILE, .path = names[i], .size = 13000000,
                                    .mode = PORTUNUS_MODE_UNKNOWN, .mtime_ns = PORTUNUS_MTIME_UNKNOWN };

      portunus_manifest_builder_add (builder, &entry, NULL);
    }
  manifest = portunus_manifest_builder_finish (builder);
  return portunus_offer_new (id, "photos", manifest);
}

static void
cancel_cb (PortunusTransfer *transfer)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");

  portunus_transfer_finish (transfer, error);
}

void
fake_history_add (PortunusLedger   *ledger,
                  PortunusTransfer *transfer)
{
  g_autoptr (PortunusOffer) offer = make_offer ();

  portunus_transfer_set_title (transfer, "photos");
  portunus_transfer_set_offer (transfer, offer);
  portunus_transfer_set_can_pause (transfer, TRUE);
  g_signal_connect (transfer, "cancel-requested", G_CALLBACK (cancel_cb), NULL);
  portunus_ledger_add (ledger, transfer);
  portunus_transfer_report_file (transfer, "photos/one.jpg", PORTUNUS_FILE_DONE, NULL);
}
