/* portunus-offer-model.h: the entries of an offer as a list model
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-manifest.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_MODEL (portunus_offer_model_get_type ())

/**
 * PortunusOfferModel:
 *
 * A #GListModel of #PortunusOfferEntry that makes its items when they are looked at: a million entries cost nothing.
 */
G_DECLARE_FINAL_TYPE (PortunusOfferModel, portunus_offer_model, PORTUNUS, OFFER_MODEL, GObject)

GListModel *portunus_offer_model_new (PortunusManifest *manifest);

G_END_DECLS
