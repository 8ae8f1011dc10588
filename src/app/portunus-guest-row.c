/* portunus-guest-row.c: somebody in our room, and what goes on with them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-guest-row.h"

#include <glib/gi18n.h>

#include "portunus-badge.h"
#include "portunus-format.h"
#include "portunus-transfer-row.h"

struct _PortunusGuestRow
{
  GtkListBoxRow  parent_instance;

  /* Template children */
  GtkLabel      *name_label;
  GtkLabel      *trust_label;
  GtkLabel      *gone_label;
  GtkLabel      *words_label;
  GtkWidget     *remove_button;
  GtkListBox    *transfers_box;

  /* Owned */
  PortunusGuest *guest;
};

enum { SIGNAL_REMOVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PortunusGuestRow, portunus_guest_row, GTK_TYPE_LIST_BOX_ROW)

static GtkWidget *
create_row_cb (gpointer item,
               gpointer user_data)
{
  return portunus_transfer_row_new_of_known_peer (item);
}

static void
remove_cb (PortunusGuestRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, self->guest);
}

static void
name_for_readers (PortunusGuestRow *self,
                  const char       *name)
{
  /* Translators: %s is the name of a guest */
  g_autofree char *removing = g_strdup_printf (_("Remove %s"), name);
  /* Translators: %s is the name of a guest */
  g_autofree char *transfers = g_strdup_printf (_("Transfers with %s"), name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button), GTK_ACCESSIBLE_PROPERTY_LABEL, removing, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->transfers_box), GTK_ACCESSIBLE_PROPERTY_LABEL, transfers, -1);
}

static void
update (PortunusGuestRow *self)
{
  g_autofree char *name = portunus_peer_dup_name (portunus_guest_get_name (self->guest));
  g_autofree char *words = portunus_format_words (portunus_guest_get_words (self->guest));
  gboolean is_present = portunus_guest_is_present (self->guest);

  gtk_label_set_text (self->name_label, name);
  portunus_badge_show_trust (self->trust_label, portunus_guest_get_label (self->guest));
  gtk_label_set_text (self->words_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->words_label), words != NULL && is_present);
  gtk_widget_set_visible (GTK_WIDGET (self->gone_label), !is_present);
  gtk_widget_set_visible (self->remove_button, is_present);
  name_for_readers (self, name);
}

static void
update_transfers (PortunusGuestRow *self)
{
  GListModel *transfers = portunus_guest_get_transfers (self->guest);

  gtk_widget_set_visible (GTK_WIDGET (self->transfers_box), g_list_model_get_n_items (transfers) > 0);
}

static void
portunus_guest_row_dispose (GObject *object)
{
  PortunusGuestRow *self = PORTUNUS_GUEST_ROW (object);

  if (self->guest != NULL)
    {
      g_signal_handlers_disconnect_by_data (portunus_guest_get_transfers (self->guest), self);
      g_signal_handlers_disconnect_by_data (self->guest, self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), PORTUNUS_TYPE_GUEST_ROW);
  g_clear_object (&self->guest);

  G_OBJECT_CLASS (portunus_guest_row_parent_class)->dispose (object);
}

static void
portunus_guest_row_class_init (PortunusGuestRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_guest_row_dispose;

  signals[SIGNAL_REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, PORTUNUS_TYPE_GUEST);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-guest-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusGuestRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusGuestRow, trust_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusGuestRow, gone_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusGuestRow, words_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusGuestRow, remove_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusGuestRow, transfers_box);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
portunus_guest_row_init (PortunusGuestRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * portunus_guest_row_new:
 * @guest: who
 *
 * Follows @guest until the row goes away.
 *
 * Returns: (transfer floating): a row for a list box
 */
GtkWidget *
portunus_guest_row_new (PortunusGuest *guest)
{
  PortunusGuestRow *self;
  GListModel *transfers;

  g_return_val_if_fail (PORTUNUS_IS_GUEST (guest), NULL);

  self = g_object_new (PORTUNUS_TYPE_GUEST_ROW, NULL);
  self->guest = g_object_ref (guest);
  transfers = portunus_guest_get_transfers (guest);
  gtk_list_box_bind_model (self->transfers_box, transfers, create_row_cb, NULL, NULL);
  g_signal_connect_object (guest, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (update_transfers), self, G_CONNECT_SWAPPED);
  update (self);
  update_transfers (self);
  return GTK_WIDGET (self);
}
