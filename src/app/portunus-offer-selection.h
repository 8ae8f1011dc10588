/* portunus-offer-selection.h: which entries of an offer are wanted
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_SELECTION (portunus_offer_selection_get_type ())

/**
 * PortunusOfferSelection:
 *
 * All entries are wanted at first. Signal `changed`: something is wanted now that was not, or the other way round.
 */
G_DECLARE_FINAL_TYPE (PortunusOfferSelection, portunus_offer_selection, PORTUNUS, OFFER_SELECTION, GObject)

PortunusOfferSelection *portunus_offer_selection_new           (PortunusManifest       *manifest);
gboolean                portunus_offer_selection_is_wanted     (PortunusOfferSelection *self,
                                                                guint                   index);
gboolean                portunus_offer_selection_is_possible   (PortunusOfferSelection *self,
                                                                guint                   index);
gboolean                portunus_offer_selection_is_all        (PortunusOfferSelection *self);
gboolean                portunus_offer_selection_is_none       (PortunusOfferSelection *self);
void                    portunus_offer_selection_set_wanted    (PortunusOfferSelection *self,
                                                                guint                   index,
                                                                gboolean                is_wanted);
void                    portunus_offer_selection_set_all       (PortunusOfferSelection *self,
                                                                gboolean                is_wanted);
guint                   portunus_offer_selection_get_n_files   (PortunusOfferSelection *self);
guint64                 portunus_offer_selection_get_n_bytes   (PortunusOfferSelection *self);
/* One byte for each entry, not 0 where wanted. */
const guint8           *portunus_offer_selection_get_wanted    (PortunusOfferSelection *self);
GArray                 *portunus_offer_selection_dup_indexes   (PortunusOfferSelection *self);

G_END_DECLS
