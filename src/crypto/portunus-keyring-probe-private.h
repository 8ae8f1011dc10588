/* portunus-keyring-probe-private.h: whether the keyring works, in a time that is bounded
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

gboolean             _portunus_keyring_has_service  (void);
void                 _portunus_keyring_probe_async  (GCancellable            *cancellable,
                                                     GAsyncReadyCallback      callback,
                                                     gpointer                 user_data);
PortunusSecretStore *_portunus_keyring_probe_finish (GAsyncResult            *result,
                                                     PortunusKeyringTrouble  *trouble,
                                                     GError                 **error);

G_END_DECLS
