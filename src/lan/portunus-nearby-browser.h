/* portunus-nearby-browser.h: the devices that announce themselves on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-nearby-device.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_NEARBY_BROWSER (portunus_nearby_browser_get_type ())

/**
 * PortunusNearbyBrowser:
 *
 * Signal `settled`: whoever is there was most likely heard by now. Signal `problem` (#GError, nullable): why nobody can
 * be found, or %NULL once that is over. Belongs to the context it was started in.
 */
G_DECLARE_FINAL_TYPE (PortunusNearbyBrowser, portunus_nearby_browser, PORTUNUS, NEARBY_BROWSER, GObject)

/* @own_id: (nullable): the id of this very device, which is left out. */
PortunusNearbyBrowser *portunus_nearby_browser_new         (const char            *own_id);
void                   portunus_nearby_browser_start       (PortunusNearbyBrowser *self);
void                   portunus_nearby_browser_stop        (PortunusNearbyBrowser *self);
/* (transfer none): of PortunusNearbyDevice; a device that changed is replaced. */
GListModel            *portunus_nearby_browser_get_devices (PortunusNearbyBrowser *self);

G_END_DECLS
