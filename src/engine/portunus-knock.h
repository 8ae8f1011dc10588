/* portunus-knock.h: one attempt to reach a device that waits for others
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-link.h"
#include "portunus-session.h"

G_BEGIN_DECLS

/**
 * PortunusKnockOptions:
 * @link: the room in which it waits, without a secret
 * @pin: (nullable): the only public key that it may have
 * @lane_factories: (element-type PortunusLaneFactory): those that need no room
 * @lane: (nullable): the only kind of lane to use
 */
typedef struct
{
  const PortunusLink *link;
  GBytes             *pin;
  GPtrArray          *lane_factories;
  const char         *lane;
} PortunusKnockOptions;

#define PORTUNUS_TYPE_KNOCK (portunus_knock_get_type ())

/**
 * PortunusKnock:
 *
 * Goes into the room and speaks to its host, and to nobody else. Lives in the engine's context. Signals:
 * - `authenticated (PortunusSession *session)`: it is there, and is who it is to be
 * - `over (GError *error)`: once, and the last: nobody is there, or the session is closed; %NULL where that was orderly
 */
G_DECLARE_FINAL_TYPE (PortunusKnock, portunus_knock, PORTUNUS, KNOCK, GObject)

PortunusKnock *portunus_knock_new   (PortunusEngine             *engine,
                                     const PortunusKnockOptions *options);
void           portunus_knock_start (PortunusKnock              *self);
/* No signal comes after it; a session with an open lane belongs to those who use it. */
void           portunus_knock_stop  (PortunusKnock              *self);

G_END_DECLS
