/* portunus-rtc-bundle.h: the associations of one lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-association.h"
#include "portunus-rtc-message.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RTC_BUNDLE (portunus_rtc_bundle_get_type ())

/**
 * PortunusRtcBundle:
 *
 * Settles with the peer how many associations there are, starts them, and hands each what is for it. Belongs to the
 * thread-default context it was made in, where its signals are emitted: "negotiation" (#JsonObject), "ready" when all
 * of them are, and what any of them says: "control" (#GBytes), "goodbye", and "failed" (#GError).
 */
G_DECLARE_FINAL_TYPE (PortunusRtcBundle, portunus_rtc_bundle, PORTUNUS, RTC_BUNDLE, GObject)

PortunusRtcBundle      *portunus_rtc_bundle_new             (const PortunusRtcOptions  *options,
                                                             PortunusRtcFlow           *flow,
                                                             PortunusRtcReaper         *reaper,
                                                             gboolean                   is_offerer);
/* The offerer's first step. */
gboolean                portunus_rtc_bundle_propose         (PortunusRtcBundle         *self,
                                                             GError                   **error);
gboolean                portunus_rtc_bundle_take            (PortunusRtcBundle         *self,
                                                             const PortunusRtcMessage  *message,
                                                             GError                   **error);
gboolean                portunus_rtc_bundle_check_alive     (PortunusRtcBundle         *self,
                                                             GError                   **error);
/* (transfer none): number 0 carries what is said about the lane as a whole. */
PortunusRtcAssociation *portunus_rtc_bundle_get_association (PortunusRtcBundle         *self,
                                                             guint                      number);
/* No association is added any more. */
void                    portunus_rtc_bundle_freeze          (PortunusRtcBundle         *self);
/* No signal comes after it. */
void                    portunus_rtc_bundle_close           (PortunusRtcBundle         *self);

G_END_DECLS
