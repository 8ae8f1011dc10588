/* portunus-nearby-device.h: a device that announces itself on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-link.h"
#include "portunus-nearby-text.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_NEARBY_DEVICE (portunus_nearby_device_get_type ())

/**
 * PortunusNearbyDevice:
 *
 * Where a device says it can be reached. A hint, never an identity: who answers there is proved by a handshake. Does
 * not change.
 */
G_DECLARE_FINAL_TYPE (PortunusNearbyDevice, portunus_nearby_device, PORTUNUS, NEARBY_DEVICE, GObject)

/* @text: (transfer full) */
PortunusNearbyDevice *portunus_nearby_device_new         (const char           *id,
                                                          const char           *address,
                                                          guint16               port,
                                                          PortunusNearbyText   *text);
/* A new one each time the other program starts. */
const char           *portunus_nearby_device_get_id      (PortunusNearbyDevice *self);
/* (nullable): fit for display; NULL where its owner does not tell. */
const char           *portunus_nearby_device_get_name    (PortunusNearbyDevice *self);
const char           *portunus_nearby_device_get_address (PortunusNearbyDevice *self);
/* (transfer full): of the room in which it waits, without a secret. */
PortunusLink         *portunus_nearby_device_make_link   (PortunusNearbyDevice *self);

G_END_DECLS
