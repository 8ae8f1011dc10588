/* portunus-page-watch.c: keeps pages that nobody sees away from screen readers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-page-watch.h"

static void
visible_child_cb (GtkWidget *stack)
{
  g_autoptr (GtkWidget) visible = NULL;

  g_object_get (stack, "visible-child", &visible, NULL);
  for (GtkWidget *page = gtk_widget_get_first_child (stack); page != NULL; page = gtk_widget_get_next_sibling (page))
    gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN, page != visible, -1);
}

/**
 * portunus_page_watch:
 * @stack: a #GtkStack or #AdwViewStack with all of its pages
 *
 * Marks the pages of @stack that are not shown as hidden, which GTK 4.8 leaves out.
 */
void
portunus_page_watch (GtkWidget *stack)
{
  g_return_if_fail (GTK_IS_WIDGET (stack));

  g_signal_connect (stack, "notify::visible-child", G_CALLBACK (visible_child_cb), NULL);
  visible_child_cb (stack);
}
