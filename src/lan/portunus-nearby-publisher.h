/* portunus-nearby-publisher.h: announcing this device on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-nearby-text.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_NEARBY_PUBLISHER (portunus_nearby_publisher_get_type ())

/**
 * PortunusNearbyPublisher:
 *
 * Announces until it is stopped, also to a daemon that comes later. Signal `published`: others can find it now. Signal
 * `problem` (#GError): they cannot. Belongs to the context it was started in.
 */
G_DECLARE_FINAL_TYPE (PortunusNearbyPublisher, portunus_nearby_publisher, PORTUNUS, NEARBY_PUBLISHER, GObject)

/* @id: see portunus_nearby_make_id(). @text: copied. */
PortunusNearbyPublisher *portunus_nearby_publisher_new   (const char               *id,
                                                          guint16                   port,
                                                          const PortunusNearbyText *text);
void                     portunus_nearby_publisher_start (PortunusNearbyPublisher  *self);
void                     portunus_nearby_publisher_stop  (PortunusNearbyPublisher  *self);

G_END_DECLS
