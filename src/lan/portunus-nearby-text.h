/* portunus-nearby-text.h: what a device says of itself on the local network
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PORTUNUS_NEARBY_SERVICE_TYPE "_portunus._tcp"

/**
 * PortunusNearbyText:
 * @room: the room in which the device waits
 * @fingerprint: of its server's certificate, %PORTUNUS_FINGERPRINT_BYTES
 * @name: (nullable): what its owner calls it; %NULL where it is not to be known
 *
 * The TXT record of a device (RFC 6763 §6). Nothing of it is proved: it says where to knock, not who opens.
 */
typedef struct
{
  char   *room;
  GBytes *fingerprint;
  char   *name;
} PortunusNearbyText;

GVariant           *portunus_nearby_text_format (const PortunusNearbyText  *self);
PortunusNearbyText *portunus_nearby_text_parse  (GVariant                  *strings,
                                                 GError                   **error);
void                portunus_nearby_text_free   (PortunusNearbyText        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusNearbyText, portunus_nearby_text_free)

G_END_DECLS
