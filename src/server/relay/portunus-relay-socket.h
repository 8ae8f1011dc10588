/* portunus-relay-socket.h: a client's connection to the relay of a room server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admission.h"
#include "portunus-connection-tally.h"
#include "portunus-link.h"

G_BEGIN_DECLS

/**
 * PortunusRelayWhere:
 * @link: where the room is; its secret is not used
 * @admission: has the ticket by which the server knows us as somebody who is in the room
 * @accepts_any_certificate: whether the certificate does not matter where the link has no fingerprint
 * @tally: counts the connection until it is closed
 */
typedef struct
{
  const PortunusLink *link;
  PortunusAdmission  *admission;
  gboolean            accepts_any_certificate;
  PortunusConnectionTally *tally;
} PortunusRelayWhere;

#define PORTUNUS_TYPE_RELAY_SOCKET (portunus_relay_socket_get_type ())

/**
 * PortunusRelaySocket:
 *
 * The server is taken for hostile. Belongs to the thread-default context it was made in. Signals:
 * - `paired`: the other side is there; once
 * - `message (GBytes *message)`: what it sent, only after `paired`
 * - `closed (GError *error)`: once, and the last; not after portunus_relay_socket_close()
 */
G_DECLARE_FINAL_TYPE (PortunusRelaySocket, portunus_relay_socket, PORTUNUS, RELAY_SOCKET, GObject)

PortunusRelaySocket *portunus_relay_socket_new            (const PortunusRelayWhere *where);
void                 portunus_relay_socket_connect        (PortunusRelaySocket      *self,
                                                           const char               *token);
/* Does nothing before "paired" and after the end. */
void                 portunus_relay_socket_send           (PortunusRelaySocket      *self,
                                                           GBytes                   *message);
/* The same, but no more often than anybody honest needs. */
void                 portunus_relay_socket_answer         (PortunusRelaySocket      *self,
                                                           GBytes                   *message);
guint                portunus_relay_socket_get_silence_ms (PortunusRelaySocket      *self);
/* After what was sent so far. */
void                 portunus_relay_socket_close          (PortunusRelaySocket      *self);

G_END_DECLS
