/* portunus-share-peer.h: one device that fetches a share, over as many connections as it takes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-preparation.h"
#include "portunus-session.h"
#include "portunus-throttle.h"
#include "portunus-transfer.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SHARE_PEER (portunus_share_peer_get_type ())

/**
 * PortunusSharePeer:
 *
 * Lives in the context it was made in. Signal `ended (GError *error)`: an attempt is over; %NULL after VERIFIED. After
 * an error that the peer may come back from, more attempts and more signals may follow.
 */
G_DECLARE_FINAL_TYPE (PortunusSharePeer, portunus_share_peer, PORTUNUS, SHARE_PEER, GObject)

PortunusSharePeer *portunus_share_peer_new             (const PortunusPreparation *preparation,
                                                        const char                *device,
                                                        PortunusThrottle          *throttle);
/* An authenticated session with this device; an older one is given up. */
void               portunus_share_peer_take_session    (PortunusSharePeer         *self,
                                                        PortunusSession           *session);
/* Ends what runs, without a signal. @error is what the transfer says from then on. */
void               portunus_share_peer_stop            (PortunusSharePeer         *self,
                                                        const GError              *error);
gboolean           portunus_share_peer_is_busy         (PortunusSharePeer         *self);
gboolean           portunus_share_peer_is_over         (PortunusSharePeer         *self);
gboolean           portunus_share_peer_may_come_back   (PortunusSharePeer         *self);
const char        *portunus_share_peer_get_device      (PortunusSharePeer         *self);
PortunusTransfer  *portunus_share_peer_get_transfer    (PortunusSharePeer         *self);

G_END_DECLS
