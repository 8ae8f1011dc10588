/* portunus-verification.h: the commit and reveal exchange behind the four words
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PortunusVerification:
 *
 * Each side binds a fresh nonce to the handshake hash. The initiator commits to its own before it sees the responder's,
 * so that a middleman cannot search for nonces that make the words of two handshakes match (Vaudenay, CRYPTO 2005).
 */
typedef struct _PortunusVerification PortunusVerification;

PortunusVerification *portunus_verification_new       (gboolean               is_initiator,
                                                       const guint8           handshake_hash[32]);
void                  portunus_verification_free      (PortunusVerification  *self);
/* (nullable) (transfer full): what the initiator says first. */
JsonObject           *portunus_verification_start     (PortunusVerification  *self);
gboolean              portunus_verification_handle    (PortunusVerification  *self,
                                                       JsonObject            *message,
                                                       JsonObject           **reply,
                                                       GError               **error);
const char * const   *portunus_verification_get_words (PortunusVerification  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusVerification, portunus_verification_free)

G_END_DECLS
