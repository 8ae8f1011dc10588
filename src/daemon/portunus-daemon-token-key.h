/* portunus-daemon-token-key.h: the key portunusd signs invitations and tickets with
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-options.h"

G_BEGIN_DECLS

void            portunus_daemon_load_token_key_async  (const PortunusDaemonOptions  *options,
                                                       PortunusSecretStore          *secrets,
                                                       GAsyncReadyCallback           callback,
                                                       gpointer                      user_data);
PortunusSecret *portunus_daemon_load_token_key_finish (GAsyncResult                 *result,
                                                       GError                      **error);

G_END_DECLS
