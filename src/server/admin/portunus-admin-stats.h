/* portunus-admin-stats.h: the figures, rooms and warnings that the portal shows
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "portunus-services.h"

G_BEGIN_DECLS

JsonObject *portunus_admin_stats_take          (PortunusServices *services);
JsonObject *portunus_admin_stats_list_rooms    (PortunusServices *services);
JsonArray  *portunus_admin_stats_list_warnings (void);

G_END_DECLS
