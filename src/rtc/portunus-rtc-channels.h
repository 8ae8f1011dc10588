/* portunus-rtc-channels.h: makes the two data channels of an association and listens to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-flow.h"
#include "portunus-rtc-link.h"

G_BEGIN_DECLS

/**
 * PortunusRtcChannels:
 *
 * What the handlers of the channels need. Atomic reference count, one reference per handler.
 */
typedef struct _PortunusRtcChannels PortunusRtcChannels;

PortunusRtcChannels *portunus_rtc_channels_new      (GstElement           *webrtcbin,
                                                     PortunusRtcLink      *link,
                                                     PortunusRtcFlow      *flow,
                                                     guint                 association);
void                 portunus_rtc_channels_unref    (PortunusRtcChannels  *self);
PortunusRtcPort     *portunus_rtc_channels_get_port (PortunusRtcChannels  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcChannels, portunus_rtc_channels_unref)

G_END_DECLS
