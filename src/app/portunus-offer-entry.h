/* portunus-offer-entry.h: one line in the list of what is offered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_ENTRY (portunus_offer_entry_get_type ())

G_DECLARE_FINAL_TYPE (PortunusOfferEntry, portunus_offer_entry, PORTUNUS, OFFER_ENTRY, GObject)

PortunusOfferEntry *portunus_offer_entry_new           (PortunusManifest   *manifest,
                                                        guint               index);
guint               portunus_offer_entry_get_index     (PortunusOfferEntry *self);
const char         *portunus_offer_entry_get_name      (PortunusOfferEntry *self);
const char         *portunus_offer_entry_get_size      (PortunusOfferEntry *self);
const char         *portunus_offer_entry_get_icon_name (PortunusOfferEntry *self);

G_END_DECLS
