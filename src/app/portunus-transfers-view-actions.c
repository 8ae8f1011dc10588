/* portunus-transfers-view-actions.c: what can be done with past transfers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfers-view-private.h"

#include <glib/gi18n.h>

#include "portunus-past-row.h"
#include "portunus-toast.h"
#include "portunus-transfer-places.h"

#define UNDO_SECONDS 10

/* What was taken away and may come back, for as long as the toast is there. */
typedef struct
{
  PortunusLedger *ledger;
  gint64          number;
  gboolean        is_back;
} Undo;

static void
undo_free (gpointer  data,
           GClosure *closure)
{
  Undo *undo = data;

  g_object_unref (undo->ledger);
  g_free (undo);
}

static void
undo_cb (AdwToast *toast,
         Undo     *undo)
{
  undo->is_back = TRUE;
  portunus_ledger_bring_back (undo->ledger, undo->number);
}

static void
dismissed_cb (AdwToast *toast,
              Undo     *undo)
{
  if (!undo->is_back)
    portunus_ledger_forget (undo->ledger, undo->number);
}

static void
offer_undo (PortunusTransfersView *self,
            gint64                 number,
            const char            *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  AdwToast *toast;
  Undo *undo;

  if (overlay == NULL)
    return;
  undo = g_new0 (Undo, 1);
  undo->ledger = g_object_ref (self->ledger);
  undo->number = number;
  toast = adw_toast_new (text);
  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (undo_cb), undo);
  g_signal_connect_data (toast, "dismissed", G_CALLBACK (dismissed_cb), undo, undo_free, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
finish_hiding (PortunusTransfersView *self,
               GAsyncResult          *result,
               const char            *text)
{
  g_autoptr (GError) error = NULL;
  gint64 number = portunus_ledger_hide_finish (self->ledger, result, &error);

  if (number > 0)
    {
      offer_undo (self, number, text);
      return;
    }
  g_debug ("Cannot take away from the history: %s", error->message);
  portunus_toast (GTK_WIDGET (self), _("The history cannot be changed. Look whether the disk is full."));
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PortunusTransfersView) self = user_data;

  finish_hiding (self, result, _("Removed from the history"));
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (PortunusTransfersView) self = user_data;

  finish_hiding (self, result, _("History cleared"));
}

static PortunusHistoryEntry *
dup_entry (PortunusTransfersView *self,
           GVariant              *parameter)
{
  return self->past != NULL ? portunus_history_list_dup_entry (self->past, g_variant_get_int64 (parameter)) : NULL;
}

static void
remove_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);

  if (self->ledger != NULL)
    portunus_ledger_hide_async (self->ledger, g_variant_get_int64 (parameter), removed_cb, g_object_ref (self));
}

static void
clear_cb (GtkWidget  *widget,
          const char *action_name,
          GVariant   *parameter)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);

  if (self->ledger != NULL)
    portunus_ledger_hide_async (self->ledger, 0, cleared_cb, g_object_ref (self));
}

static GPtrArray *
list_tops (PortunusTransfersView *self,
           PortunusHistoryEntry  *entry)
{
  g_autoptr (GPtrArray) files = portunus_history_list_read_files (self->past, entry);

  return portunus_transfer_places_list_tops (entry, files);
}

static void
say_gone (PortunusTransfersView *self)
{
  portunus_toast (GTK_WIDGET (self), _("The files are not there any more."));
}

static void
open_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);
  g_autoptr (PortunusHistoryEntry) entry = dup_entry (self, parameter);
  g_autoptr (GPtrArray) tops = entry != NULL ? list_tops (self, entry) : NULL;
  g_autoptr (GFile) folder = NULL;

  if (tops == NULL || tops->len == 0)
    {
      say_gone (self);
      return;
    }
  folder = g_file_get_parent (g_ptr_array_index (tops, 0));
  portunus_transfer_places_open (widget, tops->len == 1 ? g_ptr_array_index (tops, 0) : folder);
}

static void
show_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);
  g_autoptr (PortunusHistoryEntry) entry = dup_entry (self, parameter);
  g_autoptr (GPtrArray) tops = entry != NULL ? list_tops (self, entry) : NULL;
  g_autoptr (GFile) folder = NULL;

  if (tops == NULL || portunus_history_entry_get_record (entry)->folder == NULL)
    {
      say_gone (self);
      return;
    }
  folder = g_file_new_for_path (portunus_history_entry_get_record (entry)->folder);
  portunus_transfer_places_show (widget, tops, folder);
}

static void
send_again_cb (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);
  g_autoptr (PortunusHistoryEntry) entry = dup_entry (self, parameter);

  if (entry != NULL && portunus_history_entry_get_record (entry)->sources != NULL)
    g_signal_emit_by_name (self, "send-again", portunus_history_entry_get_record (entry)->sources);
}

static void
receive_again_cb (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  g_signal_emit_by_name (widget, "receive-again");
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (PortunusTransfersView) self = user_data;
  g_autoptr (GError) error = NULL;

  if (portunus_ledger_export_finish (PORTUNUS_LEDGER (source), result, &error))
    {
      portunus_toast (GTK_WIDGET (self), _("History exported"));
      return;
    }
  g_debug ("Cannot export the history: %s", error->message);
  portunus_toast (GTK_WIDGET (self), _("The file cannot be written. Choose another folder."));
}

static void
chosen_cb (GtkNativeDialog       *dialog,
           int                    response,
           PortunusTransfersView *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    portunus_ledger_export_async (self->ledger, g_str_has_suffix (name, ".json") ? PORTUNUS_HISTORY_JSON
                                                                                 : PORTUNUS_HISTORY_CSV,
                                  file, exported_cb, g_object_ref (self));
  g_clear_object (&self->chooser);
}

static void
export_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  PortunusTransfersView *self = PORTUNUS_TRANSFERS_VIEW (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autoptr (GtkFileChooserNative) chooser = NULL;
  g_autofree char *name = NULL;

  if (self->ledger == NULL || self->chooser != NULL)
    return;
  chooser = gtk_file_chooser_native_new (_("Export the History"), GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE,
                                         _("_Export"), NULL);
  /* Translators: the name of a file; what comes after it is added */
  name = g_strdup_printf ("%s.%s", _("Portunus transfers"), g_variant_get_string (parameter, NULL));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  g_set_object (&self->chooser, G_OBJECT (chooser));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
search_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  /* The shortcut is good for the whole window. */
  if (gtk_widget_get_mapped (widget))
    gtk_widget_grab_focus (GTK_WIDGET (PORTUNUS_TRANSFERS_VIEW (widget)->search_entry));
}

static gboolean
remove_focused_cb (GtkWidget *widget,
                   GVariant  *parameter,
                   gpointer   user_data)
{
  GtkWidget *row = _portunus_transfers_view_find_focused (PORTUNUS_TRANSFERS_VIEW (widget));
  PortunusHistoryEntry *entry = row != NULL ? portunus_past_row_get_entry (PORTUNUS_PAST_ROW (row)) : NULL;

  if (entry == NULL)
    return FALSE;
  gtk_widget_activate_action (widget, "transfers.remove", "x", portunus_history_entry_get_record (entry)->id);
  return TRUE;
}

static gboolean
popup_focused_cb (GtkWidget *widget,
                  GVariant  *parameter,
                  gpointer   user_data)
{
  GtkWidget *row = _portunus_transfers_view_find_focused (PORTUNUS_TRANSFERS_VIEW (widget));

  if (row == NULL)
    return FALSE;
  portunus_past_row_popup_menu (PORTUNUS_PAST_ROW (row));
  return TRUE;
}

void
_portunus_transfers_view_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "transfers.open", "x", open_cb);
  gtk_widget_class_install_action (widget_class, "transfers.show", "x", show_cb);
  gtk_widget_class_install_action (widget_class, "transfers.send-again", "x", send_again_cb);
  gtk_widget_class_install_action (widget_class, "transfers.receive-again", "x", receive_again_cb);
  gtk_widget_class_install_action (widget_class, "transfers.remove", "x", remove_cb);
  gtk_widget_class_install_action (widget_class, "transfers.clear", NULL, clear_cb);
  gtk_widget_class_install_action (widget_class, "transfers.export", "s", export_cb);
  gtk_widget_class_install_action (widget_class, "transfers.search", NULL, search_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, remove_focused_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, popup_focused_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, popup_focused_cb, NULL);
}

void
_portunus_transfers_view_update_actions (PortunusTransfersView *self)
{
  gboolean has_past = self->past != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->past)) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "transfers.clear", has_past);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "transfers.export", has_past);
}
