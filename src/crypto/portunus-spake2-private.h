/* portunus-spake2-private.h: SPAKE2 with chosen identities and scalars, for published vectors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-spake2.h"

G_BEGIN_DECLS

/**
 * PortunusSpake2Input:
 * @is_party_a: which party we are
 * @identity_a: identity of party A
 * @identity_b: identity of party B
 * @w: the password's scalar, 32 bytes
 * @secret: (nullable): our secret scalar, 32 bytes; %NULL for a random one
 */
typedef struct
{
  gboolean      is_party_a;
  const char   *identity_a;
  const char   *identity_b;
  const guint8 *w;
  const guint8 *secret;
} PortunusSpake2Input;

PortunusSpake2 *_portunus_spake2_new         (const PortunusSpake2Input  *input,
                                              GError                    **error);
/* SHA-256 of the transcript: Ke and Ka, 16 bytes each. */
gboolean        _portunus_spake2_get_keys    (PortunusSpake2             *self,
                                              GBytes                     *peer_share,
                                              guint8                      keys[32],
                                              GError                    **error);

G_END_DECLS
