/* portunus-tooltip.c: tooltips of what changes often
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-tooltip.h"

/**
 * portunus_tooltip_set:
 * @widget: a widget
 * @text: (nullable): its tooltip
 *
 * Sets the tooltip where it is another one. The toolkit looks for what is under the pointer after each call: with X
 * that is three round trips while no other client is served.
 */
void
portunus_tooltip_set (GtkWidget  *widget,
                      const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}
