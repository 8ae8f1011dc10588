/* portunus-admin.h: the portal through which a server is watched and administered
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-admin-vault.h"
#include "portunus-server-store.h"

G_BEGIN_DECLS

typedef struct _PortunusServices PortunusServices;

/**
 * PortunusAdminOptions:
 * @store: where the account and the settings are
 * @vault: where the secret of the second factor is
 * @totp: (nullable): that secret, where there is one already
 * @setup_token: (nullable): what lets somebody make the account, where there is none; text
 * @is_alone: whether no other server has @store, so that nobody else changes the account
 * @is_tls: whether its pages come over TLS
 */
typedef struct
{
  PortunusServerStore *store;
  PortunusAdminVault  *vault;
  PortunusSecret      *totp;
  PortunusSecret      *setup_token;
  gboolean             is_alone;
  gboolean             is_tls;
} PortunusAdminOptions;

void           portunus_admin_options_copy  (PortunusAdminOptions       *self,
                                             const PortunusAdminOptions *from);
void           portunus_admin_options_clear (PortunusAdminOptions       *self);
void           portunus_admin_options_free  (PortunusAdminOptions       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAdminOptions, portunus_admin_options_free)

#define PORTUNUS_TYPE_ADMIN (portunus_admin_get_type ())

/**
 * PortunusAdmin:
 *
 * Knows the administrator, the sessions and the open pages of the portal. Belongs to the server's thread.
 */
G_DECLARE_FINAL_TYPE (PortunusAdmin, portunus_admin, PORTUNUS, ADMIN, GObject)

PortunusAdmin *portunus_admin_new  (const PortunusAdminOptions *options,
                                    PortunusServices           *services);
void           portunus_admin_stop (PortunusAdmin              *self);

G_END_DECLS
