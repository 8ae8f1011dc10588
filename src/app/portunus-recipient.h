/* portunus-recipient.h: a device or a room that something can be sent to, as a person sees it
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-device-book.h"
#include "portunus-secret.h"
#include "portunus-target.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_RECIPIENT (portunus_recipient_get_type ())

/**
 * PortunusRecipient:
 *
 * Signal `changed`: its name, its badge or its place are different from before.
 */
G_DECLARE_FINAL_TYPE (PortunusRecipient, portunus_recipient, PORTUNUS, RECIPIENT, GObject)

PortunusRecipient    *portunus_recipient_new_nearby   (PortunusNearbyDevice *nearby,
                                                       PortunusDeviceBook   *book);
PortunusRecipient    *portunus_recipient_new_known    (PortunusKnownDevice  *known);
PortunusRecipient    *portunus_recipient_new_address  (const char           *address);
PortunusRecipient    *portunus_recipient_copy         (PortunusRecipient    *self);
void                  portunus_recipient_take_nearby  (PortunusRecipient    *self,
                                                       PortunusNearbyDevice *nearby,
                                                       PortunusDeviceBook   *book);
void                  portunus_recipient_tell_changed (PortunusRecipient    *self);
/* (nullable): NULL with PORTUNUS_CORE_ERROR_BAD_LINK; @server (nullable): that knows the code. */
PortunusRecipient    *portunus_recipient_new_room     (const char           *link_or_code,
                                                       const char           *server,
                                                       GError              **error);
/* (transfer none) (nullable): link or code of the room, where it is one. */
const char           *portunus_recipient_get_room     (PortunusRecipient    *self);
/* (nullable) */
const char           *portunus_recipient_get_server   (PortunusRecipient    *self);
/* @password: (nullable) */
void                  portunus_recipient_set_password (PortunusRecipient    *self,
                                                       PortunusSecret       *password);
/* (transfer none) (nullable) */
PortunusSecret       *portunus_recipient_get_password (PortunusRecipient    *self);
/* (transfer none) (nullable): until it changes; NULL for a room. */
const PortunusTarget *portunus_recipient_get_target   (PortunusRecipient    *self);
const char           *portunus_recipient_get_name     (PortunusRecipient    *self);
/* (nullable): more about where it is. */
const char           *portunus_recipient_get_detail   (PortunusRecipient    *self);
/* For a badge: "verified", "known", "blocked" or "not verified". */
const char           *portunus_recipient_get_label    (PortunusRecipient    *self);
gboolean              portunus_recipient_is_blocked   (PortunusRecipient    *self);

G_END_DECLS
