/* portunus-transfers-line.h: one line of the Transfers page: a day, and what is beneath it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TRANSFERS_LINE (portunus_transfers_line_get_type ())

G_DECLARE_FINAL_TYPE (PortunusTransfersLine, portunus_transfers_line, PORTUNUS, TRANSFERS_LINE, GtkBox)

GtkTreeExpander *portunus_transfers_line_get_expander (PortunusTransfersLine *self);
GtkWidget       *portunus_transfers_line_ensure_row   (PortunusTransfersLine *self,
                                                       GType                  type);
GtkWidget       *portunus_transfers_line_get_row      (PortunusTransfersLine *self);
void             portunus_transfers_line_set_filled   (PortunusTransfersLine *self,
                                                       gboolean               is_filled);
void             portunus_transfers_line_set_day      (PortunusTransfersLine *self,
                                                       const char            *day);
/* The name that a screen reader says when it comes to the line around @row. */
void             portunus_transfers_line_name         (GtkWidget             *row,
                                                       const char            *name);

G_END_DECLS
