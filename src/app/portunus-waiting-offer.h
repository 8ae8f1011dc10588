/* portunus-waiting-offer.h: an offer that waits for a person's answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-offer.h"
#include "portunus-sink.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_WAITING_OFFER (portunus_waiting_offer_get_type ())

/**
 * PortunusWaitingOffer:
 *
 * Signals, each at most once:
 * - `answered (gboolean is_yes, GArray *wanted)`: @wanted is %NULL for all, else has indexes of manifest entries
 * - `gone`: nobody can answer it any more
 * and any number of times:
 * - `show`: the person wants to see it in full, in the window, which is on the screen
 */
G_DECLARE_FINAL_TYPE (PortunusWaitingOffer, portunus_waiting_offer, PORTUNUS, WAITING_OFFER, GObject)

PortunusWaitingOffer *portunus_waiting_offer_new          (PortunusOffer        *offer,
                                                           PortunusTransfer     *transfer);
void                  portunus_waiting_offer_answer       (PortunusWaitingOffer *self,
                                                           gboolean              is_yes,
                                                           GArray               *wanted);
void                  portunus_waiting_offer_set_policy   (PortunusWaitingOffer   *self,
                                                           PortunusConflictPolicy  policy);
PortunusConflictPolicy portunus_waiting_offer_get_policy  (PortunusWaitingOffer   *self);
void                  portunus_waiting_offer_set_directory (PortunusWaitingOffer *self,
                                                            const char           *directory);
/* (transfer full) (nullable): NULL where the person has yet to choose. */
char                 *portunus_waiting_offer_dup_directory (PortunusWaitingOffer *self);
gboolean              portunus_waiting_offer_is_over      (PortunusWaitingOffer *self);
void                  portunus_waiting_offer_withdraw     (PortunusWaitingOffer *self);
void                  portunus_waiting_offer_show         (PortunusWaitingOffer *self);
/* What actions and notifications call it; says nothing about it. */
const char           *portunus_waiting_offer_get_id       (PortunusWaitingOffer *self);
PortunusOffer        *portunus_waiting_offer_get_offer    (PortunusWaitingOffer *self);
PortunusTransfer     *portunus_waiting_offer_get_transfer (PortunusWaitingOffer *self);

G_END_DECLS
