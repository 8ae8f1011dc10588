/* portunus-offer-row.c: shows one offered entry, and whether it is wanted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-offer-row.h"

struct _PortunusOfferRow
{
  GtkBox                  parent_instance;

  /* Template children */
  GtkCheckButton         *check_button;
  GtkImage               *icon;
  GtkLabel               *name_label;
  GtkLabel               *fate_label;
  GtkLabel               *size_label;

  /* Owned, while bound */
  PortunusOfferEntry     *entry;
  PortunusOfferOutlook   *outlook;
  PortunusOfferSelection *selection;   /* NULL where there is nothing to choose */
};

G_DEFINE_FINAL_TYPE (PortunusOfferRow, portunus_offer_row, GTK_TYPE_BOX)

static void
update_check_button (PortunusOfferRow *self)
{
  gtk_check_button_set_active (self->check_button,
                               portunus_offer_selection_is_wanted (self->selection,
                                                                   portunus_offer_entry_get_index (self->entry)));
}

static void
toggled_cb (PortunusOfferRow *self)
{
  if (self->selection != NULL)
    portunus_offer_selection_set_wanted (self->selection, portunus_offer_entry_get_index (self->entry),
                                         gtk_check_button_get_active (self->check_button));
}

static void
portunus_offer_row_dispose (GObject *object)
{
  portunus_offer_row_unbind (PORTUNUS_OFFER_ROW (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), PORTUNUS_TYPE_OFFER_ROW);

  G_OBJECT_CLASS (portunus_offer_row_parent_class)->dispose (object);
}

static void
portunus_offer_row_class_init (PortunusOfferRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = portunus_offer_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/portunus/App/portunus-offer-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, check_button);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, icon);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, fate_label);
  gtk_widget_class_bind_template_child (widget_class, PortunusOfferRow, size_label);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
portunus_offer_row_init (PortunusOfferRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The list item around a row has no other way to a name with GTK 4.8. */
static void
name_list_item (PortunusOfferRow *self,
                const char       *fate)
{
  GtkWidget *list_item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *label = NULL;

  if (list_item == NULL)
    return;

  label = g_strdup_printf ("%s, %s%s%s", portunus_offer_entry_get_name (self->entry),
                           portunus_offer_entry_get_size (self->entry), fate != NULL ? ", " : "",
                           fate != NULL ? fate : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
update_fate (PortunusOfferRow *self)
{
  const char *name = portunus_offer_entry_get_name (self->entry);
  g_autofree char *fate = portunus_offer_outlook_dup_fate (self->outlook,
                                                           portunus_offer_entry_get_index (self->entry));
  g_autofree char *tooltip = fate != NULL ? g_strdup_printf ("%s\n%s", name, fate) : g_strdup (name);

  gtk_label_set_text (self->fate_label, fate != NULL ? fate : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fate_label), fate != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tooltip);
  name_list_item (self, fate);
}

static void
bind_selection (PortunusOfferRow       *self,
                PortunusOfferSelection *selection)
{
  gtk_widget_set_visible (GTK_WIDGET (self->check_button), selection != NULL);
  if (selection == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->check_button),
                            portunus_offer_selection_is_possible (selection,
                                                                  portunus_offer_entry_get_index (self->entry)));
  self->selection = g_object_ref (selection);
  g_signal_connect_swapped (selection, "changed", G_CALLBACK (update_check_button), self);
  update_check_button (self);
}

/**
 * portunus_offer_row_bind:
 * @self: a row that is not bound
 * @entry: what to show
 * @selection: (nullable): where to note whether it is wanted; %NULL where there is nothing to choose
 * @outlook: what is known about where it goes
 */
void
portunus_offer_row_bind (PortunusOfferRow       *self,
                         PortunusOfferEntry     *entry,
                         PortunusOfferSelection *selection,
                         PortunusOfferOutlook   *outlook)
{
  const char *name;

  g_return_if_fail (PORTUNUS_IS_OFFER_ROW (self));
  g_return_if_fail (PORTUNUS_IS_OFFER_ENTRY (entry));
  g_return_if_fail (PORTUNUS_IS_OFFER_OUTLOOK (outlook));
  g_return_if_fail (self->entry == NULL);

  self->entry = g_object_ref (entry);
  self->outlook = g_object_ref (outlook);
  g_signal_connect_swapped (outlook, "changed", G_CALLBACK (update_fate), self);
  bind_selection (self, selection);

  name = portunus_offer_entry_get_name (entry);
  gtk_image_set_from_icon_name (self->icon, portunus_offer_entry_get_icon_name (entry));
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->size_label, portunus_offer_entry_get_size (entry));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update_fate (self);
}

/**
 * portunus_offer_row_unbind:
 * @self: a row
 */
void
portunus_offer_row_unbind (PortunusOfferRow *self)
{
  g_return_if_fail (PORTUNUS_IS_OFFER_ROW (self));

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  if (self->outlook != NULL)
    g_signal_handlers_disconnect_by_data (self->outlook, self);
  g_clear_object (&self->outlook);
  g_clear_object (&self->entry);
}
