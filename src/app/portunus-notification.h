/* portunus-notification.h: what a notification says, and what can be answered from it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "portunus-waiting-guest.h"
#include "portunus-waiting-offer.h"

G_BEGIN_DECLS

/* Without @may_accept the person must look at it first; @hindrance, where there is one, says why. */
GNotification *portunus_notification_new_offer  (PortunusWaitingOffer *offer,
                                                 gboolean              may_accept,
                                                 const char           *hindrance);
GNotification *portunus_notification_new_guest  (PortunusWaitingGuest *guest);
/* (nullable): NULL where there is nothing to tell. */
GNotification *portunus_notification_new_ending (PortunusTransfer     *transfer);

G_END_DECLS
