/* portunus-guest-row.h: somebody in our room, and what goes on with them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-guest.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_GUEST_ROW (portunus_guest_row_get_type ())

/**
 * PortunusGuestRow:
 *
 * Signal `remove (PortunusGuest *guest)`: the person wants them to go.
 */
G_DECLARE_FINAL_TYPE (PortunusGuestRow, portunus_guest_row, PORTUNUS, GUEST_ROW, GtkListBoxRow)

GtkWidget *portunus_guest_row_new (PortunusGuest *guest);

G_END_DECLS
