/* portunus-waiting-guest.h: somebody at the door of our room who waits for a person's answer
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_WAITING_GUEST (portunus_waiting_guest_get_type ())

/**
 * PortunusWaitingGuest:
 *
 * Signals, one of these two and once:
 * - `answered (gboolean is_yes)`
 * - `gone`: nobody can answer any more
 * and any number of times:
 * - `show`: the person wants to see it in the window, which is on the screen
 */
G_DECLARE_FINAL_TYPE (PortunusWaitingGuest, portunus_waiting_guest, PORTUNUS, WAITING_GUEST, GObject)

PortunusWaitingGuest *portunus_waiting_guest_new      (const char           *name);
void                  portunus_waiting_guest_answer   (PortunusWaitingGuest *self,
                                                       gboolean              is_yes);
void                  portunus_waiting_guest_withdraw (PortunusWaitingGuest *self);
void                  portunus_waiting_guest_show     (PortunusWaitingGuest *self);
/* What actions and notifications call it; says nothing about it. */
const char           *portunus_waiting_guest_get_id   (PortunusWaitingGuest *self);
const char           *portunus_waiting_guest_get_name (PortunusWaitingGuest *self);

G_END_DECLS
