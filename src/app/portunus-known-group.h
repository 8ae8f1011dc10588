/* portunus-known-group.h: the devices that we have met
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-device-book.h"
#include "portunus-recipient.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_KNOWN_GROUP (portunus_known_group_get_type ())

/**
 * PortunusKnownGroup:
 *
 * Signal `chosen (PortunusRecipient *recipient)`: something is to be sent there.
 */
G_DECLARE_FINAL_TYPE (PortunusKnownGroup, portunus_known_group, PORTUNUS, KNOWN_GROUP, AdwBin)

void portunus_known_group_set_book (PortunusKnownGroup *self,
                                    PortunusDeviceBook *book);
/* Unfolds a device; nothing happens where it is not in the book. */
void portunus_known_group_show     (PortunusKnownGroup *self,
                                    const char         *id);

G_END_DECLS
