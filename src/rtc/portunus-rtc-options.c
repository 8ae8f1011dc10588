/* portunus-rtc-options.c: settings of a WebRTC lane
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "portunus-rtc-options.h"

#include "portunus-rtc-window.h"

/**
 * portunus_rtc_options_init:
 * @self: memory for settings
 *
 * Fills in what suits most: no servers, two connections.
 */
void
portunus_rtc_options_init (PortunusRtcOptions *self)
{
  *self = (PortunusRtcOptions) {
    .n_connections = 2,
    .window = PORTUNUS_RTC_WINDOW_DEFAULT,
    .ping_ms = 2500,
    .silence_ms = 15000,
    .connect_ms = 30000,
  };
}

/**
 * portunus_rtc_options_copy:
 * @self: memory for settings
 * @other: what to copy
 */
void
portunus_rtc_options_copy (PortunusRtcOptions       *self,
                           const PortunusRtcOptions *other)
{
  *self = *other;
  self->stun_servers = g_strdupv (other->stun_servers);
  self->turn_servers = g_strdupv (other->turn_servers);
}

/**
 * portunus_rtc_options_clear:
 * @self: settings
 */
void
portunus_rtc_options_clear (PortunusRtcOptions *self)
{
  g_clear_pointer (&self->stun_servers, g_strfreev);
  g_clear_pointer (&self->turn_servers, g_strfreev);
}
