/* portunus-recipient.h: a device that something can be sent to, as a person sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-target.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECIPIENT (portunus_recipient_get_type ())

G_DECLARE_FINAL_TYPE (PortunusRecipient, portunus_recipient, PORTUNUS, RECIPIENT, GObject)

PortunusRecipient    *portunus_recipient_new_nearby  (PortunusNearbyDevice *nearby,
                                                      PortunusDeviceBook   *book);
PortunusRecipient    *portunus_recipient_new_known   (PortunusKnownDevice  *known);
PortunusRecipient    *portunus_recipient_new_address (const char           *address);
/* (transfer none) */
const PortunusTarget *portunus_recipient_get_target  (PortunusRecipient    *self);
const char           *portunus_recipient_get_name    (PortunusRecipient    *self);
/* (nullable): more about where it is. */
const char           *portunus_recipient_get_detail  (PortunusRecipient    *self);
/* For a badge: "verified", "known", "blocked" or "not verified". */
const char           *portunus_recipient_get_label   (PortunusRecipient    *self);
gboolean              portunus_recipient_is_blocked  (PortunusRecipient    *self);

G_END_DECLS
