/* portunus-rtc-inbox.h: what the peer sent and our worker has not released
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The most peer connections a lane may stripe over. */
#define PORTUNUS_RTC_MAX_ASSOCIATIONS 4

/**
 * PortunusRtcInbox:
 *
 * Bulk messages of all associations, put in order, and the books of what is owed to the peer for them. The caller
 * guards it.
 */
typedef struct _PortunusRtcInbox PortunusRtcInbox;

PortunusRtcInbox *portunus_rtc_inbox_new       (guint              n_associations);
void              portunus_rtc_inbox_free      (PortunusRtcInbox  *self);
gboolean          portunus_rtc_inbox_put       (PortunusRtcInbox  *self,
                                                guint              association,
                                                GBytes            *message,
                                                GError           **error);
gboolean          portunus_rtc_inbox_is_ready  (PortunusRtcInbox  *self);
GBytes           *portunus_rtc_inbox_take      (PortunusRtcInbox  *self);
gboolean          portunus_rtc_inbox_release   (PortunusRtcInbox  *self,
                                                gsize              n_bytes);
gboolean          portunus_rtc_inbox_is_due    (PortunusRtcInbox  *self,
                                                guint              association);
gboolean          portunus_rtc_inbox_take_ack  (PortunusRtcInbox  *self,
                                                guint              association,
                                                guint64           *n_released);
gsize             portunus_rtc_inbox_get_peak  (PortunusRtcInbox  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusRtcInbox, portunus_rtc_inbox_free)

G_END_DECLS
