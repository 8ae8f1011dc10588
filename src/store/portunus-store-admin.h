/* portunus-store-admin.h: the account of the one who administers a server
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/**
 * PortunusAdminAccount:
 * @password_hash: as crypt(3) writes it
 * @epoch: sessions of another epoch are over; above 0, and never the same again
 * @created: Unix time in seconds
 * @n_recovery_codes: how many are left
 */
typedef struct
{
  char   *password_hash;
  gint64  epoch;
  gint64  created;
  guint   n_recovery_codes;
} PortunusAdminAccount;

void                  portunus_admin_account_free                     (PortunusAdminAccount *account);

/* TRUE when it was created; FALSE without @error when there is one already, which is untouched. @recovery_hashes:
 * (nullable) (array zero-terminated=1): hashes of the recovery codes, any text. */
void                  portunus_server_store_create_admin_async        (PortunusServerStore  *self,
                                                                       const char           *password_hash,
                                                                       const char * const   *recovery_hashes,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
gboolean              portunus_server_store_create_admin_finish       (PortunusServerStore  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

/* (transfer full) (nullable): NULL without @error when there is none. */
void                  portunus_server_store_get_admin_async           (PortunusServerStore  *self,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
PortunusAdminAccount *portunus_server_store_get_admin_finish          (PortunusServerStore  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

/* Ends all sessions as well: the new epoch; 0 without @error when there is no account, -1 with one. */
void                  portunus_server_store_set_admin_password_async  (PortunusServerStore  *self,
                                                                       const char           *password_hash,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
gint64                portunus_server_store_set_admin_password_finish (PortunusServerStore  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

/* In the place of those there were. */
void                  portunus_server_store_set_recovery_codes_async  (PortunusServerStore  *self,
                                                                       const char * const   *recovery_hashes,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
gboolean              portunus_server_store_set_recovery_codes_finish (PortunusServerStore  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

/* TRUE for one caller only; FALSE without @error when there is no such code (any more). */
void                  portunus_server_store_use_recovery_code_async   (PortunusServerStore  *self,
                                                                       const char           *recovery_hash,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
gboolean              portunus_server_store_use_recovery_code_finish  (PortunusServerStore  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

/* The account and its recovery codes: for one who lost everything and starts anew. */
void                  portunus_server_store_delete_admin_async        (PortunusServerStore  *self,
                                                                       GCancellable         *cancellable,
                                                                       GAsyncReadyCallback   callback,
                                                                       gpointer              user_data);
gboolean              portunus_server_store_delete_admin_finish       (PortunusServerStore  *self,
                                                                       GAsyncResult         *result,
                                                                       GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusAdminAccount, portunus_admin_account_free)

G_END_DECLS
