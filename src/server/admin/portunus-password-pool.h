/* portunus-password-pool.h: slow password hashes, on few workers, for few at a time
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_PASSWORD_MAX_BYTES 256

/**
 * PortunusPasswordPool:
 *
 * Computes yescrypt hashes. Each takes 16 MiB and a core for a while, so there are no more workers than cores and only
 * so many callers may wait: a flood of logins costs neither memory nor the server's thread.
 */
typedef struct _PortunusPasswordPool PortunusPasswordPool;

PortunusPasswordPool *portunus_password_pool_new           (void);
void                  portunus_password_pool_free          (PortunusPasswordPool *self);
void                  portunus_password_pool_hash_async    (PortunusPasswordPool *self,
                                                            PortunusSecret       *password,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
char                 *portunus_password_pool_hash_finish   (GAsyncResult         *result,
                                                            GError              **error);
void                  portunus_password_pool_verify_async  (PortunusPasswordPool *self,
                                                            PortunusSecret       *password,
                                                            const char           *hash,
                                                            GAsyncReadyCallback   callback,
                                                            gpointer              user_data);
gboolean              portunus_password_pool_verify_finish (GAsyncResult         *result,
                                                            gboolean             *is_right,
                                                            GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusPasswordPool, portunus_password_pool_free)

G_END_DECLS
