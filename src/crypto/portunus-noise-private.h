/* portunus-noise-private.h: other patterns and fixed ephemeral keys, for test vectors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-noise.h"

G_BEGIN_DECLS

typedef enum
{
  PORTUNUS_NOISE_TOKEN_END,
  PORTUNUS_NOISE_TOKEN_PSK,
  PORTUNUS_NOISE_TOKEN_E,
  PORTUNUS_NOISE_TOKEN_S,
  PORTUNUS_NOISE_TOKEN_EE,
  PORTUNUS_NOISE_TOKEN_ES,
  PORTUNUS_NOISE_TOKEN_SE,
} PortunusNoiseToken;

/**
 * PortunusNoisePattern:
 * @name: full protocol name, 32 bytes at most
 * @n_messages: how many handshake messages there are
 * @messages: the tokens of each, up to %PORTUNUS_NOISE_TOKEN_END
 *
 * A pattern with a psk, without pre-messages.
 */
typedef struct
{
  const char         *name;
  guint               n_messages;
  PortunusNoiseToken  messages[3][6];
} PortunusNoisePattern;

PortunusNoise *_portunus_noise_new_with_pattern (const PortunusNoisePattern  *pattern,
                                                 gboolean                     is_initiator,
                                                 const PortunusSecret        *static_private,
                                                 const PortunusSecret        *psk,
                                                 GBytes                      *prologue,
                                                 GError                     **error);
void           _portunus_noise_set_ephemeral    (PortunusNoise               *self,
                                                 PortunusSecret              *ephemeral_private);

G_END_DECLS
