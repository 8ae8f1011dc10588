/* portunus-crypto-error-private.h: turning libcrypto failures into GError
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-crypto-error.h"

G_BEGIN_DECLS

void _portunus_crypto_set_failed   (GError              **error,
                                    const char           *what);
void _portunus_crypto_set_rejected (GError              **error,
                                    PortunusCryptoError   code,
                                    const char           *message);

G_END_DECLS
