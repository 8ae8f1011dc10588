/* portunus-daemon-certificate.h: the certificate portunusd shows, and what opens the store of its key
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-daemon-options.h"

G_BEGIN_DECLS

gboolean        portunus_daemon_read_passphrase         (PortunusSecret              **passphrase,
                                                         GError                      **error);
void            portunus_daemon_tell_store              (PortunusSecretStore          *store,
                                                         PortunusKeyringTrouble        trouble);
PortunusSecret *portunus_daemon_read_token              (const char                   *path,
                                                         GError                      **error);
PortunusSecret *portunus_daemon_read_certificate        (const char                   *certificate_path,
                                                         const char                   *key_path,
                                                         GError                      **error);
void            portunus_daemon_make_certificate_async  (const PortunusDaemonOptions  *options,
                                                         GAsyncReadyCallback           callback,
                                                         gpointer                      user_data);
PortunusSecret *portunus_daemon_make_certificate_finish (GAsyncResult                 *result,
                                                         PortunusSecretStore         **store,
                                                         GError                      **error);

G_END_DECLS
