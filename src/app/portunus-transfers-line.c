/* portunus-transfers-line.c: one line of the Transfers page: a day, and what is beneath it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-transfers-line.h"

struct _PortunusTransfersLine
{
  GtkBox           parent_instance;

  /* Children */
  GtkLabel        *day_label;     /* NULL before it is filled for the first time, and so is the next */
  GtkTreeExpander *expander;
};

G_DEFINE_FINAL_TYPE (PortunusTransfersLine, portunus_transfers_line, GTK_TYPE_BOX)

static void
portunus_transfers_line_class_init (PortunusTransfersLineClass *klass)
{
}

static void
portunus_transfers_line_init (PortunusTransfersLine *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

static void
create_children (PortunusTransfersLine *self)
{
  self->day_label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "visible", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->day_label), "title-4");
  gtk_widget_add_css_class (GTK_WIDGET (self->day_label), "portunus-day");
  self->expander = GTK_TREE_EXPANDER (gtk_tree_expander_new ());
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->day_label));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->expander));
}

/**
 * portunus_transfers_line_get_expander:
 * @self: a line
 *
 * Returns: (nullable) (transfer none): what shows and hides the files; %NULL in a line that was never filled
 */
GtkTreeExpander *
portunus_transfers_line_get_expander (PortunusTransfersLine *self)
{
  g_return_val_if_fail (PORTUNUS_IS_TRANSFERS_LINE (self), NULL);

  return self->expander;
}

/**
 * portunus_transfers_line_ensure_row:
 * @self: a line that was filled
 * @type: a widget
 *
 * A line keeps the kind of row that it had last, which is mostly the one that it needs next.
 *
 * Returns: (transfer none): its row of that type
 */
GtkWidget *
portunus_transfers_line_ensure_row (PortunusTransfersLine *self,
                                    GType                  type)
{
  GtkWidget *row = portunus_transfers_line_get_row (self);

  if (row == NULL || G_OBJECT_TYPE (row) != type)
    {
      row = g_object_new (type, "hexpand", TRUE, NULL);
      gtk_tree_expander_set_child (self->expander, row);
    }
  return row;
}

/**
 * portunus_transfers_line_get_row:
 * @self: a line
 *
 * Returns: (nullable) (transfer none): its row
 */
GtkWidget *
portunus_transfers_line_get_row (PortunusTransfersLine *self)
{
  g_return_val_if_fail (PORTUNUS_IS_TRANSFERS_LINE (self), NULL);

  return self->expander != NULL ? gtk_tree_expander_get_child (self->expander) : NULL;
}

/**
 * portunus_transfers_line_set_filled:
 * @self: a line
 * @is_filled: whether it is to show something; one that does not costs little
 *
 * Its day is another one afterwards.
 */
void
portunus_transfers_line_set_filled (PortunusTransfersLine *self,
                                    gboolean               is_filled)
{
  g_return_if_fail (PORTUNUS_IS_TRANSFERS_LINE (self));

  if (is_filled && self->expander == NULL)
    create_children (self);
  if (self->expander != NULL)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->expander), is_filled);
      gtk_widget_set_visible (GTK_WIDGET (self->day_label), FALSE);
    }
}

/**
 * portunus_transfers_line_set_day:
 * @self: a line that was filled
 * @day: (nullable): what begins with it
 */
void
portunus_transfers_line_set_day (PortunusTransfersLine *self,
                                 const char            *day)
{
  g_return_if_fail (PORTUNUS_IS_TRANSFERS_LINE (self));

  gtk_label_set_text (self->day_label, day != NULL ? day : "");
  gtk_widget_set_visible (GTK_WIDGET (self->day_label), day != NULL);
}

/**
 * portunus_transfers_line_name:
 * @row: a row of a line
 * @name: what a screen reader says
 *
 * The list's own widget around the line has no other way to a name with GTK 4.8, and the expander has the focus.
 */
void
portunus_transfers_line_name (GtkWidget  *row,
                              const char *name)
{
  GtkWidget *line = gtk_widget_get_ancestor (row, PORTUNUS_TYPE_TRANSFERS_LINE);
  GtkWidget *list_item = line != NULL ? gtk_widget_get_parent (line) : NULL;

  if (list_item == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (PORTUNUS_TRANSFERS_LINE (line)->expander),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
