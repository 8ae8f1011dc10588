/* portunus-meeting.h: being in a room and talking to everybody in it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-session.h"
#include "portunus-settings.h"

G_BEGIN_DECLS

/** PORTUNUS_CODE_MAX_FAILURES: wrong codes after which the code is closed. */
#define PORTUNUS_CODE_MAX_FAILURES 3

/**
 * PortunusMeetingConfig:
 * @signaling: (transfer none): a client of the room that was not started
 * @room: the room's id
 * @identity: our device
 * @name: our name
 * @role: what we are here for
 * @link_secret: (nullable): from the link
 * @code_secret: (nullable): the stretched password of the code
 * @pass_secret: (nullable): of a receiver that was here before: what it uses in place of the code when it speaks first
 * @passes: (nullable) (element-type PortunusPass): of a sender: what those who came by the code may come back with
 * @n_code_failures: how many wrong codes came in earlier meetings with the same code
 * @is_nearby: whether those who meet need no secret
 * @seeks_host: whether to speak only to the host, where it was there before us
 * @pin: (nullable): the only public key that anybody may have
 * @book: (nullable): whom we know
 * @lane_factories: (element-type PortunusLaneFactory)
 * @lane_choice: (nullable): settings that say which of them are allowed, at the start of each session; %NULL for all
 * @skips_hosts: whether the hosts of the room are no others than ourselves, to whom we say nothing
 */
typedef struct
{
  PortunusSignaling   *signaling;
  const char          *room;
  PortunusIdentity    *identity;
  const char          *name;
  PortunusSessionRole  role;
  PortunusSecret      *link_secret;
  PortunusSecret      *code_secret;
  PortunusSecret      *pass_secret;
  GPtrArray           *passes;
  guint                n_code_failures;
  gboolean             is_nearby;
  gboolean             seeks_host;
  GBytes              *pin;
  PortunusDeviceBook  *book;
  GPtrArray           *lane_factories;
  PortunusSettings    *lane_choice;
  gboolean             skips_hosts;
} PortunusMeetingConfig;

#define PORTUNUS_TYPE_MEETING (portunus_meeting_get_type ())

/**
 * PortunusMeeting:
 *
 * Holds a session with each peer of a room: it speaks first to those who were there before, and answers those who come.
 * Lives in the context it was made in. Signals:
 * - `joined`: the room is open to us
 * - `authenticated (PortunusSession *session)`
 * - `opened (PortunusSession *session)`
 * - `session-closed (PortunusSession *session, GError *error)`
 * - `wrong-code (guint n_left)`: somebody tried a wrong code; with none left the code is closed
 * - `left (GError *error)`: the room is gone, or no longer to be reached; sessions with an open lane go on
 */
G_DECLARE_FINAL_TYPE (PortunusMeeting, portunus_meeting, PORTUNUS, MEETING, GObject)

PortunusMeeting *portunus_meeting_new   (const PortunusMeetingConfig *config);
void             portunus_meeting_start (PortunusMeeting             *self);
/* Closes the sessions that have no open lane, and leaves the room. */
void             portunus_meeting_leave (PortunusMeeting             *self);
/* Whether somebody in the room may still prove the secret. */
gboolean         portunus_meeting_is_anybody_unproved (PortunusMeeting *self);

G_END_DECLS
