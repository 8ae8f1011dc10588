/* portunus-recipient-row.c: a device, and a button that sends to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-recipient-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"

/* The button stays in sight whatever a device calls itself. */
#define MAX_LINES 2

struct _PortunusRecipientRow
{
  AdwActionRow       parent_instance;

  /* Owned */
  PortunusRecipient *recipient;

  /* Owned by the widget tree */
  GtkWidget         *badge;
  GtkWidget         *button;
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRecipientRow, portunus_recipient_row, ADW_TYPE_ACTION_ROW)

static void
clicked_cb (PortunusRecipientRow *self)
{
  /* What was pressed counts, whatever changes afterwards. */
  g_autoptr (PortunusRecipient) recipient = portunus_recipient_copy (self->recipient);

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, recipient);
}

static void
portunus_recipient_row_finalize (GObject *object)
{
  g_object_unref (PORTUNUS_RECIPIENT_ROW (object)->recipient);

  G_OBJECT_CLASS (portunus_recipient_row_parent_class)->finalize (object);
}

static void
portunus_recipient_row_class_init (PortunusRecipientRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = portunus_recipient_row_finalize;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_RECIPIENT);
}

static void
add_badge (PortunusRecipientRow *self)
{
  self->badge = gtk_label_new (NULL);
  gtk_widget_set_valign (self->badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->badge, "portunus-badge");
  gtk_widget_add_css_class (self->badge, "caption");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->badge);
}

static void
add_button (PortunusRecipientRow *self)
{
  self->button = gtk_button_new_from_icon_name ("document-send-symbolic");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->button, _("Send…"));
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->button);
}

static void
portunus_recipient_row_init (PortunusRecipientRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), MAX_LINES);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (self), "computer-symbolic");
  add_badge (self);
  add_button (self);
}

static void
update (PortunusRecipientRow *self)
{
  const PortunusTarget *target = portunus_recipient_get_target (self->recipient);
  const char *name = portunus_recipient_get_name (self->recipient);
  const char *detail = portunus_recipient_get_detail (self->recipient);
  /* Translators: %s is the name of a device */
  g_autofree char *sending = g_strdup_printf (_("Send to %s"), name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), detail != NULL ? detail : "");
  portunus_badge_show_trust (GTK_LABEL (self->badge), portunus_recipient_get_label (self->recipient));
  if (target->known != NULL && target->nearby != NULL)
    gtk_widget_set_tooltip_text (self->badge, _("It goes by the name of a device you verified. Nothing is sent to "
                                                "any other."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, sending, -1);
  gtk_widget_set_visible (self->button, !portunus_recipient_is_blocked (self->recipient));
}

/**
 * portunus_recipient_row_new:
 * @recipient: which device
 *
 * Follows @recipient until the row goes away.
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
portunus_recipient_row_new (PortunusRecipient *recipient)
{
  PortunusRecipientRow *self = g_object_new (PORTUNUS_TYPE_RECIPIENT_ROW, NULL);

  self->recipient = g_object_ref (recipient);
  g_signal_connect_object (recipient, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
