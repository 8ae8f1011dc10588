/* portunus-passphrase-dialog.c: asks for the passphrase of the encrypted key file
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-passphrase-dialog.h"

#include <glib/gi18n.h>

#define MIN_CHARACTERS 8

struct _PortunusPassphraseDialog
{
  AdwMessageDialog  parent_instance;

  /* Template children */
  GtkEditable      *passphrase_entry;
  GtkEditable      *again_entry;

  gboolean          is_new;
};

enum { SIGNAL_PASSPHRASE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusPassphraseDialog, portunus_passphrase_dialog, ADW_TYPE_MESSAGE_DIALOG)

static gboolean
is_complete (PortunusPassphraseDialog *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_entry);

  if (!self->is_new)
    return passphrase[0] != '\0';
  return g_utf8_strlen (passphrase, -1) >= MIN_CHARACTERS
         && g_str_equal (passphrase, gtk_editable_get_text (self->again_entry));
}

static void
changed_cb (PortunusPassphraseDialog *self)
{
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "use", is_complete (self));
}

static void
activated_cb (PortunusPassphraseDialog *self)
{
  if (is_complete (self))
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (self), "use");
}

static void
portunus_passphrase_dialog_response (AdwMessageDialog *dialog,
                                     const char       *response)
{
  PortunusPassphraseDialog *self = PORTUNUS_PASSPHRASE_DIALOG (dialog);
  const char *text = gtk_editable_get_text (self->passphrase_entry);
  g_autoptr (PortunusSecret) passphrase = NULL;

  if (g_strcmp0 (response, "use") != 0)
    return;

  passphrase = portunus_secret_new (text, strlen (text));
  g_signal_emit (self, signals[SIGNAL_PASSPHRASE], 0, passphrase);
}

static void
portunus_passphrase_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_PASSPHRASE_DIALOG);

  G_OBJECT_CLASS (portunus_passphrase_dialog_parent_class)->dispose (object);
}

static void
portunus_passphrase_dialog_class_init (PortunusPassphraseDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_passphrase_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = portunus_passphrase_dialog_response;

  signals[SIGNAL_PASSPHRASE] = g_signal_new ("passphrase", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                             0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-passphrase-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusPassphraseDialog, passphrase_entry);
  gtk_widget_class_bind_template_child (widget_class, PortunusPassphraseDialog, again_entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
portunus_passphrase_dialog_init (PortunusPassphraseDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_passphrase_dialog_new:
 * @parent: the window to stay above
 * @is_new: whether a passphrase is chosen, so that it is asked for twice; else it opens what is there
 *
 * Returns: (transfer none): a dialog to present
 */
GtkWidget *
portunus_passphrase_dialog_new (GtkWindow *parent,
                                gboolean   is_new)
{
  PortunusPassphraseDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  self = g_object_new (PORTUNUS_TYPE_PASSPHRASE_DIALOG, "transient-for", parent, NULL);
  self->is_new = is_new;
  gtk_widget_set_visible (GTK_WIDGET (self->again_entry), is_new);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self),
                               is_new
                               ? _("The key of this device is kept in an encrypted file. Choose a passphrase of at "
                                   "least eight characters; Portunus asks for it at each start.")
                               : _("The key of this device is in an encrypted file. Enter its passphrase."));
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->passphrase_entry));
  return GTK_WIDGET (self);
}
