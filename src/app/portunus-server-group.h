/* portunus-server-group.h: the STUN or TURN servers among the preferences
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-secret-store.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SERVER_GROUP (portunus_server_group_get_type ())

/**
 * PortunusServerGroup:
 *
 * Shows and changes the settings. Signal `problem (const char *sentence)`: something could not be kept.
 */
G_DECLARE_FINAL_TYPE (PortunusServerGroup, portunus_server_group, PORTUNUS, SERVER_GROUP, AdwPreferencesGroup)

/* @store: (nullable): where passwords go; NULL for STUN servers, which have none. */
void portunus_server_group_set_up (PortunusServerGroup *self,
                                   gboolean             is_turn,
                                   PortunusSecretStore *store);

G_END_DECLS
