/* portunus-lanes-group.h: which ways transfers may go
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PORTUNUS_TYPE_LANES_GROUP (portunus_lanes_group_get_type ())

/**
 * PortunusLanesGroup:
 *
 * Switches of a setting, of which one stays on; they count from the next transfer on.
 */
G_DECLARE_FINAL_TYPE (PortunusLanesGroup, portunus_lanes_group, PORTUNUS, LANES_GROUP, AdwPreferencesGroup)

G_END_DECLS
