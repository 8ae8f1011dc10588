/* portunus-devices-view.h: the Devices page: who is near, who is known, and what others see of this device
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"
#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_DEVICES_VIEW (portunus_devices_view_get_type ())

/**
 * PortunusDevicesView:
 *
 * Signal `chosen (PortunusRecipient *recipient)`: something is to be sent there.
 */
G_DECLARE_FINAL_TYPE (PortunusDevicesView, portunus_devices_view, PORTUNUS, DEVICES_VIEW, AdwBin)

void portunus_devices_view_set_engine (PortunusDevicesView *self,
                                       PortunusEngine      *engine);
/* Unfolds a device that was met. */
void portunus_devices_view_show_device (PortunusDevicesView *self,
                                        const char          *id);

G_END_DECLS
