/* portunus-cli-secret.h: secrets that come in by files and terminals instead of arguments
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

gboolean  portunus_cli_secret_get_passphrase (PortunusSecretStoreChoice   choice,
                                              PortunusSecret            **passphrase,
                                              GError                    **error);
gboolean  portunus_cli_secret_get_room_password (gboolean                    is_asked,
                                                 const char                 *path,
                                                 PortunusSecret            **password,
                                                 GError                    **error);
PortunusSecret *portunus_cli_secret_read_password (GError              **error);
char     *portunus_cli_secret_read_line      (GError                    **error);
char     *portunus_cli_secret_read_text      (GError                    **error);

G_END_DECLS
