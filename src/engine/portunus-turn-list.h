/* portunus-turn-list.h: TURN servers of the settings with their passwords from the secret store
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

gboolean   portunus_turn_list_is_server   (const char           *text);
char      *portunus_turn_list_dup_secret_name (const char       *server);
/* @servers: as in the settings. A server without a password in the store is left out with a message. */
void       portunus_turn_list_load_async  (PortunusSecretStore  *store,
                                           const char * const   *servers,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
/* (transfer full): each as "turn://USER:PASSWORD@HOST:PORT?transport=udp". */
char     **portunus_turn_list_load_finish (GAsyncResult         *result,
                                           GError              **error);
void       portunus_turn_list_save_async  (PortunusSecretStore  *store,
                                           const char           *server,
                                           PortunusSecret       *password,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean   portunus_turn_list_save_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
