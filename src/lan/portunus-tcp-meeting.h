/* portunus-tcp-meeting.h: finding the two TCP connections of a lane, from both ends at once
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-tcp-message.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_TCP_MEETING (portunus_tcp_meeting_get_type ())

/**
 * PortunusTcpMeeting:
 *
 * Listens, and knocks where the peer listens; a firewall at one end does no harm. The initiator takes the first
 * connection on which the peer has shown that it is the peer. Belongs to the thread-default context it was made in.
 * Signal `met (GSocketConnection *control, GSocketConnection *data)`: once.
 */
G_DECLARE_FINAL_TYPE (PortunusTcpMeeting, portunus_tcp_meeting, PORTUNUS, TCP_MEETING, GObject)

PortunusTcpMeeting *portunus_tcp_meeting_new    (gboolean               is_initiator);
/* (transfer full) (nullable): what to tell the peer; the initiator does it first. */
JsonObject         *portunus_tcp_meeting_listen (PortunusTcpMeeting    *self,
                                                 GError               **error);
/* Once. What the peer told; a responder learns the token from it, and listens after that. */
void                portunus_tcp_meeting_knock  (PortunusTcpMeeting    *self,
                                                 const PortunusTcpOpen *open);
/* Lets go of everything that is not part of the lane. No signal follows. */
void                portunus_tcp_meeting_end    (PortunusTcpMeeting    *self);

G_END_DECLS
