/* portunus-text-dialog.c: asks for a text to send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-text-dialog.h"

struct _PortunusTextDialog
{
  AdwMessageDialog  parent_instance;

  /* Template children */
  GtkTextView      *text_view;
};

enum { SIGNAL_TEXT, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusTextDialog, portunus_text_dialog, ADW_TYPE_MESSAGE_DIALOG)

static char *
dup_text (PortunusTextDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
buffer_changed_cb (PortunusTextDialog *self,
                   GtkTextBuffer      *buffer)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "send",
                                           gtk_text_buffer_get_char_count (buffer) > 0);
}

static void
portunus_text_dialog_response (AdwMessageDialog *dialog,
                               const char       *response)
{
  PortunusTextDialog *self = PORTUNUS_TEXT_DIALOG (dialog);
  g_autofree char *text = NULL;

  if (g_strcmp0 (response, "send") != 0)
    return;

  text = dup_text (self);
  g_signal_emit (self, signals[SIGNAL_TEXT], 0, text);
}

static void
portunus_text_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_TEXT_DIALOG);

  G_OBJECT_CLASS (portunus_text_dialog_parent_class)->dispose (object);
}

static void
portunus_text_dialog_class_init (PortunusTextDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_text_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = portunus_text_dialog_response;

  signals[SIGNAL_TEXT] = g_signal_new ("text", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-text-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusTextDialog, text_view);
  gtk_widget_class_bind_template_callback (widget_class, buffer_changed_cb);
}

static void
portunus_text_dialog_init (PortunusTextDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_text_dialog_new:
 * @parent: the window to stay above
 * @text: (nullable): what to begin with
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
portunus_text_dialog_new (GtkWindow  *parent,
                          const char *text)
{
  PortunusTextDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  self = g_object_new (PORTUNUS_TYPE_TEXT_DIALOG, "transient-for", parent, NULL);
  if (text != NULL)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->text_view));
  return GTK_WIDGET (self);
}
