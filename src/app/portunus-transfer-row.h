/* portunus-transfer-row.h: one transfer with one peer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TRANSFER_ROW (portunus_transfer_row_get_type ())

G_DECLARE_FINAL_TYPE (PortunusTransferRow, portunus_transfer_row, PORTUNUS, TRANSFER_ROW, GtkListBoxRow)

GtkWidget *portunus_transfer_row_new (PortunusTransfer *transfer);
GtkWidget *portunus_transfer_row_new_of_known_peer (PortunusTransfer *transfer);

G_END_DECLS
