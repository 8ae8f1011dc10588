/* portunus-search-provider.h: lets the shell search past transfers and known devices
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-search.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_SEARCH_PROVIDER (portunus_search_provider_get_type ())

/**
 * PortunusSearchProvider:
 *
 * org.gnome.Shell.SearchProvider2. It answers without keys, and the engine need not have started. Signals:
 * - `transfers (const char *words)`: the person wants to see those
 * - `devices`: the person wants to see the devices
 */
G_DECLARE_FINAL_TYPE (PortunusSearchProvider, portunus_search_provider, PORTUNUS, SEARCH_PROVIDER, GObject)

PortunusSearchProvider *portunus_search_provider_new       (GApplication            *application);
gboolean                portunus_search_provider_export    (PortunusSearchProvider  *self,
                                                            GDBusConnection         *bus,
                                                            const char              *path,
                                                            GError                 **error);
void                    portunus_search_provider_unexport  (PortunusSearchProvider  *self);

G_END_DECLS
