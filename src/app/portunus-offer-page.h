/* portunus-offer-page.h: what somebody wants to send, for a yes or a no
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-offer.h"
#include "portunus-sink.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_PAGE (portunus_offer_page_get_type ())

/**
 * PortunusOfferPage:
 *
 * Signal `changed`: something else is wanted now, or it is known whether there is room for it.
 */
G_DECLARE_FINAL_TYPE (PortunusOfferPage, portunus_offer_page, PORTUNUS, OFFER_PAGE, AdwBin)

void     portunus_offer_page_set_offer     (PortunusOfferPage *self,
                                            PortunusOffer     *offer,
                                            PortunusTransfer  *transfer);
void     portunus_offer_page_set_directory (PortunusOfferPage *self,
                                            const char        *path);
/* Nobody chooses another folder here. */
void     portunus_offer_page_fix_directory (PortunusOfferPage *self);
gboolean portunus_offer_page_can_accept    (PortunusOfferPage *self);
/* What to do where a file exists. */
PortunusConflictPolicy
         portunus_offer_page_get_policy    (PortunusOfferPage *self);
GArray  *portunus_offer_page_dup_wanted    (PortunusOfferPage *self);
/* Nothing is focused that would accept at a careless Return. */
void     portunus_offer_page_focus         (PortunusOfferPage *self);

G_END_DECLS
