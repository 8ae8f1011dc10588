/* portunus-store-settings.h: texts by name that a server keeps
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-server-store.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL without @error when it is not set. */
void        portunus_server_store_get_setting_async    (PortunusServerStore  *self,
                                                        const char           *key,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
char       *portunus_server_store_get_setting_finish   (PortunusServerStore  *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* NULL as @value unsets it. */
void        portunus_server_store_set_setting_async    (PortunusServerStore  *self,
                                                        const char           *key,
                                                        const char           *value,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
gboolean    portunus_server_store_set_setting_finish   (PortunusServerStore  *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

/* (transfer full) (element-type utf8 utf8): all of them, by key. */
void        portunus_server_store_list_settings_async  (PortunusServerStore  *self,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
GHashTable *portunus_server_store_list_settings_finish (PortunusServerStore  *self,
                                                        GAsyncResult         *result,
                                                        GError              **error);

G_END_DECLS
