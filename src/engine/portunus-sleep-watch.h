/* portunus-sleep-watch.h: tells when the machine wakes up
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-session.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SLEEP_WATCH (portunus_sleep_watch_get_type ())

/**
 * PortunusSleepWatch:
 *
 * Listens to logind on the system bus. Where there is none nothing is told, and a lane that the sleep has broken is
 * found by its silence. Lives in the context it was made in.
 *
 * Signals:
 * - `woken`: the machine was suspended or hibernated, and goes on
 */
G_DECLARE_FINAL_TYPE (PortunusSleepWatch, portunus_sleep_watch, PORTUNUS, SLEEP_WATCH, GObject)

PortunusSleepWatch *portunus_sleep_watch_new    (void);
void                portunus_sleep_watch_follow (PortunusSleepWatch *self,
                                                 PortunusSession    *session);

G_END_DECLS
