/* portunus-relay-end.h: one of the two WebSockets of a relay, on the server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "portunus-relay-message.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RELAY_END (portunus_relay_end_get_type ())

/**
 * PortunusRelayEnd:
 *
 * Belongs to the server's thread. Signals:
 * - `named (PortunusRelayPass *pass)`: the client said who it is, and with whom it belongs; once
 * - `message (GBytes *message)`: pass it on; only after portunus_relay_end_pair()
 * - `drained`: what portunus_relay_end_watch_queue() waited for
 * - `over`: once; nothing is read or sent after it
 */
G_DECLARE_FINAL_TYPE (PortunusRelayEnd, portunus_relay_end, PORTUNUS, RELAY_END, GObject)

/**
 * PortunusRelayPause:
 * @PORTUNUS_RELAY_PAUSE_QUEUE: the other end does not keep up
 * @PORTUNUS_RELAY_PAUSE_PACE: the pair, or the server, is at its limit
 */
typedef enum
{
  PORTUNUS_RELAY_PAUSE_QUEUE = 1 << 0,
  PORTUNUS_RELAY_PAUSE_PACE = 1 << 1,
} PortunusRelayPause;

PortunusRelayEnd *portunus_relay_end_new          (SoupServerMessage    *message,
                                                   const char           *client);
void              portunus_relay_end_await_peer   (PortunusRelayEnd     *self,
                                                   guint                 seconds);
const char       *portunus_relay_end_get_client   (PortunusRelayEnd     *self);
void              portunus_relay_end_pair         (PortunusRelayEnd     *self);
void              portunus_relay_end_send         (PortunusRelayEnd     *self,
                                                   GBytes               *message);
guint64           portunus_relay_end_get_n_queued (PortunusRelayEnd     *self);
void              portunus_relay_end_watch_queue  (PortunusRelayEnd     *self,
                                                   guint64               n_queued);
void              portunus_relay_end_set_paused   (PortunusRelayEnd     *self,
                                                   PortunusRelayPause    reason,
                                                   gboolean              is_paused);
void              portunus_relay_end_fail         (PortunusRelayEnd     *self,
                                                   PortunusRelayFailure  failure);
void              portunus_relay_end_cut          (PortunusRelayEnd     *self,
                                                   PortunusRelayFailure  failure);

G_END_DECLS
