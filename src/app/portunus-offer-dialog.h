/* portunus-offer-dialog.h: what somebody in our room wants to send, in full
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer-page.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_OFFER_DIALOG (portunus_offer_dialog_get_type ())

/**
 * PortunusOfferDialog:
 *
 * Signal `decided (gboolean is_yes, GArray *wanted)`: as portunus_offer_page_dup_wanted() gives it. Closing it decides
 * nothing.
 */
G_DECLARE_FINAL_TYPE (PortunusOfferDialog, portunus_offer_dialog, PORTUNUS, OFFER_DIALOG, AdwWindow)

GtkWidget *portunus_offer_dialog_new (GtkWindow        *parent,
                                      PortunusOffer    *offer,
                                      PortunusTransfer *transfer,
                                      const char       *directory);
/* What to do where a file exists, once it was decided. */
PortunusConflictPolicy
           portunus_offer_dialog_get_policy (PortunusOfferDialog *self);

G_END_DECLS
