/* portunus-received-text-dialog.c: a text that somebody in our room sent
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-received-text-dialog.h"

#include <glib/gi18n.h>

#define MAX_CHARACTERS (4 * 1024 * 1024)

struct _PortunusReceivedTextDialog
{
  AdwMessageDialog  parent_instance;

  /* Template children */
  GtkTextView      *text_view;
};

G_DEFINE_FINAL_TYPE (PortunusReceivedTextDialog, portunus_received_text_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
portunus_received_text_dialog_response (AdwMessageDialog *dialog,
                                        const char       *response)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (PORTUNUS_RECEIVED_TEXT_DIALOG (dialog)->text_view);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (g_strcmp0 (response, "copy") != 0)
    return;
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), text);
}

static void
portunus_received_text_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_RECEIVED_TEXT_DIALOG);

  G_OBJECT_CLASS (portunus_received_text_dialog_parent_class)->dispose (object);
}

static void
portunus_received_text_dialog_class_init (PortunusReceivedTextDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_received_text_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = portunus_received_text_dialog_response;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-received-text-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusReceivedTextDialog, text_view);
}

static void
portunus_received_text_dialog_init (PortunusReceivedTextDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_received_text_dialog_new:
 * @parent: the window to stay above
 * @name: whose it is, fit for display
 * @text: hostile
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
portunus_received_text_dialog_new (GtkWindow  *parent,
                                   const char *name,
                                   const char *text)
{
  PortunusReceivedTextDialog *self = g_object_new (PORTUNUS_TYPE_RECEIVED_TEXT_DIALOG, "transient-for", parent, NULL);
  /* Translators: %s is the name of a guest */
  g_autofree char *heading = g_strdup_printf (_("A Text From %s"), name);

  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  portunus_received_text_dialog_append (self, text);
  return GTK_WIDGET (self);
}

/**
 * portunus_received_text_dialog_append:
 * @self: a dialog
 * @text: another text of the same guest; hostile
 *
 * Shows it below the others, unless there are more than anybody reads.
 */
void
portunus_received_text_dialog_append (PortunusReceivedTextDialog *self,
                                      const char                 *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  int n_characters = gtk_text_buffer_get_char_count (buffer);
  GtkTextIter end;

  if (n_characters > MAX_CHARACTERS)
    return;
  gtk_text_buffer_get_end_iter (buffer, &end);
  if (n_characters > 0)
    gtk_text_buffer_insert (buffer, &end, "\n\n", -1);
  gtk_text_buffer_insert (buffer, &end, valid, -1);
}
