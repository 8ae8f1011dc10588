/* portunus-window-input.c: what comes in by choosers and drops, and where it goes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-window-private.h"

#include <glib/gi18n.h>

#include "portunus-link.h"
#include "portunus-text-dialog.h"
#include "portunus-toast.h"

static void
show_view (PortunusWindow *self,
           const char     *name)
{
  adw_view_stack_set_visible_child_name (self->views, name);
}

/* A GSList of GFile, in order. */
void
_portunus_window_send_file_list (PortunusWindow *self,
                                 GSList         *files)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (GSList *l = files; l != NULL; l = l->next)
    {
      char *path = g_file_get_path (l->data);

      if (path == NULL)
        {
          portunus_toast (GTK_WIDGET (self->views), _("Only files on this computer can be sent. Copy it here first."));
          return;
        }
      g_ptr_array_add (paths, path);
    }
  if (paths->len == 0)
    return;
  g_ptr_array_add (paths, NULL);
  _portunus_window_send_paths (self, (const char * const *) paths->pdata);
}

static gboolean
is_portunus_link (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (PortunusLink) link = portunus_link_parse (stripped, NULL);

  return link != NULL && link->secret != NULL;
}

void
_portunus_window_take_text (PortunusWindow *self,
                            const char     *text)
{
  if (is_portunus_link (text))
    _portunus_window_receive (self, text);
  else if (*text != '\0')
    _portunus_window_write_text (self, text);
}

static gboolean
drop_cb (GtkDropTarget  *target,
         const GValue   *value,
         double          x,
         double          y,
         PortunusWindow *self)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

      _portunus_window_send_file_list (self, files);
      return TRUE;
    }
  if (G_VALUE_HOLDS (value, G_TYPE_STRING))
    {
      _portunus_window_take_text (self, g_value_get_string (value));
      return TRUE;
    }
  return FALSE;
}

static void
current_drop_cb (GtkDropTarget  *target,
                 GParamSpec     *pspec,
                 PortunusWindow *self)
{
  gtk_widget_set_visible (self->drop_hint, gtk_drop_target_get_current_drop (target) != NULL);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           PortunusWindow  *self)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT)
    portunus_window_send_files (self, files);
  g_clear_object (&self->chooser);
}

static void
destination_chosen_cb (GtkNativeDialog *dialog,
                       int              response,
                       PortunusWindow  *self)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    portunus_receive_view_set_directory (self->receive_view, path);
  else if (response == GTK_RESPONSE_ACCEPT)
    portunus_toast (GTK_WIDGET (self->views), _("Files can only be saved in a folder on this computer."));
  g_clear_object (&self->chooser);
}

static void
show_chooser (PortunusWindow       *self,
              GtkFileChooserNative *chooser,
              GCallback             callback)
{
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", callback, self, 0);
  g_set_object (&self->chooser, G_OBJECT (chooser));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
text_written_cb (PortunusTextDialog *dialog,
                 const char         *text,
                 PortunusWindow     *self)
{
  _portunus_window_send_text (self, text);
}

/**
 * _portunus_window_install_drop:
 * @self: a window
 *
 * Lets the whole window take files and texts.
 */
void
_portunus_window_install_drop (PortunusWindow *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDropTarget *target;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  g_signal_connect_object (target, "notify::current-drop", G_CALLBACK (current_drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * _portunus_window_pick:
 * @self: a window
 * @is_folder: whether to choose folders instead of files
 */
void
_portunus_window_pick (PortunusWindow *self,
                       gboolean        is_folder)
{
  g_autoptr (GtkFileChooserNative) chooser = NULL;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  chooser = gtk_file_chooser_native_new (is_folder ? _("Choose Folders") : _("Choose Files"), GTK_WINDOW (self),
                                         is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER
                                                   : GTK_FILE_CHOOSER_ACTION_OPEN,
                                         _("_Send"), NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  show_chooser (self, chooser, G_CALLBACK (chosen_cb));
}

/**
 * _portunus_window_pick_destination:
 * @self: a window
 *
 * Asks where received files go.
 */
void
_portunus_window_pick_destination (PortunusWindow *self)
{
  g_autoptr (GtkFileChooserNative) chooser = NULL;
  g_autoptr (GFile) folder = NULL;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  folder = g_file_new_for_path (portunus_receive_view_get_directory (self->receive_view));
  chooser = gtk_file_chooser_native_new (_("Save In"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER,
                                         _("_Choose"), NULL);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder, NULL);
  show_chooser (self, chooser, G_CALLBACK (destination_chosen_cb));
}

/**
 * _portunus_window_write_text:
 * @self: a window
 * @text: (nullable): what to begin with
 */
void
_portunus_window_write_text (PortunusWindow *self,
                             const char     *text)
{
  GtkWidget *dialog;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));

  dialog = portunus_text_dialog_new (GTK_WINDOW (self), text);
  g_signal_connect_object (dialog, "text", G_CALLBACK (text_written_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * _portunus_window_receive:
 * @self: a window
 * @link_or_code: a link or a code, not checked
 *
 * Fetches what @link_or_code stands for, unless something is fetched already, or a room to send to is asked for.
 */
void
_portunus_window_receive (PortunusWindow *self,
                          const char     *link_or_code)
{
  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (link_or_code != NULL);

  if (g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "send") == 0
      && portunus_send_view_use_link (self->send_view, link_or_code))
    return;
  show_view (self, "receive");
  if (portunus_receive_view_is_receiving (self->receive_view))
    portunus_toast (GTK_WIDGET (self->views), _("Finish or cancel this transfer first"));
  else
    portunus_receive_view_receive (self->receive_view, link_or_code);
}

/**
 * portunus_window_send_files:
 * @self: a window
 * @files: a list of #GFile
 *
 * Shares @files; asks first where that ends something.
 */
void
portunus_window_send_files (PortunusWindow *self,
                            GListModel     *files)
{
  GSList *list = NULL;

  g_return_if_fail (PORTUNUS_IS_WINDOW (self));
  g_return_if_fail (G_IS_LIST_MODEL (files));

  for (guint i = g_list_model_get_n_items (files); i > 0; i--)
    list = g_slist_prepend (list, g_list_model_get_item (files, i - 1));
  _portunus_window_send_file_list (self, list);
  g_slist_free_full (list, g_object_unref);
}
