/* portunus-knock-race.h: knocks at several doors at once, until the right device opens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-link.h"
#include "portunus-session.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_KNOCK_RACE (portunus_knock_race_get_type ())

/**
 * PortunusKnockRace:
 *
 * Each door is knocked at once in a round, and never again where another device proved to be. The first device that is
 * the right one wins, and its key is the only one that counts in later rounds. Lives in the engine's context. Signals:
 * - `won (PortunusSession *session)`: it is there; all other knocks were given up
 * - `missed (GError *error)`: one knock came to nothing
 * - `lost (GError *error)`: the session of the winner is closed; %NULL where that was orderly
 */
G_DECLARE_FINAL_TYPE (PortunusKnockRace, portunus_knock_race, PORTUNUS, KNOCK_RACE, GObject)

/* @pin: (nullable): the only public key that counts. @lane: (nullable): the only kind of lane to use. */
PortunusKnockRace *portunus_knock_race_new         (PortunusEngine     *engine,
                                                    GBytes             *pin,
                                                    GPtrArray          *lane_factories,
                                                    const char         *lane);
void               portunus_knock_race_begin_round (PortunusKnockRace  *self);
/* Does nothing where there is a winner, or no knock to spare. */
void               portunus_knock_race_enter       (PortunusKnockRace  *self,
                                                    const PortunusLink *link);
gboolean           portunus_knock_race_is_running  (PortunusKnockRace  *self);
gboolean           portunus_knock_race_has_winner  (PortunusKnockRace  *self);
/* Whether it is known whose key counts. */
gboolean           portunus_knock_race_has_pin     (PortunusKnockRace  *self);
/* No signal comes after it; a session with an open lane belongs to those who use it. */
void               portunus_knock_race_stop        (PortunusKnockRace  *self);

G_END_DECLS
