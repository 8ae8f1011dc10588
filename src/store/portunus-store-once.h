/* portunus-store-once.h: what may be used one time only
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/* For the jti of a token that expires at @expires: TRUE for the first caller ever; FALSE without @error for all others
 * and for what has expired. */
void     portunus_server_store_use_once_async  (PortunusServerStore  *self,
                                                const char           *scope,
                                                const char           *id,
                                                gint64                expires,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean portunus_server_store_use_once_finish (PortunusServerStore  *self,
                                                GAsyncResult         *result,
                                                GError              **error);

/* For the time step of a TOTP: TRUE when @step is above every one that @key had before, and then it is the last one;
 * FALSE without @error otherwise. */
void     portunus_server_store_advance_async   (PortunusServerStore  *self,
                                                const char           *scope,
                                                const char           *key,
                                                gint64                step,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean portunus_server_store_advance_finish  (PortunusServerStore  *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
