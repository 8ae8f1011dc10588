/* portunus-daemon-admin.h: what the portal of portunusd needs before it starts
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"
#include "portunus-daemon-options.h"

G_BEGIN_DECLS

void                  portunus_daemon_prepare_admin_async  (const PortunusDaemonOptions  *options,
                                                            PortunusServerStore          *store,
                                                            GAsyncReadyCallback           callback,
                                                            gpointer                      user_data);
PortunusAdminOptions *portunus_daemon_prepare_admin_finish (GAsyncResult                 *result,
                                                            GError                      **error);
char                 *portunus_daemon_admin_dup_address    (const PortunusDaemonOptions  *options,
                                                            const PortunusAdminOptions   *admin,
                                                            guint16                       port);

G_END_DECLS
