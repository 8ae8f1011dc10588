/* portunus-offer-row.c: shows one offered entry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-row.h"

struct _PortunusOfferRow
{
  GtkBox    parent_instance;

  /* Template children */
  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *size_label;
};

G_DEFINE_FINAL_TYPE (PortunusOfferRow, portunus_offer_row, GTK_TYPE_BOX)

static void
portunus_offer_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_OFFER_ROW);

  G_OBJECT_CLASS (portunus_offer_row_parent_class)->dispose (object);
}

static void
portunus_offer_row_class_init (PortunusOfferRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_offer_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-offer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, size_label);
}

static void
portunus_offer_row_init (PortunusOfferRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The list item around a row has no other way to a name with GTK 4.8. */
static void
name_list_item (PortunusOfferRow   *self,
                PortunusOfferEntry *entry)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  if (list_item == NULL)
    return;

  label = g_strdup_printf ("%s, %s", portunus_offer_entry_get_name (entry), portunus_offer_entry_get_size (entry));
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * portunus_offer_row_set_entry:
 * @self: a row
 * @entry: what to show
 */
void
portunus_offer_row_set_entry (PortunusOfferRow   *self,
                              PortunusOfferEntry *entry)
{
  const char *name;

  g_return_if_fail (PORTUNUS_IS_OFFER_ROW (self));
  g_return_if_fail (PORTUNUS_IS_OFFER_ENTRY (entry));

  name = portunus_offer_entry_get_name (entry);
  gtk_image_set_from_icon_name (self->icon, portunus_offer_entry_get_icon_name (entry));
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->size_label, portunus_offer_entry_get_size (entry));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
  name_list_item (self, entry);
}
