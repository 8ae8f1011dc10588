/* portunus-admin-prepare.h: what a portal needs before it opens: its account, the second factor, or a setup token
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin.h"

G_BEGIN_DECLS

void                  portunus_admin_prepare_async  (PortunusServerStore  *store,
                                                     PortunusAdminVault   *vault,
                                                     gboolean              is_reset,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
PortunusAdminOptions *portunus_admin_prepare_finish (GAsyncResult         *result,
                                                     GError              **error);

G_END_DECLS
