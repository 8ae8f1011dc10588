/* portunus-transfers-view-rows.c: what a line of the Transfers page looks like and does
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfers-view-private.h"

#include "portunus-file-row.h"
#include "portunus-past-row.h"
#include "portunus-running-row.h"
#include "portunus-transfer-places.h"
#include "portunus-transfer-text.h"
#include "portunus-transfers-line.h"

/* (transfer full) (nullable): the transfer that a file belongs to. */
static PortunusHistoryEntry *
dup_entry (GtkTreeListRow *row)
{
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);
  g_autoptr (GtkTreeListRow) parent = NULL;

  if (PORTUNUS_IS_HISTORY_ENTRY (item))
    return PORTUNUS_HISTORY_ENTRY (g_steal_pointer (&item));
  parent = gtk_tree_list_row_get_parent (row);
  return parent != NULL ? dup_entry (parent) : NULL;
}

static GFile *
dup_file (GtkTreeListRow *row)
{
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (row);
  g_autoptr (PortunusHistoryEntry) entry = dup_entry (row);

  if (entry == NULL || !PORTUNUS_IS_HISTORY_FILE (item))
    return NULL;
  return portunus_transfer_places_dup_file (entry, PORTUNUS_HISTORY_FILE (item));
}

static GPtrArray *
list_dragged (PortunusTransfersView *self,
              GtkTreeListRow        *row)
{
  g_autoptr (PortunusHistoryEntry) entry = dup_entry (row);
  g_autoptr (GPtrArray) files = NULL;
  GPtrArray *dragged;
  GFile *file;

  if (entry == NULL)
    return NULL;
  if (gtk_tree_list_row_get_depth (row) == 0)
    {
      files = portunus_history_list_read_files (self->past, entry);
      return portunus_transfer_places_list_tops (entry, files);
    }
  dragged = g_ptr_array_new_with_free_func (g_object_unref);
  file = dup_file (row);
  if (file != NULL)
    g_ptr_array_add (dragged, file);
  return dragged;
}

static GdkContentProvider *
prepare_drag_cb (GtkDragSource         *source,
                 double                 x,
                 double                 y,
                 PortunusTransfersView *self)
{
  GtkWidget *line = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  GtkTreeExpander *expander = portunus_transfers_line_get_expander (PORTUNUS_TRANSFERS_LINE (line));
  GtkTreeListRow *row = expander != NULL ? gtk_tree_expander_get_list_row (expander) : NULL;
  g_autoptr (GPtrArray) files = row != NULL ? list_dragged (self, row) : NULL;
  GdkFileList *list;
  GdkContentProvider *provider;

  if (files == NULL || files->len == 0)
    return NULL;
  list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return provider;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          PortunusTransfersView    *self)
{
  PortunusTransfersLine *line = g_object_new (PORTUNUS_TYPE_TRANSFERS_LINE, NULL);
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_drag_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (line), GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (item, GTK_WIDGET (line));
}

static void
bind_entry (PortunusTransfersView *self,
            PortunusTransfersLine *line,
            PortunusHistoryEntry  *entry)
{
  GtkWidget *row = portunus_transfers_line_ensure_row (line, PORTUNUS_TYPE_PAST_ROW);
  g_autofree char *day = NULL;

  if (portunus_history_list_is_first_of_day (self->past, entry))
    day = portunus_transfer_text_dup_day (portunus_history_entry_get_record (entry)->started);
  portunus_transfers_line_set_day (line, day);
  portunus_past_row_set_entry (PORTUNUS_PAST_ROW (row), entry);
}

static void
bind_transfer (PortunusTransfersLine *line,
               PortunusTransfer      *transfer)
{
  GtkWidget *row = portunus_transfers_line_ensure_row (line, PORTUNUS_TYPE_RUNNING_ROW);

  portunus_running_row_set_transfer (PORTUNUS_RUNNING_ROW (row), transfer);
}

static void
bind_file (PortunusTransfersLine *line,
           PortunusHistoryFile   *file)
{
  GtkWidget *row = portunus_transfers_line_ensure_row (line, PORTUNUS_TYPE_FILE_ROW);

  portunus_file_row_set_file (PORTUNUS_FILE_ROW (row), file);
}

static void
fill_cb (GtkListItem *item,
         gpointer     user_data)
{
  PortunusTransfersView *self = user_data;
  PortunusTransfersLine *line = PORTUNUS_TRANSFERS_LINE (gtk_list_item_get_child (item));
  GtkTreeListRow *row = GTK_TREE_LIST_ROW (gtk_list_item_get_item (item));
  g_autoptr (GObject) shown = gtk_tree_list_row_get_item (row);

  portunus_transfers_line_set_filled (line, TRUE);
  gtk_tree_expander_set_list_row (portunus_transfers_line_get_expander (line), row);
  if (PORTUNUS_IS_TRANSFER (shown))
    bind_transfer (line, PORTUNUS_TRANSFER (shown));
  else if (PORTUNUS_IS_HISTORY_ENTRY (shown))
    bind_entry (self, line, PORTUNUS_HISTORY_ENTRY (shown));
  else
    bind_file (line, PORTUNUS_HISTORY_FILE (shown));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         PortunusTransfersView    *self)
{
  if (!portunus_row_queue_add (self->queue, item))
    portunus_transfers_line_set_filled (PORTUNUS_TRANSFERS_LINE (gtk_list_item_get_child (item)), FALSE);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           PortunusTransfersView    *self)
{
  PortunusTransfersLine *line = PORTUNUS_TRANSFERS_LINE (gtk_list_item_get_child (item));
  GtkWidget *row = portunus_transfers_line_get_row (line);

  if (self->queue != NULL)
    portunus_row_queue_remove (self->queue, item);
  if (row == NULL)
    return;
  if (PORTUNUS_IS_RUNNING_ROW (row))
    portunus_running_row_set_transfer (PORTUNUS_RUNNING_ROW (row), NULL);
  else if (PORTUNUS_IS_PAST_ROW (row))
    portunus_past_row_set_entry (PORTUNUS_PAST_ROW (row), NULL);
  else if (PORTUNUS_IS_FILE_ROW (row))
    portunus_file_row_set_file (PORTUNUS_FILE_ROW (row), NULL);
  gtk_tree_expander_set_list_row (portunus_transfers_line_get_expander (line), NULL);
}

GtkListItemFactory *
_portunus_transfers_view_create_factory (PortunusTransfersView *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->queue = portunus_row_queue_new (self->list_view, fill_cb, self);
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  return factory;
}

/* A transfer shows its files, and a file that is there is opened. */
void
_portunus_transfers_view_activate_row (PortunusTransfersView *self,
                                       guint                  position)
{
  g_autoptr (GtkTreeListRow) row = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  g_autoptr (GFile) file = row != NULL ? dup_file (row) : NULL;

  if (file != NULL)
    portunus_transfer_places_open (GTK_WIDGET (self), file);
  else if (row != NULL && gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

GtkWidget *
_portunus_transfers_view_find_focused (PortunusTransfersView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *child = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  GtkWidget *line = child;
  GtkWidget *row = NULL;

  /* The focus is on the list's own widget around the line, or on something inside the line. */
  if (focus != NULL && !PORTUNUS_IS_TRANSFERS_LINE (child))
    line = gtk_widget_get_ancestor (focus, PORTUNUS_TYPE_TRANSFERS_LINE);
  if (line != NULL)
    row = portunus_transfers_line_get_row (PORTUNUS_TRANSFERS_LINE (line));
  return PORTUNUS_IS_PAST_ROW (row) ? row : NULL;
}
