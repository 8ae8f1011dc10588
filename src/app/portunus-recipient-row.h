/* portunus-recipient-row.h: a device, and a button that sends to it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECIPIENT_ROW (portunus_recipient_row_get_type ())

/**
 * PortunusRecipientRow:
 *
 * Signal `chosen (PortunusRecipient *recipient)`: the button was pressed.
 */
G_DECLARE_FINAL_TYPE (PortunusRecipientRow, portunus_recipient_row, PORTUNUS, RECIPIENT_ROW, AdwActionRow)

GtkWidget *portunus_recipient_row_new (PortunusRecipient *recipient);

G_END_DECLS
