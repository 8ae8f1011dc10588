/* portunus-list-name.h: names the list that a drop-down hides from its owner
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void portunus_list_name (GtkWidget  *widget,
                         const char *name);

G_END_DECLS
