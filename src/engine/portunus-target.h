/* portunus-target.h: the one device on the local network that something is for
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-known-device.h"
#include "portunus-nearby-device.h"

G_BEGIN_DECLS

/**
 * PortunusTarget:
 * @known: (nullable): a device of our book, wherever it is; no other is taken for it
 * @nearby: (nullable): a device as it announces itself
 * @address: (nullable): where a device waits, as HOST:PORT
 *
 * One of the three; @known may go with one of the others, which then says where to look.
 */
typedef struct
{
  PortunusKnownDevice  *known;
  PortunusNearbyDevice *nearby;
  const char           *address;
} PortunusTarget;

PortunusTarget *portunus_target_copy       (const PortunusTarget *self);
void            portunus_target_free       (PortunusTarget       *self);
/* Whether it says which device is meant. */
gboolean        portunus_target_is_given   (const PortunusTarget *self);
/* HOST:PORT, or [IPV6]:PORT. */
gboolean        portunus_target_is_address (const char           *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusTarget, portunus_target_free)

G_END_DECLS
