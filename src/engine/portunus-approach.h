/* portunus-approach.h: the way to one device on the local network: finding it, and finding it again
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-engine.h"
#include "portunus-session.h"
#include "portunus-target.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_APPROACH (portunus_approach_get_type ())

/**
 * PortunusApproach:
 *
 * Knocks where the device may be, until one proves to be it; from then on it goes by the key of that one. When the
 * session is closed it looks for the device again, for ten minutes. Lives in the engine's context. Signals:
 * - `authenticated (PortunusSession *session)`: it is there; emitted again when it was found again
 * - `failed (GError *error)`: once, and the last: it cannot be found, or not any more
 */
G_DECLARE_FINAL_TYPE (PortunusApproach, portunus_approach, PORTUNUS, APPROACH, GObject)

/* @lane_factories: (element-type PortunusLaneFactory): those that need no room. @lane: (nullable). */
PortunusApproach *portunus_approach_new   (PortunusEngine       *engine,
                                           const PortunusTarget *target,
                                           GPtrArray            *lane_factories,
                                           const char           *lane);
void              portunus_approach_start (PortunusApproach     *self);
/* No signal comes after it; a session with an open lane belongs to those who use it. */
void              portunus_approach_stop  (PortunusApproach     *self);

G_END_DECLS
