/* portunus-receive-view.h: the Receive tab: a link or code, the offer, progress, done
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-activity.h"
#include "portunus-offer-desk.h"
#include "portunus-pickup.h"
#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECEIVE_VIEW (portunus_receive_view_get_type ())

/**
 * PortunusReceiveView:
 *
 * Receives one thing at a time. Signal `changed`: what the getters say may differ.
 */
G_DECLARE_FINAL_TYPE (PortunusReceiveView, portunus_receive_view, PORTUNUS, RECEIVE_VIEW, AdwBin)

void        portunus_receive_view_set_engine    (PortunusReceiveView *self,
                                                 PortunusEngine      *engine);
/* Where it puts up offers, so that they can be answered elsewhere too. */
void        portunus_receive_view_set_desk      (PortunusReceiveView *self,
                                                 PortunusOfferDesk   *desk);
void        portunus_receive_view_receive       (PortunusReceiveView *self,
                                                 const char          *link_or_code);
void        portunus_receive_view_accept        (PortunusReceiveView *self);
void        portunus_receive_view_decline       (PortunusReceiveView *self);
void        portunus_receive_view_retry         (PortunusReceiveView *self);
/* Ends what runs and goes back to the beginning. */
void        portunus_receive_view_stop          (PortunusReceiveView *self);
void        portunus_receive_view_set_directory (PortunusReceiveView *self,
                                                 const char          *path);
const char *portunus_receive_view_get_directory (PortunusReceiveView *self);
const char *portunus_receive_view_get_text      (PortunusReceiveView *self);
/* (nullable): the room that the link leads to, to send something there instead. */
PortunusRecipient *
            portunus_receive_view_dup_recipient (PortunusReceiveView *self);
gboolean    portunus_receive_view_has_offer     (PortunusReceiveView *self);
gboolean    portunus_receive_view_can_accept    (PortunusReceiveView *self);
gboolean    portunus_receive_view_is_receiving  (PortunusReceiveView *self);
PortunusActivity
            portunus_receive_view_get_activity  (PortunusReceiveView *self);
gboolean    portunus_receive_view_is_idle       (PortunusReceiveView *self);

G_END_DECLS
