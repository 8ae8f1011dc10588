/* portunus-offer-desk.h: the offers and guests that wait for an answer, wherever they came from
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-waiting-guest.h"
#include "portunus-waiting-offer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_DESK (portunus_offer_desk_get_type ())

/**
 * PortunusOfferDesk:
 *
 * Whoever gets an offer puts it here and waits for its "answered"; the window and the notifications show what is here
 * and answer it. An offer leaves when it was answered or is gone. It is the same with guests at the door of our room.
 */
G_DECLARE_FINAL_TYPE (PortunusOfferDesk, portunus_offer_desk, PORTUNUS, OFFER_DESK, GObject)

PortunusOfferDesk    *portunus_offer_desk_new        (void);
void                  portunus_offer_desk_add        (PortunusOfferDesk    *self,
                                                      PortunusWaitingOffer *offer);
/* (transfer none) (nullable) */
PortunusWaitingOffer *portunus_offer_desk_find       (PortunusOfferDesk    *self,
                                                      const char           *id);
/* (transfer none): a list of PortunusWaitingOffer, the oldest first */
GListModel           *portunus_offer_desk_get_offers (PortunusOfferDesk    *self);

void                  portunus_offer_desk_add_guest  (PortunusOfferDesk    *self,
                                                      PortunusWaitingGuest *guest);
/* (transfer none) (nullable) */
PortunusWaitingGuest *portunus_offer_desk_find_guest (PortunusOfferDesk    *self,
                                                      const char           *id);
/* (transfer none): a list of PortunusWaitingGuest, the oldest first */
GListModel           *portunus_offer_desk_get_guests (PortunusOfferDesk    *self);

G_END_DECLS
