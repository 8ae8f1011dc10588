/* portunus-admin-vault.h: the second factor's secret, in a secret store of another thread
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

/**
 * PortunusAdminVault:
 *
 * Reaches a #PortunusSecretStore from other threads than its own. Thread-safe.
 */
typedef struct _PortunusAdminVault PortunusAdminVault;

PortunusAdminVault *portunus_admin_vault_new         (PortunusSecretStore  *store,
                                                      const char           *name);
PortunusAdminVault *portunus_admin_vault_ref         (PortunusAdminVault   *self);
void                portunus_admin_vault_unref       (PortunusAdminVault   *self);
void                portunus_admin_vault_load_async  (PortunusAdminVault   *self,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean            portunus_admin_vault_load_finish (GAsyncResult         *result,
                                                      PortunusSecret      **totp,
                                                      GError              **error);
void                portunus_admin_vault_save_async  (PortunusAdminVault   *self,
                                                      PortunusSecret       *totp,
                                                      GAsyncReadyCallback   callback,
                                                      gpointer              user_data);
gboolean            portunus_admin_vault_save_finish (GAsyncResult         *result,
                                                      GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAdminVault, portunus_admin_vault_unref)

G_END_DECLS
