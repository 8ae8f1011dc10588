/* portunus-rtc-frame.h: the binary messages of the two channels of an association
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_RTC_CHANNEL_CONTROL  0
#define PORTUNUS_RTC_CHANNEL_BULK     1

#define PORTUNUS_RTC_BULK_HEADER_SIZE 8

/* First byte of a message on the control channel; PROTOCOL.md, section "Control channel". */
typedef enum
{
  PORTUNUS_RTC_CONTROL_MESSAGE = 0,
  PORTUNUS_RTC_CONTROL_ACK = 1,
  PORTUNUS_RTC_CONTROL_PING = 2,
  PORTUNUS_RTC_CONTROL_PONG = 3,
  PORTUNUS_RTC_CONTROL_BYE = 4,
} PortunusRtcControlType;

/**
 * PortunusRtcControl:
 *
 * A message of the control channel: @message with MESSAGE, @number with ACK, PING and PONG.
 */
typedef struct
{
  PortunusRtcControlType  type;
  guint64                 number;
  GBytes                 *message;
} PortunusRtcControl;

GBytes  *portunus_rtc_frame_new_bulk       (guint64               sequence,
                                            GBytes               *frame);
GBytes  *portunus_rtc_frame_parse_bulk     (GBytes               *message,
                                            guint64              *sequence,
                                            GError              **error);
GBytes  *portunus_rtc_frame_new_control    (PortunusRtcControlType type,
                                            guint64               number,
                                            GBytes               *message);
gboolean portunus_rtc_frame_parse_control  (GBytes               *message,
                                            PortunusRtcControl   *control,
                                            GError              **error);
void     portunus_rtc_control_clear        (PortunusRtcControl   *control);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusRtcControl, portunus_rtc_control_clear)

G_END_DECLS
