/* portunus-list-name.c: names the lists that a row hides from its owner
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-list-name.h"

/**
 * portunus_list_name:
 * @widget: a drop-down, a row with one, or a row that unfolds
 * @name: what it is a list of
 *
 * Gives the lists inside a name for screen readers, which GTK 4.8 and libadwaita 1.2 do not.
 */
void
portunus_list_name (GtkWidget  *widget,
                    const char *name)
{
  if (GTK_IS_LIST_VIEW (widget) || GTK_IS_LIST_BOX (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    portunus_list_name (child, name);
}
