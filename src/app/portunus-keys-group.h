/* portunus-keys-group.h: where the keys of this device are
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_KEYS_GROUP (portunus_keys_group_get_type ())

/**
 * PortunusKeysGroup:
 *
 * Moves them, and forgets them. Signal `problem (const char *sentence)`: what went wrong, or is good to know.
 */
G_DECLARE_FINAL_TYPE (PortunusKeysGroup, portunus_keys_group, PORTUNUS, KEYS_GROUP, AdwPreferencesGroup)

/* @engine: (nullable): NULL while it has not been started. */
void portunus_keys_group_set_engine (PortunusKeysGroup *self,
                                     PortunusEngine    *engine);

G_END_DECLS
