/* portunus-rtc-port.h: the sending end of one association, safe to use from any thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include "portunus-rtc-frame.h"

G_BEGIN_DECLS

/**
 * PortunusRtcPort:
 *
 * Two data channels that several threads send on and one thread takes away: portunus_rtc_port_detach() waits for
 * senders on their way out, so that nobody touches a channel whose webrtcbin is gone. Also knows when the peer was
 * heard last. Atomic reference count.
 */
typedef struct _PortunusRtcPort PortunusRtcPort;

PortunusRtcPort *portunus_rtc_port_new           (GstWebRTCDataChannel   *control,
                                                  GstWebRTCDataChannel   *bulk);
PortunusRtcPort *portunus_rtc_port_ref           (PortunusRtcPort        *self);
void             portunus_rtc_port_unref         (PortunusRtcPort        *self);
gboolean         portunus_rtc_port_send_bulk     (PortunusRtcPort        *self,
                                                  GBytes                 *message,
                                                  GError                **error);
gboolean         portunus_rtc_port_send_control  (PortunusRtcPort        *self,
                                                  PortunusRtcControlType  type,
                                                  guint64                 number,
                                                  GBytes                 *message,
                                                  GError                **error);
gboolean         portunus_rtc_port_has_backlog   (PortunusRtcPort        *self);
void             portunus_rtc_port_note_traffic  (PortunusRtcPort        *self);
guint            portunus_rtc_port_get_silence_ms (PortunusRtcPort       *self);
gboolean         portunus_rtc_port_check_alive   (PortunusRtcPort        *self,
                                                  guint                   silence_ms,
                                                  GError                **error);
void             portunus_rtc_port_note_open     (PortunusRtcPort        *self);
void             portunus_rtc_port_note_closed   (PortunusRtcPort        *self);
void             portunus_rtc_port_hang_up       (PortunusRtcPort        *self,
                                                  guint                   timeout_ms);
void             portunus_rtc_port_detach        (PortunusRtcPort        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcPort, portunus_rtc_port_unref)

G_END_DECLS
