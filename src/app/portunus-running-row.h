/* portunus-running-row.h: a transfer that runs, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RUNNING_ROW (portunus_running_row_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRunningRow, portunus_running_row, PORTUNUS, RUNNING_ROW, GtkBox)

void portunus_running_row_set_transfer (PortunusRunningRow *self,
                                        PortunusTransfer   *transfer);

G_END_DECLS
