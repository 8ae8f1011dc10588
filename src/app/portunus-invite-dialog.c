/* portunus-invite-dialog.c: a link into our room that is good for one person
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-invite-dialog.h"

#include <glib/gi18n.h>

#include "portunus-format.h"
#include "portunus-qr-view.h"

struct _PortunusInviteDialog
{
  AdwWindow       parent_instance;

  /* Template children */
  PortunusQrView *qr_view;
  GtkLabel       *expiry_label;
  GtkEditable    *link_row;
  GtkLabel       *copied_label;
};

G_DEFINE_FINAL_TYPE (PortunusInviteDialog, portunus_invite_dialog, ADW_TYPE_WINDOW)

static void
copy_cb (PortunusInviteDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), gtk_editable_get_text (self->link_row));
  gtk_widget_set_visible (GTK_WIDGET (self->copied_label), TRUE);
}

static void
portunus_invite_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_INVITE_DIALOG);

  G_OBJECT_CLASS (portunus_invite_dialog_parent_class)->dispose (object);
}

static void
portunus_invite_dialog_class_init (PortunusInviteDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_invite_dialog_dispose;

  g_type_ensure (PORTUNUS_TYPE_QR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-invite-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusInviteDialog, qr_view);
  gtk_widget_class_bind_template_child (widget_class, PortunusInviteDialog, expiry_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusInviteDialog, link_row);
  gtk_widget_class_bind_template_child (widget_class, PortunusInviteDialog, copied_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
portunus_invite_dialog_init (PortunusInviteDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_invite_dialog_new:
 * @parent: the window to stay above
 * @link: what the other person needs, with a secret
 * @expiry_seconds: how long it is good from now
 *
 * Returns: (transfer none): a window to present
 */
GtkWidget *
portunus_invite_dialog_new (GtkWindow  *parent,
                            const char *link,
                            guint       expiry_seconds)
{
  PortunusInviteDialog *self = g_object_new (PORTUNUS_TYPE_INVITE_DIALOG, "transient-for", parent, NULL);
  g_autofree char *time = portunus_format_time (g_get_real_time () / G_USEC_PER_SEC + expiry_seconds);
  /* Translators: %s is a day and a time: "Nov 22, 15:04" */
  g_autofree char *text = g_strdup_printf (_("It is good for one person, past password and questions, until %s."),
                                           time);

  gtk_label_set_text (self->expiry_label, text);
  gtk_editable_set_text (self->link_row, link);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_view), portunus_qr_view_set_text (self->qr_view, link));
  return GTK_WIDGET (self);
}
