/* portunus-daemon-store.h: where portunusd remembers things, for itself alone
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-options.h"
#include "portunus-server-store.h"

G_BEGIN_DECLS

gboolean             portunus_daemon_keeps_rooms       (const PortunusDaemonOptions  *options);
void                 portunus_daemon_open_store_async  (const PortunusDaemonOptions  *options,
                                                        GAsyncReadyCallback           callback,
                                                        gpointer                      user_data);
PortunusServerStore *portunus_daemon_open_store_finish (GAsyncResult                 *result,
                                                        GError                      **error);

G_END_DECLS
