/* portunus-discovery-group.h: whether other devices find this one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_DISCOVERY_GROUP (portunus_discovery_group_get_type ())

/**
 * PortunusDiscoveryGroup:
 *
 * Switches of settings; they count at once.
 */
G_DECLARE_FINAL_TYPE (PortunusDiscoveryGroup, portunus_discovery_group, PORTUNUS, DISCOVERY_GROUP, AdwPreferencesGroup)

G_END_DECLS
