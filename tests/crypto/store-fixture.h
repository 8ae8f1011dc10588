/* store-fixture.h: secret stores without callbacks
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret-store.h"

G_BEGIN_DECLS

gboolean             fixture_store_text    (PortunusSecretStore        *store,
                                            const char                 *name,
                                            const char                 *text,
                                            GError                    **error);
gboolean             fixture_store_secret  (PortunusSecretStore        *store,
                                            const char                 *name,
                                            PortunusSecret             *secret,
                                            GError                    **error);
PortunusSecret      *fixture_look_up       (PortunusSecretStore        *store,
                                            const char                 *name,
                                            GError                    **error);
gboolean             fixture_clear         (PortunusSecretStore        *store,
                                            const char                 *name,
                                            GError                    **error);
/* @text %NULL: there must be none of that name, and no error. */
void                 fixture_assert_text   (PortunusSecretStore        *store,
                                            const char                 *name,
                                            const char                 *text);
/* What every store must do. */
void                 fixture_check_store   (PortunusSecretStore        *store);
PortunusSecretStore *fixture_open_store    (PortunusSecretStoreChoice   choice,
                                            const char                 *passphrase,
                                            PortunusKeyringTrouble     *trouble,
                                            GError                    **error);

G_END_DECLS
