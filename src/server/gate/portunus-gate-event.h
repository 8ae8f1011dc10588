/* portunus-gate-event.h: what happens at the gate, for whoever counts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PortunusGateEvent:
 * @PORTUNUS_GATE_EVENT_ACCEPTED: a connection has its place
 * @PORTUNUS_GATE_EVENT_GONE: such a connection is closed
 * @PORTUNUS_GATE_EVENT_REFUSED_FULL: there were too many connections
 * @PORTUNUS_GATE_EVENT_REFUSED_CLIENT: this client had too many
 * @PORTUNUS_GATE_EVENT_REFUSED_DESCRIPTORS: there was no descriptor left
 * @PORTUNUS_GATE_EVENT_NO_TLS: what came first was no ClientHello
 * @PORTUNUS_GATE_EVENT_SILENT: no whole ClientHello came in time
 * @PORTUNUS_GATE_EVENT_CROWDED: the turn of its handshake did not come in time
 * @PORTUNUS_GATE_EVENT_SHAKEN: a handshake went well; the detail is how long it took, in microseconds
 * @PORTUNUS_GATE_EVENT_SHAKE_FAILED: it did not; the detail is the same
 * @PORTUNUS_GATE_EVENT_MALFORMED: a request was refused before anybody saw it; the detail is the HTTP status
 * @PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED: a WebSocket is open
 * @PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED: it is closed; the detail is our close code where we closed it, else the
 *   client's, 1006 where it gave none, and 0 for those that a client makes up
 */
typedef enum
{
  PORTUNUS_GATE_EVENT_ACCEPTED,
  PORTUNUS_GATE_EVENT_GONE,
  PORTUNUS_GATE_EVENT_REFUSED_FULL,
  PORTUNUS_GATE_EVENT_REFUSED_CLIENT,
  PORTUNUS_GATE_EVENT_REFUSED_DESCRIPTORS,
  PORTUNUS_GATE_EVENT_NO_TLS,
  PORTUNUS_GATE_EVENT_SILENT,
  PORTUNUS_GATE_EVENT_CROWDED,
  PORTUNUS_GATE_EVENT_SHAKEN,
  PORTUNUS_GATE_EVENT_SHAKE_FAILED,
  PORTUNUS_GATE_EVENT_MALFORMED,
  PORTUNUS_GATE_EVENT_WEB_SOCKET_OPENED,
  PORTUNUS_GATE_EVENT_WEB_SOCKET_CLOSED,
} PortunusGateEvent;

/**
 * PortunusGateEventFunc:
 * @event: what happened
 * @detail: see there; 0 where nothing is said
 * @user_data: what was given with the function
 *
 * Called in the gate's thread; does nothing but count.
 */
typedef void (*PortunusGateEventFunc) (PortunusGateEvent event,
                                       gint64            detail,
                                       gpointer          user_data);

G_END_DECLS
