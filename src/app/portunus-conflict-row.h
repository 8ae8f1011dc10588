/* portunus-conflict-row.h: a row that asks what to do where a file exists
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-conflict-choice.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_CONFLICT_ROW (portunus_conflict_row_get_type ())

G_DECLARE_FINAL_TYPE (PortunusConflictRow, portunus_conflict_row, PORTUNUS, CONFLICT_ROW, AdwComboRow)

/* With what the settings say; where they say to ask, with nothing. */
void portunus_conflict_row_begin      (PortunusConflictRow    *self);
/* That it is to be asked where nothing was chosen. */
void portunus_conflict_row_get_choice (PortunusConflictRow    *self,
                                       PortunusConflictChoice *choice);

G_END_DECLS
