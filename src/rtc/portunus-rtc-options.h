/* portunus-rtc-options.h: settings of a WebRTC lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PortunusRtcOptions:
 * @stun_servers: (nullable): "stun://host:port"; webrtcbin asks the first one
 * @turn_servers: (nullable): "turn://user:password@host:port?transport=udp", user and password %-escaped
 * @n_connections: how many peer connections to stripe over, at most %PORTUNUS_RTC_MAX_ASSOCIATIONS
 * @window: bytes that may be unacknowledged on each of them
 * @ping_ms: how often to ask whether the peer is there
 * @silence_ms: how long a peer may be silent before it counts as gone
 * @connect_ms: how long connecting may take
 */
typedef struct
{
  char  **stun_servers;
  char  **turn_servers;
  guint   n_connections;
  gsize   window;
  guint   ping_ms;
  guint   silence_ms;
  guint   connect_ms;
} PortunusRtcOptions;

void portunus_rtc_options_init  (PortunusRtcOptions       *self);
void portunus_rtc_options_copy  (PortunusRtcOptions       *self,
                                 const PortunusRtcOptions *other);
void portunus_rtc_options_clear (PortunusRtcOptions       *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PortunusRtcOptions, portunus_rtc_options_clear)

G_END_DECLS
