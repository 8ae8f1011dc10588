/* portunus-rtc-window.h: credit arithmetic of one association
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* PROTOCOL.md, section "Window". All sizes are of whole bulk messages, header included. */
#define PORTUNUS_RTC_MAX_MESSAGE         65536
#define PORTUNUS_RTC_WINDOW_DEFAULT      (768 * 1024)
#define PORTUNUS_RTC_WINDOW_MAX          (1024 * 1024)
#define PORTUNUS_RTC_WINDOW_MAX_MESSAGES 512
#define PORTUNUS_RTC_ACK_BYTES           (64 * 1024)
#define PORTUNUS_RTC_ACK_MESSAGES        128

/**
 * PortunusRtcSendWindow:
 *
 * What we sent on one association and the peer has not acknowledged. Owns nothing; the caller guards it.
 */
typedef struct
{
  gsize   limit;
  guint64 n_sent;
  guint64 n_acked;

  /* Ring of the stream positions at which unacknowledged messages end. */
  guint64 ends[PORTUNUS_RTC_WINDOW_MAX_MESSAGES];
  guint   first;
  guint   n_messages;
} PortunusRtcSendWindow;

/**
 * PortunusRtcReceiveWindow:
 *
 * What the peer sent on one association and we have not acknowledged. Owns nothing; the caller guards it.
 */
typedef struct
{
  guint64 n_received;
  guint64 n_released;
  guint64 n_acked;
  guint   n_unacked_messages;
  guint   n_released_messages;
} PortunusRtcReceiveWindow;

void     portunus_rtc_send_window_init     (PortunusRtcSendWindow          *self,
                                            gsize                           limit);
gsize    portunus_rtc_send_window_get_free (const PortunusRtcSendWindow    *self);
void     portunus_rtc_send_window_take     (PortunusRtcSendWindow          *self,
                                            gsize                           n_bytes);
gboolean portunus_rtc_send_window_ack      (PortunusRtcSendWindow          *self,
                                            guint64                         n_released,
                                            GError                        **error);

gboolean portunus_rtc_receive_window_accept    (PortunusRtcReceiveWindow       *self,
                                                gsize                           n_bytes,
                                                GError                        **error);
void     portunus_rtc_receive_window_release   (PortunusRtcReceiveWindow       *self,
                                                gsize                           n_bytes);
gboolean portunus_rtc_receive_window_is_due    (const PortunusRtcReceiveWindow *self);
gboolean portunus_rtc_receive_window_has_unacked (const PortunusRtcReceiveWindow *self);
guint64  portunus_rtc_receive_window_take_ack  (PortunusRtcReceiveWindow       *self);

G_END_DECLS
