/* portunus-movable-secret-store.h: a secret store whose secrets can go to another one
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

#define PORTUNUS_TYPE_MOVABLE_SECRET_STORE (portunus_movable_secret_store_get_type ())

/**
 * PortunusMovableSecretStore:
 *
 * Stands in front of a store, so that those who hold it need not know that its secrets went somewhere else. Signals:
 * - `moved`: all are in the new place, and still in the old one: what says where they are is to be written now, since
 *   they are erased in the old place next
 */
G_DECLARE_FINAL_TYPE (PortunusMovableSecretStore, portunus_movable_secret_store, PORTUNUS, MOVABLE_SECRET_STORE,
                      PortunusSecretStore)

PortunusSecretStore *portunus_movable_secret_store_new          (PortunusSecretStore        *behind);
/* What is stored or moved before it has finished is refused with G_IO_ERROR_PENDING. After an error all is where it
 * was. */
void                 portunus_movable_secret_store_move_async   (PortunusMovableSecretStore  *self,
                                                                 PortunusSecretStore         *target,
                                                                 const char * const          *names,
                                                                 GCancellable                *cancellable,
                                                                 GAsyncReadyCallback          callback,
                                                                 gpointer                     user_data);
gboolean             portunus_movable_secret_store_move_finish  (PortunusMovableSecretStore  *self,
                                                                 GAsyncResult                *result,
                                                                 gboolean                    *has_left_copies,
                                                                 GError                     **error);
void                 portunus_movable_secret_store_erase_async  (PortunusMovableSecretStore  *self,
                                                                 const char * const          *names,
                                                                 GCancellable                *cancellable,
                                                                 GAsyncReadyCallback          callback,
                                                                 gpointer                     user_data);
gboolean             portunus_movable_secret_store_erase_finish (PortunusMovableSecretStore  *self,
                                                                 GAsyncResult                *result,
                                                                 GError                     **error);

G_END_DECLS
