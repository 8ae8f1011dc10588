/* portunus-transfers-model.c: running and past transfers and their files as one tree for a list view
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfers-model.h"

#include "portunus-transfer-files.h"

typedef struct
{
  PortunusLedger      *ledger;
  PortunusHistoryList *past;
} Origin;

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  g_object_unref (origin->ledger);
  g_object_unref (origin->past);
  g_free (origin);
}

static GListModel *
create_files_cb (gpointer item,
                 gpointer user_data)
{
  const Origin *origin = user_data;
  GListModel *files = NULL;

  if (PORTUNUS_IS_TRANSFER (item))
    {
      files = portunus_ledger_get_files (origin->ledger, item);
      return files != NULL ? g_object_ref (files) : NULL;
    }
  if (PORTUNUS_IS_HISTORY_ENTRY (item) && portunus_history_entry_get_record (item)->n_kept_files > 0)
    files = portunus_transfer_files_new (origin->past, item);
  return files;
}

/**
 * portunus_transfers_model_new:
 * @ledger: all transfers of this program
 * @past: those that are over
 *
 * Returns: (transfer full): #GtkTreeListRow of #PortunusTransfer, then of #PortunusHistoryEntry, and beneath them of
 *   #PortunusHistoryFile
 */
GtkTreeListModel *
portunus_transfers_model_new (PortunusLedger      *ledger,
                              PortunusHistoryList *past)
{
  GListStore *lists = g_list_store_new (G_TYPE_LIST_MODEL);
  Origin *origin = g_new (Origin, 1);

  *origin = (Origin) { .ledger = g_object_ref (ledger), .past = g_object_ref (past) };
  g_list_store_append (lists, portunus_ledger_get_running (ledger));
  g_list_store_append (lists, past);
  return gtk_tree_list_model_new (G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (lists))), FALSE, FALSE,
                                  create_files_cb, origin, origin_free);
}
