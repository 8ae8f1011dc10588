/* portunus-file-row.h: one file of a transfer, in a list
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-history-file.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_FILE_ROW (portunus_file_row_get_type ())

G_DECLARE_FINAL_TYPE (PortunusFileRow, portunus_file_row, PORTUNUS, FILE_ROW, GtkBox)

void                 portunus_file_row_set_file (PortunusFileRow     *self,
                                                 PortunusHistoryFile *file);

G_END_DECLS
