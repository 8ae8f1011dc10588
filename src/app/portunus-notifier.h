/* portunus-notifier.h: tells a person who does not look at the window what happens
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "portunus-ledger.h"
#include "portunus-offer-desk.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_NOTIFIER (portunus_notifier_get_type ())

/**
 * PortunusNotifier:
 *
 * Notifications name the actions app.accept-offer, app.decline-offer and app.show-offer, each with the id of an offer.
 * A yes is offered only where a notification shows all it is about: a verified sender, a size that fits, and nothing
 * that would be replaced.
 */
G_DECLARE_FINAL_TYPE (PortunusNotifier, portunus_notifier, PORTUNUS, NOTIFIER, GObject)

/* The application must outlive it. */
PortunusNotifier *portunus_notifier_new           (GtkApplication    *application,
                                                   PortunusOfferDesk *desk);
/* Tells of the end of transfers from now on. */
void              portunus_notifier_follow_ledger (PortunusNotifier  *self,
                                                   PortunusLedger    *ledger);
/* The window has gone: tells of the offers that still wait. */
void              portunus_notifier_tell_waiting  (PortunusNotifier  *self);
/* The person looks: what only says how something ended has served. */
void              portunus_notifier_clear         (PortunusNotifier  *self);

G_END_DECLS
