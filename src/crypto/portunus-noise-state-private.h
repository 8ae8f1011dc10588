/* portunus-noise-state-private.h: what a handshake consists of
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-noise-private.h"
#include "portunus-noise-symmetric-private.h"

G_BEGIN_DECLS

struct _PortunusNoise
{
  const PortunusNoisePattern *pattern;
  PortunusNoiseSymmetric      symmetric;
  gboolean                    is_initiator;
  gboolean                    has_failed;
  guint                       n_messages;

  /* Owned */
  PortunusSecret             *psk;
  PortunusSecret             *static_private;
  PortunusSecret             *ephemeral_private;
  PortunusCipher             *sender;
  PortunusCipher             *receiver;

  guint8                      remote_static[PORTUNUS_NOISE_KEY_SIZE];
  guint8                      remote_ephemeral[PORTUNUS_NOISE_KEY_SIZE];
};

G_END_DECLS
