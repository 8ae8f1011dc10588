/* portunus-rtc-connection.h: the peer connection of an association, from its pipeline to its channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-flow.h"
#include "portunus-rtc-link.h"
#include "portunus-rtc-options.h"
#include "portunus-rtc-reaper.h"
#include "portunus-rtc-sdp.h"

G_BEGIN_DECLS

/**
 * PortunusRtcConnection:
 *
 * One webrtcbin and what belongs to it. What happens to it is posted to the link of its association, in whose context
 * it is used.
 */
typedef struct _PortunusRtcConnection PortunusRtcConnection;

PortunusRtcConnection *portunus_rtc_connection_new            (const PortunusRtcOptions     *options,
                                                               PortunusRtcLink              *link);
void                   portunus_rtc_connection_close          (PortunusRtcConnection        *self,
                                                               PortunusRtcReaper            *reaper);
gboolean               portunus_rtc_connection_open           (PortunusRtcConnection        *self,
                                                               PortunusRtcFlow              *flow,
                                                               guint                         number,
                                                               GError                      **error);
void                   portunus_rtc_connection_describe       (PortunusRtcConnection        *self,
                                                               gboolean                      is_offer);
gboolean               portunus_rtc_connection_set_local      (PortunusRtcConnection        *self,
                                                               gboolean                      is_offer,
                                                               const char                   *text);
void                   portunus_rtc_connection_set_remote     (PortunusRtcConnection        *self,
                                                               GstWebRTCSessionDescription  *description);
gboolean               portunus_rtc_connection_take_candidate (PortunusRtcConnection        *self,
                                                               const char                   *candidate,
                                                               GError                      **error);
gboolean               portunus_rtc_connection_has_failed     (PortunusRtcConnection        *self);
gboolean               portunus_rtc_connection_check_peer     (PortunusRtcConnection        *self,
                                                               GBytes                       *fingerprint,
                                                               GError                      **error);
GstElement            *portunus_rtc_connection_get_element    (PortunusRtcConnection        *self);
/* (nullable): before it is open. */
PortunusRtcPort       *portunus_rtc_connection_get_port       (PortunusRtcConnection        *self);
const char            *portunus_rtc_connection_get_path       (PortunusRtcConnection        *self);

G_END_DECLS
