/* portunus-noise.h: Noise_XXpsk0_25519_AESGCM_SHA256
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-secret.h"

G_BEGIN_DECLS

#define PORTUNUS_NOISE_KEY_SIZE 32
#define PORTUNUS_NOISE_MAX_MESSAGE 65535

/**
 * PortunusNoise:
 *
 * One handshake and the two message streams that come out of it (Noise revision 34). Write and read must alternate as
 * the pattern says; a call out of turn is a caller's bug. Not thread-safe.
 */
typedef struct _PortunusNoise PortunusNoise;

PortunusNoise  *portunus_noise_new                (gboolean              is_initiator,
                                                   const PortunusSecret *static_private,
                                                   const PortunusSecret *psk,
                                                   GBytes               *prologue,
                                                   GError              **error);
void            portunus_noise_free               (PortunusNoise        *self);

/* Handshake: three messages, the initiator writes the first and the third. */
gboolean        portunus_noise_is_my_turn         (PortunusNoise        *self);
gboolean        portunus_noise_is_finished        (PortunusNoise        *self);
GBytes         *portunus_noise_write              (PortunusNoise        *self,
                                                   GBytes               *payload,
                                                   GError              **error);
GBytes         *portunus_noise_read               (PortunusNoise        *self,
                                                   GBytes               *message,
                                                   GError              **error);

/* After the handshake. */
const guint8   *portunus_noise_get_remote_static  (PortunusNoise        *self);
const guint8   *portunus_noise_get_handshake_hash (PortunusNoise        *self);
GBytes         *portunus_noise_seal               (PortunusNoise        *self,
                                                   GBytes               *plaintext,
                                                   GError              **error);
GBytes         *portunus_noise_open               (PortunusNoise        *self,
                                                   GBytes               *sealed,
                                                   GError              **error);
PortunusSecret *portunus_noise_export             (PortunusNoise        *self,
                                                   const char           *label,
                                                   gsize                 length,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PortunusNoise, portunus_noise_free)

G_END_DECLS
