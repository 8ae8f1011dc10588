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
};

enum { SIGNAL_CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusRecipientRow, portunus_recipient_row, ADW_TYPE_ACTION_ROW)

static void
clicked_cb (PortunusRecipientRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->recipient);
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
portunus_recipient_row_init (PortunusRecipientRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), MAX_LINES);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 1);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (self), "computer-symbolic");
}

static void
add_badge (PortunusRecipientRow *self)
{
  const PortunusTarget *target = portunus_recipient_get_target (self->recipient);
  GtkWidget *badge = gtk_label_new (NULL);

  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (badge, "portunus-badge");
  gtk_widget_add_css_class (badge, "caption");
  portunus_badge_show_trust (GTK_LABEL (badge), portunus_recipient_get_label (self->recipient));
  if (target->known != NULL && target->nearby != NULL)
    gtk_widget_set_tooltip_text (badge, _("It goes by the name of a device you verified. Nothing is sent to any "
                                          "other."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), badge);
}

static void
add_button (PortunusRecipientRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("document-send-symbolic");
  /* Translators: %s is the name of a device */
  g_autofree char *name = g_strdup_printf (_("Send to %s"), portunus_recipient_get_name (self->recipient));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Send…"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
}

/**
 * portunus_recipient_row_new:
 * @recipient: which device
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
portunus_recipient_row_new (PortunusRecipient *recipient)
{
  PortunusRecipientRow *self = g_object_new (PORTUNUS_TYPE_RECIPIENT_ROW, NULL);
  const char *detail = portunus_recipient_get_detail (recipient);

  self->recipient = g_object_ref (recipient);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), portunus_recipient_get_name (recipient));
  if (detail != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), detail);
  add_badge (self);
  if (!portunus_recipient_is_blocked (recipient))
    add_button (self);
  return GTK_WIDGET (self);
}
