/* portunus-rtc-association.h: one peer connection of a lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-rtc-flow.h"
#include "portunus-rtc-options.h"
#include "portunus-rtc-reaper.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RTC_ASSOCIATION (portunus_rtc_association_get_type ())

/**
 * PortunusRtcAssociation:
 *
 * Builds one webrtcbin, brings it in touch with that of the peer, and checks that it is the peer's. Belongs to the
 * thread-default context it was made in, where its signals are emitted: "negotiation" (#JsonObject), "ready",
 * "control" (#GBytes), "goodbye", and "failed" (#GError).
 */
G_DECLARE_FINAL_TYPE (PortunusRtcAssociation, portunus_rtc_association, PORTUNUS, RTC_ASSOCIATION, GObject)

PortunusRtcAssociation *portunus_rtc_association_new           (const PortunusRtcOptions *options,
                                                                PortunusRtcFlow          *flow,
                                                                PortunusRtcReaper        *reaper,
                                                                guint                     number);
gboolean                portunus_rtc_association_start         (PortunusRtcAssociation   *self,
                                                                gboolean                  is_offerer,
                                                                GError                  **error);
gboolean                portunus_rtc_association_take_sdp      (PortunusRtcAssociation   *self,
                                                                gboolean                  is_offer,
                                                                const char               *sdp,
                                                                GError                  **error);
gboolean                portunus_rtc_association_take_candidate (PortunusRtcAssociation  *self,
                                                                const char               *candidate,
                                                                GError                  **error);
void                    portunus_rtc_association_send_control  (PortunusRtcAssociation   *self,
                                                                GBytes                   *message);
void                    portunus_rtc_association_send_goodbye  (PortunusRtcAssociation   *self);
guint                   portunus_rtc_association_get_silence_ms (PortunusRtcAssociation  *self);
gboolean                portunus_rtc_association_check_alive   (PortunusRtcAssociation   *self,
                                                                GError                  **error);
const char             *portunus_rtc_association_get_path      (PortunusRtcAssociation   *self);
void                    portunus_rtc_association_close         (PortunusRtcAssociation   *self);

G_END_DECLS
