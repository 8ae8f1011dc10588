/* portunus-x25519-private.h: X25519 (RFC 7748) on plain keys
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_X25519_SIZE 32

gboolean        _portunus_x25519_get_public (const PortunusSecret *private_key,
                                             guint8                public_key[PORTUNUS_X25519_SIZE],
                                             GError              **error);
PortunusSecret *_portunus_x25519_agree      (const PortunusSecret *private_key,
                                             const guint8          peer_public[PORTUNUS_X25519_SIZE],
                                             GError              **error);

G_END_DECLS
