/* portunus-rtc-flow.h: where the worker threads meet the data channels
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-rtc-inbox.h"
#include "portunus-rtc-port.h"

G_BEGIN_DECLS

/**
 * PortunusRtcFlow:
 *
 * Stripes frames over the associations of a lane, puts those of the peer back in order, and keeps both directions
 * within their windows. Every function may be called by any thread, unless it says otherwise; data and
 * acknowledgements never pass through a main context. Atomic reference count.
 */
typedef struct _PortunusRtcFlow PortunusRtcFlow;

PortunusRtcFlow *portunus_rtc_flow_new          (GMainContext     *context,
                                                 gsize             window);
PortunusRtcFlow *portunus_rtc_flow_ref          (PortunusRtcFlow  *self);
void             portunus_rtc_flow_unref        (PortunusRtcFlow  *self);
void             portunus_rtc_flow_set_count    (PortunusRtcFlow  *self,
                                                 guint             n_associations);
void             portunus_rtc_flow_set_port     (PortunusRtcFlow  *self,
                                                 guint             association,
                                                 PortunusRtcPort  *port);
void             portunus_rtc_flow_open         (PortunusRtcFlow  *self);
void             portunus_rtc_flow_end          (PortunusRtcFlow  *self,
                                                 const GError     *error);
gboolean         portunus_rtc_flow_send         (PortunusRtcFlow  *self,
                                                 GBytes           *frame,
                                                 GError          **error);
GBytes          *portunus_rtc_flow_receive      (PortunusRtcFlow  *self,
                                                 GError          **error);
void             portunus_rtc_flow_release      (PortunusRtcFlow  *self,
                                                 gsize             n_bytes);
gboolean         portunus_rtc_flow_take_bulk    (PortunusRtcFlow  *self,
                                                 guint             association,
                                                 GBytes           *message,
                                                 GError          **error);
gboolean         portunus_rtc_flow_take_ack     (PortunusRtcFlow  *self,
                                                 guint             association,
                                                 guint64           n_released,
                                                 GError          **error);
gsize            portunus_rtc_flow_get_peak     (PortunusRtcFlow  *self);
gsize            portunus_rtc_flow_get_unacked  (PortunusRtcFlow  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcFlow, portunus_rtc_flow_unref)

G_END_DECLS
