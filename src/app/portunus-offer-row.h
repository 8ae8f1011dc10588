/* portunus-offer-row.h: shows one offered entry
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-offer-entry.h"
#include "portunus-offer-outlook.h"
#include "portunus-offer-selection.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_ROW (portunus_offer_row_get_type ())

G_DECLARE_FINAL_TYPE (PortunusOfferRow, portunus_offer_row, PORTUNUS, OFFER_ROW, GtkBox)

void portunus_offer_row_bind   (PortunusOfferRow       *self,
                                PortunusOfferEntry     *entry,
                                PortunusOfferSelection *selection,
                                PortunusOfferOutlook   *outlook);
void portunus_offer_row_unbind (PortunusOfferRow       *self);

G_END_DECLS
