/* portunus-page-watch.h: keeps pages that nobody sees away from screen readers
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void portunus_page_watch (GtkWidget *stack);

G_END_DECLS
