/* portunus-offer.h: what a sender would like to send
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"
#include "portunus-transfer-id.h"

G_BEGIN_DECLS

#define PORTUNUS_OFFER_MAX_TITLE  400

#define PORTUNUS_TYPE_OFFER (portunus_offer_get_type ())

/**
 * PortunusOffer:
 *
 * A transfer id, a title and a manifest. Immutable, so any thread may read it.
 */
G_DECLARE_FINAL_TYPE (PortunusOffer, portunus_offer, PORTUNUS, OFFER, GObject)

PortunusOffer    *portunus_offer_new          (const guint8      id[PORTUNUS_TRANSFER_ID_SIZE],
                                               const char       *title,
                                               PortunusManifest *manifest);
const guint8     *portunus_offer_get_id       (PortunusOffer    *self);
/* Fit for display: controls and bidi characters are gone, cut to a sane length. */
const char       *portunus_offer_get_title    (PortunusOffer    *self);
PortunusManifest *portunus_offer_get_manifest (PortunusOffer    *self);
/* The same id and the same entries. */
gboolean          portunus_offer_is_same      (PortunusOffer    *self,
                                               PortunusOffer    *other);

G_END_DECLS
