/* portunus-offer-outlook.h: follows what receiving an offer would do to a folder
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-conflict-choice.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_OUTLOOK (portunus_offer_outlook_get_type ())

/**
 * PortunusOfferOutlook:
 *
 * Looks at the folder in the background. Signal `changed`: there is another forecast, or none any more.
 */
G_DECLARE_FINAL_TYPE (PortunusOfferOutlook, portunus_offer_outlook, PORTUNUS, OFFER_OUTLOOK, GObject)

PortunusOfferOutlook *portunus_offer_outlook_new           (void);
void                  portunus_offer_outlook_set_offer     (PortunusOfferOutlook *self,
                                                            PortunusOffer        *offer,
                                                            PortunusTransfer     *transfer);
void                  portunus_offer_outlook_set_directory (PortunusOfferOutlook *self,
                                                            const char           *path);
void                  portunus_offer_outlook_set_choice    (PortunusOfferOutlook *self,
                                                            const PortunusConflictChoice *choice);
void                  portunus_offer_outlook_look_again    (PortunusOfferOutlook *self);
/* (nullable): NULL until it is known, and where nobody knows the folder yet. */
PortunusForecast     *portunus_offer_outlook_get_forecast  (PortunusOfferOutlook *self);
gboolean              portunus_offer_outlook_is_looking    (PortunusOfferOutlook *self);
/* Whether the folder cannot be looked at. */
gboolean              portunus_offer_outlook_has_failed    (PortunusOfferOutlook *self);
/* (nullable): what is in the way of an entry and what will happen once that is chosen, for a label. */
char                 *portunus_offer_outlook_dup_fate      (PortunusOfferOutlook *self,
                                                            guint                 index);
/* Whether @wanted, one byte for each entry, would fit as far as is known. */
gboolean              portunus_offer_outlook_has_room      (PortunusOfferOutlook *self,
                                                            const guint8         *wanted);

G_END_DECLS
