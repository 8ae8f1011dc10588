/* portunus-pickup-private.h: a pickup from the inside
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admission.h"
#include "portunus-invitation.h"
#include "portunus-meeting.h"
#include "portunus-pickup.h"
#include "portunus-receive-job.h"
#include "portunus-room-client.h"

G_BEGIN_DECLS

struct _PortunusPickup
{
  GObject                 parent_instance;

  /* Owned */
  PortunusEngine         *engine;
  char                   *directory;
  char                   *lane;
  PortunusInvitation     *invitation;
  PortunusSecret         *password;
  PortunusAdmission      *admission;
  PortunusRoomClient     *client;     /* of the last attempt, also when it is over */
  PortunusSecret         *pass;       /* what stands for the code once a session by it was open */
  GPtrArray              *lane_factories;
  PortunusMeeting        *meeting;
  PortunusSession        *session;
  PortunusReceiveJob     *job;
  PortunusTransfer       *transfer;
  GByteArray             *wanted;
  PortunusOffer          *offer;
  GCancellable           *cancellable;
  GNetworkMonitor        *monitor;
  char                   *address;    /* ours when the lane opened */
  GSource                *retry;
  GSource                *absence;
  GError                 *error;      /* what broke the last attempt */
  GError                 *refusal;    /* why a peer of the room is not the one */

  PortunusConflictPolicy  policy;
  guint                   retry_ms;
  gint64                  broken_us;
  gboolean                is_accepted;
  gboolean                is_finished;
};

/* The one way out. */
void _portunus_pickup_finish          (PortunusPickup  *self,
                                       const GError    *error);
/* What the session brings, beside its end before there is a job. */
void _portunus_pickup_take_session    (PortunusPickup  *self,
                                       PortunusSession *session);

/* Goes into the room and looks for the sender there. */
void _portunus_pickup_join            (PortunusPickup  *self);
/* The attempt broke: another one, or the end. */
void _portunus_pickup_retry_or_finish (PortunusPickup  *self,
                                       const GError    *error);
/* Lets go of all that an attempt is made of; nothing of it comes back. */
void _portunus_pickup_drop_attempt    (PortunusPickup  *self);
void _portunus_pickup_clear_timers    (PortunusPickup  *self);

G_END_DECLS
