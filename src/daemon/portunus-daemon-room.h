/* portunus-daemon-room.h: the room that portunusd makes at its start
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-options.h"
#include "portunus-server.h"

G_BEGIN_DECLS

void     portunus_daemon_print_link_async  (const PortunusDaemonOptions  *options,
                                            PortunusServer               *server,
                                            GAsyncReadyCallback           callback,
                                            gpointer                      user_data);
gboolean portunus_daemon_print_link_finish (GAsyncResult                 *result,
                                            GError                      **error);

G_END_DECLS
