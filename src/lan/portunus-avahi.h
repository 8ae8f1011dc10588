/* portunus-avahi.h: the Avahi daemon of this machine, which speaks multicast DNS for its programs
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_AVAHI (portunus_avahi_get_type ())

/**
 * PortunusAvahi:
 *
 * Watches for the daemon on the system bus, where it may come and go at any time. Signal `appeared`: it is there, and
 * knows nothing of what was asked before. Signal `vanished` (#GError): it is not there, or not any more. Belongs to its
 * thread's context.
 */
G_DECLARE_FINAL_TYPE (PortunusAvahi, portunus_avahi, PORTUNUS, AVAHI, GObject)

PortunusAvahi   *portunus_avahi_new            (void);
/* Looks for the daemon, and wakes it where the system can. */
void             portunus_avahi_start          (PortunusAvahi *self);
/* No signal comes after it. */
void             portunus_avahi_stop           (PortunusAvahi *self);
/* (transfer none) (nullable): NULL while the daemon is not there. */
GDBusConnection *portunus_avahi_get_connection (PortunusAvahi *self);
const char      *portunus_avahi_get_owner      (PortunusAvahi *self);

G_END_DECLS
