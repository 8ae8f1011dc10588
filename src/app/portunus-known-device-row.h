/* portunus-known-device-row.h: a device that we have met, and what we think of it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-device-book.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_KNOWN_DEVICE_ROW (portunus_known_device_row_get_type ())

/**
 * PortunusKnownDeviceRow:
 *
 * Changes the device book by itself, but for two things. Signals:
 * - `send (PortunusKnownDevice *device)`: something is to be sent there
 * - `forget (PortunusKnownDevice *device)`: it is to leave the book
 */
G_DECLARE_FINAL_TYPE (PortunusKnownDeviceRow, portunus_known_device_row, PORTUNUS, KNOWN_DEVICE_ROW, AdwExpanderRow)

GtkWidget *portunus_known_device_row_new (PortunusKnownDevice *device,
                                          PortunusDeviceBook  *book);
gboolean   portunus_known_device_row_is_of (PortunusKnownDeviceRow *self,
                                            const char             *id);

G_END_DECLS
