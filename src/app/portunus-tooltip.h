/* portunus-tooltip.h: tooltips of what changes often
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* As gtk_widget_set_tooltip_text(), but free where the text is the same as before. */
void portunus_tooltip_set (GtkWidget  *widget,
                           const char *text);

G_END_DECLS
