/* portunus-folder-question.c: asks the user where received files go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-folder-question.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "portunus-toast.h"

#define OPEN "portunus-folder-question"

typedef struct
{
  /* Owned */
  GtkFileChooserNative *chooser;
  PortunusSettings     *settings;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_clear_object (&self->chooser);
  g_clear_object (&self->settings);
  g_free (self);
}

/* Takes the reference that the signals lived on. */
static void
end (GTask *task,
     char  *path)
{
  Question *self = g_task_get_task_data (task);
  GtkWidget *widget = g_task_get_source_object (task);

  g_signal_handlers_disconnect_by_data (self->chooser, task);
  g_signal_handlers_disconnect_by_data (widget, task);
  g_object_set_data (G_OBJECT (widget), OPEN, NULL);
  if (path != NULL)
    g_task_return_pointer (task, path, g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "No folder was chosen");
  g_object_unref (task);
}

static void
response_cb (GtkNativeDialog *chooser,
             int              response,
             GTask           *task)
{
  Question *self = g_task_get_task_data (task);
  g_autoptr (GFile) folder = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (folder != NULL)
    path = g_file_get_path (folder);
  if (folder != NULL && (path == NULL || access (path, W_OK | X_OK) != 0))
    {
      portunus_toast (g_task_get_source_object (task), _("Nothing can be saved in this folder. Choose another one."));
      g_clear_pointer (&path, g_free);
    }
  if (path != NULL)
    portunus_settings_set_text (self->settings, PORTUNUS_SETTING_DOWNLOAD_FOLDER, path);
  end (task, g_steal_pointer (&path));
}

static void
destroyed_cb (GtkWidget *widget,
              GTask     *task)
{
  end (task, NULL);
}

/**
 * portunus_folder_question_ask_async:
 * @widget: what needs the answer, in a window
 * @settings: where the answer is kept
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks where received files go, by the portal where this is a Flatpak, which may use the folder from then on.
 */
void
portunus_folder_question_ask_async (GtkWidget           *widget,
                                    PortunusSettings    *settings,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  Question *self;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (PORTUNUS_IS_SETTINGS (settings));

  task = g_task_new (widget, NULL, callback, user_data);
  g_task_set_source_tag (task, portunus_folder_question_ask_async);
  if (g_object_get_data (G_OBJECT (widget), OPEN) != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "The question is open already");
      return;
    }

  self = g_new0 (Question, 1);
  self->settings = g_object_ref (settings);
  self->chooser = gtk_file_chooser_native_new (_("Where Do Received Files Go?"),
                                               GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), NULL);
  g_task_set_task_data (task, self, question_free);
  g_object_set_data (G_OBJECT (widget), OPEN, self);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect (self->chooser, "response", G_CALLBACK (response_cb), task);
  g_signal_connect (widget, "destroy", G_CALLBACK (destroyed_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
  g_steal_pointer (&task);
}

/**
 * portunus_folder_question_ask_finish:
 * @widget: as for portunus_folder_question_ask_async()
 * @result: what the callback got
 * @error: return location for %G_IO_ERROR_CANCELLED, or %G_IO_ERROR_PENDING where the question is open already
 *
 * Returns: (transfer full) (nullable) (type filename): the folder, which files can be written in
 */
char *
portunus_folder_question_ask_finish (GtkWidget     *widget,
                                     GAsyncResult  *result,
                                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, widget), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
