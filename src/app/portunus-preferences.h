/* portunus-preferences.h: the preferences
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "portunus-engine.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_PREFERENCES (portunus_preferences_get_type ())

/**
 * PortunusPreferences:
 *
 * Changes settings at once; there is nothing to confirm.
 */
G_DECLARE_FINAL_TYPE (PortunusPreferences, portunus_preferences, PORTUNUS, PREFERENCES, AdwPreferencesWindow)

/* @engine: (nullable): knows where keys and passwords are; NULL while it has not been started. */
GtkWidget *portunus_preferences_new (GtkWindow      *parent,
                                     PortunusEngine *engine);

G_END_DECLS
