/* portunus-spake2.h: SPAKE2 over P-256 with SHA-256, HKDF and HMAC (RFC 9382)
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_SPAKE2_SHARE_SIZE 65

/**
 * PortunusSpake2:
 *
 * One run of the exchange. Party A is the one who writes the first message. The key comes without confirmation
 * messages: the Noise handshake that takes it as its psk confirms it. Not thread-safe.
 */
typedef struct _PortunusSpake2 PortunusSpake2;

/* scrypt over the password: about 40 ms, call it on a worker. @salt is the room id. */
PortunusSecret *portunus_spake2_stretch (const char            *password,
                                         GBytes                *salt,
                                         GError               **error);
PortunusSpake2 *portunus_spake2_new     (gboolean               is_party_a,
                                         const PortunusSecret  *stretched,
                                         GError               **error);
void            portunus_spake2_free    (PortunusSpake2        *self);
GBytes         *portunus_spake2_get_share (PortunusSpake2      *self);
PortunusSecret *portunus_spake2_finish  (PortunusSpake2        *self,
                                         GBytes                *peer_share,
                                         GError               **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusSpake2, portunus_spake2_free)

G_END_DECLS
