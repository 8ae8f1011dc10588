/* portunus-noise-symmetric-private.h: the SymmetricState of a Noise handshake
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "portunus-cipher.h"
#include "portunus-kdf.h"

G_BEGIN_DECLS

/**
 * PortunusNoiseSymmetric:
 * @chaining_key: ck of Noise revision 34 §5.2
 * @hash: h
 * @cipher: (nullable): the CipherState of the handshake; there is none before the first key
 *
 * Its members are only changed by the functions below.
 */
typedef struct
{
  PortunusSecret *chaining_key;
  guint8          hash[PORTUNUS_HASH_SIZE];
  PortunusCipher *cipher;
} PortunusNoiseSymmetric;

void      _portunus_noise_symmetric_init         (PortunusNoiseSymmetric *self,
                                                  const char             *protocol_name);
void      _portunus_noise_symmetric_clear        (PortunusNoiseSymmetric *self);
void      _portunus_noise_symmetric_mix_hash     (PortunusNoiseSymmetric *self,
                                                  gconstpointer           data,
                                                  gsize                   length);
gboolean  _portunus_noise_symmetric_mix_key      (PortunusNoiseSymmetric *self,
                                                  const guint8           *data,
                                                  gsize                   length,
                                                  GError                **error);
gboolean  _portunus_noise_symmetric_mix_psk      (PortunusNoiseSymmetric *self,
                                                  const PortunusSecret   *psk,
                                                  GError                **error);
GBytes   *_portunus_noise_symmetric_encrypt      (PortunusNoiseSymmetric *self,
                                                  GBytes                 *plaintext,
                                                  GError                **error);
GBytes   *_portunus_noise_symmetric_decrypt      (PortunusNoiseSymmetric *self,
                                                  GBytes                 *sealed,
                                                  GError                **error);
gboolean  _portunus_noise_symmetric_split        (PortunusNoiseSymmetric *self,
                                                  PortunusCipher        **first,
                                                  PortunusCipher        **second,
                                                  GError                **error);

G_END_DECLS
