/* portunus-past-row.h: a transfer that is over, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-history-entry.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_PAST_ROW (portunus_past_row_get_type ())

/**
 * PortunusPastRow:
 *
 * There are two hundred of it at once, so it is made of little.
 */
G_DECLARE_FINAL_TYPE (PortunusPastRow, portunus_past_row, PORTUNUS, PAST_ROW, GtkBox)

void                  portunus_past_row_set_entry  (PortunusPastRow      *self,
                                                    PortunusHistoryEntry *entry);
PortunusHistoryEntry *portunus_past_row_get_entry  (PortunusPastRow      *self);
void                  portunus_past_row_popup_menu (PortunusPastRow      *self);

G_END_DECLS
