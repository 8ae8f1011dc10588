/* portunus-admin-settings.h: the limits of the server that the portal shows and changes
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-router.h"
#include "portunus-server-store.h"
#include "portunus-services.h"

G_BEGIN_DECLS

void portunus_admin_settings_load       (PortunusServerStore *store,
                                         PortunusServices    *services,
                                         GCancellable        *cancellable);
void portunus_admin_handle_settings     (PortunusRequest     *request,
                                         gpointer             user_data);
void portunus_admin_handle_settings_set (PortunusRequest     *request,
                                         gpointer             user_data);

G_END_DECLS
