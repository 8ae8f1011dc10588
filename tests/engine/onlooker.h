/* onlooker.h: somebody in a room who only meets the others, and says nothing to them
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "device.h"
#include "portunus-meeting.h"

G_BEGIN_DECLS

/* What tells one from another; none has a lane unless it says so. */
typedef struct
{
  PortunusSessionRole role;
  gboolean            knows_secret;
  gboolean            has_lanes;
} OnlookerOptions;

/* Not in the room of @link yet, so that signals can be connected. */
PortunusMeeting *onlooker_new   (Device                *device,
                                 const char            *link,
                                 const OnlookerOptions *options);
/* Waits until it is in the room. */
void             onlooker_enter (PortunusMeeting       *self);
/* Takes it. */
void             onlooker_leave (PortunusMeeting       *self);

G_END_DECLS
