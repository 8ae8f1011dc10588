/* portunus-question-row.h: something that waits for a yes or a no
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-offer.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_QUESTION_ROW (portunus_question_row_get_type ())

/**
 * PortunusQuestionRow:
 *
 * Signal `answered (gboolean is_yes)`.
 */
G_DECLARE_FINAL_TYPE (PortunusQuestionRow, portunus_question_row, PORTUNUS, QUESTION_ROW, AdwActionRow)

GtkWidget *portunus_question_row_new       (const char       *title,
                                            const char       *subtitle,
                                            const char       *yes,
                                            const char       *no);
/* Can be activated to see more of it. */
GtkWidget *portunus_question_row_new_offer (PortunusOffer    *offer,
                                            PortunusTransfer *transfer);

G_END_DECLS
