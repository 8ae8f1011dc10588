/* portunus-server-options.h: what was asked of a server, checked and with its defaults
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-core.h"
#include "portunus-server.h"

G_BEGIN_DECLS

gboolean portunus_server_core_options_read  (PortunusServerCoreOptions    *self,
                                             const PortunusServerOptions  *options,
                                             GError                      **error);
void     portunus_server_core_options_read_admin (PortunusServerCoreOptions  *self,
                                                  const PortunusAdminOptions *admin,
                                                  guint16                     port);
void     portunus_server_core_options_clear (PortunusServerCoreOptions    *self);

G_END_DECLS
