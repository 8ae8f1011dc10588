/* portunus-share-room-private.h: the room of a share from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-approach.h"
#include "portunus-engine-private.h"
#include "portunus-invitation.h"
#include "portunus-meeting.h"
#include "portunus-room-client.h"
#include "portunus-room-keys.h"
#include "portunus-share-room.h"

G_BEGIN_DECLS

#define PORTUNUS_SHARE_ROOM_REJOIN_MIN_MS 500

struct _PortunusShareRoom
{
  GObject              parent_instance;

  /* Owned */
  PortunusEngine      *engine;
  char                *given;
  PortunusInvitation  *invitation;    /* (nullable): of a given room, read */
  PortunusShareRoom   *shared;
  PortunusTarget      *target;
  PortunusApproach    *approach;
  char                *server;
  PortunusHostedRoom  *room;
  PortunusRoomKeys    *keys;
  PortunusRoomRules    rules;
  PortunusAdmission   *admission;
  PortunusRoomClient  *client;
  char                *link;
  char                *code;
  GPtrArray           *lane_factories;
  char                *lane;
  PortunusMeeting     *meeting;
  GCancellable        *cancellable;
  GNetworkMonitor     *monitor;
  GSource             *rejoin;

  PortunusStanding     standing;
  int                  n_tries_left;  /* of passwords; -1 where the server did not say so */
  guint                rejoin_ms;
  PortunusSessionRole  role;
  gboolean             is_nearby;
  gboolean             with_code;
  gboolean             is_ready;
  gboolean             is_lost;       /* the room is to be replaced */
  gboolean             is_shown;      /* link and code are those of this room */
  gboolean             is_closed;
  gboolean             is_borrowed;   /* somebody else closes it */
  gboolean             has_sizes;
  gboolean             has_met;       /* somebody who shares the secret */
};

/* The one way out without a room. */
void _portunus_share_room_fail            (PortunusShareRoom *self,
                                           const GError      *error);
/* Goes to a device nearby, in place of a room of our own. */
void _portunus_share_room_begin_approach  (PortunusShareRoom *self);
void _portunus_share_room_drop_approach   (PortunusShareRoom *self);
/* Finds the room of somebody else that we were told of, and goes into it. */
void _portunus_share_room_find_given      (PortunusShareRoom *self);
/* The host of a given room and we do not share the secret, and nobody else was met. */
void _portunus_share_room_hear_given      (PortunusShareRoom *self,
                                           PortunusSession   *session,
                                           const GError      *error);
void _portunus_share_room_set_standing    (PortunusShareRoom *self,
                                           PortunusStanding   standing);
void _portunus_share_room_enter           (PortunusShareRoom *self);
/* Makes a room, or the next one, and goes into it. */
void _portunus_share_room_make            (PortunusShareRoom *self);
void _portunus_share_room_join            (PortunusShareRoom *self);
void _portunus_share_room_schedule_rejoin (PortunusShareRoom *self);
void _portunus_share_room_clear_rejoin    (PortunusShareRoom *self);
void _portunus_share_room_drop_meeting    (PortunusShareRoom *self);
char *_portunus_share_room_format_invitation (PortunusShareRoom *self,
                                              const char        *token);

G_END_DECLS
