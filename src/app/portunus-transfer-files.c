/* portunus-transfer-files.c: the files of a past transfer as a list that is read when it is looked at
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfer-files.h"

struct _PortunusTransferFiles
{
  GObject               parent_instance;

  /* Owned */
  PortunusHistoryList  *list;
  PortunusHistoryEntry *entry;
  GPtrArray            *files;   /* PortunusHistoryFile; NULL before somebody asked for one */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PortunusTransferFiles, portunus_transfer_files, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return PORTUNUS_TYPE_HISTORY_FILE;
}

static guint
get_n_items (GListModel *model)
{
  return portunus_history_entry_get_record (PORTUNUS_TRANSFER_FILES (model)->entry)->n_kept_files;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  PortunusTransferFiles *self = PORTUNUS_TRANSFER_FILES (model);

  if (position >= get_n_items (model))
    return NULL;
  if (self->files == NULL)
    self->files = portunus_history_list_read_files (self->list, self->entry);
  /* They were taken away since the list was made. */
  if (position >= self->files->len)
    return portunus_history_file_new ("", G_MAXUINT64);
  return g_object_ref (g_ptr_array_index (self->files, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
portunus_transfer_files_finalize (GObject *object)
{
  PortunusTransferFiles *self = PORTUNUS_TRANSFER_FILES (object);

  g_clear_object (&self->list);
  g_clear_object (&self->entry);
  g_clear_pointer (&self->files, g_ptr_array_unref);

  G_OBJECT_CLASS (portunus_transfer_files_parent_class)->finalize (object);
}

static void
portunus_transfer_files_class_init (PortunusTransferFilesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_transfer_files_finalize;
}

static void
portunus_transfer_files_init (PortunusTransferFiles *self)
{
}

/**
 * portunus_transfer_files_new:
 * @list: the list of past transfers
 * @entry: one of them
 *
 * Returns: (transfer full): a list of #PortunusHistoryFile
 */
GListModel *
portunus_transfer_files_new (PortunusHistoryList  *list,
                             PortunusHistoryEntry *entry)
{
  PortunusTransferFiles *self = g_object_new (PORTUNUS_TYPE_TRANSFER_FILES, NULL);

  self->list = g_object_ref (list);
  self->entry = g_object_ref (entry);
  return G_LIST_MODEL (self);
}
